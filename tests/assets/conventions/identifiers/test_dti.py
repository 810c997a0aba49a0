"""The form of a DTI."""

import pytest

from assets.conventions.identifiers import dti


def test_the_identifier_of_bitcoin_has_the_form() -> None:
    assert dti.has_form("4H95J0R2X")


@pytest.mark.parametrize(
    "code", ["", "4H95J0R2", "4H95J0R2XX", "0H95J0R2X", "4H95J0R2A", "4H95J0R2Y", "4h95j0r2x", "4H95J0R2X\n"]
)
def test_vowels_y_a_leading_zero_and_another_length_do_not_have_it(code: str) -> None:
    assert not dti.has_form(code)
