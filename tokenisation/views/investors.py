"""Test investors."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from approvals.business_date import business_date
from approvals.rules import allow
from approvals.views.base import PAGE_SIZE, ActPage, ReadPage
from tokenisation.forms import InvestorForm
from tokenisation.models import TestInvestor
from tokenisation.services.investors import register_investor


class InvestorList(ReadPage):
    """Who may hold test tokens, and what was ordered for each."""

    template_name = "tokenisation/investors.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page of investors."""
        investors = TestInvestor.objects.order_by("label").annotate(
            ordered=Sum("allocations__units", filter=~Q(allocations__order__status="cancelled"))
        )
        page = Paginator(investors, PAGE_SIZE).get_page(self.request.GET.get("page"))
        today = business_date()
        for investor in page.object_list:
            investor.is_valid = investor.may_hold_on(today)
        return super().get_context_data(page=page, may_register=allow(self.request.user, "register_investor"), **kwargs)


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
