"""Runs the contract suite on this chain and records the run."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from approvals.exceptions import DomainError
from tokenisation.services.proof import prove_contracts


class Command(BaseCommand):
    help = "Run the contract suite on a synthetic asset on this chain and record the result under a person's name."

    def add_arguments(self, parser: CommandParser) -> None:
        """Options of the command."""
        parser.add_argument("--as", dest="username", required=True, help="user name of the person who has it run")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints every check. Fails where one did."""
        actor = get_user_model().objects.filter(username=options["username"]).first()
        if actor is None:
            raise CommandError(f"There is no person with the user name {options['username']!r}.")
        try:
            proof = prove_contracts(actor=actor)
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        for result in proof.results:
            self.stdout.write(f"{'passed' if result['passed'] else 'FAILED'}  {result['check']}: {result['detail']}")
        if not proof.passed:
            raise CommandError("The contract suite failed. Gate G3 stays closed until it passes.")
