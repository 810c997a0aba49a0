"""Files as people bring them, made from the examples."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

from approvals.csv_lines import csv_lines
from assets.choices import InstrumentType
from assets.conventions.identifiers import isin
from assets.files.writing import xlsx_table
from assets.imports.columns import all_columns
from assets.imports.examples import example_of
from assets.models import RegisterImport
from assets.services.imports import start_import

BILL, BOND, WHEAT, PROPERTY = (
    InstrumentType.MTB,
    InstrumentType.PIB_FIXED,
    InstrumentType.COMMODITY_LOT,
    InstrumentType.PROPERTY,
)


def an_isin(number: int) -> str:
    """A valid ISIN of its own for a number."""
    body = f"PK{number:09d}"
    return f"{body}{isin.check_digit(body)}"


def row(kind: InstrumentType = BILL, /, number: int = 1, **cells: str) -> dict[str, str]:
    """The example of a kind under a number of its own, changed where a test needs it."""
    own = {"asset_no": str(number), "asset": f"Asset {number}"}
    if kind not in (WHEAT, PROPERTY, InstrumentType.OTHER_ASSET):
        own["isin"] = an_isin(number)
    return {**example_of(kind), **own, **cells}


def one_of_each_kind() -> list[dict[str, str]]:
    """A right row of every kind."""
    return [row(kind, number=place) for place, kind in enumerate(InstrumentType, start=1)]


def written(rows: Iterable[Mapping[str, str]], header: Iterable[str] | None = None) -> bytes:
    """The rows as CSV, in all columns or some."""
    columns = tuple(header or all_columns())
    lines = csv_lines(columns, [[cells.get(name, "") for name in columns] for cells in rows])
    return "".join(lines).replace("\"'", '"').encode()  # without the apostrophes of our own exports


def as_workbook(rows: Iterable[Mapping[str, str]]) -> bytes:
    """The rows as a workbook with text cells."""
    columns = all_columns()
    with xlsx_table(columns, [[cells.get(name, "") for name in columns] for cells in rows], "Assets") as file:
        return file.read()


def brought(actor: Any, content: bytes | Iterable[Mapping[str, str]], name: str = "assets.csv") -> RegisterImport:
    """The file after its dry run."""
    content = content if isinstance(content, bytes) else written(content)
    return start_import(actor=actor, file=io.BytesIO(content), file_name=name)


def problems_of(run: RegisterImport) -> list[tuple[int, str, str, str]]:
    """Row, column, value and reason of everything that was found wrong."""
    return list(run.problems.values_list("row", "column", "value", "reason"))
