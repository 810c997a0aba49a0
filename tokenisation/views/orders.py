"""Mint orders: the list, one order with its way onto the chain, placing, releasing, cancelling."""

from typing import Any

import django_filters
from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet, Sum
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from approvals.choices import CaseStatus
from approvals.forms import ReasonForm
from approvals.models import AuditEvent
from approvals.rules import allow
from approvals.views.acts import ActPage
from approvals.views.base import ReadPage, RuledView
from approvals.views.cases import CaseMixin
from approvals.views.lists import ListColumn, ListPage
from approvals.wording import number_text, units_text
from assets.models import Proposal
from tokenisation.choices import WORKING_ORDERS, OperationState, OrderStatus
from tokenisation.forms import OrderForm
from tokenisation.models import (
    ChainOperation,
    MintOrder,
    ReconciliationRun,
    SignedTransaction,
    TokenDeployment,
)
from tokenisation.selectors import worker_trouble
from tokenisation.services.deployments import request_deployment
from tokenisation.services.orders import cancel_mint_order, place_mint_order, release_mint_order
from tokenisation.views.ladder import ladder_of

#: Rows of one long table on an order's page; what lies beyond is counted.
ROWS_SHOWN = 200


class OrderFilters(django_filters.FilterSet):
    """What the list of orders is searched by."""

    search = django_filters.CharFilter(label=_("Order, case or asset"), method="find")
    status = django_filters.ChoiceFilter(label=_("Status"), choices=OrderStatus.choices, empty_label=_("Every status"))

    class Meta:
        model = MintOrder
        fields: tuple[str, ...] = ()

    def find(self, orders: "QuerySet[MintOrder]", name: str, value: str) -> "QuerySet[MintOrder]":
        """Orders whose own or whose case's reference, or whose asset, holds the words."""
        return orders.filter(
            Q(reference__icontains=value)
            | Q(case__reference__icontains=value)
            | Q(case__subject_label__icontains=value)
        )


class OrderList(ListPage):
    """Every order, newest first, with filters."""

    template_name = "tokenisation/orders.html"
    filterset_class = OrderFilters
    heading = _("Mint orders")
    lead = _("An order is placed on a case's page by one treasury operator and released by another.")
    caption = _("Mint orders with their units and status")
    empty = _("No order was placed yet.")
    empty_hint = _("Orders are placed on the page of a case that has passed the sign-off gate.")
    file_name = "mint-orders"
    default_order = ("-id",)
    columns = (
        ListColumn("reference", _("Order"), lambda order: order.reference, "id"),
        ListColumn("case", _("Case"), lambda order: order.case.reference, "case__reference"),
        ListColumn("units", _("Units"), lambda order: order.units, "units", is_number=True),
        ListColumn("token", _("Token"), lambda order: order.deployment.symbol),
        ListColumn("status", _("Status"), lambda order: order.get_status_display(), "status"),
        ListColumn("placed", _("Placed"), lambda order: order.placed_on.isoformat(), "placed_on"),
        ListColumn("released", _("Released"), lambda order: order.released_on or "", "released_on"),
    )

    def rows(self) -> "QuerySet[MintOrder]":
        """Every order."""
        return MintOrder.objects.select_related("case", "deployment", "placed_by", "released_by")


class OrderMixin(RuledView):
    """A view of one order, which the address names by its reference."""

    order: MintOrder

    def load(self, **kwargs: Any) -> None:
        """The order."""
        self.order = get_object_or_404(
            MintOrder.objects.select_related("case__stage", "deployment__epoch", "placed_by", "released_by"),
            reference=kwargs["reference"],
        )

    def rule_subject(self) -> Any:
        """The order."""
        return self.order

    def subject_key(self) -> str:
        """The case's key in the trail, where the order's acts are shown."""
        return self.order.case.key

    def order_url(self) -> str:
        """The order's page."""
        return reverse("tokenisation:order", args=[self.order.reference])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The order."""
        return super().get_context_data(order=self.order, **kwargs)  # type: ignore[misc,no-any-return]


class OrderPage(OrderMixin, ReadPage):
    """Allocations, operations with their state on the chain, supply recorded and found."""

    template_name = "tokenisation/order.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What workers stored about the order."""
        user, order = self.request.user, self.order
        allocations = order.allocations.select_related("investor")
        is_placed = order.status == OrderStatus.PLACED
        operations = list(
            ChainOperation.objects.filter(order=order)
            .select_related("issuance")
            .prefetch_related(Prefetch("attempts", SignedTransaction.objects.defer("raw")))
            .order_by("batch", "id")
        )
        return super().get_context_data(
            allocations=allocations[:ROWS_SHOWN],
            allocation_count=allocations.count(),
            operations=[_operation_row(operation, order) for operation in operations[:ROWS_SHOWN]],
            may_resume=allow(user, "resume_operation"),
            operation_count=len(operations),
            confirmed_units=order.issuances.aggregate(total=Sum("units"))["total"] or 0,
            run=ReconciliationRun.objects.filter(deployment=order.deployment).last(),
            breaks=order.deployment.breaks.filter(closed_by=None),
            may_release=is_placed and order.placed_by_id != user.pk and allow(user, "release_order", order),
            placed_it=is_placed and order.placed_by_id == user.pk and allow(user, "release_order", order),
            may_cancel=is_placed and allow(user, "cancel_order", order),
            ladder=ladder_of(order),
            is_working=order.status in WORKING_ORDERS,
            trouble=worker_trouble() if order.status in WORKING_ORDERS else "",
            events=AuditEvent.objects.filter(subject=order.key).order_by("-id"),
            **kwargs,
        )


def _operation_row(operation: ChainOperation, order: MintOrder) -> dict[str, Any]:
    """An operation with the hash that counts (the mined one, else the latest attempt's) and the blocks on top of it.

    The head is not asked for: the epoch's checkpoint lies the confirmation depth behind the head that was last seen.
    """
    attempts = list(operation.attempts.all())
    sent = attempts[-1].tx_hash if attempts else ""
    head_seen = order.deployment.epoch.checkpoint_number + settings.CHAIN_CONFIRMATION_DEPTH
    return {
        "operation": operation,
        "tx_hash": operation.mined_hash or sent,
        "attempts": len(attempts),
        "needs_person": operation.state == OperationState.NEEDS_PERSON,
        "was_signed": operation.nonce is not None,
        "blocks_on_top": None if operation.block_number is None else max(0, head_seen - operation.block_number),
        "issuance": getattr(operation, "issuance", None),
    }


class PlaceOrder(CaseMixin, ActPage):
    """A treasury operator orders test units for a case that has passed G5."""

    action = "place_order"
    counts = True
    form_class = OrderForm
    template_name = "tokenisation/place_order.html"
    heading = _("Place a mint order")
    consequence = _("Nothing is minted yet: another treasury operator must release the order.")
    button = _("Place the order")
    next_steps = _("Another treasury operator finds the order on their home page and releases it.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How many units are approved and ordered; before the last button, what the lines come to."""
        context = super().get_context_data(**units_of_case(self.case), **kwargs)
        if "answers" in kwargs:
            units = [units for _investor, units in kwargs["form"].allocations()]
            words = {"units": units_text(sum(units)), "investors": number_text(len(units))}
            together = ngettext(
                "You order %(units)s for one investor.", "You order %(units)s for %(investors)s investors.", len(units)
            )
            context["consequence"] = f"{together % words} {self.consequence}"
        return context

    def perform(self, form: Any) -> MintOrder:
        """Hands over to the service."""
        return place_mint_order(actor=self.request.user, case=self.case, allocations=form.allocations())

    def done_message(self, result: Any) -> Any:
        """Names the order and what comes next."""
        return _t("%(order)s is placed. Another treasury operator must release it.") % {"order": result.reference}

    def done_url(self, result: Any) -> str:
        """The order, or the case for one who changed their mind."""
        return reverse("tokenisation:order", args=[result.reference]) if result else self.case_url()


def units_of_case(case: Any) -> dict[str, Any]:
    """Units approved by the dossier, ordered so far, and left."""
    proposal = Proposal.objects.filter(case=case).first()
    approved = proposal.units if proposal else 0
    ordered = (
        MintOrder.objects.filter(case=case)
        .exclude(status=OrderStatus.CANCELLED)
        .exclude(deployment__status="lost")
        .aggregate(total=Sum("units"))["total"]
        or 0
    )
    return {"approved_units": approved, "ordered_units": ordered, "units_left": approved - ordered}


class ReleaseOrder(OrderMixin, ActPage):
    """A second treasury operator releases the order to the worker."""

    action = "release_order"
    counts = True
    facts_template = "tokenisation/parts/order_facts.html"
    heading = _("Release a mint order")
    consequence = _(
        "A worker signs and sends the order's transactions to the local chain at once. Units that are issued cannot be "
        "taken back. They are test tokens without legal title."
    )
    button = _("Release the order for minting")
    done = _("The order is released. The worker mints, and the order's page shows how far it is.")
    next_steps = _("You may leave: the work goes on without you, and the order's page shows each step.")

    def perform(self, form: Any) -> MintOrder:
        """Hands over to the service."""
        return release_mint_order(actor=self.request.user, order=self.order)

    def done_url(self, result: Any) -> str:
        """The order."""
        return self.order_url()


class CancelOrder(OrderMixin, ActPage):
    """Taking back an order that nobody released."""

    action = "cancel_order"
    counts = True
    form_class = ReasonForm
    facts_template = "tokenisation/parts/order_facts.html"
    heading = _("Cancel a mint order")
    consequence = _("Nothing of it is minted and its units are free again.")
    button = _("Cancel the order")
    is_grave = True
    done = _("The order is cancelled.")

    def perform(self, form: Any) -> MintOrder:
        """Hands over to the service."""
        return cancel_mint_order(actor=self.request.user, order=self.order, reason=form.cleaned_data["reason"])

    def done_url(self, result: Any) -> str:
        """The order."""
        return self.order_url()


class RequestDeployment(CaseMixin, ActPage):
    """Asking for the token of the dossier in force."""

    action = "request_deployment"
    counts = True
    facts_template = "tokenisation/parts/deployment_facts.html"
    heading = _("Request the test token")
    consequence = _(
        "A worker deploys a token contract on the local chain, bound to this dossier and its number of units. It issues "
        "nothing: minting needs every sign-off, an order and its release."
    )
    button = _("Request the token")
    done = _("The token is requested. A worker deploys it.")
    next_steps = _("Once the token is on the chain, an order can be placed on the case's page.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The units that will be the cap."""
        return super().get_context_data(**units_of_case(self.case), **kwargs)

    def perform(self, form: Any) -> TokenDeployment:
        """Hands over to the service."""
        return request_deployment(actor=self.request.user, case=self.case)

    def done_url(self, result: Any) -> str:
        """Back to the case."""
        return self.case_url()


def may_request_token(user: Any, case: Any, deployments: list[TokenDeployment]) -> bool:
    """Whether the case's page offers the token's request."""
    has_live = any(
        token.status in ("requested", "confirmed") and token.dossier_digest == case.dossier_digest
        for token in deployments
    )
    return (
        case.status == CaseStatus.OPEN
        and case.stage_id == 6
        and not has_live
        and allow(user, "request_deployment", case)
    )
