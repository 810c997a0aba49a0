"""Floaters: which benchmark fixing holds for a period, and the rate that follows from it.

The rate of a period is the latest fixing on or before the day the period begins, plus the margin; never a fixing from
later. Which benchmark a security has is one of its fields (sources contradict each other on the variable Ijara sukuk).
"""

import datetime
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from assets.conventions.business_days import Calendar
from assets.conventions.rounding import half_up, working_precision
from assets.conventions.schedules import periods
from assets.conventions.terms import Reset, Terms

#: Working days over which the fall-back is the mean.
FALL_BACK_DAYS = 5


@dataclass(frozen=True)
class Fixing:
    """A benchmark's value in percent a year, as published for a day; `is_fallback` where it stands in for an auction."""

    benchmark: str
    date: datetime.date
    value_pct: Decimal
    is_fallback: bool = False


class Fixings:
    """Dated fixings of any number of benchmarks, sorted once so that a lookup is quick.

    On a day that has both, the fixing of an auction goes before a fall-back. Raises ValueError for two of the same kind
    with different values on one day.
    """

    def __init__(self, rows: Iterable[Fixing]) -> None:
        by_day: dict[tuple[str, datetime.date], Fixing] = {}
        for row in rows:
            other = by_day.get((row.benchmark, row.date))
            if other and other.is_fallback == row.is_fallback and other.value_pct != row.value_pct:
                raise ValueError(f"{row.benchmark} has two fixings on {row.date.isoformat()}.")
            if other is None or other.is_fallback:
                by_day[row.benchmark, row.date] = row
        self._rows: dict[str, list[Fixing]] = {}
        for row in sorted(by_day.values(), key=lambda row: row.date):
            self._rows.setdefault(row.benchmark, []).append(row)
        self._dates = {benchmark: [row.date for row in rows] for benchmark, rows in self._rows.items()}

    def latest(self, benchmark: str, on: datetime.date) -> Fixing:
        """The latest fixing on or before a day. Raises ValueError where there is none."""
        found = self.find(benchmark, on)
        if found is None:
            raise ValueError(f"No fixing of {benchmark} is known on or before {on.isoformat()}.")
        return found

    def find(self, benchmark: str, on: datetime.date) -> Fixing | None:
        """The latest fixing on or before a day, if there is one."""
        place = bisect_right(self._dates.get(benchmark, []), on)
        return self._rows[benchmark][place - 1] if place else None


def rate(value_pct: Decimal, margin_bps: int) -> Decimal:
    """The rate in percent a year for a fixing and a margin in basis points: 10.45 and 25 give 10.70."""
    with working_precision():
        return value_pct + Decimal(margin_bps) / 100


def with_fixings(terms: Terms, *, fixings: Fixings, benchmark: str, margin_bps: int, as_at: datetime.date) -> Terms:
    """The terms of a floater with its rates as they are known on a day.

    Every period that has begun by `as_at` gets the rate of its own fixing; later ones the rate of the last fixing known
    on that day. Periods that ended before the first fixing get none, and their cash flows are refused. Raises ValueError
    where the running period has no fixing.
    """
    begun = [period for period in periods(terms) if period.start <= as_at]
    if not begun:
        raise ValueError("A floater has no rate before it is issued.")
    projected = rate(fixings.latest(benchmark, as_at).value_pct, margin_bps)
    running = Reset(begun[-1].start, rate(fixings.latest(benchmark, begun[-1].start).value_pct, margin_bps))
    past = []
    for period in begun[:-1]:
        found = fixings.find(benchmark, period.start)
        if found is not None:
            past.append(Reset(period.start, rate(found.value_pct, margin_bps)))
    return replace(terms, rate_pct=projected, resets=(*past, running))


def fall_back(*, benchmark: str, pkrv: Fixings, pkrv_name: str, on: datetime.date, calendar: Calendar) -> Fixing:
    """What stands in for a benchmark on a day: the mean of PKRV over the last five working days before it, four decimals.

    `pkrv_name` is the tenor's name among the fixings `pkrv`. The day itself does not count, since its value is published
    when it ends. Raises ValueError, with the day, where one of the five has no value.
    """
    values = []
    for back in range(1, FALL_BACK_DAYS + 1):
        day = calendar.add_business_days(on, -back)
        found = pkrv.find(pkrv_name, day)
        if found is None or found.date != day:
            raise ValueError(f"{pkrv_name} has no value on {day.isoformat()}.")
        values.append(found.value_pct)
    with working_precision():
        return Fixing(benchmark, on, half_up(sum(values, Decimal(0)) / FALL_BACK_DAYS, 4), is_fallback=True)
