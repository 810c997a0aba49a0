"""Reading the mint: nothing here changes anything or asks the chain."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import CharField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import AuditEvent
from approvals.wording import moment_text
from tokenisation.choices import OPEN_OPERATIONS, Duty, EpochStatus, OperationState, OrderStatus
from tokenisation.keystores import KeyUnavailable
from tokenisation.models import (
    Break,
    ChainEpoch,
    ChainOperation,
    DutyKey,
    Issuance,
    MintOrder,
    ProofRequest,
    ReconciliationRun,
    TokenDeployment,
    WorkerPass,
)

#: Seconds without a pass after which the worker counts as away; beat wakes it every three.
WORKER_SILENT = 60.0


def registered_addresses() -> dict[str, str]:
    """Duty to the address that signs for it. Raises KeyUnavailable where the register lacks one."""
    addresses = dict(DutyKey.objects.order_by("id").values_list("duty", "address"))
    if missing := [str(duty.label) for duty in Duty if duty.value not in addresses]:
        raise KeyUnavailable(
            _("No key is registered for: %(duties)s. Make and register the test keys with: manage.py prepare_chain")
            % {"duties": ", ".join(missing)}
        )
    return addresses


def worker_trouble() -> str:
    """Why nothing moves on the chain just now, in a sentence for people; empty where the worker is at work."""
    last = WorkerPass.objects.first()
    if last is None:
        return _("No worker has looked for work yet. Nothing is lost: it begins when a worker and the broker run.")
    if last.problem:
        return _(last.problem)  # what a worker noted stands in the record in English
    if (timezone.now() - last.ran_at).total_seconds() > WORKER_SILENT:
        return _(
            "No worker has looked for work since %(time)s. Nothing is lost: it goes on when worker and broker run again."
        ) % {"time": moment_text(last.ran_at)}
    return ""


@dataclass(frozen=True)
class OperationRow:
    """One operation for a page."""

    operation: ChainOperation
    kind: str
    state: str
    state_label: str
    tx_hash: str
    block_number: int | None
    confirmations: int | None
    attention: str
    last_error: str


def orders() -> QuerySet[MintOrder]:
    """All orders, newest first, with what a list shows."""
    return MintOrder.objects.select_related("case", "deployment", "placed_by", "released_by")


def operations_needing_a_person() -> QuerySet[ChainOperation]:
    """Operations that stopped, deployments included, with `stopped_on`, the business date of it."""
    key = Concat(Value("operation:"), Cast(OuterRef("pk"), CharField()))
    stopping = AuditEvent.objects.filter(subject=key).order_by("-id").values("business_date")[:1]
    return (
        ChainOperation.objects.filter(state=OperationState.NEEDS_PERSON)
        .select_related("deployment__case__memorandum", "order")
        .annotate(stopped_on=Subquery(stopping))
    )


def operation_rows(operations: QuerySet[ChainOperation]) -> list[OperationRow]:
    """Rows for a page, from operations with their epoch and attempts."""
    return [_row(operation) for operation in operations]


def supply(deployment: TokenDeployment) -> int:
    """Units in the ledger of a token: confirmed issues."""
    total = Issuance.objects.filter(operation__deployment=deployment).aggregate(total=Sum("units"))["total"]
    return int(total or 0)


def units_left(deployment: TokenDeployment) -> int:
    """Units under the cap that no live order takes."""
    ordered = deployment.orders.exclude(status=OrderStatus.CANCELLED).aggregate(total=Sum("units"))["total"]
    return int(deployment.cap) - int(ordered or 0)


def last_run(deployment: TokenDeployment) -> ReconciliationRun | None:
    """The latest comparison of the token with the register."""
    return ReconciliationRun.objects.filter(deployment=deployment).last()


def open_breaks() -> QuerySet[Break]:
    """Disagreements between register and chain that stand, with `found_on`, the business date of it."""
    key = Concat(Value("token:"), Cast(OuterRef("deployment"), CharField()))
    finding = (
        AuditEvent.objects.filter(
            subject=key, verb="token_breaks_found", recorded_at__gte=OuterRef("opened_by__run_at")
        )
        .order_by("id")
        .values("business_date")[:1]
    )
    return (
        Break.objects.filter(closed_by=None)
        .select_related("deployment__case__memorandum", "opened_by")
        .annotate(found_on=Subquery(finding))
    )


def active_epoch() -> ChainEpoch | None:
    """The epoch in which the portal works, if there is one."""
    return ChainEpoch.objects.filter(status=EpochStatus.ACTIVE).first()


def current_epoch() -> ChainEpoch | None:
    """The latest epoch, lost or not."""
    return ChainEpoch.objects.order_by("number").last()


def last_worker_pass() -> WorkerPass | None:
    """When a worker last looked for work, and what became of it."""
    return WorkerPass.objects.first()


def open_proof_requests() -> QuerySet[ProofRequest]:
    """Requests for a proof of the contracts that a worker has still to carry out, oldest first."""
    return ProofRequest.objects.filter(finished_at=None)


def last_proof_request() -> ProofRequest | None:
    """The latest request for a proof of the contracts, open or finished."""
    return ProofRequest.objects.select_related("epoch", "requested_by", "proof").last()


def _row(operation: ChainOperation) -> OperationRow:
    attempts = list(operation.attempts.all())
    in_a_block = operation.state in (OperationState.MINED, OperationState.CONFIRMED)
    open_or_mined = in_a_block or operation.state in OPEN_OPERATIONS
    number = operation.block_number if in_a_block else None
    return OperationRow(
        operation=operation,
        kind=operation.get_kind_display(),
        state=operation.state,
        state_label=operation.get_state_display(),
        tx_hash=operation.mined_hash if in_a_block else attempts[-1].tx_hash if attempts and open_or_mined else "",
        block_number=number,
        confirmations=_confirmations(operation, number),
        attention=operation.attention,
        last_error=operation.last_error,
    )


def _confirmations(operation: ChainOperation, number: int | None) -> int | None:
    """Blocks on top, as far as the worker saw: the checkpoint lies the confirmation depth behind the head."""
    if number is None:
        return None
    head_seen: int = operation.epoch.checkpoint_number + settings.CHAIN_CONFIRMATION_DEPTH
    return max(0, head_seen - number)
