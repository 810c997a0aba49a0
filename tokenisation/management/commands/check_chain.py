"""Says which chain this is, and refuses a wrong one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tokenisation.chain.errors import ChainError
from tokenisation.services.guarding import describe_chain


class Command(BaseCommand):
    help = (
        "Compare the chain at CHAIN_RPC_URL with what the portal knows of it. Changes nothing; fails on a wrong chain."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one sentence."""
        try:
            self.stdout.write(describe_chain())
        except ChainError as refusal:
            raise CommandError(refusal.message) from refusal
