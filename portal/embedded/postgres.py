"""A real PostgreSQL server out of a Python package, over a folder of its own."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg2
from psycopg2 import sql

from portal.embedded import ports
from portal.embedded.exceptions import EmbeddedServerError
from portal.embedded.files import read_json_object, write_private_json
from portal.embedded.listening import start_listening
from portal.embedded.postgres_home import PostgresHome, find_home, remove_home
from portal.embedded.process import ServerProcess, is_our_server

DATABASE = "portal"
SUPERUSER = "postgres"
OWNER_ROLE = "portal_owner"
APPLICATION_ROLE = "portal_app"
START_SECONDS = 90.0
#: SIGINT is PostgreSQL's fast shutdown (sessions are ended, data are written), SIGQUIT the immediate one.
STOP_SIGNALS = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0))


def _silent(_: str) -> None:
    """Say nothing: for callers that do not want to hear."""


class EmbeddedPostgres:
    """PostgreSQL over `data_folder`, on a free port of 127.0.0.1, with two roles besides the superuser.

    `portal_owner` owns the database `portal` and may create others; `portal_app` may connect and use what it is
    granted. Passwords are random and kept in a file of mode 0600. With `durable=False` nothing waits for the disk:
    quick, and only for data that may be lost.
    """

    def __init__(self, data_folder: Path, *, durable: bool = True, say: Callable[[str], None] = _silent) -> None:
        self._folder = Path(data_folder).resolve()
        self._durable = durable
        self._say = say
        self._process: ServerProcess | None = None
        self._port: int | None = None
        self._passwords: dict[str, str] = {}

    @property
    def owner_url(self) -> str:
        """The address for the role that owns the tables and migrates."""
        return self._url(OWNER_ROLE, DATABASE)

    @property
    def application_url(self) -> str:
        """The address for the role that the portal works with."""
        return self._url(APPLICATION_ROLE, DATABASE)

    @property
    def superuser_url(self) -> str:
        """The address for the superuser, in the database `postgres`."""
        return self._url(SUPERUSER, "postgres")

    def maintenance_url(self, database: str) -> str:
        """The address for the owning role in another database, for example `postgres` to create databases."""
        return self._url(OWNER_ROLE, database)

    @property
    def pid(self) -> int | None:
        """The number of the server's process, None where it does not run."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the server and wait until it answers and the roles and the database are there.

        Makes the data where there are none, and stops a server that a killed run left alive over them.
        Raises EmbeddedServerError with a sentence for a person.
        """
        if self._process is not None and self._process.is_alive():
            return
        home = find_home(self._folder, self._say)
        self._passwords = self._load_passwords(home)
        process = ServerProcess("PostgreSQL", self._folder, mark=home.cluster, stop_signals=STOP_SIGNALS)
        self._stop_leftover(home, process)
        if not (home.cluster / "PG_VERSION").exists():
            self._initialise(home)
        _require_same_version(home)
        self._process = process
        try:
            self._start_on_a_port(home, process)
            self._prepare()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server: sessions are ended, data are written. Does nothing when it does not run."""
        if self._process is not None:
            self._process.stop()

    def discard(self) -> None:
        """Stop the server and remove its data for good, also what was put below /var/tmp."""
        self.stop()
        remove_home(self._folder)

    def _url(self, role: str, database: str) -> str:
        if self._port is None:
            raise EmbeddedServerError("PostgreSQL has not been started, so it has no address yet.")
        return f"postgresql://{role}:{self._passwords[role]}@{ports.LOOPBACK}:{self._port}/{database}"

    def _load_passwords(self, home: PostgresHome) -> dict[str, str]:
        path = self._folder / "passwords.json"
        stored = read_json_object(path)
        if stored is None:
            if (home.cluster / "PG_VERSION").exists():
                raise EmbeddedServerError(
                    f"The passwords of PostgreSQL's data in {home.cluster} are gone: {path} is missing. "
                    f"Bring that file back, or begin anew by removing {self._folder}."
                )
            stored = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, OWNER_ROLE, APPLICATION_ROLE)}
            write_private_json(path, stored)
        return {str(role): str(password) for role, password in stored.items()}

    def _stop_leftover(self, home: PostgresHome, process: ServerProcess) -> None:
        note = home.cluster / "postmaster.pid"
        try:
            pid = int(note.read_text(encoding="ascii", errors="replace").splitlines()[0])
        except (FileNotFoundError, ValueError, IndexError):
            pid = None
        if pid is not None and is_our_server(pid, home.cluster):
            process.stop_leftover(pid)
            self._say(f"PostgreSQL of a run that was killed still worked on {home.cluster}; it was stopped.")
        elif pid is not None:
            self._say("PostgreSQL was not stopped properly last time; it repairs its data from its journal.")

    def _initialise(self, home: PostgresHome) -> None:
        """Make the data. They appear under their name only when complete, so that an interrupted try leaves nothing."""
        self._say("Making PostgreSQL's data ...")
        parent = home.cluster.parent
        for abandoned in parent.glob("initialising-*"):  # of a try that was killed
            shutil.rmtree(abandoned)
        workplace = Path(tempfile.mkdtemp(prefix="initialising-", dir=parent))
        try:
            fresh, password_file = workplace / "cluster", workplace / "password"
            fresh.mkdir(mode=0o700)
            descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as stream:
                stream.write(self._passwords[SUPERUSER] + "\n")
            if home.account:
                workplace.chmod(0o711)
                for path in (fresh, password_file):
                    os.chown(path, home.account.uid, home.account.gid)
            command = [
                str(home.program("initdb")),
                f"--pgdata={fresh}",
                f"--username={SUPERUSER}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                # PostgreSQL's own C.UTF-8 sorts the same on every system, whatever locales that has.
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
            ]
            if not self._durable:
                command.append("--no-sync")
            done = subprocess.run(
                command,
                cwd="/",
                env=_environment(),
                user=home.account.uid if home.account else None,
                group=home.account.gid if home.account else None,
                extra_groups=[] if home.account else None,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode != 0:
                words = (done.stderr or done.stdout).strip()
                raise EmbeddedServerError(f"PostgreSQL's data cannot be made in {parent}. initdb says:\n{words}")
            fresh.rename(home.cluster)
        except OSError as error:
            raise EmbeddedServerError(f"PostgreSQL's data cannot be made in {parent}: {error}.") from error
        finally:
            shutil.rmtree(workplace, ignore_errors=True)

    def _start_on_a_port(self, home: PostgresHome, process: ServerProcess) -> None:
        def launch(port: int) -> None:
            self._port = port
            process.start(
                [home.program("postgres"), "-D", home.cluster, *self._options(port)],
                environment=_environment(),
                folder=home.cluster,
                account=home.account,
            )

        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                start_listening(
                    process,
                    note=self._folder / "port",
                    say=self._say,
                    launch=launch,
                    answers=lambda port: self._answers(),
                    seconds=START_SECONDS,
                )
            except EmbeddedServerError:
                # The sessions of a server that was killed outlive it for a moment and hold its shared memory.
                if "shared memory" not in process.last_log_lines() or time.monotonic() > deadline:
                    raise
                time.sleep(0.5)
            else:
                return

    def _options(self, port: int) -> list[str]:
        settings = {
            "listen_addresses": ports.LOOPBACK,
            "port": str(port),
            "unix_socket_directories": "",
            "max_connections": "100",
            "shared_buffers": "64MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_destination": "stderr",
            "logging_collector": "off",
        }
        if not self._durable:
            settings |= {
                "fsync": "off",
                "synchronous_commit": "off",
                "full_page_writes": "off",
                "wal_level": "minimal",
                "max_wal_senders": "0",
            }
        return [f"--{name}={value}" for name, value in settings.items()]

    def _answers(self) -> bool:
        try:
            psycopg2.connect(self.superuser_url, connect_timeout=5).close()
        except psycopg2.OperationalError as error:
            if "password authentication failed" in str(error):
                raise EmbeddedServerError(
                    f"PostgreSQL's data in {self._folder} have other passwords than {self._folder / 'passwords.json'}. "
                    f"Bring the right file back, or begin anew by removing {self._folder}."
                ) from error
            return False
        return True

    def _prepare(self) -> None:
        """Bring roles, database and grants into the state that the class promises; what is there already stays."""
        with closing(psycopg2.connect(self.superuser_url)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                for role, rights in ((OWNER_ROLE, "LOGIN CREATEDB"), (APPLICATION_ROLE, "LOGIN")):
                    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                    verb = "ALTER" if cursor.fetchone() else "CREATE"
                    cursor.execute(
                        sql.SQL(f"{verb} ROLE {{}} {rights} PASSWORD {{}}").format(
                            sql.Identifier(role), sql.Literal(self._passwords[role])
                        )
                    )
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if not cursor.fetchone():
                    cursor.execute(
                        sql.SQL("CREATE DATABASE {} OWNER {}").format(
                            sql.Identifier(DATABASE), sql.Identifier(OWNER_ROLE)
                        )
                    )
        with closing(psycopg2.connect(self._url(SUPERUSER, DATABASE))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                name, application = sql.Identifier(DATABASE), sql.Identifier(APPLICATION_ROLE)
                cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
                cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, application))
                cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(application))


def _environment() -> dict[str, str]:
    """Nothing of the starter's environment: variables such as PGDATA or PGPORT would change what the server does."""
    return {"PATH": os.defpath, "LC_ALL": "C"}


def _require_same_version(home: PostgresHome) -> None:
    """Raise EmbeddedServerError when the data were made by another major version than the programs."""
    data = (home.cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    said = subprocess.run(
        [home.program("postgres"), "--version"], capture_output=True, text=True, check=True, env=_environment()
    ).stdout
    programs = said.split()[-1].split(".")[0]
    if data != programs:
        raise EmbeddedServerError(
            f"PostgreSQL's data in {home.cluster} were made by version {data}, and the installed package is version "
            f"{programs}. Install the older package again, or begin anew by removing the folder."
        )
