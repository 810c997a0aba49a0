"""The illustrative assets, read as any other file is."""

from pathlib import Path
from typing import Any

from approvals.exceptions import InvalidInput
from assets.family import empty_value
from assets.files.reading import open_table
from assets.imports.benchmarks import benchmarks_by_name
from assets.imports.rows import RowReader

#: Ten fictional assets; never to be shown as a finding.
SAMPLE_ASSETS = Path(__file__).parent.parent / "data" / "sample_assets.csv"


def read_sample_assets() -> list[dict[str, Any]]:
    """The ten illustrative assets, each as the arguments of `register_instrument`."""
    with SAMPLE_ASSETS.open("rb") as file:
        table = open_table(file, SAMPLE_ASSETS.name)
        reader = RowReader(table.header, benchmarks_by_name())
        empty = {name: empty_value(name) for name in (*reader.facts, "eligibility_reason")}
        rows = [reader.read(row) for row in table.rows()]
    if wrong := [problem for row in rows for problem in row.problems]:
        raise InvalidInput("; ".join(f"{problem.row}, {problem.column}: {problem.reason}" for problem in wrong))
    return [{**empty, **row.facts, "encumbrance": row.encumbrance} for row in rows]
