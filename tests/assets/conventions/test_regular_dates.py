"""Dates counted back from maturity."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.conventions.day_counts import actual_days
from assets.conventions.regular_dates import RegularDates


def test_a_31st_is_the_31st_again_wherever_the_month_has_one() -> None:
    dates = RegularDates(datetime.date(2028, 8, 31), 4)
    assert [dates.at(back).isoformat() for back in range(6)] == [
        "2028-08-31",
        "2028-05-31",
        "2028-02-29",
        "2027-11-30",
        "2027-08-31",
        "2027-05-31",
    ]


def test_a_leap_day_falls_on_the_28th_in_other_years_and_comes_back() -> None:
    dates = RegularDates(datetime.date(2032, 2, 29), 1)
    assert [dates.at(back).isoformat() for back in (1, 4)] == ["2031-02-28", "2028-02-29"]


@settings(deadline=None)
@given(
    st.dates(datetime.date(2010, 1, 1), datetime.date(2080, 12, 31)),
    st.sampled_from([1, 2, 3, 4, 6, 12]),
    st.integers(0, 14_000),
)
def test_every_date_lies_in_the_period_that_is_found_for_it(maturity: datetime.date, per_year: int, days: int) -> None:
    dates, date = RegularDates(maturity, per_year), maturity - datetime.timedelta(days)
    back = dates.back_to(date)
    assert dates.at(back) <= date
    assert back == 0 or date < dates.at(back - 1)
    assert -back <= dates.position(date, actual_days) < 1 - back


def test_a_date_after_maturity_has_no_place() -> None:
    with pytest.raises(ValueError, match="end at maturity"):
        RegularDates(datetime.date(2030, 1, 1), 2).back_to(datetime.date(2030, 1, 2))


@pytest.mark.parametrize("per_year", [-2, 0, 5, 24])
def test_payments_that_do_not_fall_into_whole_months_are_refused(per_year: int) -> None:
    with pytest.raises(ValueError, match="whole months"):
        RegularDates(datetime.date(2030, 1, 1), per_year)
