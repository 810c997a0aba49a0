"""What a person enters about an asset. Rules stand in the services, not here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.forms import DateInput, PaperForm
from assets.choices import LegalFactKind
from assets.models import Instrument


class LegalFactForm(PaperForm):
    """A fact about title or encumbrance, with the paper that shows it."""

    kind = forms.ChoiceField(label=_("What the paper shows"), choices=LegalFactKind.choices, widget=forms.RadioSelect)
    statement = forms.CharField(
        label=_("Statement"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What is established, in a sentence or two."),
    )
    field_order = ["kind", "statement", "paper_title", "paper"]


class ValuationForm(PaperForm):
    """A valuation; the amounts follow from the record and the rate of the day."""

    as_at = forms.DateField(label=_("As at"), widget=DateInput, help_text=_("The day whose exchange rate applies."))
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Where the figures come from."))
    field_order = ["as_at", "source", "paper_title", "paper"]


class ProposalForm(forms.Form):
    """So many units for study."""

    units = forms.IntegerField(label=_("Units"), min_value=1, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    purpose = forms.CharField(
        label=_("Purpose"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What the study of this asset is to show."),
    )

    def __init__(self, *args: Any, available: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].help_text = _("Whole units, at most %(units)s.") % {
            "units": f"{available:,}".replace(",", "\u202f")
        }


class AssetForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a debt office states about an asset. What fits together is judged by the service."""

    class Meta:
        model = Instrument
        fields = (
            "name",
            "asset_class",
            "instrument_type",
            "isin",
            "cfi",
            "fisn",
            "issuer",
            "obligor",
            "asset_owner",
            "currency",
            "nominal_amount",
            "denomination",
            "quantity",
            "quantity_unit",
            "unit_price",
            "unit_price_currency",
            "issue_date",
            "maturity_date",
            "return_type",
            "rate_pct",
            "issue_yield_pct",
            "issue_price",
            "reference_rate",
            "margin_bps",
            "payments_per_year",
            "payment_dates",
            "day_count",
            "encumbered",
            "encumbrance_amount",
            "title_status",
            "note",
        )
        widgets = {"issue_date": DateInput, "maturity_date": DateInput, "note": forms.Textarea(attrs={"rows": 3})}

    def _post_clean(self) -> None:
        """Leaves the model's own validation to the service, which says it in sentences."""


class RateForm(forms.Form):
    """What one US dollar cost in rupees on a day."""

    rate = forms.DecimalField(
        label=_("PKR per USD"), max_digits=16, decimal_places=6, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    on_date = forms.DateField(label=_("Date of the rate"), widget=DateInput, help_text=_("Never a day to come."))
    source = forms.CharField(label=_("Source"), max_length=120, help_text=_("Who fixed the rate."))
