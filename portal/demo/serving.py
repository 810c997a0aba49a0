"""The demo's servers and processes, up for as long as somebody works with them.

The demo itself, the screenshots and the benchmark of the pages all stand on this, so that what is shown and measured is
what a visitor of the demo gets.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from portal.demo.processes import PortalProcesses, ProcessFailed
from portal.embedded import EmbeddedServers, install_npm_packages
from portal.languages.compiled import ensure_compiled
from portal.look import ensure_built
from portal.settings.env import PROJECT, VAR

Say = Callable[[str], None]


class ServedDemo:
    """The demo as it runs: its address, and the watch over its servers and processes."""

    def __init__(self, servers: EmbeddedServers, processes: PortalProcesses, say: Say) -> None:
        self._servers = servers
        self._processes = processes
        self._say = say

    @property
    def url(self) -> str:
        """The portal's address."""
        return self._processes.url

    def watch(self, seconds: float | None) -> None:
        """Keeps everything alive for so long, or until it is interrupted. Raises ProcessFailed where that is in vain."""
        ends = None if seconds is None else time.monotonic() + seconds
        while ends is None or time.monotonic() < ends:
            self._servers.revive()
            self._processes.revive(self._say)
            time.sleep(0.5)


@contextmanager
def served_demo(say: Say) -> Iterator[ServedDemo]:
    """Servers, processes and the study lived through; everything that was started is stopped at the end.

    Raises EmbeddedServerError or ProcessFailed with a sentence for people.
    """
    say("Preparing the packages that come from npm, and the look of the pages ...")
    if "CHAIN_RPC_URL" not in os.environ:
        install_npm_packages(PROJECT, production=True)
    ensure_built()
    ensure_compiled()
    say("Starting the servers ...")
    with EmbeddedServers(VAR, environ=os.environ, say=say) as servers:
        environment = {
            **os.environ,
            **servers.environment(),
            "PORTAL_DEMO_SIGN_IN": "true",
            "STATIC_ROOT": str(VAR / "static"),
        }
        _manage(environment, "migrate", "--verbosity", "0")
        _manage(environment, "collectstatic", "--no-input", "--clear", "--verbosity", "0")
        _manage(environment, "prepare_rehearsal")
        processes = PortalProcesses(environment=environment, logs=VAR / "logs")
        try:
            processes.start()
            say(f"The portal answers at {processes.url}. The study begins.\n")
            _manage(environment, "live_study", "--portal-url", processes.url)
            yield ServedDemo(servers, processes, say)
        finally:
            say("Stopping ...")
            processes.stop()


def _manage(environment: Mapping[str, str], *command: str) -> None:
    """Runs one management command as a child; an interrupt stops it first."""
    child = subprocess.Popen(
        [sys.executable, str(PROJECT / "manage.py"), *command], cwd=PROJECT, env=environment, start_new_session=True
    )
    try:
        code = child.wait()
    except KeyboardInterrupt:
        child.terminate()
        child.wait()
        raise
    if code:
        raise ProcessFailed(f"`manage.py {command[0]}` did not succeed; what it said stands above.")


def demo_password() -> str:
    """The password of everybody in the demo, which its study made."""
    return (VAR / "demo-password").read_text(encoding="utf-8").strip()


def shown(path: Path) -> str:
    """A path as a person would type it from the project's folder."""
    return str(path.relative_to(PROJECT)) if path.is_relative_to(PROJECT) else str(path)


@contextmanager
def demo_at(url: str | None, say: Say) -> Iterator[str]:
    """The address of a demo: the one that runs at `url`, or one that is started for as long as it is needed."""
    if url:
        yield url.rstrip("/")
        return
    with served_demo(say) as demo:
        yield demo.url
