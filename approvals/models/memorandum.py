"""The memorandum of understanding and its six calendar months."""

import datetime

from dateutil.relativedelta import relativedelta
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q


class Memorandum(models.Model):
    """The memorandum: parties, signing date, months, ceiling, terms. Its row is the lock of the ceiling."""

    title = models.CharField(max_length=200)
    parties = models.TextField()
    signed_on = models.DateField()
    months = models.PositiveSmallIntegerField(default=6, validators=[MinValueValidator(1)])
    ceiling_usd = models.DecimalField(max_digits=20, decimal_places=2)
    terms = models.TextField()

    class Meta:
        verbose_name_plural = "memoranda"
        constraints = [models.CheckConstraint(condition=Q(ceiling_usd__gt=0), name="ceiling_is_positive")]

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """The memorandum's key in the audit trail."""
        return f"memorandum:{self.pk}"

    @property
    def ends_on(self) -> datetime.date:
        """The last day of the window: the signing date plus the calendar months (12 December gives 12 June)."""
        return self.signed_on + relativedelta(months=self.months)

    def month_window(self, month: int) -> tuple[datetime.date, datetime.date]:
        """First and last day of the planned window of `month` (1 for the first)."""
        starts = self.signed_on + relativedelta(months=month - 1)
        if month == self.months:
            return starts, self.ends_on
        return starts, self.signed_on + relativedelta(months=month, days=-1)

    def covers(self, date: datetime.date) -> bool:
        """Whether `date` lies in the window."""
        return self.signed_on <= date <= self.ends_on
