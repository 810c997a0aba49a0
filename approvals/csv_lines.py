"""CSV that a spreadsheet cannot take for formulas."""

import csv
import itertools
from collections.abc import Iterable, Iterator, Sequence

#: What makes a spreadsheet compute a cell, also behind blanks; full-width forms are taken for the plain ones by some.
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class _Line:
    """A file of one line at a time."""

    def write(self, text: str) -> str:
        return text


def safe_cell(value: object) -> str:
    """The value as text; an apostrophe goes before anything that a spreadsheet would compute, as OWASP advises."""
    text = str(value)
    if text.startswith(_TRIGGERS) or text.lstrip().startswith(_TRIGGERS):
        return "'" + text
    return text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a CSV file, every cell quoted and safe."""
    writer = csv.writer(_Line(), quoting=csv.QUOTE_ALL)
    yield "\ufeff"  # tells spreadsheets that this is UTF-8
    for row in itertools.chain([header], rows):
        yield writer.writerow([safe_cell(cell) for cell in row])
