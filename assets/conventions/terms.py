"""Terms: what a security promises, whatever its kind.

| Kind | payments_per_year | yield_periods_per_year | day_count | income | rate |
|---|---|---|---|---|---|
| Market Treasury Bill, GIS-FRD | 0 | 0 (simple yield) | Act/365 | - | - |
| Zero-coupon PIB, zero-coupon GIS | 0 | 2 | Act/Act ICMA, or Act/365 | - | - |
| Fixed PIB | 2 | - | Act/Act ICMA | coupon | fixed |
| Floating PIB | 2 or 4 | - | Act/Act ICMA | coupon | `floating.with_fixings` |
| GIS-FRR | 2 | - | Act/365 | rental | fixed |
| GIS-VRR | 2 | - | Act/365 | rental | `floating.with_fixings` |
| Eurobond, international sukuk | 2 | - | 30/360 | coupon, rental | fixed |
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from assets.conventions import day_counts
from assets.conventions.day_counts import DayCount
from assets.conventions.regular_dates import RegularDates
from assets.conventions.rounding import LARGEST


class Income(StrEnum):
    """What a security pays before its end: a coupon, or the rental of a sukuk."""

    COUPON = "coupon"
    RENTAL = "rental"


@dataclass(frozen=True)
class Reset:
    """The rate, in percent a year, that a floater pays for the period that begins on `start`."""

    start: datetime.date
    rate_pct: Decimal


@dataclass(frozen=True, kw_only=True)
class Terms:
    """A security that repays its face once, at maturity. Rates are in percent a year.

    - `payments_per_year` is 0 for paper that pays nothing before maturity.
    - `rate_pct` is the rate of every period for which `resets` has none: the fixed rate, or what a floater's rate is
      taken to be for periods that have not begun.
    - `is_projected` says of a floater that no period has begun yet, so that every rate is taken from the last fixing.
    - `first_payment_date` is the first of the regular dates on which something is paid; a first period that is shorter
      or longer than the others follows from it. Without one it is the first regular date after the issue.
    - `yield_periods_per_year` is how often a year the yield compounds. It is that of the payments where there are any;
      for other paper 0 means a simple yield.

    Raises ValueError for terms that cannot be right, with the reason.
    """

    face: Decimal
    issue_date: datetime.date
    maturity: datetime.date
    day_count: str
    payments_per_year: int = 0
    rate_pct: Decimal = Decimal(0)
    income: Income = Income.COUPON
    first_payment_date: datetime.date | None = None
    yield_periods_per_year: int = 0
    resets: tuple[Reset, ...] = ()
    is_projected: bool = False

    def __post_init__(self) -> None:
        if not self.face.is_finite() or not 0 < self.face <= LARGEST:
            raise ValueError("The face is a positive amount that a state can owe.")
        if self.maturity <= self.issue_date:
            raise ValueError("The maturity lies after the issue.")
        for rate in (self.rate_pct, *(reset.rate_pct for reset in self.resets)):
            if not rate.is_finite() or not 0 <= rate <= 100:
                raise ValueError("A rate lies between 0 and 100 percent a year.")
        if self.payments_per_year:
            self._check_payments()
        else:
            self._check_single_payment()

    def _check_payments(self) -> None:
        if self.yield_periods_per_year not in (0, self.payments_per_year):
            raise ValueError("The yield compounds as often as payments are made.")
        regular, first = RegularDates(self.maturity, self.payments_per_year), self.first_payment_date
        if first is not None and not (
            self.issue_date < first <= self.maturity and regular.at(regular.back_to(first)) == first
        ):
            raise ValueError(
                "The first payment lies after the issue, on one of the dates counted back from maturity in whole periods."
            )
        if len({reset.start for reset in self.resets}) < len(self.resets):
            raise ValueError("A period has one rate.")
        day_counts.by_name(self.day_count)

    def _check_single_payment(self) -> None:
        if self.rate_pct or self.resets or self.first_payment_date:
            raise ValueError("Paper that pays nothing before maturity has neither a rate nor a first payment date.")
        self.days.year_share(self.issue_date, self.maturity, self.regular_dates)

    @cached_property
    def days(self) -> DayCount:
        """The day count."""
        return day_counts.by_name(self.day_count)

    @cached_property
    def regular_dates(self) -> RegularDates | None:
        """The dates at which the yield compounds and coupons are paid; None where the yield is simple."""
        per_year = self.payments_per_year or self.yield_periods_per_year
        return RegularDates(self.maturity, per_year) if per_year else None

    @cached_property
    def _rates(self) -> dict[datetime.date, Decimal]:
        return {reset.start: reset.rate_pct for reset in self.resets}

    def rate_for(self, period_start: datetime.date) -> tuple[Decimal, bool]:
        """The rate of the period that begins then, and whether it is projected from the last fixing.

        Raises ValueError for a floater's past period whose fixing is not known.
        """
        if not self.resets:
            return self.rate_pct, self.is_projected
        if period_start in self._rates:
            return self._rates[period_start], False
        if period_start < max(self._rates):
            raise ValueError(f"No fixing is known for the period that began on {period_start.isoformat()}.")
        return self.rate_pct, True
