"""Which chain this is."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from approvals.models.base import person
from tokenisation.choices import EpochStatus


class ChainEpoch(models.Model):
    """One life of the local chain, from its first block until it is reset.

    A node that was killed can come back rolled back with the same genesis hash; the checkpoint tells.
    """

    number = models.PositiveIntegerField(unique=True)
    chain_id = models.PositiveBigIntegerField()
    genesis_hash = models.CharField(max_length=66)
    opened_at = models.DateTimeField(auto_now_add=True)
    opened_by = person(null=True, blank=True)
    status = models.CharField(max_length=8, choices=EpochStatus.choices, default=EpochStatus.ACTIVE)
    status_reason = models.TextField(blank=True)
    checkpoint_number = models.PositiveBigIntegerField(default=0, help_text="the last confirmed block that was seen")
    checkpoint_hash = models.CharField(max_length=66)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["status"], condition=Q(status=EpochStatus.ACTIVE), name="one_active_epoch"),
        ]

    def __str__(self) -> str:
        return gettext("Chain epoch %(number)s") % {"number": self.number}

    @property
    def key(self) -> str:
        """The epoch's key in the audit trail."""
        return f"epoch:{self.pk}"
