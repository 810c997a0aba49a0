"""The embedded servers together: started at once, stopped together, never twice over the same data."""

from __future__ import annotations

import fcntl
import os
import signal
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Protocol, Self

from portal.embedded.anvil import EmbeddedAnvil
from portal.embedded.exceptions import EmbeddedServerError
from portal.embedded.files import make_folder, write_private_json
from portal.embedded.postgres import EmbeddedPostgres
from portal.embedded.valkey import EmbeddedValkey

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


class Server(Protocol):
    """What the supervisor asks of a server."""

    def start(self) -> None:
        """Start, and return when it answers."""

    @property
    def pid(self) -> int | None:
        """The number of the process, None where it does not run."""

    def stop(self) -> None:
        """Stop, and return when it is gone."""


class EmbeddedServers:
    """A context manager that runs those of PostgreSQL, Valkey and anvil whose address `environ` does not give.

    DATABASE_URL, REDIS_URL and CHAIN_RPC_URL each replace one. Data lie below `var`/embedded. While the servers run
    their addresses stand in `environment.json` there, for commands that are started beside. SIGTERM and SIGHUP end the
    program in an orderly way unless it handles them itself. `block_time` is in seconds.
    """

    def __init__(
        self,
        var: Path,
        *,
        environ: Mapping[str, str],
        say: Callable[[str], None],
        durable: bool = True,
        block_time: int | None = 1,
    ) -> None:
        self._folder = Path(var).resolve() / "embedded"
        self._environ = dict(environ)
        self._say = say
        self._durable = durable
        self._block_time = block_time
        self._postgres: EmbeddedPostgres | None = None
        self._valkey: EmbeddedValkey | None = None
        self._anvil: EmbeddedAnvil | None = None
        self._servers: list[tuple[str, Server]] = []
        self._lock: int | None = None
        self._handlers: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        """Start the servers. Raises EmbeddedServerError; then nothing is left running."""
        make_folder(self._folder)
        self._take_lock()
        try:
            self._end_orderly_on_signals()
            self._choose()
            self._start_all()
            write_private_json(self._folder / "environment.json", self.environment())
        except BaseException:
            self._stop_all()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the servers. Raises EmbeddedServerError when one of them could not be stopped."""
        problems = self._stop_all()
        if problems and error is None:
            raise EmbeddedServerError(" ".join(problems))

    def environment(self) -> dict[str, str]:
        """The addresses: those given are handed through, the others are the embedded servers'."""
        names = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL", "CHAIN_RPC_URL")
        addresses = {name: self._environ[name] for name in names if self._environ.get(name)}
        if self._postgres is not None:
            addresses["DATABASE_URL"] = self._postgres.application_url
            addresses["MIGRATION_DATABASE_URL"] = self._postgres.owner_url
        if self._valkey is not None:
            addresses["REDIS_URL"] = self._valkey.url
        if self._anvil is not None:
            addresses["CHAIN_RPC_URL"] = self._anvil.rpc_url
        return addresses

    def revive(self) -> None:
        """Start every server again that has ended by itself, over the same data and at the same address.

        Raises EmbeddedServerError where one cannot be started.
        """
        for name, server in self._servers:
            if server.pid is None:
                self._say(f"{name[0].upper()}{name[1:]} ended by itself; it is started again over the same data.")
                server.start()

    def _choose(self) -> None:
        if not self._environ.get("DATABASE_URL"):
            self._postgres = EmbeddedPostgres(self._folder / "postgres", durable=self._durable, say=self._say)
            self._servers.append(("PostgreSQL", self._postgres))
        if not self._environ.get("REDIS_URL"):
            self._valkey = EmbeddedValkey(self._folder / "valkey", say=self._say)
            self._servers.append(("Valkey", self._valkey))
        if not self._environ.get("CHAIN_RPC_URL"):
            self._anvil = EmbeddedAnvil(self._folder / "anvil", block_time=self._block_time, say=self._say)
            self._servers.append(("the local chain", self._anvil))

    def _start_all(self) -> None:
        if not self._servers:
            return
        pool = ThreadPoolExecutor(len(self._servers), thread_name_prefix="embedded server")
        starts = [pool.submit(server.start) for _, server in self._servers]
        try:
            errors = [error for error in (start.exception() for start in starts) if error is not None]
        finally:
            # An interrupted start is waited for as well, or a server would come up after all had been stopped.
            with _Unhurried():
                pool.shutdown()
        for error in errors:
            if not isinstance(error, EmbeddedServerError):
                raise error
        if errors:
            raise EmbeddedServerError("\n".join(str(error) for error in errors))

    def _stop_all(self) -> list[str]:
        """Stop everything in reverse order, whatever fails, and return the failures as sentences."""
        problems = []
        with _Unhurried():
            try:
                (self._folder / "environment.json").unlink(missing_ok=True)
                while self._servers:
                    name, server = self._servers.pop()
                    try:
                        server.stop()
                    except Exception as error:  # noqa: BLE001 - told below; the others must be stopped as well
                        problems.append(f"{name[0].upper()}{name[1:]} could not be stopped: {error}")
            finally:
                self._release_lock()
        for problem in problems:
            self._say(problem)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._handlers = {}
        return problems

    def _take_lock(self) -> None:
        path = self._folder / "lock"
        try:
            self._lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise EmbeddedServerError(f"{path} cannot be opened: {error.strerror}. Another user made it.") from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(self._lock, 20, 0).decode("ascii", "replace").strip()
            os.close(self._lock)
            self._lock = None
            raise EmbeddedServerError(
                f"The embedded servers over {self._folder} are already run by process {holder or '(just starting)'}. "
                f"Use those, or stop that process first."
            ) from error
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, f"{os.getpid()}\n".encode("ascii"), 0)

    def _release_lock(self) -> None:
        if self._lock is not None:
            os.ftruncate(self._lock, 0)
            os.close(self._lock)  # which lets go of the lock
            self._lock = None

    def _end_orderly_on_signals(self) -> None:
        """Let SIGTERM and SIGHUP leave the `with` block, where the program has no handler of its own for them."""
        if threading.current_thread() is not threading.main_thread():
            return  # only the main thread may set handlers
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_DFL:
                self._handlers[number] = signal.signal(number, _exit)


def _exit(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


class _Unhurried:
    """While servers are stopped a second Ctrl-C or SIGTERM is answered with a word, or it would leave some running."""

    def __init__(self) -> None:
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> None:
        if threading.current_thread() is threading.main_thread():
            for number in SIGNALS:
                self._before[number] = signal.signal(number, self._answer)

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _answer(self, number: int, frame: FrameType | None) -> None:
        # Not through `say`: a stream may not be written from a handler that interrupts a write to the same stream.
        os.write(2, b"The servers are being stopped; this takes a moment.\n")
