"""The short way of a row without faults says what the rules say, and nothing else."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.choices import InstrumentType
from assets.files.tables import Row
from assets.imports import rows
from assets.imports.benchmarks import benchmarks_by_name
from assets.imports.columns import all_columns
from assets.imports.rows import RowReader
from assets.validation import problems
from tests.assets.imports.files import row

pytestmark = pytest.mark.django_db

VALUES = st.sampled_from(
    [
        *("", " ", "0", "1", "-1", "100000.00", "5000", "NaN", "2026-01-15", "2031-01-15", "PKR", "USD", "EUR"),
        *("discount", "fixed coupon", "Act/365", "6M MTB weighted average yield", "tonne", "yes", "no", "referred"),
        *("to be proven", "MTB", "GIS_FRR", "PROPERTY", "=1", "a\u202eb", "PKTEST000011", "DBFTFR", "2", "4"),
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(list(InstrumentType)),
    changes=st.dictionaries(st.sampled_from(all_columns()), VALUES, max_size=3),
)
def test_a_row_is_right_on_the_short_way_exactly_when_no_rule_objects(kind: Any, changes: dict[str, str]) -> None:
    cells = row(kind, 1, **changes)
    reader = RowReader(all_columns(), benchmarks_by_name())
    whole = Row(2, tuple(cells.get(name, "") for name in all_columns()))
    read, slowly = reader.read(whole), rows.AssetRow(whole)
    found = reader._all_problems(whole, slowly)
    assert read.problems == list(dict.fromkeys(found))
    if not read.problems:
        assert problems(read.facts) == []
        assert (read.facts, read.written, read.stated) == (slowly.facts, slowly.written, slowly.stated)


def test_a_column_forgets_when_it_has_seen_too_many_values() -> None:
    reader = RowReader(all_columns(), benchmarks_by_name())
    empty = [""] * (len(reader.header) - 1)
    for number in range(1, rows.REMEMBERED + 10):
        reader.read(Row(number, (str(number), *empty)))
    assert max(len(column.known) for column in reader._columns) <= rows.REMEMBERED
