"""The standing cast, the plan, and databases that behave like the real one."""

import datetime
import os
import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.contrib.auth import get_user_model
from django.db import connections

from approvals.models import Body, Memorandum, Rehearsal
from approvals.services.documents import store_document
from approvals.services.memorandum import record_memorandum
from approvals.services.reference_data import load_reference_data
from portal.demo.people import Cast, officers, officials
from tests.servers import TEMPLATE, in_database

SIGNING_DATE = datetime.date(2025, 12, 12)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """One clone of the migrated template for each worker, used as the application's role."""
    name = clone_template()
    with django_db_blocker.unblock():
        connections["default"].settings_dict["NAME"] = name
    yield
    with django_db_blocker.unblock():
        connections["default"].close()
    drop_database(name)


class CommittedDatabase:
    """A database of the test's own in which everything commits, for what crosses processes, threads or the chain."""

    def __init__(self, name: str) -> None:
        self.name = name

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of a child process that works on this database."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.test",
            "DATABASE_URL": in_database(os.environ["DATABASE_URL"], self.name),
            "MIGRATION_DATABASE_URL": in_database(os.environ["MIGRATION_DATABASE_URL"], self.name),
            **more,
        }


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[CommittedDatabase]:
    """A fresh clone as the default database; it is dropped afterwards, since add-only tables cannot be flushed."""
    name = clone_template()
    default = connections["default"]
    before = default.settings_dict["NAME"]
    with django_db_blocker.unblock():
        default.close()
        default.settings_dict["NAME"] = name
        try:
            yield CommittedDatabase(name)
        finally:
            default.close()
            default.settings_dict["NAME"] = before
    drop_database(name)


def clone_template() -> str:
    """A new database cloned from the migrated template, owned by the migrating role."""
    name = f"portal_{uuid.uuid4().hex[:12]}"
    _as_owner(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    return name


def drop_database(name: str) -> None:
    """Drops a clone, whoever still holds a connection."""
    _as_owner(f"DROP DATABASE {name} WITH (FORCE)")


def _as_owner(statement: str) -> None:
    connection = psycopg2.connect(in_database(os.environ["MIGRATION_DATABASE_URL"], "postgres"))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()


@pytest.fixture
def some_db(request: pytest.FixtureRequest) -> None:
    """The database that the test asked for: a committed one, or else one transaction that is rolled back."""
    request.getfixturevalue("committed_db" if "committed_db" in request.fixturenames else "db")


@pytest.fixture
def rehearsal(some_db: None) -> Rehearsal:
    """A rehearsal that begins on the day the memorandum was signed."""
    from approvals.services.business_date import create_rehearsal

    return create_rehearsal(start=SIGNING_DATE)


@pytest.fixture
def on_date(rehearsal: Rehearsal) -> Callable[[datetime.date], None]:
    """Moves the business date forward."""
    from approvals.services.business_date import advance_business_date

    def move(to: datetime.date) -> None:
        advance_business_date(to=to)

    return move


@pytest.fixture
def reference_data(rehearsal: Rehearsal) -> None:
    """Bodies, required sign-offs, stages, gates and criteria."""
    load_reference_data()


@pytest.fixture
def cast(reference_data: None) -> Cast:
    """The standing cast: one person for every role, two officers for every deciding body. Nobody has a password."""
    bodies = {body.code: body for body in Body.objects.all()}
    people = {
        person.username: get_user_model().objects.create_user(
            username=person.username, full_name=person.full_name, role=person.role, body_code=person.body_code
        )
        for person in [*officials(), *officers(bodies)]
    }
    return Cast(people)


@pytest.fixture
def plan(cast: Cast) -> Memorandum:
    """The memorandum of 12 December 2025 with its ceiling of USD 2 billion."""
    return record_memorandum(
        actor=cast.programme_lead,
        title="Memorandum of understanding of 12 December 2025",
        parties="Ministry of Finance, Pakistan; Binance Investments Co., Ltd.",
        signed_on=SIGNING_DATE,
        months=6,
        ceiling_usd=Decimal("2000000000.00"),
        terms="Non-binding, no exclusivity, no procurement commitment, under Pakistani law.",
    )


@pytest.fixture
def paper(plan: Memorandum) -> Callable[..., Any]:
    """Makes an illustrative evidence paper, stored by the person who needs it."""

    def make(actor: Any, title: str = "Illustrative paper") -> Any:
        text = f"{title}\nIllustrative. Test only - no legal title. {uuid.uuid4()}\n"
        return store_document(actor=actor, title=title, file_name="paper.txt", content=text.encode())

    return make


@pytest.fixture(scope="session")
def anvil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A real local chain for this worker that mines at once; `chain` gives a test its own state of it."""
    from portal.embedded import EmbeddedAnvil

    node = EmbeddedAnvil(Path(tmp_path_factory.mktemp("anvil")), block_time=None)
    node.start()
    yield node
    node.stop()


@pytest.fixture
def story(cast: Cast, plan: Memorandum, paper: Callable[..., Any]) -> Any:
    """Tells what happens to sample assets, step by step."""
    from tests.stories import Story

    return Story(cast, paper)


@pytest.fixture
def case_in_stage_6(story: Any) -> Any:
    """The twelve-month bill, past G4, before the sign-offs."""
    return story.in_stage_6()
