"""Having the contracts proven: a person asks, a worker carries it out, once.

The request stands in the database; the message to the worker only wakes it. A worker holds the row's lock from taking the
request to the commit that records the proof and finishes the request, so that two workers never carry out one request,
and a worker that dies leaves it open for the next sweep.
"""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.correlation import correlation
from approvals.exceptions import DomainError, WrongState
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.trail import record_event
from approvals.wording import moment_text, name_text
from tokenisation.chain.errors import ChainError
from tokenisation.choices import EpochStatus
from tokenisation.crash import crash_point
from tokenisation.models import ChainEpoch, ContractProof, ProofRequest
from tokenisation.selectors import open_proof_requests
from tokenisation.services.proof import prove_contracts
from tokenisation.services.standing import require_epoch
from tokenisation.services.wake import wake


@act
def request_proof(*, actor: Any) -> ProofRequest:
    """Asks for a proof of the contracts on this chain and wakes a worker.

    Raises NotPermitted, and WrongState without a chain epoch or while an earlier request is open.
    """
    require(actor, "prove_contracts")
    epoch = ChainEpoch.objects.select_for_update(no_key=True).get(pk=require_epoch().pk)
    earlier = ProofRequest.objects.filter(epoch=epoch, finished_at=None).select_related("requested_by").first()
    if earlier is not None:
        raise WrongState(
            _("%(person)s asked for this on %(moment)s, and a worker is still to finish it. Wait for its result.")
            % {"person": name_text(earlier.requested_by.get_full_name()), "moment": moment_text(earlier.requested_at)},
            subject=earlier.key,
        )
    request = ProofRequest.objects.create(epoch=epoch, requested_by=actor)
    record_event(
        actor=actor,
        verb="contract_proof_requested",
        subject=request.key,
        label=request,
        data={"epoch": epoch.number, "chain_id": epoch.chain_id},
    )
    transaction.on_commit(wake)
    return request


def carry_out_proof_requests() -> int:
    """Carries out every open request that no other worker is at; returns how many were finished.

    Raises NodeUnreachable or another ChainError, which finishes nothing: the next sweep tries again.
    """
    return sum(_carry_out(key) for key in open_proof_requests().values_list("pk", flat=True))


def give_up_lost_proof_requests() -> int:
    """Finishes the requests whose chain was lost before a worker came to them; returns how many that were."""
    lost = open_proof_requests().exclude(epoch__status=EpochStatus.ACTIVE)
    return sum(_give_up(key) for key in lost.values_list("pk", flat=True))


def _carry_out(key: int) -> bool:
    with correlation(), transaction.atomic():
        request = _claimed(key)
        if request is None or request.epoch.status != EpochStatus.ACTIVE:
            return False
        _may_be_silent()
        try:
            proof = prove_contracts(actor=request.requested_by)
        except ChainError:
            raise  # the chain's trouble is not the request's: it stays open
        except DomainError as refusal:
            _finish(request, failure=refusal.message)
        else:
            crash_point("C13")
            _finish(request, proof=proof)
        return True


def _give_up(key: int) -> bool:
    with correlation(), transaction.atomic():
        request = _claimed(key)
        if request is None:
            return False
        sentence = _("%(epoch)s was lost before a worker came to it. Ask again once a new epoch is open.")
        _finish(request, failure=sentence % {"epoch": request.epoch})
        return True


def _claimed(key: int) -> ProofRequest | None:
    """The open request, locked until the end of the transaction; None where it is finished or another worker is at it."""
    return (
        ProofRequest.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("epoch", "requested_by")
        .filter(pk=key, finished_at=None)
        .first()
    )


def _may_be_silent() -> None:
    """Lets this transaction wait for blocks without a word, longer than others may; the task's time limit ends it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def _finish(request: ProofRequest, *, proof: ContractProof | None = None, failure: str = "") -> None:
    request.finished_at, request.proof, request.failure = timezone.now(), proof, failure
    request.save(update_fields=["finished_at", "proof", "failure"])
    if proof is None:
        record_event(
            actor=None,
            verb="contract_proof_given_up",
            subject=request.key,
            label=request,
            data={"reason": failure},
        )
