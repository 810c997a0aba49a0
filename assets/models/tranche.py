"""Re-openings: more of a security, sold later at another price."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from approvals.models.base import AddOnlyModel, person
from approvals.models.document import Document
from approvals.wording import date_text
from assets.models.instrument import Instrument


class IssueTranche(AddOnlyModel):
    """A further tranche of a security: same ISIN, coupon and maturity, its own settlement, price and accrued amount.

    The price is what was entered; yield, clean amount, accrued amount and settlement amount follow from it.
    """

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="tranches")
    number = models.PositiveSmallIntegerField(help_text="2 for the first re-opening")
    auction_number = models.CharField(max_length=30, blank=True)
    settlement_date = models.DateField()
    face = models.DecimalField(max_digits=20, decimal_places=2)
    clean_price = models.DecimalField(max_digits=9, decimal_places=4, help_text="per 100")
    yield_pct = models.DecimalField(max_digits=8, decimal_places=4, help_text="percent a year")
    clean_amount = models.DecimalField(max_digits=22, decimal_places=2)
    accrued_amount = models.DecimalField(max_digits=22, decimal_places=2)
    settlement_amount = models.DecimalField(max_digits=22, decimal_places=2)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    recorded_by = person()
    recorded_on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number"], name="tranche_number_is_used_once"),
            models.CheckConstraint(condition=Q(face__gt=0, clean_price__gt=0), name="tranche_is_positive"),
            models.CheckConstraint(condition=Q(number__gte=2), name="first_issue_is_the_security_itself"),
        ]

    def __str__(self) -> str:
        return gettext("Tranche %(number)s of %(day)s") % {
            "number": self.number,
            "day": date_text(self.settlement_date),
        }
