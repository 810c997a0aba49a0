"""One cell's text as a value, or the sentence that says what is wrong with it."""

import datetime

import pytest

from assets.files import cells
from assets.files.cells import CellError


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("Treasury bill", "Treasury bill"),
        ("  Bill\u00a0", "Bill"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("وزارتِ خزانہ", "وزارتِ خزانہ"),
        ("AT&T, R&D", "AT&T, R&D"),
        ("a < b", "a < b"),
        ("ACT/365 (fixed)", "ACT/365 (fixed)"),
        ("'|x", "|x"),
        ("'% of par", "% of par"),
        ("'quoted'", "'quoted'"),
        ("", ""),
        ("x" * 5000, "x" * 5000),
    ],
)
def test_a_text_is_composed_and_has_no_blanks_at_its_ends(cell: str, value: str) -> None:
    assert cells.text(cell) == value


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("a\x07b", r"control character \(U\+0007\)"),
        ("a\nb", "control character"),
        ("\t=1+1", "control character"),
        ("\rx", "control character"),
        *((f"a{sign}b", "turns the direction") for sign in "\u202a\u202e\u2066\u2069\u200e\u200f\u061c"),
        ("a\u200bb", r"nobody sees \(U\+200B\)"),
        ("a\u200cb", "nobody sees"),
        ("\ufeffa", "nobody sees"),
        ("a\u00adb", "nobody sees"),
        ("a\u2028b", "line break"),
        ("a\ue000b", "without a public meaning"),
        ("a\ud800b", "without a public meaning"),
        ("a\u0378b", "without a public meaning"),
        ("a\U000e0041b", "nobody sees"),
        ("<script>alert(1)</script>", "markup"),
        ("a</b", "markup"),
        ("<!-- x", "markup"),
        ("&lt;b&gt;", "markup"),
        ("&#60;", "markup"),
        ("R&D; grants", "markup"),  # the shape of an entity is refused even where none was meant
        ("&#x3C;", "markup"),
        ("=1+1", "begins with “=”"),
        ("  =1+1", "begins with “=”"),
        ("'=1+1", "begins with “=”"),
        ("+1", "formula"),
        ("-1+cmd|x", "formula"),
        ("@SUM(A1)", "formula"),
        ("\uff1d1", "formula"),
        ("\uff20x", "formula"),
        ("lost \ufffd", "was lost"),
        ("#REF!", "error of a formula"),
    ],
)
def test_a_text_that_may_not_be_kept_is_refused(cell: str, sentence: str) -> None:
    with pytest.raises(CellError, match=sentence):
        cells.text(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("97.6406", "97.6406"),
        ("25000000000", "25000000000"),
        ("-5", "-5"),
        ("'-5", "-5"),
        (" 5.00 ", "5.00"),
        ("-0.00", "0.00"),
        ("0012", "12"),
    ],
)
def test_a_number_is_exact(cell: str, value: str) -> None:
    assert str(cells.decimal(cell)) == value


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("", "There is no number"),
        ("NaN", "counted with"),
        ("Infinity", "counted with"),
        ("-inf", "counted with"),
        ("1e5", "exponent"),
        ("1.5E+3", "exponent"),
        ("12,5", "decimal sign is a point"),
        ("25,000,000", "thousands separators"),
        ("2,50,00,000.00", "thousands separators"),
        ("25 000", "thousands separators"),
        ("25\u00a0000", "thousands separators"),
        ("25'000", "thousands separators"),
        ("1_000", "thousands separators"),
        ("1.000.000,5", "decimal sign is a point"),
        ("+5", "plus sign"),
        ("\u0662\u0665", "digits other than 0 to 9"),
        ("\uff12\uff15", "digits other than 0 to 9"),
        ("5²", "digits other than 0 to 9"),
        ("1" * 41, "more than 40 characters"),
        (".5", "not a number"),
        ("5.", "not a number"),
        ("1.2.3", "not a number"),
        ("--5", "not a number"),
        ("''-5", "not a number"),
        ("'5", "not a number"),
        ("Rs 5", "not a number"),
        ("=5", "not a number"),
        ("5\u202e", "not a number"),
    ],
)
def test_a_number_that_could_be_misread_is_refused(cell: str, sentence: str) -> None:
    with pytest.raises(CellError, match=sentence) as refused:
        cells.decimal(cell)
    assert refused.value.reason.isprintable()


def test_a_whole_number_may_have_places_that_say_nothing() -> None:
    assert [cells.integer(cell) for cell in ("2", "2.0", "-3", "0")] == [2, 2, -3, 0]
    with pytest.raises(CellError, match="whole number"):
        cells.integer("2.5")
    with pytest.raises(CellError, match="not a number"):
        cells.integer("two")


def test_a_day_is_written_in_one_way() -> None:
    assert cells.date(" 2026-01-08") == datetime.date(2026, 1, 8)
    assert cells.date("2028-02-29") == datetime.date(2028, 2, 29)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("", "There is no date"),
        ("2026-02-30", "no day 2026-02-30 in the calendar"),
        ("2026-13-01", "in the calendar"),
        ("2027-02-29", "in the calendar"),
        ("0000-01-01", "in the calendar"),
        ("02/01/2026", "form year-month-day"),
        ("8 January 2026", "form year-month-day"),
        ("20260108", "form year-month-day"),
        ("2026-W02-4", "form year-month-day"),
        ("2026-1-8", "form year-month-day"),
        ("2026-01-08 13:30:00", "time of day"),
        ("2026-01-08T00:00:00Z", "time of day"),
        ("\u0662\u0660\u0662\u0666-\u0660\u0661-\u0660\u0668", "digits other than 0 to 9"),
        ("1899-12-31", "outside of 1900 to 2200"),
        ("2201-01-01", "outside of 1900 to 2200"),
        ("46030", "form year-month-day"),
    ],
)
def test_another_spelling_of_a_day_is_refused(cell: str, sentence: str) -> None:
    with pytest.raises(CellError, match=sentence):
        cells.date(cell)


def test_yes_and_no() -> None:
    assert [cells.yes_no(cell) for cell in ("yes", "No", " TRUE ", "false")] == [True, False, True, False]
    for cell in ("", "maybe", "1", "y"):
        with pytest.raises(CellError, match="neither yes nor no"):
            cells.yes_no(cell)


def test_a_refused_cell_is_shown_short_and_without_tricks() -> None:
    with pytest.raises(CellError) as refused:
        cells.yes_no("\u202e" + "x" * 500)
    assert len(refused.value.reason) < 120
    assert "\u202e" not in refused.value.reason


ALI, GHAYR = "علی\u200cپور", "\u0646\u0651\u200d\u06c1"


@pytest.mark.parametrize("name", [ALI, GHAYR])
def test_a_joiner_between_letters_of_the_arabic_script_belongs_to_the_name(name: str) -> None:
    assert cells.text(name) == name


@pytest.mark.parametrize(
    "name", ["a\u200db", "علی\u200c", "\u200cعلی", "علی\u200cb", "a\u200cعلی", "علی \u200cپور", "\u06f1\u200c\u06f2"]
)
def test_a_joiner_anywhere_else_hides_something(name: str) -> None:
    with pytest.raises(CellError, match="nobody sees"):
        cells.text(name)


def test_a_note_may_have_several_lines_and_a_text_has_one() -> None:
    assert cells.note("first\nsecond") == "first\nsecond"
    with pytest.raises(CellError, match="control character"):
        cells.note("first\x00second")
