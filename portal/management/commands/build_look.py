"""`manage.py build_look`: sheets, fonts and scripts of the pages, where they are missing or out of date."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.embedded import EmbeddedServerError
from portal.look import ensure_built


class Command(BaseCommand):
    """Builds the look of the pages; nothing is done when it is there already."""

    help = "Builds the pages' sheets, fonts and scripts from npm's packages, where they are missing or out of date."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Builds, and says so."""
        try:
            ensure_built()
        except EmbeddedServerError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write("The look of the pages is built.")
