"""Bills against the State Bank's record of 9 September 2020 and the guide's illustrative bills."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.conventions import bills
from assets.conventions.averages import weighted_average_yield
from tests.assets.golden import rows

BILLS = [row for row in rows("golden_prices.csv") if row["instrument"].startswith("MTB")]


def days_of(row: dict[str, str]) -> int:
    return (datetime.date.fromisoformat(row["maturity"]) - datetime.date.fromisoformat(row["settlement"])).days


@pytest.mark.parametrize("row", BILLS, ids=lambda row: row["price_or_clean"])
def test_the_published_yield_follows_from_the_published_price(row: dict[str, str]) -> None:
    found = bills.yield_from_price(price=Decimal(row["price_or_clean"]), days=days_of(row))
    assert str(found) == row["yield_pct"]


@pytest.mark.parametrize("row", BILLS, ids=lambda row: row["price_or_clean"])
def test_the_published_amount_realised_follows_from_the_price(row: dict[str, str]) -> None:
    found = bills.proceeds(face=Decimal(row["face_pkr_m"]), price=Decimal(row["price_or_clean"]), places=3)
    assert str(found) == row["realised_or_settlement_pkr_m"]


def test_the_discount_is_what_the_rounded_proceeds_leave() -> None:
    assert str(bills.discount(face=Decimal("25000.000"), price=Decimal("98.3815"), places=3)) == "404.625"
    assert str(bills.discount(face=Decimal("500.000"), price=Decimal("98.3857"), places=3)) == "8.071"


@pytest.mark.parametrize(
    ("days", "wanted", "face", "price", "proceeds", "discount", "back"),
    [
        (84, "10.5000", "25000000000", "97.6406", "24410150000.00", "589850000.00", "10.4999"),
        (182, "10.4500", "40000000000", "95.0474", "38018960000.00", "1981040000.00", "10.4500"),
        (364, "10.6000", "50000000000", "90.4397", "45219850000.00", "4780150000.00", "10.6000"),
        (364, "11.3498", "100000000", "89.8322", "89832200.00", "10167800.00", "11.3498"),
        (182, "11.0448", "100000000", "94.7802", "94780200.00", "5219800.00", "11.0448"),
        (84, "11.0489", "100000000", "97.5203", "97520300.00", "2479700.00", "11.0489"),
    ],
)
def test_the_illustrative_bills_come_out_to_the_last_digit(
    days: int, wanted: str, face: str, price: str, proceeds: str, discount: str, back: str
) -> None:
    found = bills.price(yield_pct=Decimal(wanted), days=days)
    assert str(found) == price
    assert str(bills.proceeds(face=Decimal(face), price=found)) == proceeds
    assert str(bills.discount(face=Decimal(face), price=found)) == discount
    assert str(bills.yield_from_price(price=found, days=days)) == back


def test_the_average_yield_weighs_unrounded_yields_by_face() -> None:
    bids = [
        (Decimal(face), bills.exact_yield(price=Decimal(price), days=84))
        for price, face in (("98.3857", 500), ("98.3815", 25_000), ("98.3735", 250))
    ]
    assert str(weighted_average_yield(bids)) == "7.1484"
    rounded = [
        (Decimal(500), Decimal("7.1296")),
        (Decimal(25_000), Decimal("7.1485")),
        (Decimal(250), Decimal("7.1844")),
    ]
    assert str(weighted_average_yield(rounded)) == "7.1485"


def test_an_average_without_bids_is_refused() -> None:
    with pytest.raises(ValueError, match="bids"):
        weighted_average_yield([])


@pytest.mark.parametrize("days", [0, -1])
def test_a_bill_that_has_matured_has_no_price_and_no_yield(days: int) -> None:
    with pytest.raises(ValueError, match="before maturity"):
        bills.price(yield_pct=Decimal(10), days=days)
    with pytest.raises(ValueError, match="before maturity"):
        bills.exact_yield(price=Decimal(98), days=days)


def test_a_price_of_nothing_has_no_yield() -> None:
    with pytest.raises(ValueError, match="positive"):
        bills.exact_yield(price=Decimal(0), days=84)


@given(
    yield_pct=st.decimals(min_value=0, max_value=40, places=4),
    days=st.sampled_from([28, 84, 182, 364]),
    face=st.integers(min_value=1, max_value=10**9).map(lambda n: Decimal(n) * 5000),
)
def test_proceeds_and_discount_always_add_up_to_the_face(yield_pct: Decimal, days: int, face: Decimal) -> None:
    price = bills.price(yield_pct=yield_pct, days=days)
    assert bills.proceeds(face=face, price=price) + bills.discount(face=face, price=price) == face
    # The price has four decimals, which is what a yield read back from it can be away.
    step = bills.exact_yield(price=price - Decimal("0.00005"), days=days) - bills.exact_yield(price=price, days=days)
    assert abs(bills.exact_yield(price=price, days=days) - yield_pct) <= step * Decimal("1.001")
