"""What a person enters about orders and test investors. Rules stand in the services, not here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.forms import DateInput
from approvals.wording import date_text
from tokenisation.countries import country_name
from tokenisation.models import TestInvestor


class OrderForm(forms.Form):
    """Units for each test investor; an empty field leaves the investor out."""

    def __init__(self, *args: Any, investors: list[TestInvestor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.investors = investors
        for investor in investors:
            self.fields[f"units-{investor.pk}"] = forms.IntegerField(
                label=investor.label,
                required=False,
                min_value=1,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                help_text=_("%(country)s, identity check valid until %(date)s")
                % {"country": country_name(investor.country), "date": date_text(investor.kyc_valid_until)},
            )

    def allocations(self) -> list[tuple[TestInvestor, int]]:
        """The investors that receive something."""
        return [
            (investor, self.cleaned_data[f"units-{investor.pk}"])
            for investor in self.investors
            if self.cleaned_data.get(f"units-{investor.pk}")
        ]


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
