"""The competent bodies and who of them must sign what."""

from django.db import models
from django.utils.translation import gettext

from approvals.choices import Requirement, Tier


class Body(models.Model):
    """A body that decides, concurs or is told; never an adviser, an auditor's office that approves, or a machine."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=1, help_text="A approve, C consult or concur, N notify")
    kind_note = models.TextField(blank=True)
    knockout = models.CharField(max_length=24)
    applies_to = models.TextField(blank=True)
    decides = models.TextField(blank=True)
    legal_basis = models.TextField(blank=True)
    mark = models.TextField(blank=True)
    tier = models.CharField(max_length=16)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return gettext(self.name)


class RequiredSignOff(models.Model):
    """Which body must sign for which kind of asset, at which tier."""

    instrument_type = models.CharField(max_length=24)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="required_signoffs")
    tier = models.CharField(max_length=16, choices=Tier.choices)
    requirement = models.CharField(max_length=16, choices=Requirement.choices)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["instrument_type", "tier", "id"]
        constraints = [
            models.UniqueConstraint(fields=["instrument_type", "body", "tier"], name="one_requirement_for_each_body"),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.get_requirement_display()} ({self.instrument_type})"
