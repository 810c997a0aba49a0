"""What a person enters about orders and test investors. Rules stand in the services, not here."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from approvals.forms import DateInput
from approvals.services.drafts import LONGEST
from approvals.wording import units_text
from tokenisation.models import TestInvestor

#: Investors for each of whom a line is prepared; more are listed on a page of their own.
PREPARED = 20
#: Lines that are named as wrong at a time.
FAULTS_SHOWN = 10
#: An investor, what keeps the two apart (a tab in what was copied from a spreadsheet), and units.
_SHARE = re.compile(r" *(.*?) *(?:([;؛\t])([^;؛\t]*))?")
_UNITS = re.compile(r"\d{1,30}")


@dataclass(frozen=True)
class Share:
    """What one investor receives."""

    investor: TestInvestor
    units: int

    def __str__(self) -> str:
        return _t("%(investor)s: %(units)s") % {"investor": self.investor.label, "units": units_text(self.units)}


class SharesField(forms.CharField):
    """Investors with their units, one in each line, so that five and five thousand are entered in the same way."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Give units to at least one test investor."),
        "too_long": _("These are too many lines for one order. Place several orders."),
    }

    def __init__(self) -> None:
        super().__init__(
            label=_("Units for each test investor"),
            strip=False,
            widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "spellcheck": "false", "autocomplete": "off"}),
            help_text=_(
                "One line for each: the investor's label or address, a semicolon, and whole units. A line that ends with "
                "its semicolon leaves the investor out."
            ),
        )

    def clean(self, value: Any) -> Any:
        """The shares; raises ValidationError with a sentence for each line that says nothing, the first of them."""
        text = super().clean(value)
        if len(text) >= LONGEST:  # where a draft ends, an investor could be cut off unseen
            raise forms.ValidationError(self.error_messages["too_long"])
        known = {name: row for row in TestInvestor.objects.all() for name in (row.label, row.address.lower())}
        shares, faults = [], []
        for number, line in enumerate(text.splitlines(), 1):
            name, separator, units = _SHARE.fullmatch(line).groups("")  # type: ignore[union-attr]
            digits = "".join(units.split())
            words = {"number": number, "name": name, "units": units.strip()}
            investor = known.get(name) or known.get(name.lower())
            if not line.strip():
                continue
            if not separator:
                faults.append(_t("Line %(number)s has no semicolon.") % words)
            elif investor is None:
                faults.append(_t("Line %(number)s: no test investor is called “%(name)s”.") % words)
            elif _UNITS.fullmatch(digits):
                shares.append(Share(investor, int(digits)))
            elif digits:
                faults.append(_t("Line %(number)s: “%(units)s” is no whole number of units.") % words)
        if faults or not shares:
            raise forms.ValidationError(faults[:FAULTS_SHOWN] or self.error_messages["required"])
        return shares


class OrderForm(forms.Form):
    """Units for test investors; without a registered investor there is nothing to enter."""

    shares = SharesField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = list(TestInvestor.objects.values_list("label", flat=True)[: PREPARED + 1])
        if not labels:
            del self.fields["shares"]
        elif len(labels) <= PREPARED:
            self.fields["shares"].initial = "".join(f"{label}; \n" for label in labels)

    def allocations(self) -> list[tuple[TestInvestor, int]]:
        """The investors that receive something, as `place_mint_order` takes them."""
        return [(share.investor, share.units) for share in self.cleaned_data.get("shares", [])]


class InvestorForm(forms.Form):
    """A stand-in for an investor."""

    label = forms.CharField(
        label=_("Label"), max_length=80, help_text=_("Such as “Test investor A, retail”. Never a real person's name.")
    )
    address = forms.CharField(
        label=_("Address on the local chain"),
        max_length=60,
        help_text=_("0x and forty hexadecimal digits."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    country = forms.CharField(
        label=_("Country"), max_length=2, help_text=_("Two capital letters (ISO 3166), such as PK.")
    )
    kyc_valid_until = forms.DateField(label=_("Identity check valid until"), widget=DateInput)
