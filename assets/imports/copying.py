"""Writing many assets by COPY, with their parts, encumbrances and the rows by which they came."""

import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any, NamedTuple, Self

from django.db import connection, models

from approvals.business_date import business_date
from assets.facts import stored_form
from assets.family import PARTS, empty_value, facts_of, parts_of
from assets.imports.rows import AssetRow, copied
from assets.models import Encumbrance, ImportedAsset, Instrument

NULL = "\\N"
#: Characters that the driver takes at a time. With its usual 8192 it would wait for Python's lock hundreds of times a chunk.
PIECE = 1 << 20
#: What the register keeps beside an asset's facts, in the order in which it is written.
_KEPT = ("registered_by", "registered_on", "version")


#: Every table that is written, those that others refer to first.
TABLES: tuple[type[models.Model], ...] = (Instrument, *PARTS.values(), Encumbrance, ImportedAsset)


#: The columns of records beside the facts.
_BESIDE: Mapping[type[models.Model], tuple[str, ...]] = {
    Encumbrance: (
        "instrument_id",
        "kind",
        "holder",
        "currency",
        "amount",
        "statement",
        "document_id",
        "recorded_by_id",
        "recorded_on",
    ),
    ImportedAsset: ("instrument_id", "run_id", "row"),
}


class _Layout(NamedTuple):
    """The facts of a table in their order, and how COPY writes one that is not stated."""

    facts: tuple[str, ...]
    empty: tuple[str, ...]
    statement: str


class Writer:
    """Writes the rows of one import. The caller's transaction holds it all.

    PostgreSQL writes one chunk while the next is read, on a thread; whoever wants to use the connection settles first.
    """

    def __init__(self, *, run_id: int, actor: Any) -> None:
        self._run_id = run_id
        self._actor = actor.pk
        self._today = business_date().isoformat()
        self._digest = hashlib.sha256()
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._open: Future[None] | None = None
        self.added = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._thread.shutdown()  # waits, so that nothing writes into what is rolled back

    @property
    def digest(self) -> str:
        """SHA-256 over the lines of facts (`facts_line`) of the assets in the order in which they were written."""
        return self._digest.hexdigest()

    def settle(self) -> None:
        """Waits until the last chunk is written. Raises IntegrityError where a number or ISIN of it is taken."""
        if self._open is not None:
            with connection.wrap_database_errors:
                self._open.result()
            self._open = None

    def write(self, rows: Sequence[AssetRow]) -> None:
        """Begins to write the assets, after settling what was begun before. Raises what `settle` does."""
        self.settle()
        if not rows:
            return
        lines: dict[type[models.Model], list[str]] = {model: [] for model in TABLES}
        kept = f"{self._actor}\t{self._today}\t1\n"
        for key, row in zip(_new_keys(len(rows)), rows, strict=True):
            self._add(lines, key, row, kept)
        copies = [(_statement(model), io.StringIO("".join(found))) for model, found in lines.items() if found]
        # Django gives a connection to one thread only; the driver's own cursor may be handed on.
        self._open = self._thread.submit(_copied_all, connection.cursor().cursor, copies)
        self.added += len(rows)

    def _add(self, lines: dict[type[models.Model], list[str]], key: int, row: AssetRow, kept: str) -> None:
        kind, get = row.facts["instrument_type"], row.written.get
        layout = _layout(Instrument)
        line = "\t".join(map(get, layout.facts, layout.empty))
        lines[Instrument].append(f"{key}\t{line}\t{kept}")
        self._digest.update(line.encode())
        for part in parts_of(kind):
            model = PARTS[part]
            layout = _layout(model)
            line = "\t".join(map(get, layout.facts, layout.empty))
            lines[model].append(f"{key}\t{line}\n")
            self._digest.update(b"\t" + line.encode())
        self._digest.update(b"\n")
        if stated := row.encumbrance:
            amount = NULL if stated.amount is None else f"{stated.amount:.2f}"
            lines[Encumbrance].append(
                f"{key}\t{stated.kind}\t\t{stated.currency}\t{amount}\t\t{NULL}\t{self._actor}\t{self._today}\n"
            )
        lines[ImportedAsset].append(f"{key}\t{self._run_id}\t{row.number}\n")


def facts_line(instrument: Instrument) -> str:
    """An asset's facts as one line, as the digest of an import has it: its own and its parts', in the order of the columns.

    A fact that is not stated is empty, or `\\N` where its column has no empty value.
    """
    facts = facts_of(instrument)
    models_of_kind = (Instrument, *(PARTS[part] for part in parts_of(instrument.instrument_type)))
    return "\t".join(
        _written(name, facts.get(name), empty)
        for model in models_of_kind
        for name, empty in zip(_layout(model).facts, _layout(model).empty, strict=True)
    )


def digest_of(instruments: Iterable[Instrument]) -> str:
    """The digest of assets as they stand in the register, in the order in which they are given."""
    digest = hashlib.sha256()
    for instrument in instruments:
        digest.update(facts_line(instrument).encode() + b"\n")
    return digest.hexdigest()


def _copied_all(cursor: Any, copies: Iterable[tuple[str, io.StringIO]]) -> None:
    with cursor:
        for statement, lines in copies:
            cursor.copy_expert(statement, lines, PIECE)


def _written(name: str, value: Any, empty: str) -> str:
    return empty if value is None or value == "" else copied(stored_form(name, value))


def _new_keys(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('assets_instrument', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [key for (key,) in cursor.fetchall()]


@cache
def _layout(model: type[models.Model]) -> _Layout:
    fields = [
        field
        for field in model._meta.concrete_fields
        if field.name not in ("id", "instrument") and field.name not in _KEPT
    ]
    empty = tuple(NULL if field.null else copied(str(empty_value(field.name) or "")) for field in fields)
    columns = [field.column for field in fields]
    beside = ["id", *columns, "registered_by_id", "registered_on", "version"]
    names = beside if model is Instrument else ["instrument_id", *columns]
    return _Layout(tuple(field.name for field in fields), empty, _copy(model, names))


@cache
def _statement(model: type[models.Model]) -> str:
    if model in _BESIDE:
        return _copy(model, _BESIDE[model])
    return _layout(model).statement


def _copy(model: type[models.Model], columns: Iterable[str]) -> str:
    quoted = ", ".join(f'"{column}"' for column in columns)
    return f'COPY "{model._meta.db_table}" ({quoted}) FROM STDIN'
