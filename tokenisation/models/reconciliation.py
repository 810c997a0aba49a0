"""Comparing the register with the chain."""

from django.db import models
from django.db.models import Q

from approvals.models.base import AddOnlyModel, person
from tokenisation.choices import BreakKind
from tokenisation.models.deployment import TokenDeployment


class ReconciliationRun(AddOnlyModel):
    """One comparison of one token at one block."""

    deployment = models.ForeignKey(TokenDeployment, on_delete=models.PROTECT, related_name="runs")
    block_number = models.PositiveBigIntegerField()
    block_hash = models.CharField(max_length=66)
    supply = models.DecimalField(max_digits=30, decimal_places=0, help_text="totalSupply at the block")
    issued = models.DecimalField(max_digits=30, decimal_places=0, help_text="sum of Issued events up to the block")
    recorded = models.DecimalField(max_digits=30, decimal_places=0, help_text="sum of the ledger of issuances")
    in_flight = models.DecimalField(max_digits=30, decimal_places=0, help_text="on the chain, not yet confirmed")
    holders = models.PositiveIntegerField(help_text="addresses whose balance was compared")
    agrees = models.BooleanField()
    run_at = models.DateTimeField(auto_now_add=True)
    run_by = person(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.deployment_id} at block {self.block_number}"


class Break(models.Model):
    """One disagreement; closed by the first later run that does not find it."""

    deployment = models.ForeignKey(TokenDeployment, on_delete=models.PROTECT, related_name="breaks")
    kind = models.CharField(max_length=20, choices=BreakKind.choices)
    item = models.CharField(max_length=80, help_text="what it is about: an operation id, an address, a reference")
    expected = models.CharField(max_length=120)
    found = models.CharField(max_length=120)
    sentence = models.TextField()
    opened_by = models.ForeignKey(ReconciliationRun, on_delete=models.PROTECT, related_name="breaks_opened")
    closed_by = models.ForeignKey(
        ReconciliationRun, on_delete=models.PROTECT, related_name="breaks_closed", null=True, blank=True
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["deployment", "kind", "item"], condition=Q(closed_by=None), name="one_open_break_for_each_item"
            ),
        ]

    def __str__(self) -> str:
        return self.sentence
