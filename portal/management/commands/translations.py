"""`manage.py translations update|compile|check`: the Urdu catalogue in step with what people read."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.languages.compiled import CATALOGUE, ensure_compiled


class Command(BaseCommand):
    """Keeps, compiles or checks the Urdu catalogue."""

    help = "Keeps the Urdu catalogue in step with the sources (update), compiles it, or says what is wrong (check)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do."""
        parser.add_argument("what", choices=["update", "compile", "check"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        """Does it. The sources are read with a development library, which a portal in use does not have."""
        if what == "compile":
            ensure_compiled()
            return
        from portal.languages import catalogue

        if what == "update":
            without = catalogue.update()
            self.stdout.write(f"{CATALOGUE.name} is in step with the sources; {without} messages have no Urdu.")
        elif found := catalogue.faults():
            raise CommandError("\n".join(found))
