"""What enters the register: assets, exchange rates and benchmark fixings."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.business_date import business_date
from approvals.views.acts import ActPage
from approvals.views.base import with_paper
from assets.asset_form import AssetForm
from assets.forms import FixingForm, RateForm
from assets.services.fixings import record_fixing
from assets.services.instruments import register_instrument
from assets.services.rates import record_rate
from assets.views.steps import TermsPage


class RegisterAsset(TermsPage):
    """A further asset."""

    action = "register_instrument"
    form_class = AssetForm
    heading = _("Register an asset")
    consequence = _("The asset stands in the register. It counts against the ceiling only once a case is open for it.")
    button = _("Register the asset")
    done = _("The asset is registered. Record its valuation next.")

    def perform(self, form: Any) -> Any:
        """What was left empty is not stated."""
        return register_instrument(actor=self.request.user, **form.facts())

    def done_url(self, result: Any) -> str:
        """The new asset, or the register where none was made."""
        return reverse("assets:asset", args=[result.number]) if result else reverse("assets:register")


class RecordRate(ActPage):
    """A dated exchange rate."""

    action = "record_rate"
    form_class = RateForm
    heading = _("Record an exchange rate")
    consequence = _("Rates are never changed. Valuations as at this day or later use it until a newer one is recorded.")
    button = _("Record the rate")
    done = _("The exchange rate is recorded.")

    def get_initial(self) -> dict[str, Any]:
        """Today."""
        return {"on_date": business_date()}

    def perform(self, form: Any) -> Any:
        """The one direction that the register knows."""
        return record_rate(actor=self.request.user, base="USD", quote="PKR", **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        """The rates."""
        return reverse("assets:rates")


class RecordFixing(ActPage):
    """A dated fixing of a benchmark."""

    action = "record_fixing"
    form_class = FixingForm
    heading = _("Record a fixing")
    consequence = _(
        "Fixings are never changed. Floating rates of periods that begin on this day or later may follow it."
    )
    button = _("Record the fixing")
    done = _("The fixing is recorded.")

    def get_initial(self) -> dict[str, Any]:
        """Today."""
        return {"on_date": business_date()}

    def perform(self, form: Any) -> Any:
        """With its paper as one act, where there is one."""
        given = {"actor": self.request.user, **form.service_arguments()}
        if form.cleaned_data["paper"]:
            return with_paper(record_fixing, **given, **form.paper_arguments())
        return record_fixing(**given)

    def done_url(self, result: Any) -> str:
        """The fixings."""
        return reverse("assets:fixings")
