"""One pass of the worker: whoever wakes it, it looks at the record and does what can be done now."""

import logging
import time
from dataclasses import asdict, dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from approvals.correlation import correlation
from tokenisation.chain.client import ChainClient
from tokenisation.choices import OPEN_OPERATIONS, WORKING_ORDERS, OperationKind, OrderStatus
from tokenisation.models import ChainEpoch, ChainOperation, MintOrder, WorkerPass
from tokenisation.selectors import active_epoch, open_proof_requests
from tokenisation.services.chain import chain_client
from tokenisation.services.confirmation import settle
from tokenisation.services.epochs import (
    Recognised,
    lose_epoch,
    recognise_chain,
    stands_where_it_was,
    unconfirm_after_rollback,
)
from tokenisation.services.funding import fund_duties
from tokenisation.services.locks import Held, chain_lock
from tokenisation.services.proof_requests import carry_out_proof_requests, give_up_lost_proof_requests
from tokenisation.services.reconciliation import disagreed_lately, reconcile_deployment, waiting_deployments
from tokenisation.services.submission import submit

logger = logging.getLogger(__name__)

#: Seconds after which a pass ends even if more could be done; well below the task's soft time limit.
BUDGET = 45.0

CHAIN_LOST = gettext_noop(
    "The chain was reset: none of this epoch's tokens is there any more. Nothing is sent by itself; a person opens a new "
    "epoch, and new tokens and new orders follow from there."
)


@dataclass
class Progress:
    """What one pass did."""

    moved: int = 0
    reconciled: int = 0
    taken_back: int = 0
    proven: int = 0
    waiting: int = 0
    busy: bool = False

    def as_dict(self) -> dict[str, int | bool]:
        """For logs and the task's answer."""
        return asdict(self)


def work_on_chain() -> Progress:
    """Settles, submits and reconciles until nothing more can move at once, then proves the contracts where it was asked.

    Raises NodeUnreachable, WrongChain or another ChainError; what was committed before stays, and the next pass goes on.
    Another process at work is no error: this pass then does nothing. A chain that came back rolled back is found and
    repaired also while nothing is ordered.
    """
    progress = Progress()
    give_up_lost_proof_requests()
    epoch = active_epoch()
    if epoch is None:
        return progress
    client = chain_client()
    if not has_work(epoch) and stands_where_it_was(client, epoch):
        return progress
    with correlation(), chain_lock() as held:
        if held is None:
            progress.busy = True
        else:
            _work(client, epoch, held, progress)
    if not progress.busy:  # whoever is at work has seen which chain this is, and this process has not
        progress.proven = carry_out_proof_requests()
    progress.waiting = open_work(epoch)
    return progress


def note_pass(*, problem: str = "") -> None:
    """Notes when a pass of the worker ended, and why it ended early if it did, for the pages to show."""
    WorkerPass.objects.update_or_create(id=1, defaults={"ran_at": timezone.now(), "problem": problem})


def has_work(epoch: ChainEpoch) -> bool:
    """Whether the record holds anything that the worker could move."""
    return open_work(epoch) > 0


def open_work(epoch: ChainEpoch) -> int:
    """How many operations, orders and requests for a proof wait for the worker."""
    operations = ChainOperation.objects.filter(
        Q(kind=OperationKind.DEPLOY) | Q(order__status__in=WORKING_ORDERS) | Q(nonce__isnull=False),
        epoch=epoch,
        state__in=OPEN_OPERATIONS,
    )
    orders = MintOrder.objects.filter(deployment__epoch=epoch, status=OrderStatus.CONFIRMED)
    return operations.count() + orders.count() + open_proof_requests().filter(epoch=epoch).count()


def _work(client: ChainClient, epoch: ChainEpoch, held: Held, progress: Progress) -> None:
    recognised = recognise_chain(client, epoch)
    if recognised == Recognised.RESET:
        logger.error("%s: %s", epoch, CHAIN_LOST)
        lose_epoch(epoch, CHAIN_LOST)
        return
    fund_duties(client)
    if recognised == Recognised.ROLLED_BACK:
        progress.taken_back = unconfirm_after_rollback(client, epoch)
        logger.warning("%s came back rolled back; %s operations are sent again.", epoch, progress.taken_back)
    deadline = time.monotonic() + BUDGET
    while time.monotonic() < deadline:
        moved = settle(client, epoch) + submit(client, epoch, held)
        progress.moved += moved
        if not moved:
            break
    for deployment in waiting_deployments():
        if disagreed_lately(deployment):
            continue  # a break that stands is looked at again from time to time, not with every sweep
        reconcile_deployment(deployment, client=client)
        progress.reconciled += 1
