"""Exchange rates."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from approvals.models.base import AddOnlyModel, person
from approvals.wording import NO_BREAK_SPACE, date_text, isolated, number_text


class ExchangeRate(AddOnlyModel):
    """How many units of `quote` one unit of `base` costs, by one source on one day: base USD, quote PKR."""

    base = models.CharField(max_length=3, help_text="ISO 4217")
    quote = models.CharField(max_length=3, help_text="ISO 4217")
    rate = models.DecimalField(max_digits=16, decimal_places=6)
    on_date = models.DateField()
    source = models.CharField(max_length=120)
    recorded_by = person()
    recorded_on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["-on_date", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["base", "quote", "on_date", "source"], name="one_rate_a_day_by_a_source"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_is_positive"),
            models.CheckConstraint(condition=~Q(base=F("quote")), name="rate_joins_two_currencies"),
            models.CheckConstraint(condition=Q(on_date__lte=F("recorded_on")), name="rate_is_not_from_the_future"),
        ]

    def __str__(self) -> str:
        pair = isolated(f"{self.base}/{self.quote}{NO_BREAK_SPACE}{number_text(self.rate.normalize())}")
        return gettext("%(rate)s on %(day)s") % {"rate": pair, "day": date_text(self.on_date)}
