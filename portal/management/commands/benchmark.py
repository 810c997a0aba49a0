"""`manage.py benchmark SUBJECT`: what the portal costs, measured on a running one and shown as a table."""

import importlib
import shlex
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console

from portal.benchmarks import machine, pages, ratios, register_lists
from portal.benchmarks.ratios import Ratio
from portal.benchmarks.report import Report, write_section
from portal.benchmarks.scratch import begin_study, scratch
from portal.browser.chromium import ChromiumMissing, chromium, ensure_chromium
from portal.browser.lighthouse import LighthouseFailed, lighthouse
from portal.browser.pictures import LANGUAGES, MAIN_PAGES
from portal.demo.processes import ProcessFailed
from portal.demo.serving import demo_at, shown
from portal.embedded import EmbeddedServerError

#: Parts of the register's benchmark that set an act beside its bare work: modules of `portal.benchmarks` with
#: `measured(say) -> list[Ratio]`, which find a study that has begun and no assets in the default database.
RATIO_MODULES: tuple[str, ...] = ("register_import", "register_revaluing")
LISTS = "lists"
#: Assets of the smaller register at least, so that every look finds something.
FEWEST = 250
PARTS = (LISTS, *(name.removeprefix("register_") for name in RATIO_MODULES))


def at_least(least: int) -> Callable[[str], int]:
    """A number of times, as typed, that makes sense for a median or a spread."""

    def number(typed: str) -> int:
        if not typed.isdecimal() or int(typed) < least:
            raise ArgumentTypeError(f"{typed} is no number of {least} or more")
        return int(typed)

    return number


class Command(BaseCommand):
    """Measures one subject. It succeeds whatever the figures are: they are shown, and judged by people."""

    help = "Measures what the portal costs and shows it as a table. Subjects: pages, register."
    requires_system_checks: list[str] = []  # the demo's servers may not be there yet

    def add_arguments(self, parser: CommandParser) -> None:
        """What to measure, where, how often, and where to write it."""
        parser.add_argument(
            "subject",
            help="pages: speed, weight and answering of the demo's main pages; "
            "register: its lists at many assets, and its acts beside their bare work, on a database of their own",
        )
        parser.add_argument("--portal-url", help="the address of a demo that runs already")
        parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the subject's section of this file")
        parser.add_argument("--only", nargs="+", choices=[page.name for page in MAIN_PAGES], metavar="PAGE")
        parser.add_argument("--language", nargs="+", choices=LANGUAGES, default=LANGUAGES)
        parser.add_argument("--runs", type=at_least(1), default=3, help="Lighthouse's runs for each page")
        parser.add_argument("--requests", type=at_least(2), default=50, help="timed requests for each page")
        parser.add_argument("--part", nargs="+", choices=PARTS, default=PARTS, help="parts of the register's benchmark")
        parser.add_argument("--assets", type=at_least(2 * FEWEST), default=100_000, help="assets of the large register")
        parser.add_argument("--times", type=at_least(1), default=5, help="timed looks at each list")

    def handle(self, *args: Any, subject: str, markdown: Path | None, **options: Any) -> None:
        """Measures and shows. Raises CommandError for an unknown subject and where something cannot be measured."""
        if subject not in SUBJECTS:
            raise CommandError(f"There is no benchmark of “{subject}”. There are: {', '.join(SUBJECTS)}.")
        try:
            reports = SUBJECTS[subject](self.stdout.write, **options)
        except (EmbeddedServerError, ProcessFailed, ChromiumMissing, LighthouseFailed, LookupError) as problem:
            raise CommandError(str(problem)) from problem
        terminal = Console(file=cast(IO[str], self.stdout), width=None if sys.stdout.isatty() else 160)
        for report in reports:
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
) -> list[Report]:
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
    return [pages.report(found, sentences=[_circumstances(how_often, busy)])]


def benchmark_register(
    say: Callable[[str], Any], *, part: Sequence[str], assets: int, times: int, **options: Any
) -> list[Report]:
    """Measures the parts, each in a database of its own on a server that is started for them and removed afterwards."""
    busy = machine.load()
    found: list[Ratio] = []
    reports = []
    with scratch(say) as own:
        for name in part:
            with own.database(f"benchmark_{name}"):
                begin_study()
                if name != LISTS:
                    found += importlib.import_module(f"portal.benchmarks.register_{name}").measured(say)
                    continue
                few = min(register_lists.FEW, assets // 2)
                listed = register_lists.measured(say, settle=own.settle, assets=assets, few=few, times=times)
                where = _circumstances(f"{times} timed looks at each", busy)
                reports.append(register_lists.report(listed, assets=assets, few=few, sentences=[where]))
    if found:
        where = _circumstances("each act once beside its bare work", busy)
        reports.append(ratios.report(found, title="Acts of the register beside their bare work", sentences=[where]))
    return reports


def _circumstances(how_often: str, busy_before: float) -> str:
    """Where, when and by which command; on a machine that others use, speeds are worse and spreads are wide."""
    return (
        f"Measured on {timezone.localdate():%d %B %Y}, on {machine.described()}, where {busy_before:.1f} processes wanted a "
        f"core before and {machine.load():.1f} afterwards; {how_often}. Repeat it with "
        f"`{shlex.join(['./uv', 'run', 'manage.py', *sys.argv[1:]])}`."
    )


SUBJECTS: dict[str, Callable[..., list[Report]]] = {"pages": benchmark_pages, "register": benchmark_register}
