"""How a workbook's raw values become the text that a person would have written into a CSV file."""

import re
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from openpyxl.utils.datetime import from_excel

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """Text with the workbook's `_x000D_` spelling of awkward characters taken back."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


@lru_cache(maxsize=65_536)
def number(raw: str) -> str:
    """A stored number as plain decimal text: the shortest that is the same double, as spreadsheets show it.

    What is no finite number stays as it is, for the cell's reader to refuse.
    """
    if raw.isascii() and raw.isdecimal():
        return raw.lstrip("0") or "0"
    try:
        exact = Decimal(repr(float(raw)))
    except (ValueError, InvalidOperation):
        return raw
    if not exact.is_finite():
        return raw
    text = format(exact, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=65_536)
def moment(raw: str, epoch: datetime) -> str:
    """A stored number in a cell that shows a day as ISO text; with the time, where it is not midnight."""
    try:
        found = from_excel(float(raw), epoch)
    except (ValueError, OverflowError, TypeError):
        return number(raw)
    if isinstance(found, datetime):
        return found.date().isoformat() if found.time() == time.min else found.isoformat(" ", "seconds")
    return str(found) if found is not None else raw


def column(reference: str) -> int:
    """The column, counted from 0, of a cell reference such as `AB12`; -1 when it is none."""
    return _place(reference.rstrip("0123456789"))


@lru_cache(maxsize=16_384)
def _place(letters: str) -> int:
    place = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            return -1
        place = place * 26 + ord(letter) - 64
    return place - 1
