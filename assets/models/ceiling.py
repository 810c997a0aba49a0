"""What was in use under the ceiling at every act that moved it, and when it was breached."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from approvals.models.base import AddOnlyModel, person
from approvals.models.case import Case
from approvals.models.memorandum import Memorandum
from approvals.wording import date_text
from assets.choices import CeilingCause
from assets.models.rate import ExchangeRate


class CeilingReading(AddOnlyModel):
    """The figures right after an act that moved them, written in its transaction under the memorandum's lock."""

    memorandum = models.ForeignKey(Memorandum, on_delete=models.PROTECT, related_name="ceiling_readings")
    cause = models.CharField(max_length=16, choices=CeilingCause.choices)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="ceiling_readings")
    exchange_rate = models.ForeignKey(
        ExchangeRate, on_delete=models.PROTECT, null=True, related_name="+", help_text="the latest rate of that day"
    )
    in_use_usd = models.DecimalField(max_digits=24, decimal_places=2, help_text="at the values frozen with proposals")
    at_latest_rate_usd = models.DecimalField(max_digits=24, decimal_places=2)
    ceiling_usd = models.DecimalField(max_digits=20, decimal_places=2)
    headroom_usd = models.DecimalField(max_digits=24, decimal_places=2)
    taken_by = person()
    taken_on = models.DateField(help_text="business date")
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(headroom_usd=F("ceiling_usd") - F("in_use_usd")), name="headroom_is_what_is_not_in_use"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_cause_display()} ({date_text(self.taken_on)})"

    @property
    def is_within(self) -> bool:
        """Whether the ceiling held, at the frozen values and at the latest rate."""
        return max(self.in_use_usd, self.at_latest_rate_usd) <= self.ceiling_usd

    @property
    def excess_usd(self) -> Decimal:
        """By how much the value at the latest rate lay above the ceiling."""
        return max(self.at_latest_rate_usd - self.ceiling_usd, Decimal("0.00"))


class CeilingBreach(AddOnlyModel):
    """The value at the latest rate went above the ceiling. It stays open until it is resolved, whatever the rate does."""

    memorandum = models.ForeignKey(Memorandum, on_delete=models.PROTECT, related_name="ceiling_breaches")
    reading = models.OneToOneField(CeilingReading, on_delete=models.PROTECT, related_name="breach")
    opened_on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "ceiling breaches"

    def __str__(self) -> str:
        return gettext("Breach of the ceiling on %(day)s") % {"day": date_text(self.opened_on)}


class CeilingResolution(AddOnlyModel):
    """The programme lead closed a breach, with the reason and the reading at which the value was within the ceiling."""

    breach = models.OneToOneField(CeilingBreach, on_delete=models.PROTECT, related_name="resolution")
    reading = models.OneToOneField(CeilingReading, on_delete=models.PROTECT, related_name="resolution")
    reason = models.TextField()
    resolved_by = person()
    resolved_on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.breach}: {date_text(self.resolved_on)}"
