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

#: The bases on which a security has a price and a yield.
_PRICED = (ValuationBasis.CLEAN_PRICE, ValuationBasis.YIELD)


class Revaluation(AddOnlyModel):
    """Valuations of many assets as at one day, recorded in one act and accepted in one by another person."""

    as_at = models.DateField()
    exchange_rate = models.ForeignKey(ExchangeRate, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=200)
    left_out = models.JSONField(default=list, help_text="pairs of an asset's number and why it was not valued")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    recorded_by = person()
    recorded_on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["id"]

    @property
    def key(self) -> str:
        """Its key in the audit trail."""
        return f"revaluation:{self.pk}"

    def __str__(self) -> str:
        return gettext("Revaluation as at %(day)s") % {"day": date_text(self.as_at)}


class Valuation(AddOnlyModel):
    """The value of all units on a day, with the rate it was converted at. It counts once another person accepts it.

    `amount`, `value_pkr` and `value_usd` are what counts against the ceiling: the face of a security, quantity times
    price of anything else. `fair_amount` and its conversions are what it is worth by its basis: clean price and accrued
    amount of a security, a lot's value less shrinkage, haircut and liens. The price is stored, the yield derived from it.
    `workings` has every input and step by name, as text, so that each figure can be computed again.
    """

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="valuations")
    as_at = models.DateField()
    basis = models.CharField(max_length=24, choices=ValuationBasis.choices)
    currency = models.CharField(max_length=3, help_text="ISO 4217")
    amount = models.DecimalField(max_digits=22, decimal_places=2)
    value_pkr = models.DecimalField(max_digits=24, decimal_places=2)
    value_usd = models.DecimalField(max_digits=22, decimal_places=2)
    exchange_rate = models.ForeignKey(ExchangeRate, on_delete=models.PROTECT, related_name="+")
    fair_amount = models.DecimalField(max_digits=22, decimal_places=2)
    fair_pkr = models.DecimalField(max_digits=24, decimal_places=2)
    fair_usd = models.DecimalField(max_digits=22, decimal_places=2)
    clean_price = models.DecimalField(max_digits=9, decimal_places=4, null=True, help_text="per 100")
    yield_pct = models.DecimalField(max_digits=8, decimal_places=4, null=True, help_text="percent a year")
    workings = models.JSONField(default=dict)
    revaluation = models.ForeignKey(Revaluation, on_delete=models.PROTECT, related_name="valuations", null=True)
    source = models.CharField(max_length=200)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    recorded_by = person()
    recorded_on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["instrument", "-as_at", "-id"], name="latest_valuation_first")]
        constraints = [
            models.CheckConstraint(condition=Q(fair_amount__gte=0), name="fair_amount_is_not_negative"),
            models.CheckConstraint(
                condition=Q(basis__in=_PRICED, clean_price__isnull=False, yield_pct__isnull=False)
                | (~Q(basis__in=_PRICED) & Q(clean_price=None, yield_pct=None)),
                name="a_priced_valuation_has_its_price",
            ),
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


class RevaluationAcceptance(AddOnlyModel):
    """A second person stands behind a revaluation, and so behind each of its valuations."""

    revaluation = models.OneToOneField(Revaluation, on_delete=models.PROTECT, related_name="acceptance")
    accepted_by = person()
    accepted_on = models.DateField(help_text="business date")

    def __str__(self) -> str:
        return f"acceptance of {self.revaluation_id}"
