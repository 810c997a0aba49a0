"""Bonds against the State Bank's record of 3 March 2021 and the guide's illustrative five-year bond."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.conventions import bonds
from assets.conventions.averages import weighted_average_yield
from tests.assets.golden import rows

BONDS = [row for row in rows("golden_prices.csv") if row["instrument"].startswith("PIB")]
FIVE_YEARS = {
    "coupon_pct": Decimal("11.0000"),
    "settlement": datetime.date(2026, 3, 5),
    "maturity": datetime.date(2031, 1, 15),
}


def terms(row: dict[str, str]) -> dict[str, Any]:
    return {
        "coupon_pct": Decimal(row["coupon"]),
        "settlement": datetime.date.fromisoformat(row["settlement"]),
        "maturity": datetime.date.fromisoformat(row["maturity"]),
    }


@pytest.mark.parametrize("row", BONDS, ids=lambda row: row["price_or_clean"])
def test_the_published_yield_and_price_follow_from_each_other(row: dict[str, str]) -> None:
    clean, yield_pct = Decimal(row["price_or_clean"]), Decimal(row["yield_pct"])
    assert str(bonds.yield_from_clean(clean=clean, **terms(row))) == row["yield_pct"]
    # Half a step of the yield's last decimal moves this price by about 0.0001; rounding adds half a step of its own.
    assert abs(bonds.clean_price(yield_pct=yield_pct, **terms(row)) - clean) <= Decimal("0.0002")


@pytest.mark.parametrize("row", BONDS, ids=lambda row: row["price_or_clean"])
def test_the_published_settlement_is_clean_plus_accrued(row: dict[str, str]) -> None:
    found = bonds.settlement_amount(
        face=Decimal(row["face_pkr_m"]), clean=Decimal(row["price_or_clean"]), places=3, **terms(row)
    )
    assert str(found.accrued) == row["accrued"]
    assert str(found.amount) == row["realised_or_settlement_pkr_m"]
    assert found.clean + found.accrued == found.amount


def test_the_coupon_period_of_the_reopened_bond_has_181_days_of_which_12_accrued() -> None:
    period = bonds.coupon_period(settlement=datetime.date(2021, 3, 4), maturity=datetime.date(2023, 8, 20))
    assert period == bonds.CouponPeriod(datetime.date(2021, 2, 20), datetime.date(2021, 8, 20), 181, 12, 5)


def test_the_average_yield_of_the_bonds_weighs_by_face() -> None:
    bids = [
        (Decimal(row["face_pkr_m"]), bonds.exact_yield(clean=Decimal(row["price_or_clean"]), **terms(row)))
        for row in BONDS
    ]
    assert str(weighted_average_yield(bids)) == "9.2036"


def test_the_five_year_bond_comes_out_to_the_last_digit() -> None:
    clean = bonds.clean_price(yield_pct=Decimal("11.2500"), **FIVE_YEARS)
    assert str(clean) == "99.0530"
    assert f"{bonds.accrued_per_100(**FIVE_YEARS):.6f}" == "1.488950"
    found = bonds.settlement_amount(face=Decimal("100000000.00"), clean=clean, **FIVE_YEARS)
    assert [str(part) for part in (found.clean, found.accrued, found.amount)] == [
        "99053000.00",
        "1488950.28",
        "100541950.28",
    ]


def test_a_bond_that_yields_its_coupon_costs_100_on_a_coupon_date() -> None:
    on_coupon_date = FIVE_YEARS | {"settlement": datetime.date(2026, 7, 15)}
    assert str(bonds.clean_price(yield_pct=Decimal("11.0000"), **on_coupon_date)) == "100.0000"
    assert bonds.accrued_per_100(**on_coupon_date) == 0


def test_coupon_dates_at_the_end_of_a_month_do_not_drift() -> None:
    period = bonds.coupon_period(settlement=datetime.date(2026, 9, 30), maturity=datetime.date(2028, 8, 31))
    assert (period.start, period.end) == (datetime.date(2026, 8, 31), datetime.date(2027, 2, 28))
    period = bonds.coupon_period(settlement=datetime.date(2027, 3, 1), maturity=datetime.date(2028, 8, 31))
    assert (period.start, period.end) == (datetime.date(2027, 2, 28), datetime.date(2027, 8, 31))


def test_a_settlement_on_the_day_of_maturity_is_refused() -> None:
    with pytest.raises(ValueError, match="before maturity"):
        bonds.coupon_period(settlement=datetime.date(2031, 1, 15), maturity=datetime.date(2031, 1, 15))


@pytest.mark.parametrize("payments", [0, 5, 24])
def test_coupons_that_do_not_fall_into_whole_months_are_refused(payments: int) -> None:
    with pytest.raises(ValueError, match="whole months"):
        bonds.coupon_period(
            payments_per_year=payments, settlement=datetime.date(2026, 1, 1), maturity=datetime.date(2027, 1, 1)
        )


@pytest.mark.parametrize("clean", ["0.0001", "1000000"])
def test_a_price_that_no_plausible_yield_gives_is_refused(clean: str) -> None:
    with pytest.raises(ValueError, match="plausible"):
        bonds.exact_yield(clean=Decimal(clean), **FIVE_YEARS)


@settings(max_examples=60, deadline=None)
@given(
    yield_pct=st.decimals(min_value=0, max_value=30, places=4),
    coupon_pct=st.decimals(min_value=0, max_value=20, places=4),
    days=st.integers(min_value=1, max_value=3600),
    payments=st.sampled_from([1, 2, 4]),
)
def test_a_yield_read_back_from_a_price_gives_that_price_again(
    yield_pct: Decimal, coupon_pct: Decimal, days: int, payments: int
) -> None:
    maturity = datetime.date(2036, 1, 15)
    terms = {
        "coupon_pct": coupon_pct,
        "settlement": maturity - datetime.timedelta(days=days),
        "maturity": maturity,
        "payments_per_year": payments,
    }
    clean = bonds.clean_price(yield_pct=yield_pct, **terms)
    found = bonds.exact_yield(clean=clean, **terms)
    assert bonds.clean_price(yield_pct=found, **terms) == clean
