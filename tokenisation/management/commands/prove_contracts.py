"""Runs the contract suite on this chain and records the run."""

from typing import Any

from django.core.management.base import CommandError

from approvals.management.acting import ActingCommand
from tokenisation.services.proof import prove_contracts


class Command(ActingCommand):
    help = "Run the contract suite on a synthetic asset on this chain and record the result under a person's name."

    def act(self, actor: Any, **options: Any) -> None:
        """Prints every check. Fails where one did."""
        proof = prove_contracts(actor=actor)
        for result in proof.results:
            self.stdout.write(f"{'passed' if result['passed'] else 'FAILED'}  {result['check']}: {result['detail']}")
        if not proof.passed:
            raise CommandError("The contract suite failed. Gate G3 stays closed until it passes.")
