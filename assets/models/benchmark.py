"""Benchmarks, which floaters follow, and what was fixed for them day by day."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from approvals.models import Document
from approvals.models.base import AddOnlyModel, person
from approvals.wording import date_text, percent_text


class Benchmark(AddOnlyModel):
    """A market rate by the name under which its fixings stand; `assets/data/benchmarks.csv` lists those known from the start."""

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=80, unique=True)
    is_of_auctions = models.BooleanField(
        help_text="whether it is fixed by auctions, and something stands in for it where there is none"
    )

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return gettext(self.name)


class BenchmarkFixing(AddOnlyModel):
    """A benchmark's value in percent a year for a day, by one source."""

    #: Values are between minus and plus this; some markets have seen rates below nothing.
    LIMIT_PCT = Decimal(100)

    benchmark = models.ForeignKey(Benchmark, on_delete=models.PROTECT, related_name="fixings")
    on_date = models.DateField()
    value_pct = models.DecimalField(max_digits=6, decimal_places=4)
    auction_number = models.CharField(max_length=30, blank=True)
    is_fallback = models.BooleanField(default=False, help_text="stands in for an auction")
    source = models.CharField(max_length=120)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", null=True)
    recorded_by = person()
    recorded_on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["-on_date", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["benchmark", "on_date", "source"], name="one_fixing_a_day_by_a_source"),
            models.CheckConstraint(condition=Q(value_pct__gt=-100, value_pct__lt=100), name="fixing_is_a_rate"),
            models.CheckConstraint(condition=Q(on_date__lte=F("recorded_on")), name="fixing_is_not_from_the_future"),
            models.CheckConstraint(
                condition=Q(is_fallback=False) | Q(auction_number=""), name="fall_back_has_no_auction"
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(benchmark)s: %(value)s on %(day)s") % {
            "benchmark": self.benchmark,
            "value": percent_text(self.value_pct),
            "day": date_text(self.on_date),
        }
