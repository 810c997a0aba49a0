"""The main figures of an act on an asset, as the trail keeps them, in words."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.wording import amount_text, date_text, number_text, percent_text, trimmed_text, units_text
from assets.choices import EncumbranceKind, LegalFactKind, ValuationBasis

Data = Mapping[str, Any]

_KINDS = {"encumbrance_recorded": dict(EncumbranceKind.choices), "legal_fact_recorded": dict(LegalFactKind.choices)}


def figures_of(verb: str, data: Data, facts: Data) -> Iterator[tuple[str, str]]:
    """Label and text of each figure that the act stated, in the order of the list below.

    An amount without a currency of its own is in that of the asset at the time, which `facts` has. What cannot be read
    as what it should be stands as it was written.
    """
    kinds = _KINDS.get(verb, {})
    if data.get("kind"):
        yield _("What it is"), str(kinds.get(data["kind"], data["kind"]))
    currency = str(data.get("currency") or facts.get("currency") or "")
    for name, (label, in_words) in _FIGURES.items():
        value = data.get(name)
        if value is None or value == "" or isinstance(value, dict | list):
            continue
        try:
            text = in_words(str(value), currency)
        except (ValueError, ArithmeticError):
            text = str(value)
        yield str(label), text


def _day(value: str, currency: str) -> str:
    return date_text(datetime.date.fromisoformat(value))


def _amount(value: str, currency: str) -> str:
    return amount_text(Decimal(value), currency)


def _usd(value: str, currency: str) -> str:
    return amount_text(Decimal(value), "USD")


def _pkr(value: str, currency: str) -> str:
    return amount_text(Decimal(value), "PKR")


def _units(value: str, currency: str) -> str:
    return units_text(Decimal(value))


def _percent(value: str, currency: str) -> str:
    return percent_text(Decimal(value))


def _price(value: str, currency: str) -> str:
    return _("%(price)s for each 100") % {"price": number_text(Decimal(value))}


def _rate(value: str, currency: str) -> str:
    return _("PKR %(rate)s for one USD") % {"rate": trimmed_text(Decimal(value))}


def _basis(value: str, currency: str) -> str:
    return str(dict(ValuationBasis.choices).get(value, value))


def _as_it_is(value: str, currency: str) -> str:
    return value


#: Every figure that an act on an asset may state, by its name in the trail.
_FIGURES: Mapping[str, tuple[Any, Callable[[str, str], str]]] = {
    "case": (gettext_lazy("Case"), _as_it_is),
    "holder": (gettext_lazy("Holder"), _as_it_is),
    "number": (gettext_lazy("Number"), _as_it_is),
    "auction_number": (gettext_lazy("Number of the auction"), _as_it_is),
    "settlement_date": (gettext_lazy("Settlement"), _day),
    "as_at": (gettext_lazy("As at"), _day),
    "basis": (gettext_lazy("Basis"), _basis),
    "units": (gettext_lazy("Units"), _units),
    "face": (gettext_lazy("Face amount"), _amount),
    "amount": (gettext_lazy("Amount"), _amount),
    "value_usd": (gettext_lazy("In USD"), _usd),
    "value_pkr": (gettext_lazy("In PKR"), _pkr),
    "rate": (gettext_lazy("Exchange rate"), _rate),
    "clean_price": (gettext_lazy("Clean price"), _price),
    "yield_pct": (gettext_lazy("Yield"), _percent),
    "clean_amount": (gettext_lazy("Clean amount"), _amount),
    "accrued_amount": (gettext_lazy("Accrued amount"), _amount),
    "settlement_amount": (gettext_lazy("Settlement amount"), _amount),
    "fair_amount": (gettext_lazy("Worth by its basis"), _amount),
    "source": (gettext_lazy("Source"), _as_it_is),
    "statement": (gettext_lazy("Statement"), _as_it_is),
    "purpose": (gettext_lazy("Purpose"), _as_it_is),
    "reason": (gettext_lazy("Reason"), _as_it_is),
    "title": (gettext_lazy("Title"), _as_it_is),
}
