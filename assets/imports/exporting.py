"""Assets of the register as rows of a table file that can be imported again."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from assets.family import facts_of
from assets.imports import derived
from assets.imports.columns import STATUS_OF, all_columns, column_of
from assets.imports.standing import FREE, Encumbered, encumbered
from assets.listing import PARTS
from assets.models import Instrument

#: Assets that are read at a time, with two queries for each such chunk.
CHUNK = 2000


def export_rows(assets: "QuerySet[Any]") -> Iterator[tuple[Any, ...]]:
    """Every asset with the columns of `all_columns`, in the order of the query; read in chunks."""
    columns = all_columns()
    records = assets.select_related(*PARTS).iterator(chunk_size=CHUNK)
    while chunk := list(islice(records, CHUNK)):
        standing = encumbered([asset.pk for asset in chunk])
        for asset in chunk:
            cells = export_cells(asset, standing.get(asset.pk, FREE))
            yield tuple(cells.get(name) for name in columns)


def export_cells(asset: Instrument, standing: Encumbered) -> Mapping[str, Any]:
    """What the columns say of an asset; a column that says nothing is missing."""
    facts = {name: value for name, value in facts_of(asset).items() if value is not None and value != ""}
    cells = {column_of(name): value for name, value in facts.items()}
    cells["status"] = STATUS_OF[asset.eligibility]
    cells["title_status"] = asset.title_status.replace("_", " ")
    cells["encumbered"], cells["encumbrance_amount"] = standing
    cells.update(derived.of_export(facts))
    return cells
