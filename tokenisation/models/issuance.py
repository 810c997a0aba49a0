"""The ledger of what was issued."""

from django.db import models
from django.db.models import Q

from approvals.models.base import AddOnlyModel
from tokenisation.models.operation import ChainOperation
from tokenisation.models.order import MintOrder


class Issuance(AddOnlyModel):
    """One confirmed issue, as first seen on the chain at depth with all its events."""

    operation = models.OneToOneField(ChainOperation, on_delete=models.PROTECT, related_name="issuance")
    order = models.ForeignKey(MintOrder, on_delete=models.PROTECT, related_name="issuances")
    token_address = models.CharField(max_length=42)
    units = models.DecimalField(max_digits=30, decimal_places=0)
    block_number = models.PositiveBigIntegerField()
    block_hash = models.CharField(max_length=66)
    tx_hash = models.CharField(max_length=66, unique=True)
    log_index = models.PositiveIntegerField(help_text="place of the Issued event in its block")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(units__gt=0), name="issuance_has_units")]

    def __str__(self) -> str:
        return f"{self.order}: {self.units} units in {self.tx_hash}"
