"""The value of a lot, step by step."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.conventions.commodities import Lot, value


def wheat(**changes: Any) -> Lot:
    """The guide's reserve of 250,000 tonnes at PKR 105,000."""
    lot = {"quantity": Decimal(250_000), "unit": "tonne", "price": Decimal("105000.00"), "price_unit": "tonne"}
    return Lot(**(lot | changes))


def test_the_guides_wheat_and_gold_are_worth_what_it_says() -> None:
    assert str(value(wheat()).net) == "26250000000.00"
    gold = Lot(quantity=Decimal(50_000), unit="troy ounce", price=Decimal("4980.00"), price_unit="troy ounce")
    assert str(value(gold).net) == "249000000.00"


@pytest.mark.parametrize(("per_maund", "per_tonne"), [("4400", "110000.00"), ("4070", "101750.00")])
def test_a_price_per_maund_is_25_times_as_much_per_tonne(per_maund: str, per_tonne: str) -> None:
    found = value(wheat(quantity=Decimal(1), price=Decimal(per_maund), price_unit="maund"))
    assert str(found.gross) == per_tonne
    assert found.quantity_in_price_unit == 25


def test_every_step_can_be_shown() -> None:
    found = value(
        wheat(
            quantity=Decimal(100),
            shrinkage_pct=Decimal(2),
            haircut_pct=Decimal(10),
            liens=Decimal("1000000.00"),
        )
    )
    steps = (found.gross, found.shrinkage, found.haircut, found.liens, found.liens_uncovered, found.net)
    assert [str(step) for step in steps] == [
        "10500000.00",
        "210000.00",
        "1029000.00",
        "1000000.00",
        "0.00",
        "8261000.00",
    ]


def test_liens_above_the_value_leave_nothing_and_never_less() -> None:
    found = value(wheat(quantity=Decimal(1), liens=Decimal("200000.00")))
    assert [str(part) for part in (found.liens, found.liens_uncovered, found.net)] == ["105000.00", "95000.00", "0.00"]


PERCENT = st.decimals(0, 100, places=2)
MONEY = st.decimals(0, 10**12, places=2)


@settings(deadline=None)
@given(quantity=st.decimals(0, 10**9, places=3), price=MONEY, shrinkage=PERCENT, haircut=PERCENT, liens=MONEY)
def test_the_steps_always_add_up_and_the_net_is_never_below_zero(
    quantity: Decimal, price: Decimal, shrinkage: Decimal, haircut: Decimal, liens: Decimal
) -> None:
    found = value(
        Lot(
            quantity=quantity,
            unit="tola",
            price=price,
            price_unit="troy ounce",
            shrinkage_pct=shrinkage,
            haircut_pct=haircut,
            liens=liens,
        )
    )
    assert found.net == found.gross - found.shrinkage - found.haircut - found.liens >= 0
    assert found.liens + found.liens_uncovered == liens


@pytest.mark.parametrize("field", ["quantity", "price", "shrinkage_pct", "haircut_pct", "liens"])
@pytest.mark.parametrize("number", ["-0.01", "NaN", "Infinity", "1e21"])
def test_a_negative_infinite_or_absurd_number_is_refused(field: str, number: str) -> None:
    with pytest.raises(ValueError, match=field.removesuffix("_pct")):
        wheat(**{field: Decimal(number)})


@pytest.mark.parametrize("field", ["shrinkage_pct", "haircut_pct"])
def test_more_than_all_of_it_cannot_be_lost(field: str) -> None:
    with pytest.raises(ValueError, match="at most 100 percent"):
        wheat(**{field: Decimal("100.01")})


def test_a_price_per_barrel_for_tonnes_is_refused() -> None:
    with pytest.raises(ValueError, match="neither gives the other"):
        value(wheat(price_unit="barrel"))
