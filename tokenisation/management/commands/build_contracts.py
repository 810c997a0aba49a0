"""Builds the contracts' artefacts, or checks that the committed ones are what the sources give."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tokenisation.contracts.build import CONTRACTS, check_artifact, write_artifact
from tokenisation.contracts.exceptions import ContractBuildError
from tokenisation.contracts.forge import run_forge_tests


class Command(BaseCommand):
    """Needs Node and the npm packages, and no database."""

    help = "Compiles the contracts and writes their artefacts; --check compares instead, --test runs the forge suite."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Either write or compare; with or without the tests."""
        parser.add_argument("--check", action="store_true", help="compare with the committed artefacts, byte for byte")
        parser.add_argument("--test", action="store_true", help="run the forge suite as well")

    def handle(self, *args: Any, **options: Any) -> None:
        """Stops at the first contract that cannot be built or is not what is committed."""
        try:
            for name in CONTRACTS:
                if options["check"]:
                    check_artifact(name)
                    self.stdout.write(f"{name}: the committed artefact is what the sources give, byte for byte.")
                else:
                    self.stdout.write(f"{name}: written to {write_artifact(name)}")
            if options["test"]:
                self.stdout.write(run_forge_tests())
        except ContractBuildError as error:
            raise CommandError(str(error)) from error
