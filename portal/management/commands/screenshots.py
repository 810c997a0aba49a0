"""`manage.py screenshots`: the main pages in both languages and three widths, as pictures."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.browser.chromium import ChromiumMissing, chromium, ensure_chromium
from portal.browser.pictures import LANGUAGES, MAIN_PAGES, WIDTHS, take
from portal.demo.processes import ProcessFailed
from portal.demo.serving import demo_at, shown
from portal.embedded import EmbeddedServerError
from portal.settings.env import VAR


class Command(BaseCommand):
    """Makes the pictures on the demo, which it starts unless the address of a running one is given."""

    help = "Takes screenshots of the demo's main pages in both languages and three widths."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, which pages, and on which portal."""
        parser.add_argument("--folder", type=Path, default=VAR / "screenshots")
        parser.add_argument("--portal-url", help="the address of a demo that runs already")
        parser.add_argument("--only", nargs="+", choices=[picture.name for picture in MAIN_PAGES], metavar="PAGE")
        parser.add_argument("--language", nargs="+", choices=LANGUAGES, default=LANGUAGES)
        parser.add_argument("--width", nargs="+", type=int, default=WIDTHS)

    def handle(
        self,
        *args: Any,
        folder: Path,
        portal_url: str | None,
        only: list[str] | None,
        language: list[str],
        width: list[int],
        **options: Any,
    ) -> None:
        """Takes them."""
        pages = tuple(picture for picture in MAIN_PAGES if only is None or picture.name in only)
        try:
            ensure_chromium()
            with demo_at(portal_url, self.stdout.write) as address, chromium() as browser:
                taken = take(browser, address, folder, pages=pages, languages=tuple(language), widths=tuple(width))
        except (EmbeddedServerError, ProcessFailed, ChromiumMissing, LookupError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{len(taken)} pictures stand in {shown(folder.resolve())}.")
