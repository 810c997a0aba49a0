"""A token of one dossier."""

from django.db import models
from django.db.models import Q

from approvals.models import Case
from approvals.models.base import person
from tokenisation.choices import DeploymentStatus
from tokenisation.models.epoch import ChainEpoch


class TokenDeployment(models.Model):
    """One token contract: its dossier digest, cap and roles never change; a new dossier means a new token."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deployments")
    epoch = models.ForeignKey(ChainEpoch, on_delete=models.PROTECT, related_name="deployments")
    dossier_digest = models.CharField(max_length=64, help_text="SHA-256 of the dossier, hexadecimal")
    name = models.CharField(max_length=100)
    symbol = models.CharField(max_length=16)
    cap = models.DecimalField(max_digits=30, decimal_places=0, help_text="units")
    deployment_id = models.CharField(max_length=66, unique=True, help_text="random, made once, stored in the contract")
    roles = models.JSONField(help_text="duty to address")
    code_hash = models.CharField(max_length=64, help_text="SHA-256 of the runtime code, immutables as zeros")
    address = models.CharField(max_length=42, blank=True, help_text="blank until confirmed")
    block_number = models.PositiveBigIntegerField(null=True, blank=True)
    block_hash = models.CharField(max_length=66, blank=True)
    status = models.CharField(max_length=12, choices=DeploymentStatus.choices, default=DeploymentStatus.REQUESTED)
    requested_by = person()
    requested_on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "dossier_digest", "epoch"],
                condition=Q(status__in=[DeploymentStatus.REQUESTED.value, DeploymentStatus.CONFIRMED.value]),
                name="one_live_token_for_each_dossier",
            ),
            models.UniqueConstraint(
                fields=["epoch", "address"], condition=~Q(address=""), name="one_token_at_an_address"
            ),
            models.CheckConstraint(condition=Q(cap__gt=0), name="cap_is_positive"),
            models.CheckConstraint(
                condition=~Q(status=DeploymentStatus.CONFIRMED) | ~Q(address=""), name="a_deployed_token_has_an_address"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.symbol} ({self.case.reference})"

    @property
    def key(self) -> str:
        """The token's key in the audit trail."""
        return f"token:{self.pk}"
