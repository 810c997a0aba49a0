"""`manage.py benchmark SUBJECT`: what the portal costs, measured on a running one and shown as a table."""

import shlex
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console

from portal.benchmarks import machine, pages
from portal.benchmarks.report import Report, write_section
from portal.browser.chromium import ChromiumMissing, chromium, ensure_chromium
from portal.browser.lighthouse import LighthouseFailed, lighthouse
from portal.browser.pictures import LANGUAGES, MAIN_PAGES
from portal.demo.processes import ProcessFailed
from portal.demo.serving import demo_at, shown
from portal.embedded import EmbeddedServerError


def at_least(least: int) -> Callable[[str], int]:
    """A number of times, as typed, that makes sense for a median or a spread."""

    def number(typed: str) -> int:
        if not typed.isdecimal() or int(typed) < least:
            raise ArgumentTypeError(f"{typed} is no number of {least} or more")
        return int(typed)

    return number


class Command(BaseCommand):
    """Measures one subject. It succeeds whatever the figures are: they are shown, and judged by people."""

    help = "Measures what the portal costs and shows it as a table. Subjects: pages."
    requires_system_checks: list[str] = []  # the demo's servers may not be there yet

    def add_arguments(self, parser: CommandParser) -> None:
        """What to measure, where, how often, and where to write it."""
        parser.add_argument("subject", help="pages: speed, weight and answering of the demo's main pages")
        parser.add_argument("--portal-url", help="the address of a demo that runs already")
        parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the subject's section of this file")
        parser.add_argument("--only", nargs="+", choices=[page.name for page in MAIN_PAGES], metavar="PAGE")
        parser.add_argument("--language", nargs="+", choices=LANGUAGES, default=LANGUAGES)
        parser.add_argument("--runs", type=at_least(1), default=3, help="Lighthouse's runs for each page")
        parser.add_argument("--requests", type=at_least(2), default=50, help="timed requests for each page")

    def handle(self, *args: Any, subject: str, markdown: Path | None, **options: Any) -> None:
        """Measures and shows. Raises CommandError for an unknown subject and where something cannot be measured."""
        if subject not in SUBJECTS:
            raise CommandError(f"There is no benchmark of “{subject}”. There are: {', '.join(SUBJECTS)}.")
        try:
            report = SUBJECTS[subject](self.stdout.write, **options)
        except (EmbeddedServerError, ProcessFailed, ChromiumMissing, LighthouseFailed, LookupError) as problem:
            raise CommandError(str(problem)) from problem
        terminal = Console(file=cast(IO[str], self.stdout), width=None if sys.stdout.isatty() else 160)
        terminal.print(report.as_table())
        if markdown:
            write_section(markdown, report)
            self.stdout.write(f"The section “{report.title}” of {shown(markdown.resolve())} is written.")


def benchmark_pages(
    say: Callable[[str], Any],
    *,
    portal_url: str | None,
    only: list[str] | None,
    language: list[str],
    runs: int,
    requests: int,
    **options: Any,
) -> Report:
    """Measures the main pages of the demo that runs at `portal_url`, or of one that is started for it."""
    ensure_chromium()
    busy = machine.load()
    with demo_at(portal_url, say) as address, chromium() as browser, lighthouse() as judge:
        found = list(
            pages.measured(
                browser,
                judge,
                address,
                pages=[page for page in MAIN_PAGES if only is None or page.name in only],
                languages=language,
                runs=runs,
                requests=requests,
                say=say,
            )
        )
        how_often = (
            f"{runs} runs of Lighthouse {judge.version} in {judge.browser} and {requests} timed requests for each page"
        )
    return pages.report(found, sentences=[_circumstances(how_often, busy)])


def _circumstances(how_often: str, busy_before: float) -> str:
    """Where, when and by which command; on a machine that others use, speeds are worse and spreads are wide."""
    return (
        f"Measured on {timezone.localdate():%d %B %Y}, on {machine.described()}, where {busy_before:.1f} processes wanted a "
        f"core before and {machine.load():.1f} afterwards; {how_often}. Repeat it with "
        f"`{shlex.join(['./uv', 'run', 'manage.py', *sys.argv[1:]])}`."
    )


SUBJECTS: dict[str, Callable[..., Report]] = {"pages": benchmark_pages}
