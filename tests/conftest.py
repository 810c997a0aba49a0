"""The standing cast, the plan, and databases that behave like the real one."""

import datetime
import io
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
from django.utils import translation

from approvals.models import Body, Memorandum, Rehearsal
from approvals.services.documents import store_document
from approvals.services.memorandum import record_memorandum
from approvals.services.reference_data import load_reference_data
from portal.demo.people import Cast, officers, officials
from tests.chain_reader import ChainReader
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
    """Drops a clone, whoever still holds a connection: the server's own cleaner as well, which only it may end."""
    _run(os.environ["PORTAL_TEST_SUPERUSER_URL"], f"DROP DATABASE {name} WITH (FORCE)")


def _as_owner(statement: str) -> None:
    _run(os.environ["MIGRATION_DATABASE_URL"], statement)


def _run(url: str, statement: str) -> None:
    connection = psycopg2.connect(in_database(url, "postgres"))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Every test begins and ends in English; a request in Urdu would leave its language behind in the thread."""
    translation.activate("en")
    yield
    translation.activate("en")


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


class Chain:
    """A node as the tests drive it: its address, and a few words of the development interface."""

    def __init__(self, node: Any) -> None:
        self.node = node
        self.rpc_url: str = node.rpc_url
        self.reader = ChainReader(node.rpc_url)

    def mine(self, blocks: int = 1) -> None:
        """Adds blocks at once, so that nothing need wait for depth."""
        self.reader.call("anvil_mine", hex(blocks))

    def work(self, passes: int = 40) -> None:
        """Lets the worker's pass run, with blocks between, until nothing is open any more."""
        from tokenisation.services.work import work_on_chain

        for _ in range(passes):
            if not work_on_chain().waiting:
                return
            self.mine(3)
        raise AssertionError(f"after {passes} passes there is still open work")


@pytest.fixture(scope="session")
def anvil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A real local chain for this worker that mines every transaction at once, and keeps all history."""
    from portal.embedded import EmbeddedAnvil

    node = EmbeddedAnvil(Path(tmp_path_factory.mktemp("anvil")), block_time=None, keep_history=True)
    node.start()
    yield node
    node.stop()


@pytest.fixture(scope="session")
def ticking_anvil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A real local chain with a block each second, as the demo has it, for stories with real workers."""
    from portal.embedded import EmbeddedAnvil

    node = EmbeddedAnvil(Path(tmp_path_factory.mktemp("ticking-anvil")), block_time=1)
    node.start()
    yield node
    node.stop()


@pytest.fixture(scope="session")
def keys() -> None:
    """The duties' test keys in the session's own folder, made once for all workers."""
    from tokenisation.keys import ensure_keys

    ensure_keys()


@pytest.fixture
def chain(anvil: Any, keys: None, settings: Any) -> Iterator[Chain]:
    """The chain at which the portal works in this test; whatever happens on it is taken back afterwards."""
    node = Chain(anvil)
    snapshot = node.reader.call("evm_snapshot")
    settings.CHAIN_RPC_URL = node.rpc_url
    yield node
    node.reader.call("evm_revert", snapshot)


@pytest.fixture
def live_chain(ticking_anvil: Any, keys: None, settings: Any) -> Chain:
    """The ticking chain; every test works on tokens of its own on it."""
    settings.CHAIN_RPC_URL = ticking_anvil.rpc_url
    return Chain(ticking_anvil)


@pytest.fixture
def prepared(request: pytest.FixtureRequest, plan: Memorandum) -> Chain:
    """Keys, funds and the first epoch on the chain that the test asked for."""
    from django.core.management import call_command

    live = "live_chain" in request.fixturenames
    node: Chain = request.getfixturevalue("live_chain" if live else "chain")
    call_command("prepare_chain", verbosity=0, stdout=io.StringIO())
    return node


@pytest.fixture
def case_with_token(prepared: Chain, story: Any) -> Any:
    """The twelve-month bill past G5, with its token deployed and confirmed: `(case, deployment)`."""
    return story.ready_to_mint(prepared)


@pytest.fixture
def investors(cast: Cast, plan: Memorandum) -> Callable[[int], list[Any]]:
    """Makes so many allow-listed test investors."""
    from tokenisation.services.investors import register_investor

    def make(count: int) -> list[Any]:
        return [
            register_investor(
                actor=cast.first_treasury_operator,
                label=f"Test investor {number}",
                address=f"0x{0xE0000 + number:040x}",
                country="PK",
                kyc_valid_until=datetime.date(2027, 12, 31),
            )
            for number in range(count)
        ]

    return make


@pytest.fixture
def story(cast: Cast, plan: Memorandum, paper: Callable[..., Any], keys: None) -> Any:
    """Tells what happens to sample assets, step by step."""
    from tests.stories import Story
    from tokenisation.services.key_register import register_keys

    register_keys()
    return Story(cast, paper)


@pytest.fixture
def case_in_stage_6(story: Any) -> Any:
    """The twelve-month bill, past G4, before the sign-offs."""
    return story.in_stage_6()


@pytest.fixture
def broker(worker_id: str) -> str:
    """A database of the broker that no other worker of the tests uses, empty."""
    import redis

    number = 1 + int(worker_id.removeprefix("gw")) if worker_id.startswith("gw") else 1
    url = f"{os.environ['REDIS_URL'].rsplit('/', 1)[0]}/{number}"
    redis.Redis.from_url(url).flushdb()
    return url
