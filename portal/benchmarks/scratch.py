"""A PostgreSQL server for one benchmark, out of the package and in a folder of its own; nothing of it is left afterwards.

Nothing else than the programs is shared with the portal's own server, so what is measured can neither touch nor be touched
by what somebody keeps there.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg2
from django.contrib.auth import get_user_model
from django.db import connection
from psycopg2 import sql

from approvals.business_date import business_date
from approvals.models import Body
from approvals.services.documents import store_document
from approvals.services.memorandum import record_memorandum
from approvals.services.reference_data import load_reference_data
from assets.services.rates import record_rate
from portal.demo.people import Cast, officers, officials
from portal.demo.processes import ProcessFailed
from portal.embedded import EmbeddedPostgres
from portal.settings.database import parse_database_url
from portal.settings.env import PROJECT

Say = Callable[[str], Any]

#: The database that has everything a study begins with, from which each part of a benchmark gets a copy of its own.
TEMPLATE = "benchmark_template"


class Scratch:
    """A running server of the benchmark's own."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self._server = server
        self._name = ""

    @contextmanager
    def database(self, name: str) -> Iterator[None]:
        """A fresh copy as the default database of this process, used as the application's role; dropped at the end."""
        self._own("postgres", f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        before = dict(connection.settings_dict)
        connection.close()
        connection.settings_dict.update(parse_database_url(_in_database(self._server.application_url, name)))
        self._name = name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict.clear()
            connection.settings_dict.update(before)
            self._name = ""
            self._run(_in_database(self._server.superuser_url, "postgres"), f"DROP DATABASE {name} WITH (FORCE)")

    def settle(self) -> None:
        """Tells the planner what the tables hold, as PostgreSQL does by itself a minute after they were filled."""
        self._own(self._name, "VACUUM ANALYZE")

    def migrate(self) -> None:
        """Makes the template. Raises ProcessFailed where it cannot be migrated."""
        self._own("postgres", f"CREATE DATABASE {TEMPLATE}")
        environment = {
            **os.environ,
            "DATABASE_URL": _in_database(self._server.application_url, TEMPLATE),
            "MIGRATION_DATABASE_URL": self._server.maintenance_url(TEMPLATE),
        }
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"]
        if subprocess.run(command, cwd=PROJECT, env=environment, check=False).returncode:
            raise ProcessFailed("`manage.py migrate` did not succeed; what it said stands above.")

    def _own(self, database: str, statement: str) -> None:
        self._run(self._server.maintenance_url(database), statement)

    def _run(self, url: str, statement: str) -> None:
        with closing(psycopg2.connect(url)) as own:
            own.autocommit = True
            with own.cursor() as cursor:
                cursor.execute(sql.SQL(statement))


@contextmanager
def scratch(say: Say) -> Iterator[Scratch]:
    """The server with its migrated template; stopped and removed at the end.

    Raises EmbeddedServerError where it cannot be started, ProcessFailed where it cannot be migrated.
    """
    folder = Path(tempfile.mkdtemp(prefix="portal-benchmark-"))
    server = EmbeddedPostgres(folder / "postgres")
    try:
        say("Starting a PostgreSQL server for the benchmark alone ...")
        server.start()
        own = Scratch(server)
        own.migrate()
        yield own
    finally:
        server.discard()
        shutil.rmtree(folder, ignore_errors=True)


def begin_study() -> Cast:
    """Bodies, people, the memorandum as of today, one exchange rate and one paper, in the default database."""
    load_reference_data()
    bodies = {body.code: body for body in Body.objects.all()}
    cast = Cast(
        {
            person.username: get_user_model().objects.create_user(
                username=person.username, full_name=person.full_name, role=person.role, body_code=person.body_code
            )
            for person in [*officials(), *officers(bodies)]
        }
    )
    record_memorandum(
        actor=cast.programme_lead,
        title="Memorandum of a benchmark",
        parties="Illustrative; illustrative",
        signed_on=business_date(),
        months=6,
        ceiling_usd=Decimal("2000000000.00"),
        terms="Illustrative.",
    )
    record_rate(
        actor=cast.case_officer,
        base="USD",
        quote="PKR",
        rate=Decimal("280.00"),
        on_date=business_date(),
        source="Illustrative fixing",
    )
    store_document(
        actor=cast.case_officer,
        title="Illustrative paper",
        file_name="paper.txt",
        content=b"Illustrative. Test only.\n",
    )
    return cast


def _in_database(url: str, name: str) -> str:
    """The same server and role, another database."""
    return url.rsplit("/", 1)[0] + "/" + name
