"""Test investors."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from approvals.business_date import business_date
from approvals.rules import allow
from approvals.views.acts import ActPage
from approvals.views.lists import ListColumn, ListPage
from tokenisation.countries import country_name
from tokenisation.forms import InvestorForm
from tokenisation.models import TestInvestor
from tokenisation.services.investors import register_investor


class InvestorFilters(django_filters.FilterSet):
    """What the list of test investors is searched by."""

    search = django_filters.CharFilter(label=_("Label or address"), method="find")

    class Meta:
        model = TestInvestor
        fields: tuple[str, ...] = ()

    def find(self, investors: "QuerySet[TestInvestor]", name: str, value: str) -> "QuerySet[TestInvestor]":
        """Investors whose label holds the words, or whose address begins with them."""
        return investors.filter(Q(label__icontains=value) | Q(address__istartswith=value))


class InvestorList(ListPage):
    """Who may hold test tokens, and what was ordered for each."""

    template_name = "tokenisation/investors.html"
    filterset_class = InvestorFilters
    heading = _("Test investors")
    lead = _("Stand-ins with an address on the local chain. None is a real person or account.")
    caption = _("Test investors with their addresses and identity checks")
    empty = _("No test investor is registered.")
    file_name = "test-investors"
    default_order = ("label",)
    columns = (
        ListColumn("label", _("Label"), lambda investor: investor.label, "label"),
        ListColumn("country", _("Country"), lambda investor: investor.country, "country"),
        ListColumn("address", _("Address"), lambda investor: investor.address),
        ListColumn(
            "check", _("Identity check until"), lambda investor: investor.kyc_valid_until.isoformat(), "kyc_valid_until"
        ),
        ListColumn("ordered", _("Units ordered"), lambda investor: investor.ordered or 0, "ordered", is_number=True),
    )

    def rows(self) -> "QuerySet[Any]":
        """Every investor with the units ordered for it."""
        return TestInvestor.objects.annotate(
            ordered=Sum("allocations__units", filter=~Q(allocations__order__status="cancelled"))
        )

    def prepare(self, records: list[Any]) -> None:
        """The country in words, and whether each may hold today."""
        today = business_date()
        for investor in records:
            investor.country_name = country_name(investor.country)
            investor.is_valid = investor.may_hold_on(today)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the person may add to them."""
        return super().get_context_data(may_register=allow(self.request.user, "register_investor"), **kwargs)


class RegisterInvestor(ActPage):
    """Registering a stand-in."""

    action = "register_investor"
    form_class = InvestorForm
    heading = _("Register a test investor")
    consequence = _("The address can then receive test units by an order.")
    button = _("Register the test investor")

    def perform(self, form: Any) -> TestInvestor:
        """Hands over to the service."""
        return register_investor(actor=self.request.user, **form.cleaned_data)

    def done_message(self, result: Any) -> Any:
        """Names the investor."""
        return _t("%(investor)s is registered.") % {"investor": result.label}

    def done_url(self, result: Any) -> str:
        """The list."""
        return reverse("tokenisation:investors")
