"""Opens a new chain epoch after the last chain was lost."""

from typing import Any

from approvals.management.acting import ActingCommand
from tokenisation.services.epochs import open_epoch


class Command(ActingCommand):
    help = "Go on on a new local chain after the last one was lost. Old orders stay lost; reissue by new orders."

    def act(self, actor: Any, **options: Any) -> None:
        """Prints the epoch."""
        epoch = open_epoch(actor=actor)
        self.stdout.write(f"{epoch} on local chain {epoch.chain_id}. Prove the contracts on it before anything else.")
