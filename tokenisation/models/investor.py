"""Who may hold test tokens."""

import datetime

from django.db import models

from approvals.models.base import person


class TestInvestor(models.Model):
    """A stand-in for an investor, with an address on the local chain. Never a real person or account."""

    __test__ = False  # its name is not that of a test

    label = models.CharField(max_length=80, unique=True)
    address = models.CharField(max_length=42, unique=True, help_text="with checksum (EIP-55)")
    country = models.CharField(max_length=2, help_text="ISO 3166-1 alpha-2")
    kyc_valid_until = models.DateField(help_text="last day on which the identity check counts")
    registered_by = person()
    registered_on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["label"]

    def __str__(self) -> str:
        return self.label

    @property
    def key(self) -> str:
        """The investor's key in the audit trail."""
        return f"investor:{self.pk}"

    def may_hold_on(self, date: datetime.date) -> bool:
        """Whether the identity check counts on `date`."""
        return date <= self.kyc_valid_until
