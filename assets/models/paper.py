"""Papers of an asset."""

from django.db import models

from approvals.models.base import AddOnlyModel, person
from approvals.models.document import Document
from assets.models.instrument import Instrument


class AssetPaper(AddOnlyModel):
    """A paper that belongs to an asset itself, or a newer version of any paper of the asset."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="papers")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")
    attached_by = person()
    attached_on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.instrument}: {self.document}"
