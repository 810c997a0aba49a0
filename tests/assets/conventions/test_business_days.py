"""Calendars and the moving of dates."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.conventions.business_days import Calendar, Rolling

#: Kashmir Day on a Thursday, and the last two days of that February.
HOLIDAYS = frozenset({datetime.date(2026, 2, 5), datetime.date(2026, 2, 26), datetime.date(2026, 2, 27)})
PAKISTAN = Calendar(HOLIDAYS)
DATES = st.dates(datetime.date(2000, 1, 1), datetime.date(2060, 12, 31))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def test_weekends_and_holidays_are_no_business_days() -> None:
    assert PAKISTAN.is_business_day(day("2026-02-04"))
    assert not PAKISTAN.is_business_day(day("2026-02-05"))
    assert not PAKISTAN.is_business_day(day("2026-02-07"))


def test_another_weekend_is_possible() -> None:
    friday_and_saturday = Calendar(weekend=frozenset({4, 5}))
    assert not friday_and_saturday.is_business_day(day("2026-02-06"))
    assert friday_and_saturday.is_business_day(day("2026-02-08"))


@pytest.mark.parametrize(
    ("date", "rolling", "moved"),
    [
        ("2026-02-05", Rolling.UNADJUSTED, "2026-02-05"),
        ("2026-02-05", Rolling.FOLLOWING, "2026-02-06"),
        ("2026-02-05", Rolling.MODIFIED_FOLLOWING, "2026-02-06"),
        ("2026-02-05", Rolling.PRECEDING, "2026-02-04"),
        ("2026-02-28", Rolling.FOLLOWING, "2026-03-02"),
        ("2026-02-28", Rolling.MODIFIED_FOLLOWING, "2026-02-25"),
        ("2026-02-28", Rolling.PRECEDING, "2026-02-25"),
        ("2028-12-31", Rolling.FOLLOWING, "2029-01-01"),
        ("2028-12-31", Rolling.MODIFIED_FOLLOWING, "2028-12-29"),
        ("2026-02-04", Rolling.FOLLOWING, "2026-02-04"),
    ],
)
def test_a_date_that_is_no_business_day_moves_as_the_rule_says(date: str, rolling: Rolling, moved: str) -> None:
    assert PAKISTAN.adjust(day(date), rolling) == day(moved)


def test_a_rule_can_be_called_by_the_name_that_the_register_keeps() -> None:
    assert [Rolling(name) for name in ("unadjusted", "following", "modified following", "preceding")] == list(Rolling)


@settings(deadline=None)
@given(DATES)
def test_modified_following_never_leaves_the_month(date: datetime.date) -> None:
    moved = PAKISTAN.adjust(date, Rolling.MODIFIED_FOLLOWING)
    assert (moved.year, moved.month) == (date.year, date.month)
    assert PAKISTAN.is_business_day(moved)


@settings(deadline=None)
@given(DATES)
def test_following_never_goes_back_and_preceding_never_forward(date: datetime.date) -> None:
    assert PAKISTAN.adjust(date, Rolling.PRECEDING) <= date <= PAKISTAN.adjust(date, Rolling.FOLLOWING)


@settings(deadline=None)
@given(DATES, st.integers(1, 300))
def test_business_days_there_and_back_lead_to_where_one_started(date: datetime.date, days: int) -> None:
    start = PAKISTAN.adjust(date, Rolling.FOLLOWING)
    there = PAKISTAN.add_business_days(start, days)
    assert (
        sum(PAKISTAN.is_business_day(start + datetime.timedelta(n)) for n in range(1, (there - start).days + 1)) == days
    )
    assert PAKISTAN.add_business_days(there, -days) == start


def test_settlement_a_business_day_after_the_auction_skips_the_holiday() -> None:
    assert PAKISTAN.add_business_days(day("2026-02-04"), 1) == day("2026-02-06")


def test_adding_no_day_to_a_holiday_leads_to_the_next_business_day() -> None:
    assert PAKISTAN.add_business_days(day("2026-02-05"), 0) == day("2026-02-06")


@pytest.mark.parametrize("weekend", [range(7), [7], [-1]])
def test_a_weekend_that_is_the_whole_week_or_no_day_of_it_is_refused(weekend: list[int]) -> None:
    with pytest.raises(ValueError, match="weekend"):
        Calendar(weekend=frozenset(weekend))


def test_a_calendar_that_never_opens_again_is_refused_rather_than_searched_for_ever() -> None:
    closed = Calendar(frozenset(day("2026-01-01") + datetime.timedelta(n) for n in range(100)))
    with pytest.raises(ValueError, match="two months"):
        closed.adjust(day("2026-01-05"), Rolling.FOLLOWING)
