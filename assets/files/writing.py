"""Writing the register's tables as CSV, XLSX and JSON, row by row: memory does not grow with the table.

What is written can be read back by `reading` and `cells` with the same values. Values may be text, Decimal, int, bool,
date, datetime or None (not stated: an empty cell, `null` in JSON); anything else is written as its text.
"""

import contextlib
import datetime
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Protocol

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from approvals.csv_lines import csv_lines, safe_cell
from approvals.exceptions import InvalidInput
from assets.files.tables import LONGEST_CELL
from assets.files.xlsx_files import MOST_ROWS

#: Bytes of a finished workbook that are kept in memory; a larger one goes to the disk.
KEPT_IN_MEMORY = 8 << 20
#: Rows whose JSON is sent in one piece.
_BATCH = 200
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
#: Spreadsheets count days from 1900 and take 1900 for a leap year; from here on their days are the calendar's.
_FIRST_SHEET_DAY = datetime.date(1900, 3, 1)
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


class _Sheet(Protocol):
    """What is used of a worksheet; each returns 0 when the cell was written."""

    def write_number(self, row: int, column: int, number: float) -> int: ...
    def write_string(self, row: int, column: int, string: str) -> int: ...
    def write_datetime(self, row: int, column: int, date: datetime.date) -> int: ...


def csv_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a CSV file in UTF-8 with its mark; commas, quoted cells, points as decimal signs, ISO dates."""
    return csv_lines(header, ([plain(value) for value in row] for row in rows))


def json_table(header: Sequence[str], rows: Iterable[Sequence[object]], about: dict[str, object]) -> Iterator[str]:
    """The pieces of a JSON object: `about` as given, and `rows`, an array of objects with the header's names as keys.

    Decimals are strings, since a JSON number loses places in most programs; dates are ISO strings, yes and no booleans.
    """
    yield f'{{"about": {_json(about)}, "rows": ['
    pieces: list[str] = []
    separator = "\n"
    for row in rows:
        pieces.append(separator + _json(dict(zip(header, row, strict=True))))
        separator = ",\n"
        if len(pieces) == _BATCH:
            yield "".join(pieces)
            pieces.clear()
    yield "".join(pieces) + "\n]}\n"


def xlsx_table(header: Sequence[str], rows: Iterable[Sequence[object]], sheet_name: str) -> IO[bytes]:
    """A workbook with one sheet as a temporary file at its beginning, which the caller closes.

    Numbers are stored as numbers where a spreadsheet keeps every digit, and as text elsewhere. Raises InvalidInput when
    the table is larger than a sheet can be.
    """
    file = SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115 - it is handed to the caller open
    with contextlib.ExitStack() as when_failing:
        when_failing.callback(file.close)
        _write_workbook(file, header, rows, sheet_name)
        file.seek(0)
        when_failing.pop_all()
    return file


def _write_workbook(file: Any, header: Sequence[str], rows: Iterable[Sequence[object]], sheet_name: str) -> None:
    book = Workbook(file, _OPTIONS)
    try:
        _fill(book, header, rows, sheet_name)
    except BaseException:
        # Only closing removes the temporary files of the half-written sheet; what went wrong first is what counts.
        with contextlib.suppress(Exception):
            book.close()
        raise
    book.close()


def _fill(book: Any, header: Sequence[str], rows: Iterable[Sequence[object]], sheet_name: str) -> None:
    sheet = book.add_worksheet(_sheet_name(sheet_name))
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for column, name in enumerate(header):
        sheet.write_string(0, column, safe_cell(name), bold)
    for number, row in enumerate(rows, start=1):
        if number >= MOST_ROWS:
            raise _too_large()
        for column, value in enumerate(row):
            if value is not None and value != "" and _write(sheet, number, column, value) != 0:
                raise _too_large()


def _write(sheet: _Sheet, row: int, column: int, value: object) -> int:
    if isinstance(value, str):
        return _write_text(sheet, row, column, value)
    if isinstance(value, Decimal | int) and not isinstance(value, bool) and (kept := _as_float(value)) is not None:
        return sheet.write_number(row, column, kept)
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime) and value >= _FIRST_SHEET_DAY:
        return sheet.write_datetime(row, column, value)
    return _write_text(sheet, row, column, plain(value))


def _write_text(sheet: _Sheet, row: int, column: int, value: str) -> int:
    text = safe_cell(value)
    return sheet.write_string(row, column, text) if len(text) <= LONGEST_CELL else -2


def _as_float(value: Decimal | int) -> float | None:
    """The float whose shortest text is the value, if the workbook's spelling with 16 digits still is that float."""
    exact = Decimal(value)
    if not exact.is_finite() or exact.adjusted() > 300 or exact.adjusted() < -300:
        return None
    nearest = float(exact)
    return nearest if Decimal(repr(nearest)) == exact and float(f"{nearest:.16G}") == nearest else None


def plain(value: object) -> str:
    """A value as the text of a cell."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime.date | datetime.datetime):
        return value.isoformat()
    return str(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=plain)


def _sheet_name(name: str) -> str:
    """The name as a sheet may have it: at most 31 characters, none with a meaning in formulas."""
    return _NOT_IN_SHEET_NAMES.sub(" ", name).strip(" '")[:31].strip(" '") or "Sheet1"


def _too_large() -> InvalidInput:
    return InvalidInput(
        _("The table is larger than a workbook's sheet can be. Take fewer rows, or CSV or JSON instead of a workbook.")
    )
