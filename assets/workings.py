"""A valuation's workings in words: every input and step with its label, and how each step comes about."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from approvals.wording import amount_text, date_text, number_text, percent_text
from assets.choices import DayCountName
from assets.models import Valuation

Workings = Mapping[str, str]


@dataclass(frozen=True)
class Step:
    """One figure: what it is, the figure in words, and how it comes about (empty where it was entered)."""

    label: Any
    text: str
    how: Any = ""


def _amount(value: str, workings: Workings) -> str:
    return amount_text(Decimal(value), workings["currency"])


def _number(value: str, workings: Workings) -> str:
    number = Decimal(value)
    return number_text(number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize())


def _percent(value: str, workings: Workings) -> str:
    return percent_text(Decimal(value))


def _day(value: str, workings: Workings) -> str:
    return date_text(datetime.date.fromisoformat(value))


def _per_100(value: str, workings: Workings) -> str:
    return number_text(Decimal(value))


def _as_written(value: str, workings: Workings) -> str:
    return value


def _day_count(value: str, workings: Workings) -> str:
    return str(DayCountName(value).label)


#: Every figure that workings can have, in the order in which it is worked out.
_STEPS: tuple[tuple[str, Any, Callable[[str, Workings], str], Any], ...] = (
    ("face", _("Face amount"), _amount, ""),
    ("settlement", _("Day of settlement"), _day, _("the day as at which it is valued")),
    ("day_count", _("Day count"), _day_count, ""),
    ("period_start", _("Beginning of the running period"), _day, _("the issue, or the last day of payment before")),
    (
        "running_rate_pct",
        _("Rate of the running period"),
        _percent,
        _("as stated; of a floater the last fixing up to the period's beginning, plus the margin"),
    ),
    (
        "accrued_share",
        _("Share of a year gone by"),
        _per_100,
        _("from the beginning of the period to the day of settlement, by the day count"),
    ),
    ("projected_rate_pct", _("Rate of later periods"), _percent, _("projected: the last fixing plus the margin")),
    ("payments_left", _("Payments left"), _number, _("from the day of settlement to maturity")),
    ("wished_yield_pct", _("Yield asked for"), _percent, _("entered with the valuation; it gives the price below")),
    (
        "clean_price",
        _("Clean price, for each 100"),
        _per_100,
        _("rounded half up to four decimals; from here on everything follows from this price"),
    ),
    ("yield_pct", _("Yield"), _percent, _("percent a year at which the payments left are worth the rounded price")),
    (
        "accrued_per_100",
        _("Accrued, for each 100"),
        _per_100,
        _("rate of the running period times the share of a year gone by"),
    ),
    ("clean_amount", _("Clean amount"), _amount, _("face times clean price, divided by 100")),
    ("accrued_amount", _("Accrued amount"), _amount, _("face times accrued, divided by 100")),
    ("settlement_amount", _("What a buyer would pay"), _amount, _("clean amount plus accrued amount")),
    ("quantity", _("Quantity"), _number, ""),
    ("quantity_unit", _("Unit of the quantity"), _as_written, ""),
    ("quantity_in_price_unit", _("Quantity in the unit of the price"), _number, _("converted, shown to six decimals")),
    ("price_unit", _("Unit of the price"), _as_written, ""),
    ("unit_price", _("Unit price"), _amount, ""),
    ("price_date", _("Date of the price"), _day, ""),
    ("gross", _("Quantity times price"), _amount, _("in the unit of the price; this is what counts")),
    ("shrinkage_pct", _("Shrinkage in percent"), _percent, ""),
    ("shrinkage", _("Less shrinkage"), _amount, _("of quantity times price")),
    ("haircut_pct", _("Haircut in percent"), _percent, ""),
    ("haircut", _("Less haircut"), _amount, _("of what shrinkage leaves")),
    ("liens", _("Less liens"), _amount, _("encumbrances that stand and whose amount is established")),
    ("liens_uncovered", _("Liens beyond the value"), _amount, _("what of the liens the lot cannot bear")),
    ("net", _("Worth after all this"), _amount, _("quantity times price less shrinkage, haircut and liens")),
    ("pkr_per_usd", _("PKR for one USD"), _number, _("of the latest day up to that of the valuation")),
)

#: Figures that say nothing where they are zero.
_ONLY_IF_ANY = frozenset({"liens", "liens_uncovered", "shrinkage", "haircut", "shrinkage_pct", "haircut_pct"})


def steps_of(valuation: Valuation) -> list[Step]:
    """The valuation's workings, step by step."""
    workings = {"currency": valuation.currency, **valuation.workings}
    shown = [
        Step(label, write(workings[name], workings), how)
        for name, label, write, how in _STEPS
        if name in workings and not (name in _ONLY_IF_ANY and not Decimal(workings[name]))
    ]
    return [*shown, *_conversions(valuation)]


def _conversions(valuation: Valuation) -> list[Step]:
    """Both currencies, of what counts and of what it is worth where that is another amount."""
    how = _("rounded half up to two decimals")
    counted = [
        Step(_("Counts, in rupees"), amount_text(valuation.value_pkr, "PKR"), how),
        Step(_("Counts, in US dollars"), amount_text(valuation.value_usd, "USD"), how),
    ]
    if valuation.fair_amount == valuation.amount:
        return counted
    return [
        *counted,
        Step(_("Worth, in rupees"), amount_text(valuation.fair_pkr, "PKR"), how),
        Step(_("Worth, in US dollars"), amount_text(valuation.fair_usd, "USD"), how),
    ]
