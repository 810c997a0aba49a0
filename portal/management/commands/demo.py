"""The main job in one command: real servers, the portal's processes, and the study lived through."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.demo.processes import PortalProcesses, ProcessFailed
from portal.embedded import EmbeddedServerError, EmbeddedServers, install_npm_packages
from portal.settings.env import PROJECT, VAR


class Command(BaseCommand):
    help = "Starts the servers and the portal, lives through the six-month study, and serves it until Ctrl-C."
    requires_system_checks: list[str] = []  # the servers are not there yet; the children check

    def add_arguments(self, parser: CommandParser) -> None:
        """How long to serve."""
        duration = parser.add_mutually_exclusive_group()
        duration.add_argument("--once", action="store_true", help="exit when the study is done")
        duration.add_argument("--serve-for", type=float, metavar="SECONDS", help="serve for that long, then exit")

    def handle(self, *args: Any, once: bool, serve_for: float | None, **options: Any) -> None:
        """Runs everything; whatever happens, what was started is stopped again."""
        with _terminated_like_interrupted():
            try:
                self._run(once, serve_for)
            except KeyboardInterrupt:
                self._say("Stopped. Run the command again and it goes on over the same data.")
            except (EmbeddedServerError, ProcessFailed) as problem:
                raise CommandError(str(problem)) from problem

    def _run(self, once: bool, serve_for: float | None) -> None:
        if "CHAIN_RPC_URL" not in os.environ:
            self._say("Preparing the packages that come from npm ...")
            install_npm_packages(PROJECT, production=True)
        self._say("Starting the servers ...")
        with EmbeddedServers(VAR, environ=os.environ, say=self._say) as servers:
            environment = {**os.environ, **servers.environment()}
            self._manage(environment, "migrate", "--verbosity", "0")
            self._manage(environment, "prepare_rehearsal")
            processes = PortalProcesses(environment=environment, logs=VAR / "logs")
            try:
                processes.start()
                self._say(f"The portal answers at {processes.url}. The study begins.\n")
                self._manage(environment, "live_study", "--portal-url", processes.url)
                if not once:
                    self._serve(servers, processes, serve_for)
            finally:
                self._say("Stopping ...")
                processes.stop()

    def _serve(self, servers: EmbeddedServers, processes: PortalProcesses, serve_for: float | None) -> None:
        password = (VAR / "demo-password").read_text(encoding="utf-8").strip()
        self._say(
            f"\nThe portal: {processes.url}   sign in as auditor, case-officer, law-recording ... with the password {password}"
            f"\nEverybody's way to sign in, and every order's transactions: {_shown(VAR / 'demo.json')}"
            f"\n{'Ctrl-C stops it.' if serve_for is None else f'It is served for {serve_for:g} seconds.'}"
        )
        ends = None if serve_for is None else time.monotonic() + serve_for
        while ends is None or time.monotonic() < ends:
            servers.revive()
            processes.revive(self._say)
            time.sleep(0.5)

    def _manage(self, environment: dict[str, str], *command: str) -> None:
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

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


@contextmanager
def _terminated_like_interrupted() -> Iterator[None]:
    """SIGTERM stops the demo as cleanly as Ctrl-C does, also where the starter had it ignore either."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _shown(path: Path) -> str:
    """A path as a person would type it from the project's folder."""
    return str(path.relative_to(PROJECT)) if path.is_relative_to(PROJECT) else str(path)
