"""What every table file gives, whatever its format."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import NamedTuple

#: More cells than this in one row are taken for an attack or a mistake; the register's import has about forty columns.
MOST_COLUMNS = 500
#: A spreadsheet cell holds no more characters than this.
LONGEST_CELL = 32_767

NO_FORMULAS: frozenset[int] = frozenset()


class Row(NamedTuple):
    """One row that has content.

    `number` is the line of a CSV file on which the row begins, or the row's number in the sheet: what a person sees
    beside the row. `cells` may be shorter or longer than the header in CSV. `formulas` holds the places of the cells
    that are formulas; their text is the formula, never its result.
    """

    number: int
    cells: tuple[str, ...]
    formulas: frozenset[int] = NO_FORMULAS


class Table(ABC):
    """A header and the rows below it. The file stays the caller's and has to stay open."""

    header: tuple[str, ...]

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """Every row with content, from the first one each time it is called; one walk at a time.

        Memory stays bounded however long the file is. Raises InvalidInput where the file turns out to be broken.
        """


def is_blank(cells: list[str]) -> bool:
    """Say whether no cell holds more than blanks. Quick for the usual row, whose first cell is filled."""
    return not cells or (not cells[0].strip() and not "".join(cells).strip())


def header_of(cells: list[str]) -> tuple[str, ...]:
    """The names of the columns: blanks at their ends, and nameless columns after the last name, are dropped."""
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)
