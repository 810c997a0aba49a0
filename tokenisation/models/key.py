"""The register of signing keys: which address signs for a duty. The keys themselves are never here."""

from django.db import models

from approvals.models.base import AddOnlyModel
from tokenisation.choices import Duty


class DutyKey(AddOnlyModel):
    """The address that signs for a duty from now on; the latest row of a duty counts, earlier ones stay readable."""

    duty = models.CharField(max_length=12, choices=Duty.choices)
    address = models.CharField(max_length=42, unique=True, help_text="with checksum (EIP-55)")
    registered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_duty_display()}: {self.address}"
