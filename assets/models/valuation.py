"""What an asset is worth against the ceiling."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from approvals.models.base import AddOnlyModel, person
from approvals.models.document import Document
from approvals.wording import amount_text, date_text
from assets.choices import ValuationBasis
from assets.models.instrument import Instrument
from assets.models.rate import ExchangeRate


class Valuation(AddOnlyModel):
    """The value of all units on a day, with the rate it was converted at. It counts once another person accepts it."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="valuations")
    as_at = models.DateField()
    basis = models.CharField(max_length=24, choices=ValuationBasis.choices)
    currency = models.CharField(max_length=3, help_text="ISO 4217")
    amount = models.DecimalField(max_digits=22, decimal_places=2)
    value_pkr = models.DecimalField(max_digits=24, decimal_places=2)
    value_usd = models.DecimalField(max_digits=22, decimal_places=2)
    exchange_rate = models.ForeignKey(ExchangeRate, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=200)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    recorded_by = person()
    recorded_on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, value_pkr__gt=0, value_usd__gt=0), name="valuation_is_positive"
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(asset)s as at %(day)s: %(amount)s") % {
            "asset": self.instrument,
            "day": date_text(self.as_at),
            "amount": amount_text(self.amount, self.currency),
        }


class ValuationAcceptance(AddOnlyModel):
    """A second person stands behind the valuation."""

    valuation = models.OneToOneField(Valuation, on_delete=models.PROTECT, related_name="acceptance")
    accepted_by = person()
    accepted_on = models.DateField(help_text="business date")

    def __str__(self) -> str:
        return f"acceptance of {self.valuation_id}"
