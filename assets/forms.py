"""What a person enters about an asset. Rules stand in the services, not here."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.forms import DateInput, PaperForm
from approvals.wording import number_text
from assets.asset_form import benchmark_choices
from assets.choices import EncumbranceKind, LegalFactKind, ValuationBasis
from assets.fields import PlainDecimalField, PlainIntegerField
from assets.models import Benchmark, Encumbrance
from assets.money import CURRENCIES
from assets.services.encumbrances import StatedEncumbrance
from assets.valuing import PRICED_BASES


class LegalFactForm(PaperForm):
    """A fact about title or encumbrance, with the paper that shows it."""

    kind = forms.ChoiceField(label=_("What the paper shows"), choices=LegalFactKind.choices, widget=forms.RadioSelect)
    statement = forms.CharField(
        label=_("Statement"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What is established, in a sentence or two."),
    )
    encumbrance = forms.ChoiceField(
        label=_("Which encumbrance"),
        required=False,
        help_text=_("For a release or a consent: one of them, or every one recorded so far."),
    )
    field_order = ["kind", "encumbrance", "statement", "paper_title", "paper"]

    def __init__(self, *args: Any, encumbrances: Sequence[Encumbrance] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._encumbrances = {str(one.pk): one for one in encumbrances}
        if not encumbrances:
            del self.fields["encumbrance"]
            return
        self.fields["encumbrance"].choices = [  # type: ignore[attr-defined]
            ("", _("Every one recorded so far")),
            *((key, str(one)) for key, one in self._encumbrances.items()),
        ]

    def chosen_encumbrance(self) -> Encumbrance | None:
        """The encumbrance that a release or a consent is about; None for every one."""
        return self._encumbrances.get(self.cleaned_data.get("encumbrance", ""))


class EncumbranceForm(PaperForm):
    """What somebody else holds over the asset, with the paper that shows it."""

    kind = forms.ChoiceField(
        label=_("What lies on the asset"), choices=EncumbranceKind.choices, widget=forms.RadioSelect
    )
    holder = forms.CharField(
        label=_("Who holds it"),
        max_length=150,
        required=False,
        help_text=_("Such as the bank that lent against it. Leave it empty where it is not known."),
    )
    amount = PlainDecimalField(
        label=_("Amount"),
        max_digits=20,
        decimal_places=2,
        required=False,
        help_text=_("What is owed under it. Leave it empty where the amount is not established."),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    statement = forms.CharField(
        label=_("Statement"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What the paper says about it, in a sentence or two."),
    )
    amounts: ClassVar[dict[str, str]] = {"amount": "currency"}
    field_order = ["kind", "holder", "amount", "currency", "statement", "paper_title", "paper"]

    def stated(self) -> StatedEncumbrance:
        """What was entered."""
        names = ("kind", "holder", "amount", "currency", "statement")
        return StatedEncumbrance(**{name: self.cleaned_data[name] for name in names})


class ValuationForm(PaperForm):
    """A valuation; the amounts follow from the record, the rate of the day and, on some bases, a price or a yield."""

    basis = forms.ChoiceField(
        label=_("Basis"),
        widget=forms.RadioSelect,
        help_text=_(
            "What counts against the ceiling is the face amount on every basis; a price or a yield also says what it is worth."
        ),
    )
    quote = PlainDecimalField(
        label=_("Price or yield"),
        max_digits=10,
        decimal_places=4,
        required=False,
        help_text=_(
            "The clean price for each 100, such as 98.3857, or the yield in percent a year, such as 11.2500. At face leave it empty."
        ),
    )

    as_at = forms.DateField(label=_("As at"), widget=DateInput, help_text=_("The day whose exchange rate applies."))
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Where the figures come from."))
    field_order = ["basis", "quote", "as_at", "source", "paper_title", "paper"]

    def __init__(self, *args: Any, bases: Sequence[ValuationBasis], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(bases) == 1:
            del self.fields["basis"], self.fields["quote"]
        else:
            self.fields["basis"].choices = [(basis.value, basis.label) for basis in bases]  # type: ignore[attr-defined]

    def clean(self) -> Any:
        """A price or a yield where the basis names one, and only there."""
        given = self.cleaned_data
        if given.get("basis") in PRICED_BASES and given.get("quote") is None and "quote" not in self.errors:
            self.add_error("quote", _("State the price or the yield at which it is valued."))
        if given.get("basis") == ValuationBasis.FACE and given.get("quote") is not None:
            self.add_error(
                "quote", _("At face there is neither a price nor a yield. Leave it empty or choose another basis.")
            )
        return given


class TrancheForm(PaperForm):
    """A re-opening of a security."""

    settlement_date = forms.DateField(
        label=_("Day of settlement"), widget=DateInput, help_text=_("The day on which buyers paid and got their units.")
    )
    face = PlainDecimalField(
        label=_("Face amount"),
        max_digits=20,
        decimal_places=2,
        help_text=_("What was sold in this tranche, in the currency of the security. The nominal amount grows by it."),
    )
    clean_price = PlainDecimalField(
        label=_("Clean price"),
        max_digits=9,
        decimal_places=4,
        help_text=_("For each 100 of face, without what had accrued, such as 95.6574."),
    )
    auction_number = forms.CharField(
        label=_("Number of the auction"), max_length=30, required=False, help_text=_("As the State Bank numbers it.")
    )
    field_order = ["settlement_date", "face", "clean_price", "auction_number", "paper_title", "paper"]


class RevaluationForm(PaperForm):
    """A revaluation of everything that can be valued as at a day."""

    as_at = forms.DateField(label=_("As at"), widget=DateInput, help_text=_("The day whose exchange rate applies."))
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Where the figures come from."))
    field_order = ["as_at", "source", "paper_title", "paper"]


class ProposalForm(forms.Form):
    """So many units for study."""

    units = PlainIntegerField(label=_("Units"), min_value=1)
    purpose = forms.CharField(
        label=_("Purpose"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What the study of this asset is to show."),
    )

    def __init__(self, *args: Any, available: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].help_text = _("A whole number, at most %(units)s.") % {"units": number_text(available)}


class RateForm(forms.Form):
    """What one US dollar cost in rupees on a day."""

    rate = PlainDecimalField(label=_("PKR per USD"), max_digits=16, decimal_places=6)
    on_date = forms.DateField(label=_("Date of the rate"), widget=DateInput, help_text=_("Never a day to come."))
    source = forms.CharField(label=_("Source"), max_length=120, help_text=_("Who fixed the rate."))


class FixingForm(PaperForm):
    """What a benchmark was fixed at for a day; the paper that shows it is optional."""

    benchmark = forms.ChoiceField(label=_("Benchmark"), choices=lambda: [("", _("Choose one")), *benchmark_choices()])
    on_date = forms.DateField(
        label=_("Date of the fixing"), widget=DateInput, help_text=_("The day for which it holds, never a day to come.")
    )
    value_pct = PlainDecimalField(
        label=_("Value in percent a year"),
        max_digits=6,
        decimal_places=4,
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
