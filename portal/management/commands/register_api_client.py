"""Registers an adviser's API client under an administrator's name."""

from typing import Any

from django.core.management.base import CommandParser

from approvals.management.acting import ActingCommand
from portal.accounts.services import register_api_client


class Command(ActingCommand):
    help = "Register an API client of an adviser. The secret is shown once; the portal keeps only its hash."

    def add_arguments(self, parser: CommandParser) -> None:
        """The adviser."""
        super().add_arguments(parser)
        parser.add_argument("--name", required=True, help="the adviser, such as 'Binance Investments'")

    def act(self, actor: Any, **options: Any) -> None:
        """Prints id and secret."""
        client_id, secret = register_api_client(actor=actor, name=options["name"])
        self.stdout.write(f"client id      {client_id}\nclient secret  {secret}\nThe secret is not shown again.")
