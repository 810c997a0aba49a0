"""Day counts against the golden file."""

import datetime
from decimal import Decimal

import pytest

from assets.conventions import day_counts
from tests.assets.golden import rows

CASES = {row["case_id"]: row for row in rows("golden_daycount.csv")}


def dates_of(row: dict[str, str]) -> tuple[datetime.date, datetime.date]:
    return datetime.date.fromisoformat(row["start"]), datetime.date.fromisoformat(row["end"])


def found_for(row: dict[str, str]) -> Decimal | int:
    """The quantity that the golden row expects, by the convention that it names."""
    convention, wanted = row["convention"], row["expected_quantity"]
    if wanted == "days":
        counted = day_counts.days_30_360 if convention.startswith("30/360") else day_counts.actual_days
        return counted(*dates_of(row))
    if convention.startswith("Act/360"):
        start, end = dates_of(row)
        return day_counts.simple_yield(price=Decimal("99.030"), year_share=day_counts.act_360(start, end))
    if convention.startswith("Act/Act ICMA"):
        share = day_counts.act_act_icma(
            accrued_days=int(row["days"]), days_in_period=int(row["denominator"]), payments_per_year=2
        )
    else:
        share = day_counts.act_365_fixed(*dates_of(row))
    notional, places = Decimal(row["notional"]), 2
    if "PKR m" in wanted:
        notional, places = notional / 1_000_000, 3
    return day_counts.amount(notional=notional, rate_pct=Decimal(row["rate_pct"]), year_share=share, places=places)


@pytest.mark.parametrize("row", CASES.values(), ids=CASES)
def test_every_golden_day_count_comes_out_to_the_last_printed_digit(row: dict[str, str]) -> None:
    assert str(found_for(row)) == row["expected_value"]


@pytest.mark.parametrize("row", [row for row in CASES.values() if row["start"] and "30/360" not in row["convention"]])
def test_the_days_of_every_golden_period_are_the_calendars(row: dict[str, str]) -> None:
    assert day_counts.actual_days(*dates_of(row)) == int(row["days"])


def test_thirty_360_keeps_an_end_on_the_31st_where_the_start_is_earlier_than_the_30th() -> None:
    assert day_counts.days_30_360(datetime.date(2026, 1, 29), datetime.date(2026, 3, 31)) == 62
    assert day_counts.days_30_360(datetime.date(2026, 1, 30), datetime.date(2026, 3, 31)) == 60


def test_act_act_isda_splits_at_new_year_and_knows_leap_years() -> None:
    found = day_counts.act_act_isda(datetime.date(2027, 12, 1), datetime.date(2028, 2, 1))
    with day_counts.working_precision():
        assert found == Decimal(31) / 365 + Decimal(31) / 366
    assert day_counts.act_act_isda(datetime.date(2027, 1, 1), datetime.date(2030, 1, 1)) == 3


@pytest.mark.parametrize(
    "convention",
    [day_counts.actual_days, day_counts.days_30_360, *day_counts.BY_NAME.values()],
    ids=lambda f: f.__name__,
)
def test_a_period_that_ends_before_it_starts_is_refused(convention: object) -> None:
    with pytest.raises(ValueError, match="end before it starts"):
        convention(datetime.date(2026, 2, 1), datetime.date(2026, 1, 31))  # type: ignore[operator]


def test_more_accrued_days_than_the_period_has_are_refused() -> None:
    with pytest.raises(ValueError, match="accrued days"):
        day_counts.act_act_icma(accrued_days=182, days_in_period=181, payments_per_year=2)
