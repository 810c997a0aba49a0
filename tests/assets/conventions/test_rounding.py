"""Half up, at a precision that does not show."""

from decimal import Decimal, localcontext

import pytest

from assets.conventions.rounding import WORKING_DIGITS, half_up, working_precision


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("491.9285", 3, "491.929"),
        ("491.92849999", 3, "491.928"),
        ("-0.005", 2, "-0.01"),
        ("2.5", 0, "3"),
        ("1", 2, "1.00"),
    ],
)
def test_ties_go_away_from_zero(value: str, places: int, rounded: str) -> None:
    assert str(half_up(Decimal(value), places)) == rounded


def test_rounding_does_not_depend_on_the_callers_context() -> None:
    with localcontext() as context:
        context.prec = 5
        assert str(half_up(Decimal("123456789012.345"), 2)) == "123456789012.35"


def test_at_least_28_digits_are_carried() -> None:
    assert WORKING_DIGITS >= 28
    with working_precision():
        assert len((Decimal(1) / 3).as_tuple().digits) == WORKING_DIGITS
