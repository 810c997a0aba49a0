"""Reading workbooks: a sheet's cells stream through an event parser into rows of text.

openpyxl's own read-only sheets are not used: they fill gaps between rows with as many rows as the file claims, believe
the dimensions that it states, build a tree of each row and take more than twice as long. Its tables of number formats and
its calendar are.
"""

from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from approvals.exceptions import InvalidInput
from assets.files import texts
from assets.files.archives import Archive, damaged
from assets.files.tables import LONGEST_CELL, MOST_COLUMNS, NO_FORMULAS, Row, Table, header_of
from assets.files.workbooks import Workbook, read_workbook
from assets.files.xml_streams import fed, new_parser, spreadsheet_names

MOST_ROWS = 1_048_576

_NAMES = spreadsheet_names("row", "c", "v", "f", "t", "rPh")


class XlsxTable(Table):
    """The only sheet of a workbook that has content; empty sheets beside it do not matter, hidden ones with content do."""

    def __init__(self, file: BinaryIO) -> None:
        """Raises InvalidInput when this is no workbook, or not exactly one sheet has content, or that has no rows."""
        self._archive = Archive(file)
        self._book = read_workbook(self._archive)
        self._part = self._only_sheet()
        rows = self._all_rows()
        self.header = header_of(list(next(rows).cells))
        if next(rows, None) is None:
            raise InvalidInput(
                _("The sheet has a header row but no rows below it. Add at least one row and upload the file again.")
            )

    def rows(self) -> Iterator[Row]:
        """Every row with content below the header, each at least as wide as the header: no cell is an empty cell."""
        rows = self._all_rows()
        next(rows)
        width = len(self.header)
        for row in rows:
            missing = width - len(row.cells)
            yield row if missing <= 0 else Row(row.number, row.cells + ("",) * missing, row.formulas)

    def _only_sheet(self) -> str:
        filled = [
            (name, part) for name, part in self._book.sheets.items() if next(self._rows_of(part), None) is not None
        ]
        if not filled:
            raise InvalidInput(_("The workbook is empty. Choose a file with a header row and at least one row."))
        if len(filled) > 1:
            raise InvalidInput(
                _(
                    "The workbook has content on several sheets (%(sheets)s; hidden ones count as well), and only one "
                    "can be meant. Keep the one with the assets and upload the file again."
                )
                % {"sheets": ", ".join(name for name, _part in filled)}
            )
        return filled[0][1]

    def _all_rows(self) -> Iterator[Row]:
        return self._rows_of(self._part)

    def _rows_of(self, part: str) -> Iterator[Row]:
        return _SheetReader(self._book).rows(self._archive.chunks(part))


class _SheetReader:
    """Turns the events of one sheet's XML into rows. The handlers run once or more for every cell, so they are terse."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._parser = new_parser(self._start, self._end)
        self._found: list[Row] = []
        self._pieces: list[str] = []
        self._shared: dict[str, str] = {}
        self._number = 0
        self._cells: list[str] = []
        self._formulas: list[int] = []
        self._column = -1
        self._type: str | None = None
        self._style: str | None = None
        self._formula: str | None = None
        self._group: str | None = None
        self._phonetic = False

    def rows(self, chunks: Iterator[bytes]) -> Iterator[Row]:
        """The rows with content. Raises InvalidInput when the sheet is damaged or a row is too wide."""
        for _pause in fed(self._parser, chunks, self._pieces):
            yield from self._found
            self._found.clear()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = _NAMES.get(name)
        if kind is None:
            return
        if kind == "c":
            reference = attributes.get("r")
            self._column = texts.column(reference) if reference else self._column + 1
            self._type = attributes.get("t")
            self._style = attributes.get("s")
            self._formula = None
        elif kind == "v" or kind == "t":
            if not self._phonetic:
                self._parser.CharacterDataHandler = self._pieces.append
        elif kind == "row":
            self._begin_row(attributes.get("r"))
        elif kind == "f":
            # The stored result comes after the formula and is dropped: only the formula was written by a person.
            self._group = attributes.get("si")
            self._parser.CharacterDataHandler = self._pieces.append
        else:
            self._phonetic = True

    def _end(self, name: str) -> None:
        kind = _NAMES.get(name)
        if kind is None:
            return
        if kind == "v" or kind == "t":
            self._parser.CharacterDataHandler = None
        elif kind == "c":
            if self._pieces or self._formula is not None:
                self._end_cell()
        elif kind == "row":
            self._end_row()
        elif kind == "f":
            self._end_formula()
        else:
            self._phonetic = False

    def _begin_row(self, number: str | None) -> None:
        if number is None:
            self._number += 1
        else:
            before = self._number
            self._number = int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else 0
            if self._number <= before:
                raise damaged()
        if self._number > MOST_ROWS:
            raise damaged()
        self._column = -1

    def _end_row(self) -> None:
        if self._cells:
            formulas = frozenset(self._formulas) if self._formulas else NO_FORMULAS
            self._found.append(Row(self._number, tuple(self._cells), formulas))
            self._cells.clear()
            self._formulas.clear()

    def _end_formula(self) -> None:
        self._parser.CharacterDataHandler = None
        text = "".join(self._pieces)
        self._pieces.clear()
        if self._group is not None:  # cells filled down share the text of the first one
            text = text or self._shared.get(self._group, "")
            self._shared[self._group] = text
        self._formula = "=" + text

    def _end_cell(self) -> None:
        raw = self._pieces[0] if len(self._pieces) == 1 else "".join(self._pieces)
        self._pieces.clear()
        text = self._text(raw) if self._formula is None else self._formula
        if not text.strip():
            return
        if len(text) > LONGEST_CELL:
            raise damaged()
        missing = self._column - len(self._cells)
        if missing < 0:
            raise damaged()  # a column twice, or from right to left
        if self._column >= MOST_COLUMNS:
            raise _too_wide(self._number)
        if missing:
            self._cells.extend([""] * missing)
        if self._formula is not None:
            self._formulas.append(self._column)
        self._cells.append(text)

    def _text(self, raw: str) -> str:
        kind = self._type
        if kind is None or kind == "n":
            if self._style in self._book.date_styles:
                return texts.moment(raw, self._book.epoch)
            return texts.number(raw)
        if kind == "s":
            try:
                return self._book.strings[int(raw)]
            except (ValueError, IndexError) as error:
                raise damaged() from error
        if kind == "b":
            return "yes" if raw in ("1", "true") else "no"
        if kind == "d":
            return raw.removesuffix("Z").removesuffix("T00:00:00")
        return texts.unescaped(raw)


def _too_wide(row: int) -> InvalidInput:
    return InvalidInput(
        _(
            "Row %(row)s of the sheet is too wide: it has content beyond the column number %(most)s. Clear what lies "
            "outside of the table and upload the file again."
        )
        % {"row": row, "most": MOST_COLUMNS}
    )
