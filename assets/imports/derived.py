"""What a file states although it follows from facts: computed again and compared."""

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from approvals.wording import number_text
from assets.choices import LOT_TYPES, SECURITY_TYPES
from assets.conventions import commodities, pricing
from assets.conventions.regular_dates import RegularDates
from assets.conventions.rounding import half_up, working_precision
from assets.kinds import CONVENTIONS
from assets.money import CURRENCIES, in_both_currencies

Facts = Mapping[str, Any]


def disagreements(facts: Facts, stated: Facts, unread: Collection[str] = ()) -> list[tuple[str, str]]:
    """Each stated column that does not agree with the facts, with a sentence. What follows from unread facts is left out."""
    found = []
    for name, computed in _COMPUTED.items():
        if name in stated and name not in unread:
            needs, compute = computed
            if not needs.isdisjoint(unread):
                continue
            value = compute(facts, stated)
            if value != stated[name]:
                found.append((name, _sentence(value)))
    if "fx_usd_pkr" in stated and not 0 < stated["fx_usd_pkr"] < 100_000:
        found.append(("fx_usd_pkr", _("An exchange rate is positive: so many PKR for one USD.")))
    return found


def _sentence(value: Any) -> str:
    if value is None:
        return _("It follows from other columns, and these do not give it. Leave it empty, or fill them.")
    return _("It follows from other columns, which give %(value)s. Correct them, or leave it empty.") % {
        "value": number_text(value) if isinstance(value, Decimal | int) else value
    }


def units(facts: Facts, stated: Facts) -> int | None:
    """Nominal amount by denomination."""
    nominal, denomination = facts.get("nominal_amount"), facts.get("denomination")
    if nominal is None or not denomination or nominal % denomination:
        return None
    return int(nominal // denomination)


def tenor_days(facts: Facts, stated: Facts) -> int | None:
    """Actual days from issue to maturity."""
    issue, maturity = facts.get("issue_date"), facts.get("maturity_date")
    return None if issue is None or maturity is None else (maturity - issue).days


def issue_proceeds(facts: Facts, stated: Facts) -> Decimal | None:
    """The nominal amount at the issue price."""
    nominal, price = facts.get("nominal_amount"), facts.get("issue_price")
    return None if nominal is None or price is None else pricing.amount(face=nominal, price=price)


def payment_dates(facts: Facts, stated: Facts) -> str | None:
    """The days of a year on which it pays, such as `15 Jan; 15 Jul`."""
    maturity, times = facts.get("maturity_date"), facts.get("payments_per_year")
    if times is None and (convention := CONVENTIONS.get(facts.get("instrument_type", ""))):
        times = next(iter(convention.payments)) if len(convention.payments) == 1 else None
    return None if maturity is None or not times or 12 % times else _days_of_a_year(maturity, times)


@lru_cache(maxsize=1024)
def _days_of_a_year(maturity: datetime.date, times: int) -> str:
    regular = RegularDates(maturity, times)
    days = sorted(map(regular.at, range(times)), key=lambda day: (day.month, day.day))
    return "; ".join(f"{day.day} {day:%b}" for day in days)


def counted(facts: Facts) -> tuple[str, Decimal] | None:
    """Currency and amount that count against the ceiling: the face of a security, quantity times price of anything else."""
    kind = facts.get("instrument_type")
    if kind in SECURITY_TYPES:
        nominal = facts.get("nominal_amount")
        return None if nominal is None else (facts.get("currency", ""), nominal)
    quantity, price = facts.get("quantity"), facts.get("unit_price")
    if quantity is None or price is None:
        return None
    if kind in LOT_TYPES:
        unit = facts.get("quantity_unit", "")
        try:
            lot = commodities.Lot(quantity=quantity, unit=unit, price=price, price_unit=facts.get("price_unit") or unit)
            return facts.get("unit_price_currency", ""), commodities.value(lot).gross
        except ValueError:  # a unit that does not convert is refused in its own words
            return None
    with working_precision():
        return facts.get("unit_price_currency", ""), half_up(quantity * price, 2)


def _value(place: int) -> Callable[[Facts, Facts], Decimal | None]:
    """The counted amount in one of the register's currencies; in the other one than its own by the stated rate."""

    def value(facts: Facts, stated: Facts) -> Decimal | None:
        found = counted(facts)
        if found is None or found[0] not in CURRENCIES:
            return None
        currency, amount = found
        if currency == CURRENCIES[place]:
            return amount
        rate = stated.get("fx_usd_pkr")
        return in_both_currencies(currency, amount, rate)[place] if rate and rate > 0 else None

    return value


value_pkr, value_usd = _value(0), _value(1)

_COUNTED = frozenset(
    {
        "currency",
        "instrument_type",
        "nominal_amount",
        "price_unit",
        "quantity",
        "quantity_unit",
        "unit_price",
        "unit_price_currency",
    }
)


def _needing(*names: str) -> frozenset[str]:
    return frozenset(names)


#: The columns, with the facts from which each follows and how.
_COMPUTED: Mapping[str, tuple[frozenset[str], Callable[[Facts, Facts], Any]]] = {
    "units": (_needing("nominal_amount", "denomination"), units),
    "tenor_days": (_needing("issue_date", "maturity_date"), tenor_days),
    "issue_proceeds": (_needing("nominal_amount", "issue_price"), issue_proceeds),
    "payment_dates": (_needing("maturity_date", "payments_per_year", "instrument_type"), payment_dates),
    "value_pkr": (_COUNTED | {"fx_usd_pkr"}, value_pkr),
    "value_usd": (_COUNTED | {"fx_usd_pkr"}, value_usd),
}


def of_export(facts: Facts) -> Iterable[tuple[str, Any]]:
    """What an export states of each column: no exchange rate, hence the value in the asset's own currency alone."""
    for name, (_needs, compute) in _COMPUTED.items():
        value = compute(facts, {})
        if value is not None:
            yield name, value
