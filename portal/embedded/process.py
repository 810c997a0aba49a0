"""One server as a child process: started, watched, stopped, and found again after its starter was killed."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from portal.embedded.exceptions import EmbeddedServerError
from portal.embedded.files import make_folder, read_json_object, write_private_json

WITH_PARENT = Path(__file__).with_name("with_parent.py")
#: A log longer than this many bytes is put aside as `.1` when its server is started anew.
LONGEST_LOG = 5_000_000
POLL_SECONDS = 0.05


class PortTaken(EmbeddedServerError):
    """Another program took the port between our look and the server's start."""


@dataclass(frozen=True)
class Account:
    """A user of the operating system as whom a server runs instead of root."""

    name: str
    uid: int
    gid: int


class ServerProcess:
    """A server in a session of its own, so that Ctrl-C in the terminal reaches only the program that supervises it.

    `mark` is a path below the server's own data that stands in its command line. Nothing without it there is ever
    signalled: a number from an old pid file may by now belong to somebody else.
    """

    def __init__(
        self, name: str, data_folder: Path, *, mark: Path, stop_signals: Sequence[tuple[signal.Signals, float]]
    ):
        self.name = name
        self.mark = mark
        self.log = data_folder / "logs" / f"{name.lower()}.log"
        self.pid_file = data_folder / f"{name.lower()}.pid"
        self._stop_signals = stop_signals
        self._child: subprocess.Popen[bytes] | None = None
        self._log_begins = 0

    @property
    def pid(self) -> int | None:
        """The number of the running process, None where it does not run."""
        return self._child.pid if self.is_alive() and self._child else None

    def is_alive(self) -> bool:
        """Say whether the process that `start` made still runs."""
        return self._child is not None and self._child.poll() is None

    def start(
        self,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        folder: Path,
        account: Account | None = None,
    ) -> None:
        """Start the command. The environment is exactly the one given, so that the starter's own cannot interfere.

        On Linux the server gets its first stop signal when this process ends in whatever way.
        Raises EmbeddedServerError when the program cannot be started.
        """
        identity = [str(account.uid), str(account.gid)] if account else ["-", "-"]
        at_parents_end = str(int(self._stop_signals[0][0]))
        words = [sys.executable, "-I", "-S", str(WITH_PARENT), str(os.getpid()), at_parents_end, *identity]
        words += [str(word) for word in command]
        make_folder(self.log.parent)
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        descriptor = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            self._log_begins = os.fstat(descriptor).st_size
            self._child = _starter.start(words, descriptor, dict(environment), folder)
        except OSError as error:
            raise EmbeddedServerError(f"{self.name} cannot be started: {error}.") from error
        finally:
            os.close(descriptor)
        write_private_json(self.pid_file, {"pid": self._child.pid})

    def wait_until_ready(self, is_ready: Callable[[], bool], *, seconds: float) -> None:
        """Wait until `is_ready` says yes; asked again and again while the process lives.

        Raises PortTaken or EmbeddedServerError, with the last lines of the log, when it ends or takes too long.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self.is_alive():
                words = self.last_log_lines()
                kind = PortTaken if "Address already in use" in words else EmbeddedServerError
                raise kind(f"{self.name} ended while it was starting. The end of {self.log}:\n{words}")
            if is_ready():
                return
            time.sleep(POLL_SECONDS)
        raise EmbeddedServerError(
            f"{self.name} did not answer within {seconds:g} seconds. The end of {self.log}:\n{self.last_log_lines()}"
        )

    def last_log_lines(self, count: int = 8) -> str:
        """The last lines that this start of the server wrote, indented for a message."""
        try:
            with self.log.open("rb") as stream:
                stream.seek(max(self._log_begins, self.log.stat().st_size - 20_000))
                lines = stream.read().decode("utf-8", "replace").splitlines()
        except OSError:
            lines = []
        return "\n".join(f"    {line}" for line in lines[-count:]) or "    (nothing was logged)"

    def stop(self) -> None:
        """Stop the server, politely at first. Does nothing when it does not run.

        Raises EmbeddedServerError when even SIGKILL does not end it.
        """
        child, self._child = self._child, None
        if child is None:
            return
        try:
            _signal_until_gone(child.pid, self._stop_signals, lambda: child.poll() is not None, self.name)
        except BaseException:
            self._child = child
            raise
        child.wait()
        self.pid_file.unlink(missing_ok=True)

    def stop_leftover(self, pid: int | None = None) -> bool:
        """Stop a server that a killed run left alive over the same data; say whether there was one.

        `pid` is the server's own note of its number where it keeps one, else ours is used.
        """
        if pid is None:
            note = read_json_object(self.pid_file) or {}
            pid = note.get("pid") if isinstance(note.get("pid"), int) else None
        if pid is None or not is_our_server(pid, self.mark):
            self.pid_file.unlink(missing_ok=True)
            return False
        _signal_until_gone(pid, self._stop_signals, lambda: not is_our_server(pid, self.mark), self.name)
        self.pid_file.unlink(missing_ok=True)
        return True


def is_our_server(pid: int, mark: Path) -> bool:
    """Say whether the process lives and its command line names the data folder `mark`."""
    proc = Path(f"/proc/{pid}")
    if Path("/proc/self/cmdline").exists():
        try:
            words = (proc / "cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return any(os.fsencode(mark) in word for word in words)
    listing = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return str(mark) in listing.stdout


def _signal_until_gone(
    pid: int, signals: Sequence[tuple[signal.Signals, float]], is_gone: Callable[[], bool], name: str
) -> None:
    """Send one signal after the other, each followed by a wait of its seconds, until the process is gone."""
    for number, seconds in (*signals, (signal.SIGKILL, 10.0)):
        if is_gone():
            return
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        except PermissionError as error:
            raise EmbeddedServerError(
                f"{name} (process {pid}) belongs to another user and cannot be stopped by this one."
            ) from error
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if is_gone():
                return
            time.sleep(POLL_SECONDS)
    raise EmbeddedServerError(f"{name} (process {pid}) does not end, not even when killed. Restart the machine.")


class _Starter:
    """A thread that starts all children and lives as long as this process.

    Linux ends a child that dies with its parent when the parent's *thread* ends. Servers are started concurrently by
    threads that end soon, so one lasting thread has to do it for them.
    """

    def __init__(self) -> None:
        self._orders: queue.SimpleQueue[tuple[Callable[[], subprocess.Popen[bytes]], Future[subprocess.Popen[bytes]]]]
        self._orders = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._owner: int | None = None

    def start(self, words: list[str], log: int, environment: dict[str, str], folder: Path) -> subprocess.Popen[bytes]:
        """Start the words as a child of this process; raises OSError as Popen does."""

        def order() -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                words,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=0o077,
            )

        with self._lock:
            if self._owner != os.getpid():  # threads do not survive a fork
                self._orders = queue.SimpleQueue()
                threading.Thread(target=self._work, args=(self._orders,), name="server starter", daemon=True).start()
                self._owner = os.getpid()
        result: Future[subprocess.Popen[bytes]] = Future()
        self._orders.put((order, result))
        return result.result()

    @staticmethod
    def _work(
        orders: queue.SimpleQueue[tuple[Callable[[], subprocess.Popen[bytes]], Future[subprocess.Popen[bytes]]]],
    ) -> None:
        while True:
            order, result = orders.get()
            try:
                result.set_result(order())
            except Exception as error:  # noqa: BLE001 - handed to the caller, who raises it
                result.set_exception(error)


_starter = _Starter()
