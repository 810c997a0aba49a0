"""One row of a file as the facts of an asset, or everything that is wrong with it.

Values repeat from row to row (parties, currencies, dates), so each column remembers what it judged to be right, up to a
bound. A row in which nothing is wrong takes the short way; one in which something is takes the long way, on which every
cell and every rule has its say.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import compress
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from assets.choices import Eligibility, TitleStatus
from assets.facts import stored_form
from assets.family import every_field
from assets.field_rules import LARGEST_AMOUNT, rule_for
from assets.files.cells import CellError
from assets.files.tables import Row
from assets.imports import derived
from assets.imports.columns import DERIVED, ENCUMBRANCE, LEFT_OUT, column_of, fact_of, parser_of, require_header
from assets.imports.problems import RowProblem, in_order, shown
from assets.services.encumbrances import StatedEncumbrance
from assets.validation import needed, problems, problems_as_far_as_stated, problems_between

#: Cells that a column remembers.
REMEMBERED = 4096

#: A value, and how PostgreSQL's COPY writes it.
Judged = tuple[Any, str]


class AssetRow:
    """A row that was read: its facts by name, only what is stated, and the same as COPY writes them.

    `stated` are the cells of columns that hold no fact. With `problems` the rest may be incomplete.
    """

    __slots__ = ("cells", "facts", "number", "problems", "stated", "written")

    def __init__(self, row: Row) -> None:
        self.number = row.number
        self.cells = row.cells
        self.facts: dict[str, Any] = {}
        self.written: dict[str, str] = {}
        self.stated: dict[str, Any] = {}
        self.problems: list[RowProblem] = []

    def add(self, fact: str, value: Any) -> None:
        """States a fact that the row itself does not."""
        self.facts[fact] = value
        self.written[fact] = copied(stored_form(fact, value))

    @property
    def encumbrance(self) -> StatedEncumbrance | None:
        """The lien that the row states; its amount is in rupees, and empty where it is not established."""
        if not self.stated.get("encumbered"):
            return None
        return StatedEncumbrance(amount=self.stated.get("encumbrance_amount") or None)


class _Column:
    """One column of a file: how its cells are judged, and what was judged to be right."""

    def __init__(self, place: int, name: str, benchmarks: Mapping[str, str]) -> None:
        self.place, self.name = place, name
        self.fact = fact_of(name)
        self.known: dict[str, Judged | None] = {}
        self._parse: Callable[[str], Any]
        if self.fact is None:
            self._parse = {**DERIVED, **ENCUMBRANCE, **LEFT_OUT}[name]
            return
        field = every_field()[self.fact]
        self._rule = rule_for(self.fact)
        self._parse = parser_of(self.fact)
        self._benchmarks = benchmarks if isinstance(field, models.ForeignKey) else None
        self._form = _form(self.fact, field)

    def judge(self, cell: str) -> Judged | None:
        """The cell's value, and None where it holds nothing but blanks. Raises CellError."""
        found = self._judge(cell) if cell.strip() else None
        if len(self.known) >= REMEMBERED:
            self.known.clear()
        self.known[cell] = found
        return found

    def _judge(self, cell: str) -> Judged | None:
        value = self._parse(cell)
        if self.fact is None:
            return value, ""
        if value == "":
            return None
        if self._benchmarks is not None:
            value = self._benchmark(self._benchmarks, value)
        elif reason := self._rule(value):
            raise CellError(reason)
        return value, self._form(value)

    def _benchmark(self, benchmarks: Mapping[str, str], name: str) -> str:
        try:
            return benchmarks[name]
        except KeyError:
            raise CellError(
                _("“%(name)s” is no benchmark that the register keeps fixings of.") % {"name": shown(name)}
            ) from None


class RowReader:
    """Reads the rows of one file. `benchmarks` maps codes and names of benchmarks to codes."""

    def __init__(self, header: tuple[str, ...], benchmarks: Mapping[str, str]) -> None:
        """Raises InvalidInput for a header that is not the register's."""
        require_header(header)
        self.header = header
        columns = [_Column(place, name, benchmarks) for place, name in enumerate(header)]
        self._columns = columns
        self._ways = tuple((column.fact, column.name, column.known, column.judge) for column in columns)
        #: The facts that the file has a column for.
        self.facts = tuple(column.fact for column in columns if column.fact)

    def read(self, row: Row) -> AssetRow:
        """The row's facts, with everything that is wrong about them."""
        read = AssetRow(row)
        if len(row.cells) != len(self.header):
            read.problems = [self._miscounted(row)]
        elif row.formulas or not self._read_quickly(read):
            read.problems = in_order(self._all_problems(row, read))
        return read

    def _read_quickly(self, read: AssetRow) -> bool:
        """Whether nothing is wrong with the row."""
        facts, written = read.facts, read.written
        try:
            # Most cells of a wide table are empty and never met here.
            for cell, (fact, name, known, judge) in compress(zip(read.cells, self._ways, strict=True), read.cells):
                if (judged := known[cell] if cell in known else judge(cell)) is not None:
                    if fact:
                        facts[fact], written[fact] = judged
                    else:
                        read.stated[name] = judged[0]
        except CellError:
            return False
        _complete(read)
        kind = facts.get("instrument_type", "")
        return (
            needed(kind) <= facts.keys()
            and kind != ""
            and not problems_between(kind, facts)
            and not _unknowable(read)
            and not derived.disagreements(read.facts, read.stated)
            and not _wrong_encumbrance(read)
        )

    def _all_problems(self, row: Row, read: AssetRow) -> list[RowProblem]:
        """Every problem of a row in which there is one."""
        found: list[RowProblem] = []
        read.facts, read.written, read.stated = {}, {}, {}
        unread: set[str] = set()
        for column in self._columns:
            cell = row.cells[column.place]
            try:
                judged = _no_formula(cell) if column.place in row.formulas else column.judge(cell)
            except CellError as error:
                unread.add(column.fact or column.name)
                found.append(RowProblem(row.number, column.name, shown(cell), error.reason))
                continue
            if judged is None:
                continue
            if column.fact:
                read.facts[column.fact], read.written[column.fact] = judged
            else:
                read.stated[column.name] = judged[0]
        _complete(read)
        # What was not read is neither missing, nor can it be held against other facts.
        found += [
            self.problem(row, names=problem.names, reason=problem.sentence)
            for problem in (*problems(read.facts), *problems_as_far_as_stated(read.facts))
            if unread.isdisjoint(problem.names)
        ]
        found += [self.problem(row, names=("number",), reason=reason) for reason in _unknowable(read, unread)]
        found += [
            self.problem(row, names=(name,), reason=reason)
            for name, reason in derived.disagreements(read.facts, read.stated, unread)
        ]
        if "encumbered" not in unread:
            found += [
                self.problem(row, names=("encumbrance_amount",), reason=reason) for reason in _wrong_encumbrance(read)
            ]
        return found

    def problem(self, row: Row | AssetRow, *, names: tuple[str, ...], reason: str) -> RowProblem:
        """A problem with facts of a row, which is shown with the columns that state them."""
        columns = [column_of(name) for name in names]
        values = [row.cells[self.header.index(name)] for name in columns if name in self.header]
        return RowProblem(row.number, ", ".join(columns), shown("; ".join(value for value in values if value)), reason)

    def _miscounted(self, row: Row) -> RowProblem:
        there, wanted = len(row.cells), len(self.header)
        reason = (
            _(
                "The row has %(there)s cells and the header %(wanted)s: cells are missing. Write a comma for every column."
            )
            if there < wanted
            else _(
                "The row has %(there)s cells and the header %(wanted)s: there are too many. Put a value that holds a comma "
                "into quotation marks."
            )
        )
        return RowProblem(row.number, "", "", reason % {"there": there, "wanted": wanted})


def _complete(read: AssetRow) -> None:
    """States what a file leaves out because it goes without saying."""
    facts = read.facts
    if "title_status" not in facts:
        # A debt of the state has no title; the register then says so instead of leaving it out.
        read.add("title_status", TitleStatus.NOT_APPLICABLE.value)
    eligibility = facts.get("eligibility")
    if eligibility is None:
        read.add("eligibility", Eligibility.OPEN.value)
    elif eligibility != Eligibility.OPEN and "eligibility_reason" not in facts:
        read.add("eligibility_reason", facts.get("note") or str(TitleStatus(facts["title_status"]).label))


def _no_formula(cell: str) -> Judged:
    raise CellError(
        _("The cell is a formula. Formulas are never computed: put its value into the cell, as text or a number.")
    )


def _unknowable(read: AssetRow, unread: set[str] | frozenset[str] = frozenset()) -> list[str]:
    """A row that nothing identifies would be added again with every import of its file."""
    if "number" in read.facts or "isin" in read.facts or not unread.isdisjoint(("number", "isin")):
        return []
    return [_("The row has neither a number nor an ISIN, by which it could be known again. State one of the two.")]


def _wrong_encumbrance(read: AssetRow) -> list[str]:
    amount: Decimal | None = read.stated.get("encumbrance_amount")
    if not amount:
        return []
    if not read.stated.get("encumbered"):
        return [_("There is an amount although the asset is not encumbered. Write “yes”, or no amount.")]
    if not 0 < amount <= LARGEST_AMOUNT or amount != round(amount, 2):
        return [
            _("The amount of an encumbrance is positive, has at most two decimals, and is empty where it is not known.")
        ]
    return []


def _form(fact: str, field: "models.Field[Any, Any]") -> Callable[[Any], str]:
    """How COPY writes a fact that was judged to be right: as `stored_form` has it, on a shorter way where there is one."""
    if isinstance(field, models.DecimalField):
        places = field.decimal_places
        return lambda value: str(value) if value.as_tuple().exponent == -places else stored_form(fact, value)
    if isinstance(field, models.DateField | models.IntegerField):
        return str
    return copied


def copied(text: str) -> str:
    """A text as COPY writes it within a line."""
    if "\\" in text or not text.isprintable():
        return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text
