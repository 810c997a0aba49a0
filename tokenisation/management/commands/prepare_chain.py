"""Makes a fresh local chain ready for work."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from approvals.exceptions import DomainError
from tokenisation.keys import ensure_keys
from tokenisation.services.chain import chain_client
from tokenisation.services.epochs import open_epoch
from tokenisation.services.funding import fund_duties
from tokenisation.services.key_register import register_keys


class Command(BaseCommand):
    help = "Make the missing test keys, open the first chain epoch, and fund the keys. Doing it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints what was done."""
        try:
            made = ensure_keys()
            register_keys()
            funded = fund_duties(chain_client())
            epoch = open_epoch()
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(
            f"{epoch} on local chain {epoch.chain_id}: {len(made)} test keys made, {funded} addresses funded."
        )
