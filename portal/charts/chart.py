"""A chart: what it shows in words, its data, and the specification that draws it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import get_language_bidi

from approvals.csv_lines import csv_lines
from approvals.wording import amount_text, number_text

#: Columns that a table of figures has room for on a page of middling width.
MANY_COLUMNS = 4


@dataclass(frozen=True)
class Column:
    """One column of a chart's data: `text`, a `number`, or an amount in dollars (`usd`)."""

    key: str
    label: str
    kind: Literal["text", "number", "usd"] = "text"

    @property
    def is_number(self) -> bool:
        """Whether it is set at the end of its cell."""
        return self.kind != "text"

    def show(self, value: Any) -> str:
        """A value of the column as people read it; what is not there is a dash."""
        if value is None:
            return "\u2013"
        if self.kind == "number":
            return number_text(value)
        return amount_text(value, "USD") if self.kind == "usd" else str(value)


@dataclass(frozen=True)
class Chart:
    """What is drawn. `rows` hold every column's value by key, and what only the drawing needs beside them.

    `spec` is the specification without its data (Vega-Lite 5), in the words of the active language. The names of
    bars, one below the other, stand above them where there is no room beside.
    """

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    rows: list[dict[str, Any]]
    spec: dict[str, Any]
    has_bars: bool = True

    @property
    def has_many_columns(self) -> bool:
        """Whether its table has no room on a page of middling width."""
        return len(self.columns) > MANY_COLUMNS

    @property
    def full_spec(self) -> dict[str, Any]:
        """The specification with its data; decimals become floats here, for the eye only."""
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
            **self.spec,
            "data": {"values": [{key: _plain(value) for key, value in row.items()} for row in self.rows]},
        }

    def table(self) -> list[list[tuple[Column, str]]]:
        """The data as people read it: rows of columns with their text."""
        return [[(column, column.show(row[column.key])) for column in self.columns] for row in self.rows]

    def csv_lines(self) -> Iterator[str]:
        """The data as the lines of a CSV file, numbers as plain digits."""
        header = [column.label for column in self.columns]
        return csv_lines(header, ([row[column.key] for column in self.columns] for row in self.rows))


#: Every chart by its name: a function that reads the database and gives the chart in the active language.
CHARTS: dict[str, Callable[[], Chart]] = {}


def chart(name: str) -> Callable[[Callable[[], Chart]], Callable[[], Chart]]:
    """Lists a function as the chart `name`, for pages and downloads. Raises ValueError for a name that is taken."""

    def add(function: Callable[[], Chart]) -> Callable[[], Chart]:
        if name in CHARTS:
            raise ValueError(f"There is a chart {name} already.")
        CHARTS[name] = function
        return function

    return add


_direction: ContextVar[str] = ContextVar("direction_of_charts", default="")


@contextmanager
def running(direction: str) -> Iterator[None]:
    """Charts made and drawn meanwhile run `ltr` or `rtl` whatever the language; in its direction where none is named."""
    token = _direction.set(direction)
    try:
        yield
    finally:
        _direction.reset(token)


def mirrored() -> bool:
    """Whether charts run from right to left now."""
    asked = _direction.get()
    return asked == "rtl" if asked else get_language_bidi()


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
