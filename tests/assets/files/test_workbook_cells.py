"""The text that a workbook's cells become."""

import datetime
import io
import tracemalloc
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from assets.files.reading import Row, open_table
from assets.files.writing import xlsx_table
from tests.assets.files import workbooks


def row(*cells: object) -> Row:
    """The cells as the only row below a header as wide."""
    file = workbooks.workbook([f"c{place}" for place in range(len(cells))], cells)
    return next(open_table(file, "a.xlsx").rows())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (97.6406, "97.6406"),
        (25000000000, "25000000000"),
        (25000000000.0, "25000000000"),
        (1e21, "1000000000000000000000"),
        (1.5e-7, "0.00000015"),
        (-12.5, "-12.5"),
        (0, "0"),
        (datetime.date(2026, 1, 8), "2026-01-08"),
        (datetime.datetime(2026, 1, 8, 13, 30), "2026-01-08 13:30:00"),
        (True, "yes"),
        (False, "no"),
        ("007", "007"),
        ("اردو", "اردو"),
        ("two\nlines", "two\nlines"),
        ("#N/A", "#N/A"),
    ],
)
def test_a_value_becomes_the_text_that_a_person_would_write(value: object, text: str) -> None:
    assert row(value, "end") == Row(2, (text, "end"))


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("97.640600000000006", "97.6406"),
        ("9.7640600000000006E1", "97.6406"),
        ("0.30000000000000004", "0.30000000000000004"),
        ("NaN", "NaN"),
        ("1E999", "1E999"),
    ],
)
def test_a_stored_number_is_the_shortest_that_is_the_same(stored: str, text: str) -> None:
    file = workbooks.raw(workbooks.TWO_ROWS.replace("<v>1</v>", f"<v>{stored}</v>"))
    assert next(open_table(file, "a").rows()).cells == (text,)


def test_formulas_are_told_and_never_computed() -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", "b", "c"])
    book.active.append(["=1+1", "x", ArrayFormula("C2", "=SUM(A1:A2)")])
    file = io.BytesIO()
    book.save(file)
    assert next(open_table(file, "a").rows()) == Row(2, ("=1+1", "x", "=SUM(A1:A2)"), frozenset({0, 2}))


def test_the_stored_result_of_a_formula_is_not_believed_and_a_filled_down_formula_keeps_its_text() -> None:
    sheet = (
        '<sheetData><row><c t="str"><v>a</v></c></row>'
        '<row><c><f t="shared" ref="A2:A3" si="0">B1*2</f><v>7</v></c></row>'
        '<row><c><f t="shared" si="0"/><v>9</v></c></row></sheetData>'
    )
    found = list(open_table(workbooks.raw(sheet), "a").rows())
    assert [(row.cells, row.formulas) for row in found] == [(("=B1*2",), frozenset({0}))] * 2


def test_blank_rows_are_skipped_and_numbers_are_those_of_the_sheet() -> None:
    file = workbooks.workbook([], ["a", "b"], [], [None, "  "], [None, 2])
    assert list(open_table(file, "a").rows()) == [Row(5, ("", "2"))]


def test_a_missing_cell_is_an_empty_cell_and_a_row_may_be_wider_than_the_header() -> None:
    file = workbooks.workbook(["a", "b", None], [1], [1, 2, 3])
    assert [row.cells for row in open_table(file, "a").rows()] == [("1", ""), ("1", "2", "3")]


def test_an_empty_sheet_beside_the_full_one_does_not_matter() -> None:
    file = workbooks.sheets(Empty=[], Blank=[[" "]], Assets=[["a"], [1]])
    assert open_table(file, "a").header == ("a",)


def test_a_hidden_sheet_with_content_counts() -> None:
    book = openpyxl.Workbook()
    book.active.append(["a"])
    book.active.append([1])
    hidden = book.create_sheet("Secret")
    hidden.append(["b"])
    hidden.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(Exception, match="Secret"):
        open_table(file, "a")


def test_a_claimed_extent_is_not_believed() -> None:
    rows = (
        '<sheetData><row r="1"><c r="A1" t="str"><v>a</v></c></row><row r="9"><c r="A9"><v>1</v></c></row></sheetData>'
    )
    for extent in ("A1", "A1:XFD1048576"):
        found = list(open_table(workbooks.raw(f'<dimension ref="{extent}"/>{rows}'), "a").rows())
        assert found == [Row(9, ("1",))]


def test_dates_of_old_macintosh_workbooks_are_right() -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.MAC_EPOCH
    book.active.append(["a"])
    book.active.append([datetime.date(2026, 1, 8)])
    file = io.BytesIO()
    book.save(file)
    assert next(open_table(file, "a").rows()).cells == ("2026-01-08",)


def test_phonetic_hints_are_no_part_of_a_text() -> None:
    strings = f'<sst xmlns="{workbooks.MAIN}"><si><r><t>a</t></r><r><t>b</t></r><rPh><t>x</t></rPh></si></sst>'
    sheet = '<sheetData><row><c t="s"><v>0</v></c></row><row><c><v>1</v></c></row></sheetData>'
    assert open_table(workbooks.raw(sheet, strings=strings), "a").header == ("ab",)


def test_memory_does_not_grow_with_the_rows_of_a_workbook() -> None:
    header = [f"c{place}" for place in range(40)]
    peaks = []
    for count in (1_000, 8_000):
        with xlsx_table(header, ([Decimal(n)] + [f"text {n % 50}"] * 39 for n in range(count)), "Assets") as file:
            tracemalloc.start()
            try:
                assert sum(1 for _ in open_table(file, "a").rows()) == count
                peaks.append(tracemalloc.get_traced_memory()[1])
            finally:
                tracemalloc.stop()
    # Remembered numbers and references are all that may be added; the second sheet is 16 MB of XML, 320,000 cells.
    assert peaks[1] < peaks[0] + 5_000_000
