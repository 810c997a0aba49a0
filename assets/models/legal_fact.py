"""What papers show about title and encumbrances."""

from django.db import models

from approvals.models.base import AddOnlyModel, person
from approvals.models.document import Document
from assets.choices import LegalFactKind
from assets.models.encumbrance import Encumbrance
from assets.models.instrument import Instrument


class LegalFact(AddOnlyModel):
    """A fact about the law of an asset, with the paper that shows it.

    A release or a consent is about those encumbrances that it is joined to; a proof of title is about none.
    """

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="legal_facts")
    kind = models.CharField(max_length=16, choices=LegalFactKind.choices)
    encumbrances = models.ManyToManyField(Encumbrance, related_name="answers")
    statement = models.TextField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    recorded_by = person()
    recorded_on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.statement}"
