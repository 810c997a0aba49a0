"""Coupon periods: counted back from maturity, with whatever does not fit at the beginning."""

import datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.conventions.schedules import Period, first_payment, periods, periods_from
from tests.assets.conventions.samples import bill, bond, day


def dates_of(found: tuple[Period, ...]) -> list[str]:
    return [f"{period.start} to {period.end}" for period in found]


def test_a_five_year_bond_has_ten_periods_without_gaps() -> None:
    found = periods(bond())
    assert len(found) == 10
    assert (found[0].start, found[-1].end) == (day("2026-01-15"), day("2031-01-15"))
    assert all(earlier.end == later.start for earlier, later in pairwise(found))
    assert all(period.is_regular for period in found)


def test_a_bond_that_matures_on_a_31st_pays_at_the_end_of_every_month_it_can() -> None:
    found = periods(bond(issue_date=day("2026-08-31"), maturity=day("2028-08-31")))
    assert dates_of(found) == [
        "2026-08-31 to 2027-02-28",
        "2027-02-28 to 2027-08-31",
        "2027-08-31 to 2028-02-29",
        "2028-02-29 to 2028-08-31",
    ]


def test_a_bond_that_matures_on_a_leap_day_pays_on_the_29th() -> None:
    found = periods(bond(issue_date=day("2026-08-29"), maturity=day("2028-02-29")))
    assert dates_of(found) == ["2026-08-29 to 2027-02-28", "2027-02-28 to 2027-08-29", "2027-08-29 to 2028-02-29"]


def test_without_a_first_payment_date_the_first_period_is_short() -> None:
    found = periods(bond(issue_date=day("2026-06-15"), maturity=day("2027-07-15")))
    assert dates_of(found) == ["2026-06-15 to 2026-07-15", "2026-07-15 to 2027-01-15", "2027-01-15 to 2027-07-15"]
    assert [period.is_regular for period in found] == [False, True, True]


def test_a_first_payment_date_makes_the_first_period_long() -> None:
    terms = bond(issue_date=day("2026-06-15"), maturity=day("2027-07-15"), first_payment_date=day("2027-01-15"))
    assert dates_of(periods(terms)) == ["2026-06-15 to 2027-01-15", "2027-01-15 to 2027-07-15"]
    assert first_payment(terms) == day("2027-01-15")
    assert not periods(terms)[0].is_regular


def test_a_bond_may_pay_only_once_at_its_end() -> None:
    terms = bond(issue_date=day("2026-06-15"), maturity=day("2027-07-15"), first_payment_date=day("2027-07-15"))
    assert dates_of(periods(terms)) == ["2026-06-15 to 2027-07-15"]


def test_a_coupon_date_belongs_to_the_period_that_it_begins() -> None:
    assert dates_of(periods_from(bond(), day("2030-07-14")))[0] == "2030-01-15 to 2030-07-15"
    assert dates_of(periods_from(bond(), day("2030-07-15"))) == ["2030-07-15 to 2031-01-15"]


def test_a_bill_has_no_periods_and_pays_at_maturity() -> None:
    assert periods(bill(84)) == ()
    assert first_payment(bill(84)) == day("2026-04-02")


def test_a_day_before_issue_or_from_maturity_on_lies_in_no_period() -> None:
    with pytest.raises(ValueError, match="before the issue"):
        periods_from(bond(), day("2026-01-14"))
    for late in ("2031-01-15", "2031-01-16"):
        with pytest.raises(ValueError, match="before maturity"):
            periods_from(bond(), day(late))


@settings(deadline=None)
@given(
    st.dates(datetime.date(2027, 1, 1), datetime.date(2060, 12, 31)),
    st.sampled_from([1, 2, 4, 12]),
    st.integers(0, 340),
)
def test_the_periods_from_a_day_are_the_last_of_all_periods(maturity: datetime.date, payments: int, days: int) -> None:
    terms = bond(issue_date=day("2026-01-15"), maturity=maturity, payments_per_year=payments)
    date = terms.issue_date + datetime.timedelta(days)
    whole, rest = periods(terms), periods_from(terms, date)
    assert whole[-len(rest) :] == rest
    assert rest[0].start <= date < rest[0].end
