"""The State Bank's records of 9 September 2020 and 3 March 2021, and the guide's worked examples, to the last digit."""

from decimal import Decimal

import pytest

from assets.conventions import pricing
from assets.conventions.schedules import Period, periods_from
from assets.conventions.terms import Terms
from tests.assets.conventions.golden_terms import BILLS, BONDS, clean_of, settlement_of, terms_of
from tests.assets.conventions.samples import MILLION, bill, bond, day


@pytest.mark.parametrize("row", [*BILLS, *BONDS], ids=lambda row: row["price_or_clean"])
def test_the_published_yield_and_amounts_follow_from_the_published_price(row: dict[str, str]) -> None:
    found = pricing.at_price(terms_of(row), settlement=settlement_of(row), clean=clean_of(row), places=3)
    assert str(found.yield_pct) == row["yield_pct"]
    assert str(found.settlement_amount) == row["realised_or_settlement_pkr_m"]
    assert str(found.accrued_amount) == (row["accrued"] or "0.000")
    assert found.clean_amount + found.accrued_amount == found.settlement_amount


@pytest.mark.parametrize("row", BONDS, ids=lambda row: row["price_or_clean"])
def test_the_published_price_of_a_bond_follows_from_its_yield_as_far_as_four_decimals_carry(
    row: dict[str, str],
) -> None:
    found = pricing.at_yield(terms_of(row), settlement=settlement_of(row), yield_pct=Decimal(row["yield_pct"]))
    # Half a step of the yield's last decimal moves this price by about 0.0001; rounding adds half a step of its own.
    assert abs(found.clean - clean_of(row)) <= Decimal("0.0002")


def test_the_first_bond_of_the_record_in_full() -> None:
    row = BONDS[0]
    found = pricing.at_price(terms_of(row), settlement=settlement_of(row), clean=clean_of(row), places=3)
    assert [str(part) for part in (found.clean_amount, found.accrued_amount, found.settlement_amount)] == [
        "1913.148",
        "4.641",
        "1917.789",
    ]
    assert str(found.accrued).startswith("0.232044")
    assert found.payments_left == 5


def test_the_coupon_period_of_the_reopened_bond_has_181_days_of_which_12_accrued() -> None:
    period = periods_from(terms_of(BONDS[0]), settlement_of(BONDS[0]))[0]
    assert period == Period(day("2021-02-20"), day("2021-08-20"))
    assert ((period.end - period.start).days, (settlement_of(BONDS[0]) - period.start).days) == (181, 12)


def test_a_wish_for_seven_percent_yields_a_little_less_since_the_price_is_rounded() -> None:
    found = pricing.at_yield(terms_of(BILLS[0]), settlement=settlement_of(BILLS[0]), yield_pct=Decimal("7.0000"))
    assert (str(found.clean), str(found.yield_pct)) == ("98.4146", "6.9999")


@pytest.mark.parametrize(("clean", "face", "discount"), [("98.3815", 25_000, "404.625"), ("98.3857", 500, "8.071")])
def test_the_discount_is_what_the_rounded_proceeds_leave(clean: str, face: int, discount: str) -> None:
    terms = bill(84, face=Decimal(face))
    found = pricing.at_price(terms, settlement=terms.issue_date, clean=Decimal(clean), places=3)
    assert str(found.discount_amount) == discount


@pytest.mark.parametrize(
    ("days", "wanted", "face", "price", "proceeds", "discount", "back"),
    [
        (84, "10.5000", "25000000000", "97.6406", "24410150000.00", "589850000.00", "10.4999"),
        (182, "10.4500", "40000000000", "95.0474", "38018960000.00", "1981040000.00", "10.4500"),
        (364, "10.6000", "50000000000", "90.4397", "45219850000.00", "4780150000.00", "10.6000"),
        (364, "11.3498", "100000000", "89.8322", "89832200.00", "10167800.00", "11.3498"),
        (182, "11.0448", "100000000", "94.7802", "94780200.00", "5219800.00", "11.0448"),
        (84, "11.0489", "100000000", "97.5203", "97520300.00", "2479700.00", "11.0489"),
        # The sample of a discounted Ijara sukuk.
        (364, "10.4000", "28000000000", "90.6031", "25368868000.00", "2631132000.00", "10.4000"),
    ],
)
def test_the_illustrative_bills_come_out_to_the_last_digit(
    days: int, wanted: str, face: str, price: str, proceeds: str, discount: str, back: str
) -> None:
    terms = bill(days, face=Decimal(face))
    found = pricing.at_yield(terms, settlement=terms.issue_date, yield_pct=Decimal(wanted))
    assert str(found.clean) == price
    assert str(found.settlement_amount) == proceeds
    assert str(found.discount_amount) == discount
    assert str(found.yield_pct) == back


def test_the_illustrative_five_year_bond_comes_out_to_the_last_digit() -> None:
    found = pricing.at_yield(bond(), settlement=day("2026-03-05"), yield_pct=Decimal("11.2500"))
    assert str(found.clean) == "99.0530"
    assert f"{found.accrued:.6f}" == "1.488950"
    assert [str(part) for part in (found.clean_amount, found.accrued_amount, found.settlement_amount)] == [
        "99053000.00",
        "1488950.28",
        "100541950.28",
    ]
    assert found.payments_left == 10


def test_the_illustrative_floater_accrues_60_of_181_days() -> None:
    floater = bond(rate_pct=Decimal("10.70"))
    found = pricing.at_price(floater, settlement=day("2026-03-16"), clean=Decimal(100))
    assert str(found.accrued_amount) == "1773480.66"


def test_the_foreign_digital_certificate_has_a_simple_yield_on_act_360() -> None:
    zero = Terms(face=MILLION, issue_date=day("2025-06-18"), maturity=day("2025-12-18"), day_count="Act/360")
    found = pricing.at_price(zero, settlement=day("2025-06-18"), clean=Decimal("99.030"))
    assert str(found.yield_pct) == "1.9269"
