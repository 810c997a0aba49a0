"""Reading comma-separated files: the bytes are checked once, then the standard library's reader streams the rows."""

import codecs
import csv
import io
from collections.abc import Generator, Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from approvals.exceptions import InvalidInput
from assets.files.tables import MOST_COLUMNS, Row, Table, header_of, is_blank

#: Bytes looked at in one go; also the longest line, since a chunk without a line's end lies within one line.
CHUNK = 1 << 20
#: A row whose quoted cells run over more lines than this has most likely a quotation mark that nobody closed.
MOST_LINES_OF_A_ROW = 1000


class CsvTable(Table):
    """A CSV file. Opening it reads every byte once, to refuse a wrong encoding before any row is used."""

    def __init__(self, file: BinaryIO) -> None:
        """Raises InvalidInput when the bytes are no UTF-8 text or the text is no table with at least one row."""
        self._file = file
        check_bytes(file)
        records = self._records()
        found = next(records, None)
        if found is None:
            raise InvalidInput(_("The file is empty. Choose a file with a header line and at least one row."))
        self.header = header_of(found[1])
        _check_separator(found[1])
        if next(records, None) is None:
            raise InvalidInput(
                _("The file has a header line but no rows below it. Add at least one row and upload the file again.")
            )
        records.close()

    def rows(self) -> Iterator[Row]:
        """Every row with content below the header."""
        records = self._records()
        next(records)
        width = len(self.header)
        for number, cells in records:
            while len(cells) > width and not cells[-1]:
                cells.pop()  # a spreadsheet writes a comma for every column that it ever touched
            yield Row(number, tuple(cells))

    def _records(self) -> Generator[tuple[int, list[str]], None, None]:
        """The line on which each record begins, and its cells; blank ones are left out."""
        self._file.seek(0)
        text = io.TextIOWrapper(self._file, encoding="utf-8-sig", newline="")
        lines = _Lines(text)
        reader = csv.reader(lines, strict=True)
        begins = 1
        try:
            for cells in reader:
                if len(cells) > MOST_COLUMNS:
                    raise _too_wide(begins, len(cells))
                if not is_blank(cells):
                    yield begins, cells
                begins = reader.line_num + 1
                lines.left = MOST_LINES_OF_A_ROW
        except csv.Error as error:
            raise _malformed(begins, str(error)) from error
        finally:
            text.detach()  # else the file would be closed with the wrapper


class _Lines:
    """The lines of a text, as long as the reader finishes a row now and then."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._next = text.__next__
        self.left = MOST_LINES_OF_A_ROW

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        self.left -= 1
        if self.left < 0:
            raise csv.Error("unexpected end of data")
        return self._next()


def check_bytes(file: BinaryIO) -> None:
    """Raises InvalidInput when the bytes are not UTF-8, hold a NUL, or one line is longer than any row can be."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    done = 0
    while chunk := file.read(CHUNK):
        if b"\0" in chunk:
            raise _nul(file, done + chunk.index(b"\0"))
        if len(chunk) == CHUNK and b"\n" not in chunk and b"\r" not in chunk:
            raise InvalidInput(
                _("Line %(line)s is longer than a row of a table can be. Check how the file was made.")
                % {"line": _line_at(file, done)}
            )
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            raise _not_utf8(file, done - pending + error.start) from error
        done += len(chunk)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise _not_utf8(file, done - 1) from error


def count_lines(file: BinaryIO) -> int:
    """How many line ends the file has, and one more when it does not end with one."""
    file.seek(0)
    lines, last = 0, b"\n"
    while chunk := file.read(CHUNK):
        lines += chunk.count(b"\n") or chunk.count(b"\r")
        last = chunk[-1:]
    return lines + (last not in b"\r\n")


def _line_at(file: BinaryIO, offset: int) -> int:
    """The line, counted from 1, on which the byte at `offset` lies."""
    file.seek(0)
    line, left, before = 1, offset, b""
    while left > 0 and (chunk := file.read(min(CHUNK, left))):
        ends = chunk.count(b"\n") + chunk.count(b"\r") - (before + chunk).count(b"\r\n")
        line, left, before = line + ends, left - len(chunk), chunk[-1:]
    return line


def _not_utf8(file: BinaryIO, offset: int) -> InvalidInput:
    line = _line_at(file, offset)
    file.seek(offset)
    return InvalidInput(
        _(
            "The file is not encoded in UTF-8: line %(line)s holds the byte %(byte)s, which UTF-8 does not allow "
            "there. Save the file as “CSV UTF-8” and upload it again."
        )
        % {"line": line, "byte": f"0x{file.read(1).hex().upper()}"}
    )


def _nul(file: BinaryIO, offset: int) -> InvalidInput:
    file.seek(0)
    start = file.read(1000)
    if min(start[0::2].count(0), start[1::2].count(0)) == 0 and start.count(0) > len(start) // 4:
        return utf16()
    return InvalidInput(
        _(
            "Line %(line)s holds a NUL byte, which no text has: the file is damaged or no CSV. Export it again as "
            "“CSV UTF-8” and upload that file."
        )
        % {"line": _line_at(file, offset)}
    )


def utf16() -> InvalidInput:
    """The refusal of UTF-16 and UTF-32, which some programs call “Unicode text”."""
    return InvalidInput(
        _(
            "The file is encoded in UTF-16 (“Unicode text”), from line 1 on, and UTF-8 is needed. Save it as “CSV UTF-8” "
            "and upload it again."
        )
    )


def _check_separator(cells: list[str]) -> None:
    """Raises InvalidInput for a header that is one cell although another sign separates names in it."""
    if len(cells) == 1 and (";" in cells[0] or "\t" in cells[0] or "|" in cells[0]):
        raise InvalidInput(
            _(
                "The header line is a single cell, since its names are not separated by commas. Commas separate cells, "
                "not semicolons, tabs or bars: save the file as comma-separated CSV and upload it again."
            )
        )


def _too_wide(line: int, cells: int) -> InvalidInput:
    return InvalidInput(
        _(
            "The row on line %(line)s has %(cells)s cells, and no more than %(most)s are read. Check the commas and "
            "quotation marks there."
        )
        % {"line": line, "cells": cells, "most": MOST_COLUMNS}
    )


def _malformed(line: int, reason: str) -> InvalidInput:
    if "expected after" in reason:
        return InvalidInput(
            _(
                "The row on line %(line)s has text after a closing quotation mark. Write a quotation mark inside of a "
                "quoted cell twice."
            )
            % {"line": line}
        )
    return InvalidInput(
        _(
            "A quotation mark in the row on line %(line)s is never closed, or a cell there is longer than any cell can "
            "be. Close it and upload the file again."
        )
        % {"line": line}
    )
