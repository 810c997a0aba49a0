"""Currencies of the standard's list."""

import pytest

from assets.conventions.identifiers import currencies


@pytest.mark.parametrize(
    ("code", "number", "minor_units"),
    [("PKR", 586, 2), ("USD", 840, 2), ("XAU", 959, None), ("JPY", 392, 0), ("KWD", 414, 3)],
)
def test_a_listed_code_has_its_number_and_its_decimals(code: str, number: int, minor_units: int | None) -> None:
    found = currencies.by_code(code)
    assert (found.code, found.number, found.minor_units) == (code, number, minor_units)
    assert currencies.is_listed(code)


@pytest.mark.parametrize("code", ["", "pkr", "RS", "PKRX", "DEM", "586"])
def test_any_other_code_is_refused(code: str) -> None:
    assert not currencies.is_listed(code)
    with pytest.raises(ValueError, match="ISO 4217"):
        currencies.by_code(code)
