"""What is written can be read back with the same values."""

import contextlib
import datetime
import io
import json
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from approvals.exceptions import InvalidInput
from assets.files import cells
from assets.files.cells import CellError
from assets.files.reading import count_rows, open_table
from assets.files.writing import csv_table, json_table, xlsx_table


def may_be_kept(text: str) -> bool:
    try:
        return bool(text) and cells.text(text) == text
    except CellError:
        return False


AWKWARD = st.sampled_from(
    ["|x", "% of par", "_x0041_", "a, \"b\"; 'c'", "'x", "1e5", "007", "TRUE", "2026-01-08", "x' y"]
)
TEXTS = st.text(min_size=1, max_size=30).filter(may_be_kept) | AWKWARD
NUMBERS = st.decimals(
    min_value=Decimal("-1e24"), max_value=Decimal("1e24"), places=12, allow_nan=False, allow_infinity=False
) | st.decimals(min_value=-(10**9), max_value=10**9, places=4)
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2200, 12, 31))
ROWS = st.lists(
    st.tuples(TEXTS, st.none() | NUMBERS, st.integers(-(2**70), 2**70), DAYS, st.booleans()), min_size=1, max_size=5
)
HEADER = ("text", "number", "whole", "day", "sure")
KINDS = (cells.text, cells.decimal, cells.integer, cells.date, cells.yes_no)


def values(data: io.BytesIO) -> list[tuple[object, ...]]:
    table = open_table(data, "export")
    assert table.header == HEADER
    return [
        tuple(kind(cell) if cell else None for kind, cell in zip(KINDS, row.cells, strict=True)) for row in table.rows()
    ]


@given(ROWS)
def test_csv_gives_back_every_value(rows: list[tuple[object, ...]]) -> None:
    assert values(io.BytesIO("".join(csv_table(HEADER, rows)).encode())) == rows


@settings(deadline=None, max_examples=60)
@given(ROWS)
def test_a_workbook_gives_back_every_value(rows: list[tuple[object, ...]]) -> None:
    with xlsx_table(HEADER, rows, "Assets") as file:
        assert values(file) == rows


@given(st.text(max_size=20))
def test_a_cell_is_taken_or_refused_and_nothing_else(text: str) -> None:
    for kind in KINDS:
        with contextlib.suppress(CellError):
            kind(text)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(data: bytes) -> None:
    for start in (b"", b"PK\x03\x04"):
        with contextlib.suppress(InvalidInput):
            list(open_table(io.BytesIO(start + data), "x").rows())


def test_a_formula_is_written_as_text_and_refused_when_it_comes_back() -> None:
    with xlsx_table(["a"], [["=1+1"], ["http://example.org"], ["12"]], "Assets") as file:
        found = list(open_table(file, "x").rows())
        sheet = openpyxl.load_workbook(file).active
        assert [row[0].data_type for row in sheet.iter_rows()] == ["s"] * 4
    assert [(row.cells, row.formulas) for row in found[:2]] == [
        (("'=1+1",), frozenset()),
        (("http://example.org",), frozenset()),
    ]
    with pytest.raises(CellError, match="formula"):
        cells.text(found[0].cells[0])


def test_numbers_are_numbers_where_a_spreadsheet_keeps_every_digit() -> None:
    kept, long, day = Decimal("97.6406"), Decimal("12345678901234567.89"), datetime.date(2026, 1, 8)
    with xlsx_table(["a", "b", "c", "d"], [[kept, long, day, -5]], "Assets") as file:
        cell = next(openpyxl.load_workbook(file).active.iter_rows(min_row=2))
    assert [part.data_type for part in cell] == ["n", "s", "d", "n"]
    assert cell[1].value == "12345678901234567.89"
    assert cell[2].number_format == "yyyy-mm-dd"


def test_a_sheet_may_be_called_anything() -> None:
    for name in ("a/b:c*[x]?", "x" * 50, "'", "", "اثاثے"):
        with xlsx_table(["a"], [["b"]], name) as file:
            assert count_rows(file) == 1


def test_a_text_longer_than_a_cell_is_refused_and_not_cut() -> None:
    with pytest.raises(InvalidInput, match="larger than a workbook"):
        xlsx_table(["a"], [["x" * 40_000]], "Assets")


def test_an_error_in_the_rows_is_not_hidden() -> None:
    def rows() -> object:
        yield ["x"]
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        xlsx_table(["a"], rows(), "Assets")  # type: ignore[arg-type]


def test_json_keeps_decimals_as_strings() -> None:
    rows = [["اردو", Decimal("97.6406"), 2, datetime.date(2026, 1, 8), None], ["x", Decimal("1E+3"), 1, None, True]]
    found = json.loads("".join(json_table([*HEADER], rows, {"made": datetime.date(2026, 1, 9)})))
    assert found == {
        "about": {"made": "2026-01-09"},
        "rows": [
            {"text": "اردو", "number": "97.6406", "whole": 2, "day": "2026-01-08", "sure": None},
            {"text": "x", "number": "1000", "whole": 1, "day": None, "sure": True},
        ],
    }


@pytest.mark.parametrize("count", [0, 1, 199, 200, 201])
def test_json_is_whole_at_the_borders_of_its_pieces(count: int) -> None:
    found = json.loads("".join(json_table(["a"], ([number] for number in range(count)), {})))
    assert [row["a"] for row in found["rows"]] == list(range(count))
