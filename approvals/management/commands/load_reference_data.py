"""Loads bodies, required sign-offs, stages, gates and criteria."""

from typing import Any

from django.core.management.base import BaseCommand

from approvals.services.reference_data import load_reference_data


class Command(BaseCommand):
    help = "Load bodies, required sign-offs, stages, gates and criteria. Doing it again brings changed rows up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the number of rows by kind."""
        for kind, count in load_reference_data().items():
            self.stdout.write(f"{count:4d} {kind}")
