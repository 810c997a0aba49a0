"""A look at a whole file: every row read, judged and compared, chunk by chunk. The dry run and the import are the same look."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from django.db.models import Max
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.exceptions import InvalidInput
from approvals.wording import number_text
from assets.files.tables import Table
from assets.imports.benchmarks import benchmarks_by_name
from assets.imports.known import Doubles, Known
from assets.imports.problems import RowProblem
from assets.imports.rows import AssetRow, RowReader
from assets.models import Instrument
from assets.validation import days_to_come

#: Rows that are held in memory (about 5 kB each) and compared with the register at a time. PostgreSQL writes one chunk while
#: the next is read; each of its statements then waits for Python's lock a few times, so that small chunks are slow ones.
CHUNK = 10_000
#: Rows of one file; more are several imports.
MOST_ROWS = 200_000
#: Problems that are kept of a file; all are counted.
MOST_PROBLEMS = 5000


@dataclass
class Counts:
    """What a look found. `rows` = `good` + `wrong` + `unchanged`."""

    rows: int = 0
    good: int = 0
    wrong: int = 0
    unchanged: int = 0
    problem_count: int = 0
    highest_number: int = 0
    problems: list[RowProblem] = field(default_factory=list)

    def add(self, row: AssetRow, is_unchanged: bool) -> None:
        """Counts one row, and keeps its problems as long as there are not too many."""
        self.rows += 1
        if row.problems:
            self.wrong += 1
            self.problem_count += len(row.problems)
            if len(self.problems) < MOST_PROBLEMS:
                self.problems += row.problems[: MOST_PROBLEMS - len(self.problems)]
        elif is_unchanged:
            self.unchanged += 1
        else:
            self.good += 1


class Taker(Protocol):
    """Takes rows that can be imported."""

    def settle(self) -> None:
        """Makes the database's connection free for a question."""

    def write(self, rows: list[AssetRow]) -> None:
        """Takes the good rows of a chunk."""


def look(table: Table, *, taker: Taker | None = None, progress: Callable[[int], None] | None = None) -> Counts:
    """Looks at every row of the table and hands those that can be imported to `taker`, a chunk at a time.

    `progress` is told how many rows were looked at. Raises InvalidInput where the header or the file cannot be right.
    """
    reader = RowReader(table.header, benchmarks_by_name())
    counts, doubles, today = Counts(), Doubles(), business_date()
    for rows in _chunks(map(reader.read, table.rows())):
        if taker is not None:
            taker.settle()
        known = Known(rows)
        fresh = []
        for row in rows:
            doubles.look(reader, row)
            row.problems += [
                reader.problem(row, names=found.names, reason=found.sentence)
                for found in days_to_come(row.facts, today)
            ]
            is_unchanged = known.look(reader, row)
            counts.add(row, is_unchanged)
            if not row.problems and not is_unchanged:
                fresh.append(row)
        if taker is not None:
            taker.write(fresh)
        if progress is not None:
            progress(counts.rows)
        if counts.rows > MOST_ROWS:
            raise InvalidInput(
                _("The file has more than %(most)s rows, which are too many for one import. Divide it.")
                % {"most": number_text(MOST_ROWS)}
            )
    if taker is not None:
        taker.settle()
    counts.highest_number = doubles.highest_number
    return counts


def first_free_number(highest_in_file: int) -> int:
    """The number after the highest one of register and file."""
    return max(Instrument.objects.aggregate(last=Max("number"))["last"] or 0, highest_in_file) + 1


def _chunks(rows: Iterable[AssetRow]) -> Iterator[list[AssetRow]]:
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
