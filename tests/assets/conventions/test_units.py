"""Units and what converts into what."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.conventions.units import UNITS, by_name, convert

PAIRS = [(a, b) for a in UNITS for b in UNITS if UNITS[a].dimension == UNITS[b].dimension]


@pytest.mark.parametrize(
    ("quantity", "of", "to", "converted"),
    [
        ("1", "tonne", "maund", "25"),
        ("1", "tonne", "kilogram", "1000"),
        ("1", "troy ounce", "gram", "31.1034768"),
        ("1", "tola", "gram", "11.6638038"),
        ("1", "barrel", "US gallon", "42"),
        ("1", "cubic metre", "litre", "1000"),
        ("2", "tonne", "tonne", "2"),
    ],
)
def test_units_convert_as_the_guide_says(quantity: str, of: str, to: str, converted: str) -> None:
    assert convert(Decimal(quantity), of=of, to=to) == Decimal(converted)


def test_eight_tola_are_three_troy_ounces() -> None:
    assert convert(Decimal(8), of="tola", to="troy ounce") == 3


def test_the_central_banks_gold_in_ounces_is_the_reported_figure() -> None:
    assert f"{convert(Decimal('64.76'), of='tonne', to='troy ounce') / 1_000_000:.3f}" == "2.082"


@settings(deadline=None)
@given(st.sampled_from(PAIRS), st.decimals(0, 10**12, places=3))
def test_there_and_back_gives_the_same_quantity(pair: tuple[str, str], quantity: Decimal) -> None:
    there = convert(quantity, of=pair[0], to=pair[1])
    assert abs(convert(there, of=pair[1], to=pair[0]) - quantity) < Decimal("1e-30")


@pytest.mark.parametrize(("of", "to"), [("tonne", "barrel"), ("litre", "kilogram")])
def test_mass_and_volume_do_not_convert_into_each_other(of: str, to: str) -> None:
    with pytest.raises(ValueError, match="neither gives the other"):
        convert(Decimal(1), of=of, to=to)


@pytest.mark.parametrize("name", ["", "Tonne", "ton", "property"])
def test_an_unknown_unit_is_refused_with_the_names_there_are(name: str) -> None:
    with pytest.raises(ValueError, match="troy ounce"):
        by_name(name)
