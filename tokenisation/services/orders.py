"""Mint orders: one person places, another releases, and only then does a worker act."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.exceptions import InvalidInput, SamePerson, WrongState
from approvals.models import Case
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.cases import lock_case
from approvals.services.trail import record_event
from approvals.wording import number_text, units_text
from assets.selectors import proposal_of_case
from tokenisation.batches import split
from tokenisation.choices import DUTY_OF_KIND, DeploymentStatus, OperationKind, OperationState, OrderStatus
from tokenisation.models import Allocation, ChainOperation, MintOrder, TestInvestor, TokenDeployment
from tokenisation.services.deployments import new_id
from tokenisation.services.standing import require_mintable
from tokenisation.services.transitions import lock_operation, move_operation, move_order
from tokenisation.services.wake import wake


@act
def place_mint_order(*, actor: Any, case: Case, allocations: Sequence[tuple[TestInvestor, int]]) -> MintOrder:
    """Places an order for test units; nothing moves before another treasury operator releases it.

    Raises GateClosed, OutsideMemorandum, WrongState without a token on the dossier in force, and InvalidInput for
    allocations that are empty, double, not positive, above the approved units, or to an investor whose check expired.
    """
    require(actor, "place_order", case, key=case.key)
    case = lock_case(case)
    require_mintable(case)
    deployment = _live_token(case)
    _require_sound(case, allocations)
    units = sum(amount for _investor, amount in allocations)
    _require_room(case, deployment, units)
    order = MintOrder.objects.create(
        reference=_next_reference(),
        case=case,
        deployment=deployment,
        units=units,
        placed_by=actor,
        placed_on=business_date(),
    )
    Allocation.objects.bulk_create(
        [Allocation(order=order, investor=investor, units=amount) for investor, amount in allocations]
    )
    _create_operations(order, allocations)
    record_event(
        actor=actor,
        verb="order_placed",
        subject=order.key,
        label=order.reference,
        case_key=case.key,
        data={
            "reference": order.reference,
            "units": str(units),
            "token": deployment.address,
            "digest": deployment.dossier_digest,
            "allocations": {investor.address: str(amount) for investor, amount in allocations},
        },
    )
    return order


@act
def release_mint_order(*, actor: Any, order: MintOrder) -> MintOrder:
    """Releases an order to the worker. Raises SamePerson for the person who placed it, WrongState, GateClosed."""
    require(actor, "release_order", order, key=order.case.key)
    case = lock_case(order.case)
    order = _locked(order)
    if order.placed_by_id == actor.pk:
        raise SamePerson(
            _("You placed %(order)s yourself; another treasury operator must release it.") % {"order": order},
            subject=case.key,
        )
    _require_placed(order)
    require_mintable(case)
    _require_on_dossier(order, case)
    _require_valid_checks(case, [allocation.investor for allocation in order.allocations.select_related("investor")])
    move_order(
        order,
        OrderStatus.RELEASED,
        verb="order_released",
        actor=actor,
        released_by=actor,
        released_on=business_date(),
    )
    transaction.on_commit(wake)
    return order


@act
def cancel_mint_order(*, actor: Any, order: MintOrder, reason: str) -> MintOrder:
    """Cancels an order that is not released yet; its units are free again. Raises WrongState after the release."""
    require(actor, "cancel_order", order, key=order.case.key)
    if not reason.strip():
        raise InvalidInput(_("Say why in a sentence; others will read it later."), subject=order.case.key)
    lock_case(order.case)
    order = _locked(order)
    _require_placed(order)
    for operation in order.operations.filter(state=OperationState.WAITING):
        move_operation(lock_operation(operation), OperationState.CANCELLED, verb="operation_cancelled")
    return move_order(order, OrderStatus.CANCELLED, verb="order_cancelled", actor=actor, reason=reason.strip())


def _live_token(case: Case) -> TokenDeployment:
    deployment = TokenDeployment.objects.filter(
        case=case, dossier_digest=case.dossier_digest, status=DeploymentStatus.CONFIRMED
    ).last()
    if deployment is None:
        raise WrongState(
            _("%(case)s has no deployed token on the dossier in force. Request its deployment first.") % {"case": case},
            subject=case.key,
        )
    return deployment


def _require_sound(case: Case, allocations: Sequence[tuple[TestInvestor, int]]) -> None:
    if not allocations:
        raise InvalidInput(_("An order needs at least one allocation."), subject=case.key)
    for investor, amount in allocations:
        if isinstance(amount, bool) or not isinstance(amount, int) or amount < 1:
            raise InvalidInput(
                _("%(investor)s would receive “%(amount)s”; units are whole and positive.")
                % {"investor": investor, "amount": amount},
                subject=case.key,
            )
    investors = [investor for investor, _amount in allocations]
    if len({investor.pk for investor in investors}) != len(investors):
        raise InvalidInput(_("An investor appears twice. Put the units together in one allocation."), subject=case.key)
    _require_valid_checks(case, investors)


def _require_valid_checks(case: Case, investors: Sequence[TestInvestor]) -> None:
    today = business_date()
    expired = [investor.label for investor in investors if not investor.may_hold_on(today)]
    if expired:
        raise InvalidInput(
            _("The identity check has expired for: %(investors)s. Leave them out or renew the check first.")
            % {"investors": ", ".join(expired)},
            subject=case.key,
        )


def _require_room(case: Case, deployment: TokenDeployment, units: int) -> None:
    proposal = proposal_of_case(case)
    approved = min(Decimal(proposal.units if proposal else 0), Decimal(deployment.cap))
    ordered = MintOrder.objects.filter(case=case).exclude(status=OrderStatus.CANCELLED).exclude(
        deployment__status=DeploymentStatus.LOST
    ).aggregate(total=Sum("units"))["total"] or Decimal(0)
    if ordered + units > approved:
        raise InvalidInput(
            _("%(units)s are too many: %(approved)s are approved and %(ordered)s are ordered, so %(room)s are left.")
            % {
                "units": units_text(units),
                "approved": number_text(approved, 0),
                "ordered": number_text(ordered, 0),
                "room": number_text(approved - ordered, 0),
            },
            subject=case.key,
        )


def _create_operations(order: MintOrder, allocations: Sequence[tuple[TestInvestor, int]]) -> None:
    """Two operations for each batch: the allow-list first, then the issue. Their ids are made here, once."""
    for number, batch in enumerate(split(allocations, settings.CHAIN_BATCH_SIZE), start=1):
        recipients = [investor.address for investor, _amount in batch]
        amounts = [str(amount) for _investor, amount in batch]
        for kind, payload in (
            (OperationKind.ALLOW, {"accounts": recipients}),
            (OperationKind.ISSUE, {"recipients": recipients, "units": amounts}),
        ):
            ChainOperation.objects.create(
                kind=kind,
                deployment=order.deployment,
                order=order,
                batch=number,
                operation_id=new_id(),
                duty=DUTY_OF_KIND[kind],
                payload=payload,
                epoch=order.deployment.epoch,
            )


def _next_reference() -> str:
    """The next number. Orders of different cases meet here, so the table of numbers is locked for the moment."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [7_262_003])
    last = MintOrder.objects.aggregate(last=Max("id"))["last"] or 0
    reference = MintOrder.objects.filter(pk=last).values_list("reference", flat=True).first()
    number = int(reference.removeprefix("MO-")) + 1 if reference else 1
    return f"MO-{number:04d}"


def _locked(order: MintOrder) -> MintOrder:
    return MintOrder.objects.select_for_update(of=("self",)).select_related("case", "deployment").get(pk=order.pk)


def _require_placed(order: MintOrder) -> None:
    if order.status != OrderStatus.PLACED:
        raise WrongState(
            _("%(order)s is no longer waiting for its release (%(status)s).")
            % {"order": order, "status": order.get_status_display()},
            subject=order.case.key,
        )


def _require_on_dossier(order: MintOrder, case: Case) -> None:
    if order.deployment.dossier_digest != case.dossier_digest:
        raise WrongState(
            _("%(order)s was placed on an older dossier. Cancel it and place a new one.") % {"order": order},
            subject=case.key,
        )
