"""Schedules: the periods for which a security pays coupons or rentals.

Dates are counted back from maturity in whole months, so that whatever does not fit is a first period, shorter or longer
than the others. They are not adjusted to business days: what is paid for a period does not change with a holiday.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from assets.conventions.terms import Terms


@dataclass(frozen=True)
class Period:
    """From `start` to `end`, the day on which its payment falls due; `is_regular` unless it is a longer or shorter first one."""

    start: datetime.date
    end: datetime.date
    is_regular: bool = True


def periods(terms: Terms) -> tuple[Period, ...]:
    """All periods from issue to maturity; none where nothing is paid before maturity."""
    return periods_from(terms, terms.issue_date)


def periods_from(terms: Terms, date: datetime.date) -> tuple[Period, ...]:
    """The period that `date` lies in and those after it; a day on which one ends belongs to the next.

    Raises ValueError for a date before the issue, and for maturity or later.
    """
    require_outstanding(terms, date)
    regular = terms.regular_dates
    if not terms.payments_per_year or regular is None:
        return ()
    first = first_payment(terms)
    found = []
    if date < first:
        left = regular.back_to(first)
        found.append(Period(terms.issue_date, first, is_regular=regular.at(left + 1) == terms.issue_date))
        start = first
    else:
        left = regular.back_to(date)
        start = regular.at(left)
    for back in range(left - 1, -1, -1):
        end = regular.at(back)
        found.append(Period(start, end))
        start = end
    return tuple(found)


def year_share(terms: Terms, period: Period) -> Decimal:
    """The share of a year for which a period pays, by the day count. To be called at working precision."""
    regular = terms.regular_dates
    if period.is_regular and terms.days.equal_periods and regular is not None:
        return 1 / Decimal(regular.per_year)
    return terms.days.share(period.start, period.end, regular)


def first_payment(terms: Terms) -> datetime.date:
    """The day on which the first period ends; maturity where nothing is paid before."""
    if terms.first_payment_date is not None:
        return terms.first_payment_date
    regular = terms.regular_dates
    if not terms.payments_per_year or regular is None:
        return terms.maturity
    return regular.at(regular.back_to(terms.issue_date) - 1)


def require_outstanding(terms: Terms, date: datetime.date) -> None:
    """Raises ValueError unless `date` lies from issue to the day before maturity."""
    if date < terms.issue_date:
        raise ValueError("Settlement does not lie before the issue.")
    if date >= terms.maturity:
        raise ValueError("Settlement lies before maturity.")
