"""Day counts against the golden file."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.conventions import day_counts, pricing
from assets.conventions.regular_dates import RegularDates
from assets.conventions.rounding import working_precision
from assets.conventions.terms import Terms
from tests.assets.golden import rows

CASES = {row["case_id"]: row for row in rows("golden_daycount.csv")}
#: The golden bonds pay on the days of the month on which their golden periods begin.
MATURITIES = {
    "DC08": datetime.date(2023, 8, 20),
    "DC09": datetime.date(2031, 1, 15),
    "DC10": datetime.date(2031, 1, 15),
}
SIXTY_DAYS_OF_181 = (datetime.date(2026, 1, 15), datetime.date(2026, 3, 16))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def dates_of(row: dict[str, str]) -> tuple[datetime.date, datetime.date]:
    return (day(row["start"]), day(row["end"])) if row["start"] else SIXTY_DAYS_OF_181


def convention_of(row: dict[str, str]) -> day_counts.DayCount:
    """The register's convention that a golden row describes in its own words."""
    return next(day_counts.by_name(name) for name in day_counts.NAMES if row["convention"].startswith(name))


def found_for(row: dict[str, str]) -> Decimal | int:
    """The quantity that a golden row expects, by the convention that it names."""
    convention, wanted, (start, end) = convention_of(row), row["expected_quantity"], dates_of(row)
    if wanted.startswith("yield"):
        zero = Terms(face=Decimal(100), issue_date=start, maturity=end, day_count=convention.name)
        return pricing.at_price(zero, settlement=start, clean=Decimal("99.030")).yield_pct
    maturity = MATURITIES.get(row["case_id"])
    share = convention.year_share(start, end, RegularDates(maturity, 2) if maturity else None)
    notional, places = Decimal(row["notional"]), 2
    if "PKR m" in wanted:
        notional, places = notional / 1_000_000, 3
    return day_counts.amount(notional=notional, rate_pct=Decimal(row["rate_pct"]), year_share=share, places=places)


@pytest.mark.parametrize(
    "row", [row for row in CASES.values() if row["expected_quantity"] != "days"], ids=lambda row: row["case_id"]
)
def test_every_golden_amount_and_yield_comes_out_to_the_last_printed_digit(row: dict[str, str]) -> None:
    assert str(found_for(row)) == row["expected_value"]


@pytest.mark.parametrize(
    "row", [row for row in CASES.values() if row["expected_quantity"] == "days"], ids=lambda row: row["case_id"]
)
def test_every_golden_number_of_days_is_counted(row: dict[str, str]) -> None:
    counted = day_counts.days_30_360 if row["convention"].startswith("30/360") else day_counts.actual_days
    assert str(counted(*dates_of(row))) == row["days"] == row["expected_value"]


@pytest.mark.parametrize("row", CASES.values(), ids=CASES)
def test_the_days_of_every_golden_period_and_its_denominator_are_right(row: dict[str, str]) -> None:
    start, end = dates_of(row)
    if row["convention"].startswith("actual"):
        assert day_counts.actual_days(start, end) == int(row["days"])
        return
    convention = convention_of(row)
    assert convention.days(start, end) == int(row["days"])
    if row["case_id"] in MATURITIES:
        dates = RegularDates(MATURITIES[row["case_id"]], 2)
        period = dates.at(dates.back_to(start)), dates.at(dates.back_to(start) - 1)
        assert convention.days(*period) == int(row["denominator"])


def test_thirty_360_keeps_an_end_on_the_31st_where_the_start_is_earlier_than_the_30th() -> None:
    assert day_counts.days_30_360(day("2026-01-29"), day("2026-03-31")) == 62
    assert day_counts.days_30_360(day("2026-01-30"), day("2026-03-31")) == 60


def test_thirty_360_makes_nothing_of_the_end_of_february() -> None:
    assert day_counts.days_30_360(day("2026-08-31"), day("2027-02-28")) == 178
    assert day_counts.days_30_360(day("2027-02-28"), day("2027-08-31")) == 183


def test_act_act_isda_splits_at_new_year_and_knows_leap_years() -> None:
    isda = day_counts.by_name("Act/Act ISDA")
    with working_precision():
        assert isda.year_share(day("2027-12-01"), day("2028-02-01")) == Decimal(31) / 365 + Decimal(31) / 366
    assert isda.year_share(day("2027-01-01"), day("2030-01-01")) == 3


def test_act_365_gives_a_leap_year_more_than_a_year() -> None:
    assert day_counts.by_name("Act/365").year_share(day("2028-01-01"), day("2029-01-01")) > 1
    assert day_counts.by_name("Act/365F") is day_counts.by_name("Act/365")


def test_act_act_icma_gives_every_regular_period_the_same() -> None:
    dates = RegularDates(day("2031-01-15"), 2)
    for back in range(1, 20):
        assert day_counts.by_name("Act/Act ICMA").year_share(dates.at(back), dates.at(back - 1), dates) == Decimal(
            "0.5"
        )


def test_act_act_icma_counts_a_long_stub_in_the_regular_periods_that_it_touches() -> None:
    dates = RegularDates(day("2031-01-15"), 2)
    found = day_counts.by_name("Act/Act ICMA").year_share(day("2026-06-15"), day("2027-01-15"), dates)
    with working_precision():
        assert found == (Decimal(30) / 181 + 1) / 2


def test_act_act_icma_without_coupon_dates_is_refused() -> None:
    with pytest.raises(ValueError, match="coupon dates must be known"):
        day_counts.by_name("Act/Act ICMA").year_share(day("2026-01-15"), day("2026-07-15"))


@pytest.mark.parametrize("name", day_counts.NAMES)
def test_a_period_that_ends_before_it_starts_is_refused(name: str) -> None:
    convention, dates = day_counts.by_name(name), RegularDates(day("2031-01-15"), 2)
    with pytest.raises(ValueError, match="end before it starts"):
        convention.year_share(day("2026-02-01"), day("2026-01-31"), dates)
    with pytest.raises(ValueError, match="end before it starts"):
        convention.days(day("2026-02-01"), day("2026-01-31"))


@pytest.mark.parametrize("name", day_counts.NAMES)
def test_a_period_without_days_is_no_share_of_a_year(name: str) -> None:
    dates = RegularDates(day("2031-01-15"), 2)
    assert day_counts.by_name(name).year_share(day("2028-02-29"), day("2028-02-29"), dates) == 0


@settings(deadline=None)
@given(
    name=st.sampled_from([name for name in day_counts.NAMES if name != "30/360"]),
    days=st.lists(st.integers(0, 12_000), min_size=3, max_size=3).map(sorted),
)
def test_shares_of_two_parts_add_up_to_the_whole_but_for_30_360(name: str, days: list[int]) -> None:
    maturity = day("2060-05-31")
    start, middle, end = (day("2027-07-01") + datetime.timedelta(n) for n in days)
    convention, dates = day_counts.by_name(name), RegularDates(maturity, 2)
    parts = convention.year_share(start, middle, dates) + convention.year_share(middle, end, dates)
    assert abs(parts - convention.year_share(start, end, dates)) < Decimal("1e-25")


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ValueError, match="Act/Act ICMA"):
        day_counts.by_name("Actual")
