"""Compares every deployed token with the register."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from approvals.exceptions import DomainError
from tokenisation.choices import DeploymentStatus, EpochStatus
from tokenisation.models import TokenDeployment
from tokenisation.selectors import open_breaks
from tokenisation.services.reconciliation import reconcile_deployment


class Command(BaseCommand):
    help = "Compare orders, ledger, events, balances and supply of every deployed token. Fails where they disagree."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one line for each token and each break."""
        deployments = TokenDeployment.objects.filter(
            status=DeploymentStatus.CONFIRMED, epoch__status=EpochStatus.ACTIVE
        ).select_related("case", "epoch")
        try:
            for deployment in deployments:
                run = reconcile_deployment(deployment)
                verdict = "agrees" if run.agrees else "DISAGREES"
                self.stdout.write(f"{deployment}: {verdict} at block {run.block_number}, supply {run.supply:,}")
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        breaks = list(open_breaks())
        if breaks:
            raise CommandError("\n".join(found.sentence for found in breaks))
