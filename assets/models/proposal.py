"""The proposal that opens a case and takes room under the ceiling."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from approvals.models.base import AddOnlyModel, person
from approvals.models.case import Case
from approvals.wording import units_text
from assets.models.instrument import Instrument
from assets.models.valuation import Valuation


class Proposal(AddOnlyModel):
    """So many units of an asset, at a frozen valuation. `value_usd` is what it takes under the ceiling while its case lives."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="proposals")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="proposal")
    units = models.PositiveBigIntegerField()
    purpose = models.TextField()
    valuation = models.ForeignKey(Valuation, on_delete=models.PROTECT, related_name="proposals")
    value_usd = models.DecimalField(max_digits=22, decimal_places=2)
    proposed_by = person()
    proposed_on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(units__gt=0, value_usd__gt=0), name="proposal_is_positive"),
        ]

    def __str__(self) -> str:
        return gettext("%(units)s of %(asset)s") % {"units": units_text(self.units), "asset": self.instrument}
