"""Opening a table file from a stranger: its bytes say what it is, never its name.

Refused with a sentence each: empty files, files without rows, other encodings than UTF-8, NUL bytes, old and protected
workbooks, archives that would unpack without end, other kinds of file, several sheets with content, quotation marks
that are never closed, rows that are too wide.
"""

import io
import re
from collections import Counter
from collections.abc import Collection
from typing import BinaryIO

from django.utils.translation import gettext as _

from approvals.exceptions import InvalidInput
from assets.files.archives import Archive, encrypted
from assets.files.csv_files import CsvTable, count_lines, utf16
from assets.files.tables import Row, Table
from assets.files.xlsx_files import MOST_ROWS, XlsxTable

__all__ = ["Row", "Table", "check_header", "count_rows", "open_table"]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
#: Files that are often uploaded by mistake; what else is no text fails as such.
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"{\\rtf", b"GIF8")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<[!?a-zA-Z]")
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="(?:[A-Z]+[0-9]+:)?[A-Z]+([0-9]{1,7})"')


def open_table(file: BinaryIO, name: str) -> Table:
    """The table in the file, which has to allow seeking; `name` is only told to the person.

    Raises InvalidInput when no table can be read from it, saying what happened, why and what to do next.
    """
    file.seek(0)
    start = file.read(4096)
    if not start:
        raise InvalidInput(_("The file “%(name)s” is empty. Choose a file with a header and rows.") % {"name": name})
    if start.startswith(_ZIP):
        return XlsxTable(file)
    if start.startswith(_COMPOUND):
        raise encrypted() if _holds(file, "EncryptedPackage".encode("utf-16-le")) else _old_workbook(name)
    if start.startswith(_UTF16):
        raise utf16()
    if start.startswith(_OTHERS) or _MARKUP.match(start):
        raise _another_kind(name)
    return CsvTable(file)


def check_header(header: Collection[str], *, known: Collection[str], required: Collection[str]) -> None:
    """Raises InvalidInput that names every missing, unknown and doubled column of the header at once.

    A column without a name counts as unknown.
    """
    counted = Counter(header)
    problems = [
        (_("missing: %(columns)s"), [column for column in required if column not in counted]),
        (_("unknown: %(columns)s"), [column or _("(without a name)") for column in counted if column not in known]),
        (_("there twice: %(columns)s"), [column for column, times in counted.items() if times > 1 and column]),
    ]
    said = [sentence % {"columns": ", ".join(columns)} for sentence, columns in problems if columns]
    if said:
        raise InvalidInput(
            _("The columns of the file are not those of the register: %(problems)s. Correct the header and try again.")
            % {"problems": "; ".join(said)}
        )


def count_rows(file: BinaryIO) -> int | None:
    """About how many rows lie below the header, for a progress bar; None when the file does not say.

    An estimate and nothing more: lines of a CSV file include blank ones and those inside of cells, and a workbook
    states the extent of its largest sheet itself. Raises InvalidInput for a damaged archive. The file's position stays.
    """
    position = file.tell()
    try:
        file.seek(0)
        lines = _stated_rows(file) if file.read(4).startswith(_ZIP) else count_lines(file)
    finally:
        file.seek(position)
    return None if lines is None else max(lines - 1, 0)


def _stated_rows(file: BinaryIO) -> int | None:
    archive = Archive(file)
    stated = [
        int(found[1])
        for name in archive.names()
        if name.startswith("xl/worksheets/") and (found := _DIMENSION.search(archive.start(name, 4096)))
    ]
    return min(max(stated), MOST_ROWS) if stated else None


def _holds(file: BinaryIO, mark: bytes) -> bool:
    file.seek(0)
    before = b""
    while chunk := file.read(io.DEFAULT_BUFFER_SIZE * 16):
        if mark in before + chunk:
            return True
        before = chunk[-len(mark) :]
    return False


def _old_workbook(name: str) -> InvalidInput:
    return InvalidInput(
        _(
            "The file “%(name)s” is an old workbook (.xls) or another document of that time, which is not read. Save "
            "the sheet as .xlsx or as “CSV UTF-8” and upload that file."
        )
        % {"name": name}
    )


def _another_kind(name: str) -> InvalidInput:
    return InvalidInput(
        _(
            "The file “%(name)s” is neither a CSV file nor an .xlsx workbook, whatever its name says. Save the table "
            "as .xlsx or as “CSV UTF-8” and upload that file."
        )
        % {"name": name}
    )
