"""Comparing what was ordered, what was recorded and what the chain says, at one block.

Five things must agree: the orders' allocations, the ledger of issuances, the Issued events, the Transfer events and the
balances with the total supply. Every disagreement is stored as a break with a sentence; a break closes when a later
run no longer finds it. An order is reconciled only when everything about it agrees.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.exceptions import WrongState
from approvals.services.trail import record_event
from tokenisation.chain.addresses import NOBODY, checksum_address
from tokenisation.chain.client import Block, ChainClient
from tokenisation.chain.errors import NodeAnswerUnknown
from tokenisation.chain.token import IssuedEvent, Token, TransferEvent
from tokenisation.choices import BreakKind, DeploymentStatus, OperationKind, OperationState, OrderStatus
from tokenisation.models import Break, ChainOperation, Issuance, MintOrder, ReconciliationRun, TokenDeployment
from tokenisation.services.chain import chain_client
from tokenisation.services.epochs import require_same_chain
from tokenisation.services.transitions import move_order

#: How often a token is read before one gives up that it stands still.
LOOKS = 5
#: Seconds after which a token with a break is compared again.
LOOK_AGAIN = 60.0


@dataclass(frozen=True)
class Finding:
    """One disagreement."""

    kind: BreakKind
    item: str
    expected: str
    found: str
    sentence: str


@dataclass(frozen=True)
class Picture:
    """The chain's side at one block."""

    block: Block
    supply: int
    cap: int
    issued: list[IssuedEvent]
    transfers: list[TransferEvent]
    balances: dict[str, int]


def reconcile_deployment(
    deployment: TokenDeployment, *, actor: Any = None, client: ChainClient | None = None
) -> ReconciliationRun:
    """Compares one token with the register now, and stores run, breaks and reconciled orders.

    Raises WrongState for a token that is not deployed, WrongChain, NodeUnreachable.
    """
    if deployment.status != DeploymentStatus.CONFIRMED:
        raise WrongState(
            _("%(token)s is not deployed, so there is nothing to compare.") % {"token": deployment},
            subject=deployment.case.key,
        )
    client = client or chain_client()
    require_same_chain(client, deployment.epoch)
    # The register is read before the chain, so that an issue which lands in between is not taken for a foreign one
    # and one that is recorded in between is not looked for in an older block.
    issuances = list(Issuance.objects.filter(operation__deployment=deployment).select_related("operation", "order"))
    picture = _look(client, deployment)
    operations = {
        row.operation_id: row
        for row in ChainOperation.objects.filter(
            deployment=deployment, kind=OperationKind.ISSUE, nonce__isnull=False
        ).prefetch_related("attempts")
    }
    findings = [
        *_compare_events(picture, operations, {row.operation.operation_id for row in issuances}),
        *_compare_ledger(picture, issuances),
        *_compare_supply(picture),
        *_compare_orders(deployment, picture),
    ]
    return _store(deployment, actor, picture, issuances, findings)


def waiting_deployments() -> list[TokenDeployment]:
    """Tokens with orders that are confirmed and not reconciled yet."""
    return list(
        TokenDeployment.objects.filter(status=DeploymentStatus.CONFIRMED, orders__status=OrderStatus.CONFIRMED)
        .select_related("case", "epoch")
        .distinct()
    )


def disagreed_lately(deployment: TokenDeployment) -> bool:
    """Whether the latest comparison found a break within the last `LOOK_AGAIN` seconds."""
    last = ReconciliationRun.objects.filter(deployment=deployment).order_by("id").last()
    return last is not None and not last.agrees and (timezone.now() - last.run_at).total_seconds() < LOOK_AGAIN


def _look(client: ChainClient, deployment: TokenDeployment) -> Picture:
    """Events, supply and balances that belong together, though the node answers for its newest state only.

    Read again where an event arrived in between. Raises NodeAnswerUnknown where the token does not stand still.
    """
    token = Token(client, deployment.address)
    before = _events(token, client.latest_block())
    for _repeat in range(LOOKS):
        issued, transfers = before
        holders = {event.recipient for event in transfers} | {event.sender for event in transfers}
        supply, cap = token.supply(), token.cap()
        balances = {holder: token.balance(holder) for holder in sorted(holders - {NOBODY})}
        block = client.latest_block()
        after = _events(token, block)
        if after == before:
            return Picture(block, supply, cap, issued, transfers, balances)
        before = after
    raise NodeAnswerUnknown(
        _("%(token)s changes faster than it can be read; compare it later.") % {"token": deployment}
    )


def _events(token: Token, block: Block) -> tuple[list[IssuedEvent], list[TransferEvent]]:
    return token.issued_events(to_block=block.number), token.transfer_events(to_block=block.number)


def _compare_events(picture: Picture, operations: dict[str, ChainOperation], recorded: set[str]) -> list[Finding]:
    """Every issue on the chain against the operation that was ordered and signed for it."""
    findings = []
    minted: dict[str, Counter[tuple[str, int]]] = {}
    for transfer in picture.transfers:
        if transfer.sender == NOBODY:
            minted.setdefault(transfer.transaction_hash, Counter())[(transfer.recipient, transfer.units)] += 1
    for event in picture.issued:
        operation = operations.get(event.operation_id)
        if operation is None:
            findings.append(
                Finding(
                    BreakKind.FOREIGN_ISSUE,
                    event.operation_id,
                    "0",
                    str(event.total),
                    _("%(units)s units were issued in %(hash)s under an operation that nobody ordered.")
                    % {"units": event.total, "hash": event.transaction_hash},
                )
            )
            continue
        findings += _compare_issue(event, operation, minted.get(event.transaction_hash, Counter()))
    on_chain = {event.operation_id for event in picture.issued}
    findings += [
        Finding(
            BreakKind.MISSING_EVENT,
            operation_id,
            operations[operation_id].payload["units"][0] if operation_id in operations else "",
            "",
            _("The ledger holds an issuance under operation %(id)s, and the chain has no event of it.")
            % {"id": operation_id},
        )
        for operation_id in sorted(recorded - on_chain)
    ]
    return findings


def _compare_issue(event: IssuedEvent, operation: ChainOperation, minted: Counter[tuple[str, int]]) -> list[Finding]:
    amounts = [int(amount) for amount in operation.payload["units"]]
    recipients = [checksum_address(recipient) for recipient in operation.payload["recipients"]]
    findings = []
    if event.transaction_hash not in {attempt.tx_hash for attempt in operation.attempts.all()}:
        findings.append(
            Finding(
                BreakKind.OTHER_TRANSACTION,
                event.operation_id,
                operation.mined_hash,
                event.transaction_hash,
                _("%(operation)s landed in a transaction that the portal never stored: %(hash)s.")
                % {"operation": operation, "hash": event.transaction_hash},
            )
        )
    if event.total != sum(amounts):
        findings.append(
            Finding(
                BreakKind.OTHER_UNITS,
                event.operation_id,
                str(sum(amounts)),
                str(event.total),
                _("%(operation)s was to issue %(expected)s units and issued %(found)s.")
                % {"operation": operation, "expected": sum(amounts), "found": event.total},
            )
        )
    if minted != Counter(zip(recipients, amounts, strict=True)):
        findings.append(
            Finding(
                BreakKind.OTHER_RECIPIENTS,
                event.operation_id,
                _("%(count)s allocations") % {"count": len(recipients)},
                _("%(count)s transfers") % {"count": sum(minted.values())},
                _("The transfers of %(operation)s do not match its allocations.") % {"operation": operation},
            )
        )
    return findings


def _compare_ledger(picture: Picture, issuances: list[Issuance]) -> list[Finding]:
    """Every row of the ledger against its event."""
    events = {event.operation_id: event for event in picture.issued}
    findings = []
    for issuance in issuances:
        event = events.get(issuance.operation.operation_id)
        if event is not None and event.total != int(issuance.units):
            findings.append(
                Finding(
                    BreakKind.OTHER_UNITS,
                    f"ledger {issuance.operation.operation_id}",
                    str(issuance.units),
                    str(event.total),
                    _("The ledger holds %(expected)s units for %(order)s and the chain %(found)s.")
                    % {"expected": issuance.units, "order": issuance.order, "found": event.total},
                )
            )
    return findings


def _compare_supply(picture: Picture) -> list[Finding]:
    """Supply, events and balances against each other: the chain's own books."""
    findings = []
    issued = sum(event.total for event in picture.issued)
    if picture.supply != issued:
        findings.append(
            Finding(
                BreakKind.SUPPLY,
                "totalSupply",
                str(issued),
                str(picture.supply),
                _("The total supply is %(found)s and the issues add up to %(expected)s.")
                % {"found": picture.supply, "expected": issued},
            )
        )
    if picture.supply > picture.cap:
        findings.append(
            Finding(
                BreakKind.OVER_CAP,
                "cap",
                str(picture.cap),
                str(picture.supply),
                _("The supply of %(found)s is above the cap of %(expected)s.")
                % {"found": picture.supply, "expected": picture.cap},
            )
        )
    moved: Counter[str] = Counter()
    for event in picture.transfers:
        moved[event.recipient] += event.units
        moved[event.sender] -= event.units
    for holder, balance in picture.balances.items():
        if balance != moved[holder]:
            findings.append(
                Finding(
                    BreakKind.BALANCE,
                    holder,
                    str(moved[holder]),
                    str(balance),
                    _("%(holder)s holds %(found)s units and its transfers add up to %(expected)s.")
                    % {"holder": holder, "found": balance, "expected": moved[holder]},
                )
            )
    if sum(picture.balances.values()) != picture.supply:
        findings.append(
            Finding(
                BreakKind.SUPPLY,
                "balances",
                str(picture.supply),
                str(sum(picture.balances.values())),
                _("The balances do not add up to the total supply."),
            )
        )
    return findings


def _compare_orders(deployment: TokenDeployment, picture: Picture) -> list[Finding]:
    """Every settled order: its allocations against the units that its own operations issued to each investor."""
    totals = {event.operation_id: event.total for event in picture.issued}
    findings = []
    for order in deployment.orders.filter(status__in=[OrderStatus.CONFIRMED, OrderStatus.RECONCILED]).prefetch_related(
        "allocations", "operations"
    ):
        allocated = sum(allocation.units for allocation in order.allocations.all())
        issued = sum(
            totals.get(operation.operation_id, 0)
            for operation in order.operations.all()
            if operation.kind == OperationKind.ISSUE
        )
        if not order.units == allocated == issued:
            findings.append(
                Finding(
                    BreakKind.ORDER_TOTAL,
                    order.reference,
                    str(order.units),
                    str(issued),
                    _(
                        "%(order)s is for %(units)s units, its allocations add up to %(allocated)s and its issues to %(issued)s."
                    )
                    % {"order": order, "units": order.units, "allocated": allocated, "issued": issued},
                )
            )
    return findings


@transaction.atomic
def _store(
    deployment: TokenDeployment,
    actor: Any,
    picture: Picture,
    issuances: list[Issuance],
    findings: list[Finding],
) -> ReconciliationRun:
    deployment = TokenDeployment.objects.select_for_update(of=("self",)).select_related("case").get(pk=deployment.pk)
    issued = sum(event.total for event in picture.issued)
    recorded = sum((row.units for row in issuances), Decimal(0))
    known = {row.operation.operation_id for row in issuances}
    run = ReconciliationRun.objects.create(
        deployment=deployment,
        block_number=picture.block.number,
        block_hash=picture.block.hash,
        supply=picture.supply,
        issued=issued,
        recorded=recorded,
        in_flight=sum(event.total for event in picture.issued if event.operation_id not in known),
        holders=len(picture.balances),
        agrees=not findings,
        run_by=actor,
    )
    _store_breaks(deployment, run, findings)
    if not findings:
        _finish_orders(deployment, {row.operation.operation_id for row in issuances})
    record_event(
        actor=actor,
        verb="token_reconciled" if run.agrees else "token_breaks_found",
        subject=deployment.key,
        label=deployment,
        case_key=deployment.case.key,
        data={
            "block": run.block_number,
            "supply": str(run.supply),
            "issued": str(run.issued),
            "recorded": str(run.recorded),
            "breaks": [finding.sentence for finding in findings],
        },
    )
    return run


def _store_breaks(deployment: TokenDeployment, run: ReconciliationRun, findings: list[Finding]) -> None:
    found = {(finding.kind.value, finding.item): finding for finding in findings}
    for open_break in Break.objects.select_for_update().filter(deployment=deployment, closed_by=None):
        if found.pop((open_break.kind, open_break.item), None) is None:
            open_break.closed_by = run
            open_break.save(update_fields=["closed_by"])
    Break.objects.bulk_create(
        [
            Break(
                deployment=deployment,
                kind=finding.kind,
                item=finding.item,
                expected=finding.expected,
                found=finding.found,
                sentence=finding.sentence,
                opened_by=run,
            )
            for finding in found.values()
        ]
    )


def _finish_orders(deployment: TokenDeployment, compared: set[str]) -> None:
    """Orders whose every issue was in this comparison."""
    for order in (
        MintOrder.objects.select_for_update(of=("self",))
        .select_related("case")
        .filter(deployment=deployment, status=OrderStatus.CONFIRMED)
    ):
        issues = order.operations.filter(kind=OperationKind.ISSUE)
        settled = not issues.exclude(state=OperationState.CONFIRMED).exists()
        if settled and set(issues.values_list("operation_id", flat=True)) <= compared:
            move_order(order, OrderStatus.RECONCILED, verb="order_reconciled")
