"""The portal's own processes while the demo runs: web, worker and beat, each a child with a log of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from portal.embedded import free_port
from portal.settings.env import PROJECT

#: Seconds that a process has to finish what it is doing before it is killed.
GRACE = 20.0
#: How often one process is started again before something must be wrong with it.
PATIENCE = 5
FIRST_CHOICE_OF_PORT = 8000


class ProcessFailed(Exception):
    """A child ended or did not answer; the message says which and where its log is."""


class PortalProcesses:
    """Starts, watches and stops the children. They lead sessions of their own, so that Ctrl-C reaches only the parent."""

    def __init__(self, *, environment: Mapping[str, str], logs: Path) -> None:
        self._environment = dict(environment)
        self._logs = logs
        self._children: list[tuple[str, subprocess.Popen[bytes]]] = []
        self._revived: Counter[str] = Counter()
        self.port = free_port(FIRST_CHOICE_OF_PORT)

    @property
    def url(self) -> str:
        """The portal's address, by name: a passkey belongs to a name, and browsers make none for a bare address."""
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Starts web, worker and beat; raises ProcessFailed where the web server does not answer in time."""
        python = sys.executable
        celery = [python, "-m", "celery", "-A", "portal"]
        self._spawn(
            "web",
            [
                python,
                "-m",
                "gunicorn",
                "portal.wsgi",
                "--bind",
                f"127.0.0.1:{self.port}",
                "--workers",
                "2",
                "--timeout",
                "120",
            ],
        )
        self._spawn("worker", [*celery, "worker", "--concurrency", "1", "--loglevel", "INFO", "--without-mingle"])
        self._spawn(
            "beat", [*celery, "beat", "--loglevel", "INFO", "--schedule", str(self._logs.parent / "beat-schedule")]
        )
        self._wait_for_web()

    def require_alive(self) -> None:
        """Raises ProcessFailed where a child has ended by itself."""
        for name, child in self._children:
            if child.poll() is not None:
                raise ProcessFailed(f"The {name} process ended by itself; see {self._logs / name}.log.")

    def revive(self, say: Callable[[str], None]) -> None:
        """Starts a child again that ended by itself; raises ProcessFailed where that happens again and again."""
        for place, (name, child) in enumerate(self._children):
            if child.poll() is None:
                continue
            if self._revived[name] >= PATIENCE:
                raise ProcessFailed(
                    f"The {name} process ended by itself {PATIENCE + 1} times; see {self._logs / name}.log. "
                    "Nothing is lost: run the command again and it goes on from here."
                )
            self._revived[name] += 1
            say(f"The {name} process ended by itself; it is started again.")
            del self._children[place]
            self._spawn(name, [str(word) for word in child.args])  # type: ignore[union-attr]
            return

    def stop(self) -> None:
        """Asks every child to finish, newest first, and kills those that do not."""
        for _, child in reversed(self._children):
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        for _, child in reversed(self._children):
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        self._children.clear()

    def _spawn(self, name: str, command: list[str]) -> None:
        self._logs.mkdir(parents=True, exist_ok=True)
        with (self._logs / f"{name}.log").open("ab") as log:
            child = subprocess.Popen(
                command,
                cwd=PROJECT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._children.append((name, child))

    def _wait_for_web(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            self.require_alive()
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise ProcessFailed(f"The web server did not answer at {self.url}; see {self._logs / 'web.log'}.")
