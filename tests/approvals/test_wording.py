"""Figures and dates as sentences write them."""

import datetime
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from approvals.wording import (
    amount_text,
    billions_text,
    date_text,
    moment_text,
    number_text,
    units_text,
    written,
)


def test_an_amount_has_its_currency_first_and_narrow_spaces_between_thousands() -> None:
    assert amount_text(Decimal("56000000000"), "PKR") == "PKR\u00a056\u202f000\u202f000\u202f000.00"


def test_a_loss_has_a_true_minus() -> None:
    assert amount_text(Decimal("-1234.5")) == "\u22121\u202f234.50"


@pytest.mark.parametrize(("value", "text"), [("0.005", "0.01"), ("2.345", "2.35"), ("-2.345", "\u22122.35")])
def test_rounding_is_half_up(value: str, text: str) -> None:
    assert number_text(Decimal(value), 2) == text


def test_one_unit_is_not_written_as_several() -> None:
    assert units_text(1) == "1 unit"
    assert units_text(5600000) == "5\u202f600\u202f000 units"


def test_billions_keep_two_decimals() -> None:
    assert billions_text(Decimal("1703500000"), "USD") == "USD\u00a01.70 bn"


def test_a_date_is_in_words_and_a_moment_in_karachis_time() -> None:
    assert date_text(datetime.date(2025, 12, 12)) == "12 December 2025"
    late = datetime.datetime(2025, 12, 11, 20, 30, 5, tzinfo=datetime.UTC)
    assert moment_text(late) == "12 December 2025, 01:30:05 Pakistan time"


def test_in_urdu_figures_keep_latin_digits_and_are_isolated_from_the_sentence() -> None:
    with translation.override("ur"):
        assert amount_text(1234, "PKR") == "\u2066PKR\u00a01\u202f234.00\u2069"
        assert date_text(datetime.date(2025, 12, 12)).startswith("\u206712 ")


def test_in_urdu_what_people_wrote_keeps_the_direction_of_its_own_first_letter() -> None:
    assert written("A letter (2)") == "A letter (2)"
    with translation.override("ur"):
        assert written("A letter (2)") == "\u2068A letter (2)\u2069"


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=2))
def test_no_digit_is_lost_or_added(value: Decimal) -> None:
    text = number_text(value, 2).replace("\u202f", "").replace("\u2212", "-")
    assert Decimal(text) == value
