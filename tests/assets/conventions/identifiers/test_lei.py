"""Check digits of LEIs."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stdnum import lei as second_opinion

from assets.conventions.identifiers import lei

FICTIONAL = "ZZZZ00PKTESTDMO00182"


def test_the_guides_fictional_lei_is_valid() -> None:
    assert lei.is_valid(FICTIONAL)
    assert lei.check_digits(FICTIONAL[:18]) == "82"


@settings(deadline=None)
@given(st.from_regex(r"[A-Z0-9]{18}", fullmatch=True))
def test_a_body_with_its_check_digits_is_valid_by_two_opinions(body: str) -> None:
    code = body + lei.check_digits(body)
    assert lei.is_valid(code)
    assert second_opinion.is_valid(code)


@settings(deadline=None)
@given(st.from_regex(r"[A-Z0-9]{18}", fullmatch=True), st.integers(0, 16))
def test_swapping_two_neighbouring_letters_or_digits_is_noticed(body: str, place: int) -> None:
    # A letter is two digits to the check, so a letter swapped with a digit may, rarely, pass.
    assume(body[place].isdigit() == body[place + 1].isdigit() and body[place] != body[place + 1])
    swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    assert not lei.is_valid(swapped + lei.check_digits(body))


@pytest.mark.parametrize("digits", [f"{number:02}" for number in range(100) if number != 82])
def test_no_other_check_digits_are_valid(digits: str) -> None:
    assert not lei.is_valid(FICTIONAL[:18] + digits)


@pytest.mark.parametrize(
    "code", ["", FICTIONAL[:19], FICTIONAL + "0", FICTIONAL.lower(), FICTIONAL + "\n", "\u0660" * 20]
)
def test_what_has_not_the_form_of_an_lei_is_not_one(code: str) -> None:
    assert not lei.is_valid(code)


def test_check_digits_of_something_else_are_refused() -> None:
    with pytest.raises(ValueError, match="eighteen"):
        lei.check_digits("ZZZZ")
