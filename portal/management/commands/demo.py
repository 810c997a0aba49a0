"""The main job in one command: real servers, the portal's processes, and the study lived through."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.demo.processes import ProcessFailed
from portal.demo.serving import demo_password, served_demo, shown
from portal.embedded import EmbeddedServerError
from portal.settings.env import VAR


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
        with terminated_like_interrupted():
            try:
                with served_demo(self._say) as demo:
                    if not once:
                        self._say(_invitation(demo.url, serve_for))
                        demo.watch(serve_for)
            except KeyboardInterrupt:
                self._say("Stopped. Run the command again and it goes on over the same data.")
            except (EmbeddedServerError, ProcessFailed) as problem:
                raise CommandError(str(problem)) from problem

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _invitation(url: str, serve_for: float | None) -> str:
    return (
        f"\nThe portal: {url}   sign in by a button, or as auditor, case-officer, law-recording ... with the password "
        f"{demo_password()}"
        f"\nEverybody's way to sign in, and every order's transactions: {shown(VAR / 'demo.json')}"
        f"\n{'Ctrl-C stops it.' if serve_for is None else f'It is served for {serve_for:g} seconds.'}"
    )


@contextmanager
def terminated_like_interrupted() -> Iterator[None]:
    """SIGTERM stops the demo as cleanly as Ctrl-C does, also where the starter had it ignore either."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
