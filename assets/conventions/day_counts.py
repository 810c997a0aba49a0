"""Day counts: the share of a year for which a rate is paid."""

import datetime
from collections.abc import Callable
from decimal import Decimal

from assets.conventions.rounding import half_up, working_precision


def actual_days(start: datetime.date, end: datetime.date) -> int:
    """Calendar days from `start` to `end`. Raises ValueError where they are in the wrong order."""
    if end < start:
        raise ValueError("A period does not end before it starts.")
    return (end - start).days


def act_365_fixed(start: datetime.date, end: datetime.date) -> Decimal:
    """Actual days by 365, in leap years too."""
    with working_precision():
        return Decimal(actual_days(start, end)) / 365


def act_360(start: datetime.date, end: datetime.date) -> Decimal:
    """Actual days by 360."""
    with working_precision():
        return Decimal(actual_days(start, end)) / 360


def days_30_360(start: datetime.date, end: datetime.date) -> int:
    """Days of 30/360, bond basis: a start on the 31st counts as the 30th, and then an end on the 31st does too."""
    if end < start:
        raise ValueError("A period does not end before it starts.")
    first = min(start.day, 30)
    last = 30 if first == 30 and end.day == 31 else end.day
    return 360 * (end.year - start.year) + 30 * (end.month - start.month) + last - first


def thirty_360(start: datetime.date, end: datetime.date) -> Decimal:
    """30/360, bond basis."""
    with working_precision():
        return Decimal(days_30_360(start, end)) / 360


def act_act_isda(start: datetime.date, end: datetime.date) -> Decimal:
    """Actual days split by calendar year: those of a leap year by 366, the others by 365."""
    actual_days(start, end)
    share = Decimal(0)
    with working_precision():
        while start < end:
            new_year = datetime.date(start.year + 1, 1, 1)
            stop = min(new_year, end)
            share += Decimal((stop - start).days) / (new_year - datetime.date(start.year, 1, 1)).days
            start = stop
    return share


def act_act_icma(*, accrued_days: int, days_in_period: int, payments_per_year: int) -> Decimal:
    """Accrued days by the days of the coupon period times the periods of a year."""
    if not 0 <= accrued_days <= days_in_period or days_in_period < 1 or payments_per_year < 1:
        raise ValueError("The accrued days lie in a coupon period, of which a year has at least one.")
    with working_precision():
        return Decimal(accrued_days) / (days_in_period * payments_per_year)


def amount(*, notional: Decimal, rate_pct: Decimal, year_share: Decimal, places: int = 2) -> Decimal:
    """What accrues on `notional` at a rate in percent a year (interest of a bond, rental of a sukuk)."""
    with working_precision():
        return half_up(notional * rate_pct / 100 * year_share, places)


def simple_yield(*, price: Decimal, year_share: Decimal) -> Decimal:
    """The simple yield, percent a year and four decimals, of a zero bought at `price` per 100."""
    with working_precision():
        return half_up((100 / price - 1) / year_share * 100, 4)


#: Conventions that need nothing but the two dates, by the name that the register uses.
BY_NAME: dict[str, Callable[[datetime.date, datetime.date], Decimal]] = {
    "Act/365": act_365_fixed,
    "Act/360": act_360,
    "30/360": thirty_360,
    "Act/Act ISDA": act_act_isda,
}
