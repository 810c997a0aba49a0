"""What somebody else holds over an asset."""

from django.db import models
from django.db.models import Q

from approvals.models.base import AddOnlyModel, person
from approvals.models.document import Document
from assets.choices import EncumbranceKind
from assets.models.instrument import Instrument


class Encumbrance(AddOnlyModel):
    """A lien, a pledge or another right. It ends by a legal fact that releases it; without an amount it is not established."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="encumbrances")
    kind = models.CharField(max_length=16, choices=EncumbranceKind.choices)
    holder = models.CharField(max_length=150, blank=True, help_text="empty where it is not known")
    currency = models.CharField(max_length=3, help_text="ISO 4217")
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    statement = models.TextField(blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", null=True)
    recorded_by = person()
    recorded_on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="encumbrance_amount_is_positive"),
        ]

    def __str__(self) -> str:
        kind = self.get_kind_display()
        return f"{kind}: {self.holder}" if self.holder else str(kind)
