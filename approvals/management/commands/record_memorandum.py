"""Records the memorandum under the programme lead's name."""

import datetime
from decimal import Decimal
from typing import Any

from django.core.management.base import CommandParser

from approvals.management.acting import ActingCommand
from approvals.services.memorandum import record_memorandum


class Command(ActingCommand):
    help = "Record the memorandum: parties, signing date, months, ceiling and terms."

    def add_arguments(self, parser: CommandParser) -> None:
        """The memorandum's own words."""
        super().add_arguments(parser)
        parser.add_argument("--title", required=True)
        parser.add_argument("--parties", required=True)
        parser.add_argument("--signed-on", required=True, type=datetime.date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--months", type=int, default=6)
        parser.add_argument("--ceiling-usd", required=True, type=Decimal)
        parser.add_argument("--terms", required=True)

    def act(self, actor: Any, **options: Any) -> None:
        """Prints the window."""
        names = ("title", "parties", "signed_on", "months", "ceiling_usd", "terms")
        memorandum = record_memorandum(actor=actor, **{name: options[name] for name in names})
        self.stdout.write(f"{memorandum}: from {memorandum.signed_on} to {memorandum.ends_on}.")
