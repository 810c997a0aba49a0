"""Day counts: the share of a year for which a rate is paid, by the name that the register uses.

| Name | Share of a year |
|---|---|
| Act/365 | actual days by 365, in leap years too (Act/365 fixed, Act/365F) |
| Act/360 | actual days by 360 |
| 30/360 | months of 30 days by 360, bond basis |
| Act/Act ISDA | actual days, those in a leap year by 366 and the others by 365 |
| Act/Act ICMA | actual days by the days of the coupon period times the periods of a year |

Every count refuses with ValueError a period that ends before it starts.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from assets.conventions.regular_dates import DaysBetween, RegularDates
from assets.conventions.rounding import half_up, working_precision


@dataclass(frozen=True)
class DayCount:
    """A convention: its name, how it counts days, and what share of a year they are.

    `share` is `year_share` for loops that are at working precision already. Where `equal_periods` holds, every regular
    coupon period is the same share of a year.
    """

    name: str
    days: DaysBetween
    share: Callable[[datetime.date, datetime.date, RegularDates | None], Decimal]
    equal_periods: bool = False

    def year_share(
        self, start: datetime.date, end: datetime.date, regular_dates: RegularDates | None = None
    ) -> Decimal:
        """The share of a year from `start` to `end`, unrounded.

        Act/Act ICMA needs the regular coupon dates, since it divides by the days of a coupon period; a stub longer than
        one period is counted in the regular periods that it touches. The others ignore them. Raises ValueError for a
        period that ends before it starts, and for Act/Act ICMA without regular dates.
        """
        with working_precision():
            return self.share(start, end, regular_dates)


def by_name(name: str) -> DayCount:
    """The convention of that name. Raises ValueError, with the names there are, for any other."""
    found = _BY_NAME.get(name)
    if found is None:
        raise ValueError(f"{name} is not a day count; there are {', '.join(NAMES)}.")
    return found


def actual_days(start: datetime.date, end: datetime.date) -> int:
    """Calendar days from `start` to `end`."""
    if end < start:
        raise ValueError("A period does not end before it starts.")
    return (end - start).days


def days_30_360(start: datetime.date, end: datetime.date) -> int:
    """Days of 30/360, bond basis: a start on the 31st counts as the 30th, and then an end on the 31st does too.

    The end of February is nothing special: from 31 August to 28 February are 178 days.
    """
    if end < start:
        raise ValueError("A period does not end before it starts.")
    first = min(start.day, 30)
    last = 30 if first == 30 and end.day == 31 else end.day
    return 360 * (end.year - start.year) + 30 * (end.month - start.month) + last - first


def amount(*, notional: Decimal, rate_pct: Decimal, year_share: Decimal, places: int = 2) -> Decimal:
    """What accrues on `notional` at a rate in percent a year (interest of a bond, rental of a sukuk), in its unit."""
    with working_precision():
        return half_up(notional * rate_pct / 100 * year_share, places)


def _act_365(start: datetime.date, end: datetime.date, _: RegularDates | None) -> Decimal:
    return Decimal(actual_days(start, end)) / 365


def _act_360(start: datetime.date, end: datetime.date, _: RegularDates | None) -> Decimal:
    return Decimal(actual_days(start, end)) / 360


def _thirty_360(start: datetime.date, end: datetime.date, _: RegularDates | None) -> Decimal:
    return Decimal(days_30_360(start, end)) / 360


def _act_act_isda(start: datetime.date, end: datetime.date, _: RegularDates | None) -> Decimal:
    actual_days(start, end)
    share = Decimal(0)
    while start < end:
        new_year = datetime.date(start.year + 1, 1, 1)
        stop = min(new_year, end)
        share += Decimal((stop - start).days) / (new_year - datetime.date(start.year, 1, 1)).days
        start = stop
    return share


def _act_act_icma(start: datetime.date, end: datetime.date, regular_dates: RegularDates | None) -> Decimal:
    actual_days(start, end)
    if regular_dates is None:
        raise ValueError("Act/Act ICMA divides by the days of a coupon period, so the coupon dates must be known.")
    periods = regular_dates.position(end, actual_days) - regular_dates.position(start, actual_days)
    return periods / regular_dates.per_year


_ACT_365 = DayCount("Act/365", actual_days, _act_365)

_BY_NAME = {
    day_count.name: day_count
    for day_count in (
        _ACT_365,
        DayCount("Act/360", actual_days, _act_360),
        DayCount("30/360", days_30_360, _thirty_360),
        DayCount("Act/Act ISDA", actual_days, _act_act_isda),
        DayCount("Act/Act ICMA", actual_days, _act_act_icma, equal_periods=True),
    )
}

#: The names, for a list to choose from.
NAMES = tuple(_BY_NAME)

_BY_NAME["Act/365F"] = _ACT_365
