"""What a person enters about an asset. Rules stand in the services, not here."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.forms import DateInput, PaperForm
from approvals.wording import number_text
from assets.choices import Eligibility, InstrumentType, LegalFactKind, TitleStatus
from assets.models import Benchmark, Instrument
from assets.money import CURRENCIES
from assets.terms import terms_of_other_kinds


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
        self.fields["units"].help_text = _("A whole number, at most %(units)s.") % {"units": number_text(available)}


def _amount() -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "decimal"})


def _count() -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "numeric"})


class AssetForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a debt office states about an asset. What fits together is judged by the service.

    `without` are terms that are not asked for, such as those that assets of this kind cannot have.
    """

    #: Amounts, each with its currency or with the field that holds it.
    amounts: ClassVar[Mapping[str, str]] = {
        "nominal_amount": "currency",
        "denomination": "currency",
        "unit_price": "unit_price_currency",
        "encumbrance_amount": "PKR",
    }

    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=[(code, code) for code in CURRENCIES],
        help_text=_("The currency of its amounts. The register values in rupees (PKR) and in US dollars (USD)."),
    )
    unit_price_currency = forms.ChoiceField(
        label=_("Unit price currency"),
        choices=[("", _("Choose one")), *((code, code) for code in CURRENCIES)],
        required=False,
        help_text=_("Needed where there is a unit price."),
    )

    class Meta:
        model = Instrument
        fields = (
            "instrument_type",
            "name",
            "asset_class",
            "isin",
            "cfi",
            "fisn",
            "issuer",
            "obligor",
            "asset_owner",
            "title_status",
            "eligibility",
            "eligibility_reason",
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
            "note",
        )
        labels = {"encumbered": _("The asset is encumbered")}
        help_texts = {
            "name": _("How the asset is called everywhere in the study, such as “Wheat reserve”."),
            "asset_class": _("The broad class in a word or two, such as debt, sukuk, commodity or property."),
            "instrument_type": _("What is asked next, and which bodies must decide, follow from the kind."),
            "isin": _(
                "The international number of a security (ISO 6166): twelve characters, of which the last is a check "
                "digit. It stands on the term sheet; leave it empty where there is none."
            ),
            "cfi": _(
                "Six capital letters that classify it internationally (ISO 10962), such as DYZTXR for a treasury bill. "
                "They stand on the term sheet."
            ),
            "fisn": _(
                "Its short name in the international form (ISO 18774): the issuer, a slash, and the terms, such as "
                "PKGOVT/0.00 TB 20260402."
            ),
            "issuer": _("Who issued the security or the certificates."),
            "obligor": _("Who owes the payments, which may be another than the issuer."),
            "asset_owner": _("Who owns the asset itself. What the federation does not own can never be proposed."),
            "title_status": _("What is known today. The proof is recorded later as a legal fact, with its paper."),
            "eligibility": _(
                "No objection, or referred to somebody who must answer first; what is not federal property is always referred. "
                "That an asset is not eligible is found later, by an approver."
            ),
            "eligibility_reason": _("Needed where it is referred: to whom, and why."),
            "nominal_amount": _("The face amount of all of it, in its currency."),
            "denomination": _(
                "The smallest amount that can be held, which is one unit. It must divide the nominal amount without "
                "remainder."
            ),
            "quantity": _("How many units there are, a whole number."),
            "quantity_unit": _("What one unit is, such as tonne, troy ounce or property."),
            "unit_price": _("What one unit costs. Quantity times price is its value."),
            "issue_date": _("The day on which it is issued."),
            "maturity_date": _("The day on which it is paid back, after its issue."),
            "return_type": _("What it pays, such as discount, fixed coupon, floating coupon or fixed rental."),
            "rate_pct": _("Percent a year, such as 11.0000, where what it pays is fixed."),
            "issue_yield_pct": _("Percent a year, for what is sold at a discount."),
            "issue_price": _("For each 100 of nominal amount, such as 97.6406."),
            "reference_rate": _("The market rate that it follows, where what it pays floats with one."),
            "margin_bps": _("What is added to the reference rate, in basis points: 25 are a quarter of a percent."),
            "payments_per_year": _("How often a year it pays; 0 where everything is paid at maturity."),
            "payment_dates": _("Day and month of each payment, such as 15 Jan; 15 Jul."),
            "day_count": _("How days are counted for what accrues: Act/365, Act/360, 30/360 or Act/Act ICMA."),
            "encumbered": _("A lien, a pledge or another right of somebody else lies on it."),
            "encumbrance_amount": _("In rupees. Leave it empty where the amount is not established."),
            "note": _("What else readers should know. A note is no part of the dossier that bodies decide on."),
        }
        widgets = {
            "issue_date": DateInput,
            "maturity_date": DateInput,
            "eligibility_reason": forms.Textarea(attrs={"rows": 3}),
            "note": forms.Textarea(attrs={"rows": 3}),
            "quantity": _count(),
            "margin_bps": _count(),
            "payments_per_year": _count(),
            **{
                name: _amount()
                for name in (
                    "nominal_amount",
                    "denomination",
                    "unit_price",
                    "rate_pct",
                    "issue_yield_pct",
                    "issue_price",
                    "encumbrance_amount",
                )
            },
        }

    def __init__(self, *args: Any, without: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instrument_type"].choices = [("", _("Choose one")), *InstrumentType.choices]  # type: ignore[attr-defined]
        self.fields["title_status"].choices = [("", _("Choose one")), *TitleStatus.choices]  # type: ignore[attr-defined]
        self.fields["eligibility"].choices = [  # type: ignore[attr-defined]
            (value, label) for value, label in Eligibility.choices if value != Eligibility.NOT_ELIGIBLE
        ]
        for name in without:
            self.fields.pop(name, None)

    def _post_clean(self) -> None:
        """Leaves the model's own validation to the service, which says it in sentences."""


class AmendmentForm(AssetForm):
    """The terms of an asset as they stand, to be changed; those that cannot change now are left out."""

    #: The version that the person had in front of them, not the one of the moment of posting.
    version = forms.IntegerField(widget=forms.HiddenInput)

    def changes(self) -> dict[str, Any]:
        """What was entered, as `amend_instrument` takes it; an asset of another kind loses what that kind has not."""
        changes = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        kind = changes.get("instrument_type", self.instance.instrument_type)
        if kind != self.instance.instrument_type:
            lost = sorted(terms_of_other_kinds(kind))
            changes |= {name: Instrument._meta.get_field(name).get_default() for name in lost}  # type: ignore[union-attr]
        return changes


class RateForm(forms.Form):
    """What one US dollar cost in rupees on a day."""

    rate = forms.DecimalField(
        label=_("PKR per USD"), max_digits=16, decimal_places=6, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    on_date = forms.DateField(label=_("Date of the rate"), widget=DateInput, help_text=_("Never a day to come."))
    source = forms.CharField(label=_("Source"), max_length=120, help_text=_("Who fixed the rate."))


def benchmark_choices() -> list[tuple[str, str]]:
    """Every benchmark that fixings can be recorded for."""
    return [(benchmark.pk, str(benchmark)) for benchmark in Benchmark.objects.all()]


class FixingForm(PaperForm):
    """What a benchmark was fixed at for a day; the paper that shows it is optional."""

    benchmark = forms.ChoiceField(label=_("Benchmark"), choices=lambda: [("", _("Choose one")), *benchmark_choices()])
    on_date = forms.DateField(
        label=_("Date of the fixing"), widget=DateInput, help_text=_("The day for which it holds, never a day to come.")
    )
    value_pct = forms.DecimalField(
        label=_("Value in percent a year"),
        max_digits=6,
        decimal_places=4,
        widget=_amount(),
        help_text=_("At most four decimals, such as 11.0152."),
    )
    auction_number = forms.CharField(
        label=_("Number of the auction"),
        max_length=30,
        required=False,
        help_text=_("For what an auction fixed, as the State Bank numbers it."),
    )
    is_fallback = forms.BooleanField(
        label=_("It stands in for an auction"),
        required=False,
        help_text=_("Where there was no auction, the mean of PKRV over the last five working days holds in its place."),
    )
    source = forms.CharField(label=_("Source"), max_length=120, help_text=_("Who published the value, and where."))
    field_order = [
        "benchmark",
        "on_date",
        "value_pct",
        "auction_number",
        "is_fallback",
        "source",
        "paper_title",
        "paper",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper_title"].required = self.fields["paper"].required = False

    def clean_paper(self) -> Any:
        """As any paper, where there is one."""
        return super().clean_paper() if self.cleaned_data.get("paper") else None

    def clean(self) -> Any:
        """A paper and its title come together."""
        given = self.cleaned_data
        if given.get("paper") and not given.get("paper_title"):
            self.add_error("paper_title", _("Give the paper a title, so that others can find it."))
        if given.get("paper_title") and not given.get("paper") and "paper" not in self.errors:
            self.add_error("paper", _("Choose the paper that has this title, or leave the title empty."))
        return given

    def service_arguments(self) -> dict[str, Any]:
        """Everything but the paper, as `record_fixing` takes it."""
        names = ("on_date", "value_pct", "auction_number", "is_fallback", "source")
        benchmark = Benchmark.objects.get(pk=self.cleaned_data["benchmark"])
        return {"benchmark": benchmark} | {name: self.cleaned_data[name] for name in names}


class HolidayForm(forms.Form):
    """A day on which the market makes no payments."""

    on_date = forms.DateField(
        label=_("Date of the holiday"), widget=DateInput, help_text=_("It may lie ahead, as holidays are announced.")
    )
    name = forms.CharField(label=_("Name of the holiday"), max_length=80)
    source = forms.CharField(label=_("Source"), max_length=120, help_text=_("Who announced it, and where."))


class AsAtForm(forms.Form):
    """A day, for a value at its rate."""

    as_at = forms.DateField(
        label=_("Value as at"), widget=DateInput, help_text=_("The rate of this day or of the latest day before it.")
    )
