"""Check digits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import isin as second_opinion

from assets.conventions.identifiers import isin

SAMPLES = [f"PKTEST0000{ending}" for ending in ("11", "29", "37", "45", "52", "60", "78")]


@pytest.mark.parametrize("code", [*SAMPLES, "US0378331005"])
def test_a_right_isin_is_valid(code: str) -> None:
    assert isin.is_valid(code)
    assert str(isin.check_digit(code[:11])) == code[11]


@pytest.mark.parametrize("code", SAMPLES)
def test_no_other_check_digit_is_valid(code: str) -> None:
    others = [code[:11] + str(digit) for digit in range(10) if str(digit) != code[11]]
    assert not any(isin.is_valid(other) for other in others)


@pytest.mark.parametrize("code", SAMPLES)
def test_swapping_two_neighbouring_digits_is_noticed(code: str) -> None:
    swapped = code[:10] + code[11] + code[10]
    assert code[10] == code[11] or not isin.is_valid(swapped)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "PKTEST00001",
        "PKTEST0000111",
        "pktest000011",
        "1KTEST000011",
        "PKTEST00001X",
        "PKTEST00001\u0661",
        "PKTEST000011\n",
    ],
)
def test_what_has_not_the_form_of_an_isin_is_not_one(code: str) -> None:
    assert not isin.is_valid(code)


def test_a_check_digit_of_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="ISIN"):
        isin.check_digit("PKTEST0000")


@settings(deadline=None)
@given(st.from_regex(r"PK[A-Z0-9]{9}", fullmatch=True))
def test_a_body_with_its_check_digit_is_valid_by_two_opinions(body: str) -> None:
    code = f"{body}{isin.check_digit(body)}"
    assert isin.is_valid(code)
    assert second_opinion.is_valid(code)
