"""The local chain: which one it is, whether the worker is at it, the proof of the contracts, and the tokens on it."""

from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from approvals.models import AuditEvent
from approvals.rules import allow
from approvals.views.acts import ActPage
from approvals.views.base import ReadPage
from tokenisation.artifacts import load_artifact
from tokenisation.choices import EpochStatus
from tokenisation.models import Break, ChainEpoch, ContractProof, ProofRequest, ReconciliationRun, TokenDeployment
from tokenisation.selectors import (
    current_epoch,
    last_proof_request,
    last_worker_pass,
    operations_needing_a_person,
    worker_trouble,
)
from tokenisation.services.epochs import open_epoch
from tokenisation.services.proof_requests import request_proof
from tokenisation.services.work import open_work
from tokenisation.terms import CONTRACT
from tokenisation.views.checks import check_word, seen_text
from tokenisation.views.ladder import ladder_of_request

#: Rows of one table; what lies beyond is counted.
ROWS_SHOWN = 200
#: Earlier proofs that are listed.
PROOFS_SHOWN = 20


class ChainPage(ReadPage):
    """What workers stored about the chain. The node itself is never asked, so the page opens when it is away."""

    template_name = "tokenisation/chain.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The epoch, the worker's last pass, the proofs, the tokens, and what this person may ask for."""
        user, epoch, request = self.request.user, current_epoch(), last_proof_request()
        is_active = epoch is not None and epoch.status == EpochStatus.ACTIVE
        is_asked = request is not None and request.is_open
        return super().get_context_data(
            epoch=epoch,
            is_lost=epoch is not None and not is_active,
            worker=last_worker_pass(),
            trouble=worker_trouble(),
            waiting=open_work(epoch) if epoch is not None and is_active else 0,
            asked=request,
            is_asked=is_asked,
            ladder=ladder_of_request(request) if request is not None else [],
            may_open=epoch is not None and not is_active and allow(user, "open_epoch", epoch),
            may_prove=is_active and not is_asked and allow(user, "prove_contracts"),
            **_proofs(epoch),
            **_tokens(epoch),
            stopped=operations_needing_a_person().filter(epoch=epoch)[:ROWS_SHOWN],
            may_resume=allow(user, "resume_operation"),
            events=AuditEvent.objects.filter(subject=epoch.key).order_by("-id") if epoch is not None else [],
            **kwargs,
        )


def _proofs(epoch: ChainEpoch | None) -> dict[str, Any]:
    """The proofs on this chain, the latest with every check."""
    proofs = list(ContractProof.objects.filter(epoch=epoch).select_related("run_by").order_by("-id")[:PROOFS_SHOWN])
    latest = proofs[0] if proofs else None
    return {
        "proof": latest,
        "checks": [
            {"passed": result["passed"], "word": check_word(result["check"]), "seen": seen_text(result)}
            for result in (latest.results if latest else [])
        ],
        "has_these_sources": latest is not None and latest.source_digest == load_artifact(CONTRACT).source_digest,
        "earlier_proofs": proofs[1:],
    }


def _tokens(epoch: ChainEpoch | None) -> dict[str, Any]:
    """The tokens of this chain, each with its last comparison and the breaks that stand."""
    standing = Prefetch("breaks", Break.objects.filter(closed_by=None), to_attr="standing_breaks")
    of_epoch = TokenDeployment.objects.filter(epoch=epoch)
    tokens = list(of_epoch.select_related("case").prefetch_related(standing).order_by("-id")[:ROWS_SHOWN])
    runs = {
        run.deployment_id: run
        for run in ReconciliationRun.objects.filter(deployment__in=tokens)
        .order_by("deployment_id", "-id")
        .distinct("deployment_id")
    }
    return {
        "tokens": [{"token": token, "run": runs.get(token.pk), "breaks": token.standing_breaks} for token in tokens],
        "token_count": of_epoch.count(),
    }


class ChainActPage(ActPage):
    """An act after which the person goes on reading about the chain."""

    facts_template = "tokenisation/parts/chain_facts.html"
    epoch: ChainEpoch | None

    def load(self, **kwargs: Any) -> None:
        """The latest epoch."""
        self.epoch = current_epoch()

    def rule_subject(self) -> Any:
        """The epoch."""
        return self.epoch

    def subject_key(self) -> str:
        """The epoch's key in the trail."""
        return self.epoch.key if self.epoch is not None else ""

    def done_url(self, result: Any) -> str:
        """The page of the chain."""
        return reverse("tokenisation:chain")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The epoch as it stands."""
        is_lost = self.epoch is not None and self.epoch.status == EpochStatus.LOST
        return super().get_context_data(epoch=self.epoch, is_lost=is_lost, **kwargs)


class OpenEpoch(ChainActPage):
    """A person decides to go on on a new chain. This one act asks the node itself, which chain it is."""

    action = "open_epoch"
    counts = True
    is_grave = True
    heading = _("Open a new chain epoch")
    consequence = _(
        "The portal goes on on the chain that stands at its address now. Tokens and orders of the lost chain stay lost "
        "and readable; new tokens are requested and new orders placed, after the contracts are proven on the new chain."
    )
    button = _("Open a new chain epoch")
    next_steps = _("Prove the contracts on the new chain; before that, no gate opens that needs the proof.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether there is anything to open."""
        return super().get_context_data(
            opens_nothing=not (self.epoch and self.epoch.status == EpochStatus.LOST), **kwargs
        )

    def perform(self, form: Any) -> ChainEpoch:
        """Hands over to the service, which leaves an active epoch as it is."""
        return open_epoch(actor=self.request.user)

    def done_message(self, result: Any) -> Any:
        """Names the epoch in which the portal works."""
        return _t("%(epoch)s is active on local chain %(id)s.") % {"epoch": result, "id": result.chain_id}


class ProveContracts(ChainActPage):
    """Asking for a proof of the contracts, which a worker carries out: it alone may act on the chain."""

    action = "prove_contracts"
    heading = _("Prove the contracts")
    consequence = _(
        "A worker deploys a token of a synthetic asset on the local chain and tries everything that must work and "
        "everything that must be refused. It touches no token of the study and takes less than a minute."
    )
    button = _("Have the contracts proven")
    done = _("The proof is asked for. A worker carries it out.")
    next_steps = _("You may leave: the page of the local chain shows how far it is, and every check once it is done.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether somebody asked already."""
        request = last_proof_request()
        return super().get_context_data(asked=request if request is not None and request.is_open else None, **kwargs)

    def perform(self, form: Any) -> ProofRequest:
        """Hands over to the service."""
        return request_proof(actor=self.request.user)
