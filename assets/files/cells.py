"""One cell's text as a value, or a sentence that says what is wrong with it and how to write it.

Files come from strangers: a cell may hold a formula, markup for a page, signs that turn the direction of writing or
that nobody sees, or a number that means one thing here and another thing there. All that is refused, never mended.

An empty cell is the caller's matter: `text("")` is "", and the other functions refuse it.

Our own exports put an apostrophe before a cell that a spreadsheet would compute (`approvals.csv_lines`). It is taken
off again where what follows may stand in the register: a negative number, or a text that begins with `|` or `%`. A
formula stays refused behind its apostrophe. Hence a text that itself begins with an apostrophe and one of these two
signs comes back without the apostrophe.
"""

import datetime
import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

from assets.text_rules import objection_to

LONGEST_NUMBER = 40
FIRST_YEAR, LAST_YEAR = 1900, 2200

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_ESCAPED = ("'|", "'%", "'=", "'+", "'-", "'@", "'\uff1d", "'\uff0b", "'\uff0d", "'\uff20")
_ERRORS = frozenset({"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?").fullmatch
_COMMA_GROUPS = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}(?:\.[0-9]*)?").fullmatch  # lakh and crore as well
_COMMA = re.compile(r"-?[0-9.]*,[0-9]+").fullmatch
_GROUPS = re.compile(r"-?[0-9]+(?:[\s'\u2019_][0-9]+)+(?:[.,][0-9]+)?").fullmatch
_EXPONENT = re.compile(r"[+-]?[0-9.,]+[eE][+-]?[0-9]+").fullmatch
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ].*").fullmatch
_YES_NO = {"yes": True, "no": False, "true": True, "false": False}


class CellError(ValueError):
    """A cell cannot be right; `reason` is a sentence for the person who made the file."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def text(cell: str) -> str:
    """The text in Unicode's composed form (NFC), without blanks at its ends. Raises CellError for what may not be kept."""
    return _text(cell, one_line=True)


def note(cell: str) -> str:
    """A text that may have several lines. Raises CellError for what may not be kept."""
    return _text(cell, one_line=False)


def decimal(cell: str) -> Decimal:
    """The exact number, negative ones too, with the places that were written. Raises CellError for any other spelling."""
    if _DECIMAL(cell) and len(cell) <= LONGEST_NUMBER:
        value = Decimal(cell)
        return value if value else abs(value)  # there is no negative zero
    written = cell.strip()
    if written != cell or written.startswith("'-"):
        return decimal(written.removeprefix("'"))
    raise CellError(_number_reason(written))


def integer(cell: str) -> int:
    """The whole number; `2.0` is 2. Raises CellError for anything else."""
    value = decimal(cell)
    if value != value.to_integral_value():
        raise CellError(
            _("“%(cell)s” is not a whole number. Write it without decimal places.") % {"cell": _shown(cell)}
        )
    return int(value)


def date(cell: str) -> datetime.date:
    """The day, written as in 2026-01-08, of the years 1900 to 2200. Raises CellError for any other spelling."""
    written = cell.strip()
    if not _DATE(written):
        raise CellError(_date_reason(written))
    try:
        day = datetime.date.fromisoformat(written)
    except ValueError:
        raise CellError(
            _("There is no day %(cell)s in the calendar. Check the month and the day.") % {"cell": written}
        ) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CellError(
            _("The year of %(cell)s lies outside of %(first)s to %(last)s. Check the year.")
            % {"cell": written, "first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return day


def yes_no(cell: str) -> bool:
    """True for “yes”, False for “no”, in any case; “true” and “false”, as spreadsheets write them, as well."""
    found = _YES_NO.get(cell)
    if found is None:
        found = _YES_NO.get(cell.strip().lower())
    if found is None:
        raise CellError(_("“%(cell)s” is neither yes nor no. Write “yes” or “no”.") % {"cell": _shown(cell)})
    return found


def _text(cell: str, *, one_line: bool) -> str:
    if reason := objection_to(cell, one_line=one_line):
        raise CellError(reason)
    value = (cell if cell.isascii() else unicodedata.normalize("NFC", cell)).strip()
    if value.startswith(_ESCAPED):
        value = value[1:]
    if value.startswith(_FORMULA):
        raise CellError(
            _(
                "The text begins with “%(sign)s”, so a spreadsheet would compute it as a formula. Write the value itself, "
                "and no text that begins with =, +, - or @."
            )
            % {"sign": value[0]}
        )
    if value in _ERRORS:
        raise CellError(
            _("“%(cell)s” is the error of a formula, not a value. Write the value itself.") % {"cell": value}
        )
    return value


def _number_reason(written: str) -> str:
    names = {"cell": _shown(written), "most": LONGEST_NUMBER}
    if not written:
        return _("There is no number. Write one, such as 97.6406.")
    if any(character.isdigit() and not character.isascii() for character in written):
        return _("“%(cell)s” has digits other than 0 to 9. Write the number with the digits 0 to 9.") % names
    if len(written) > LONGEST_NUMBER:
        return _("A number of more than %(most)s characters cannot be right. Write it shorter.") % names
    if _COMMA_GROUPS(written) or _GROUPS(written):
        return (
            _(
                "“%(cell)s” has thousands separators. Write the digits without any, and a point before decimal places: "
                "25000000 or 12.5."
            )
            % names
        )
    if _COMMA(written):
        return _("“%(cell)s” has a comma. The decimal sign is a point: write 12.5, not 12,5.") % names
    if _EXPONENT(written):
        return _("“%(cell)s” is written with an exponent. Write out all its digits.") % names
    if written.startswith("+"):
        return _("“%(cell)s” has a plus sign. Write the number without it.") % names
    if written.lstrip("+-").lower() in ("nan", "snan", "inf", "infinity"):
        return _("“%(cell)s” is not a number that can be counted with. Write a number, such as 97.6406.") % names
    return _("“%(cell)s” is not a number. Write digits and at most one point between them, such as 97.6406.") % names


def _date_reason(written: str) -> str:
    names = {"cell": _shown(written)}
    if not written:
        return _("There is no date. Write one, such as 2026-01-08.")
    if any(character.isdigit() and not character.isascii() for character in written):
        return _("“%(cell)s” has digits other than 0 to 9. Write the date with the digits 0 to 9.") % names
    if _MOMENT(written):
        return _("“%(cell)s” has a time of day. Write the day alone, such as 2026-01-08.") % names
    return _("“%(cell)s” is not a date in the form year-month-day. Write it such as 2026-01-08.") % names


def _shown(cell: str) -> str:
    """The cell's text in a sentence: short, and without signs that would change the sentence around it."""
    visible = "".join(character if character.isprintable() else "\ufffd" for character in cell[:LONGEST_NUMBER])
    return visible + "…" if len(cell) > LONGEST_NUMBER else visible
