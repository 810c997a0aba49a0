"""The speed of the register's import beside a bare COPY of the same rows into the same tables."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import SpooledTemporaryFile, TemporaryDirectory
from typing import IO, Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import Model

from approvals.choices import Role
from assets.imports.copying import TABLES
from assets.models import Instrument, RegisterImport
from assets.models.register_import import ImportMode
from assets.services.imports import carry_out_import, check_run, start_import
from portal.benchmarks.asset_files import write_asset_file
from portal.benchmarks.ratios import Ratio

#: The least share of the bare COPY's speed.
GOAL = 1 / 3
#: COPY's text of one table that is kept in memory.
_IN_MEMORY = 1 << 20

Say = Callable[[str], Any]
#: A COPY statement, and what it reads.
Copy = tuple[str, IO[bytes]]


def measured(say: Say, rows: int = 100_000) -> list[Ratio]:
    """Imports a file of mixed assets into the database of this process, a migrated scratch one, and copies the same bare.

    The import reads, judges, compares and writes; the dry run before it is timed apart and said. The bare COPY is of the
    very rows that an import of the file writes, found by one that is rolled back, with the same keys and constraints; it
    is rolled back as well.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "assets.csv"
        write_asset_file(path, rows=rows)
        say(f"A file of {rows:,} assets of every kind, {path.stat().st_size / 1e6:.1f} MB.")
        run = _checked(path, say)
    with ExitStack() as files:
        copies = _rows_of(run, files)
        bare_seconds = _copied_bare(copies)
    say(f"Copied bare in {bare_seconds:.2f} s.")
    begin = time.perf_counter()
    run = carry_out_import(actor=run.started_by, run=run, mode=ImportMode.ALL_OR_NOTHING)
    seconds = time.perf_counter() - begin
    say(f"Imported in {seconds:.2f} s.")
    if run.added != rows:
        raise LookupError(f"{run.added:,} of {rows:,} assets were imported.")
    return [
        Ratio(
            what="Import of a CSV file of assets",
            bare="COPY of the same rows into the same tables",
            count=rows,
            seconds=seconds,
            bare_seconds=bare_seconds,
            goal=GOAL,
        )
    ]


def _checked(path: Path, say: Say) -> RegisterImport:
    """The file after its dry run, brought by a case officer of the benchmark."""
    officer, _is_new = get_user_model().objects.get_or_create(
        username="benchmark.officer", defaults={"full_name": "Benchmark officer", "role": Role.CASE_OFFICER}
    )
    begin = time.perf_counter()
    with path.open("rb") as file:
        run = start_import(actor=officer, file=file, file_name=path.name)
    if run.is_open:
        run = check_run(run)
    say(f"Stored and looked at in {time.perf_counter() - begin:.2f} s: {run.good:,} good, {run.wrong:,} wrong.")
    return run


def _rows_of(run: RegisterImport, files: ExitStack) -> list[Copy]:
    """What an import of the file writes into each table, from one that is rolled back."""
    with transaction.atomic():
        carry_out_import(actor=run.started_by, run=run, mode=ImportMode.ALL_OR_NOTHING)
        copies = [_rows_in(model, run, files) for model in TABLES]
        transaction.set_rollback(True)
    return copies


def _rows_in(model: type[Model], run: RegisterImport, files: ExitStack) -> Copy:
    columns = [field.column for field in model._meta.concrete_fields if field.column != "id" or model is Instrument]
    named = ", ".join(f'"{column}"' for column in columns)
    key = "id" if model is Instrument else "instrument_id"
    file = files.enter_context(SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 - the stack closes it
    query = (
        f'SELECT {named} FROM "{model._meta.db_table}" WHERE "{key}" IN '  # noqa: S608 - names of the models
        f'(SELECT instrument_id FROM assets_importedasset WHERE run_id = {run.pk}) ORDER BY "{key}"'
    )
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY ({query}) TO STDOUT", file)
    return f'COPY "{model._meta.db_table}" ({named}) FROM STDIN', file


def _copied_bare(copies: list[Copy]) -> float:
    """Seconds of the bare COPY, with its keys and constraints checked as the import's are."""
    with transaction.atomic(), connection.cursor() as cursor:
        begin = time.perf_counter()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement, file in copies:
            file.seek(0)
            cursor.copy_expert(statement, file)
        seconds = time.perf_counter() - begin
        transaction.set_rollback(True)
    return seconds
