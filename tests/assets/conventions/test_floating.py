"""Which fixing holds for a period of a floater."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.conventions import pricing
from assets.conventions.business_days import Calendar
from assets.conventions.cash_flows import cash_flows
from assets.conventions.floating import Fixing, Fixings, fall_back, rate, with_fixings
from assets.conventions.terms import Terms
from tests.assets.conventions.samples import bond, day

SIX_MONTHS, PKRV = "6M MTB", "6M PKRV"


def fixing(date: str, value: str, benchmark: str = SIX_MONTHS, *, is_fallback: bool = False) -> Fixing:
    return Fixing(benchmark, day(date), Decimal(value), is_fallback)


AUCTIONS = Fixings(
    [
        fixing("2026-01-14", "10.4500"),
        fixing("2026-01-28", "10.5000"),
        fixing("2026-07-15", "10.8000"),
        fixing("2026-07-16", "99.0000"),
        fixing("2026-01-15", "1.0000", "3M MTB"),
    ]
)


def floater(as_at: str) -> Terms:
    return with_fixings(
        bond(rate_pct=Decimal(0)), fixings=AUCTIONS, benchmark=SIX_MONTHS, margin_bps=25, as_at=day(as_at)
    )


def test_the_fixing_of_the_very_day_holds_and_the_next_days_does_not() -> None:
    assert AUCTIONS.latest(SIX_MONTHS, day("2026-07-15")).value_pct == Decimal("10.8")
    assert AUCTIONS.latest(SIX_MONTHS, day("2026-07-14")).value_pct == Decimal("10.5")


def test_a_day_before_every_fixing_and_an_unknown_benchmark_have_none() -> None:
    for benchmark, date in ((SIX_MONTHS, "2026-01-13"), ("12M MTB", "2026-07-15")):
        assert AUCTIONS.find(benchmark, day(date)) is None
        with pytest.raises(ValueError, match=benchmark):
            AUCTIONS.latest(benchmark, day(date))


@settings(deadline=None)
@given(
    st.sets(st.dates(datetime.date(2025, 1, 1), datetime.date(2026, 12, 31)), max_size=40),
    st.dates(datetime.date(2025, 1, 1), datetime.date(2026, 12, 31)),
)
def test_a_fixing_never_comes_from_the_future_and_none_that_is_known_is_later(
    dates: set[datetime.date], on: datetime.date
) -> None:
    found = Fixings(Fixing(SIX_MONTHS, date, Decimal(10)) for date in dates).find(SIX_MONTHS, on)
    assert (found and found.date) == max((date for date in dates if date <= on), default=None)


def test_a_margin_is_in_basis_points() -> None:
    assert rate(Decimal("10.45"), 25) == Decimal("10.70")
    assert rate(Decimal("10.45"), -5) == Decimal("10.40")


def test_each_period_has_the_fixing_of_its_beginning_and_later_ones_the_last_that_is_known() -> None:
    flows = cash_flows(floater("2026-07-15"))
    assert [str(flow.rate_pct) for flow in flows[:3]] == ["10.7000", "11.0500", "11.0500"]
    assert [flow.projected for flow in flows[:3]] == [False, False, True]


def test_a_newer_fixing_changes_the_projection_but_not_the_running_period() -> None:
    flows = cash_flows(floater("2026-03-16"))
    assert [str(flow.rate_pct) for flow in flows[:2]] == ["10.7000", "10.7500"]
    accrued = pricing.at_price(floater("2026-03-16"), settlement=day("2026-03-16"), clean=Decimal(100)).accrued_amount
    assert str(accrued) == "1773480.66"


def test_periods_before_the_first_fixing_have_no_rate_but_the_bond_has_a_price() -> None:
    old = bond(issue_date=day("2024-01-15"))
    terms = with_fixings(old, fixings=AUCTIONS, benchmark=SIX_MONTHS, margin_bps=25, as_at=day("2026-03-16"))
    with pytest.raises(ValueError, match="2024-01-15"):
        cash_flows(terms)
    assert pricing.at_price(terms, settlement=day("2026-03-16"), clean=Decimal(100)).yield_pct > 0


def test_a_running_period_without_a_fixing_is_refused() -> None:
    none_yet = Fixings([fixing("2026-02-01", "10.0000")])
    with pytest.raises(ValueError, match="2026-01-15"):
        with_fixings(bond(), fixings=none_yet, benchmark=SIX_MONTHS, margin_bps=0, as_at=day("2026-03-16"))


def test_a_floater_has_no_rate_before_it_is_issued() -> None:
    with pytest.raises(ValueError, match="before it is issued"):
        floater("2026-01-14")


def test_a_margin_that_makes_the_rate_negative_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        with_fixings(bond(), fixings=AUCTIONS, benchmark=SIX_MONTHS, margin_bps=-2000, as_at=day("2026-03-16"))


@pytest.mark.parametrize("order", [1, -1])
def test_an_auctions_fixing_goes_before_a_fall_back_of_the_same_day(order: int) -> None:
    both = [fixing("2026-01-14", "10.45"), fixing("2026-01-14", "10.99", is_fallback=True)]
    assert Fixings(both[::order]).latest(SIX_MONTHS, day("2026-01-14")).value_pct == Decimal("10.45")


def test_two_auctions_on_one_day_are_refused_and_the_same_row_twice_is_not() -> None:
    Fixings([fixing("2026-01-14", "10.45"), fixing("2026-01-14", "10.4500")])
    with pytest.raises(ValueError, match="two fixings on 2026-01-14"):
        Fixings([fixing("2026-01-14", "10.45"), fixing("2026-01-14", "10.46")])


#: 5 February 2026 is a holiday, 7 and 8 a weekend; the mean is for the 10th.
VALUES = {
    "2026-02-02": "10.10",
    "2026-02-03": "10.20",
    "2026-02-04": "10.30",
    "2026-02-06": "10.40",
    "2026-02-09": "10.51",
}
CALENDAR = Calendar(frozenset({day("2026-02-05")}))


def fall_back_from(values: dict[str, str]) -> Fixing:
    pkrv = Fixings(fixing(date, value, PKRV) for date, value in values.items())
    return fall_back(benchmark=SIX_MONTHS, pkrv=pkrv, pkrv_name=PKRV, on=day("2026-02-10"), calendar=CALENDAR)


def test_the_fall_back_is_the_mean_of_the_five_working_days_before() -> None:
    # The day itself and the sixth day before do not count.
    found = fall_back_from(VALUES | {"2026-02-10": "50", "2026-01-30": "50"})
    assert found == Fixing(SIX_MONTHS, day("2026-02-10"), Decimal("10.3020"), is_fallback=True)
    assert str(found.value_pct) == "10.3020"


@pytest.mark.parametrize("missing", VALUES)
def test_a_fall_back_with_a_working_day_missing_is_refused_with_the_day(missing: str) -> None:
    with pytest.raises(ValueError, match=missing):
        fall_back_from({date: value for date, value in VALUES.items() if date != missing} | {"2026-01-30": "50"})
