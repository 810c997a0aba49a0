"""Holidays: days beside Saturday and Sunday on which the market makes no payments."""

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext

from approvals.models.base import AddOnlyModel, person
from approvals.wording import date_text, written


class Holiday(AddOnlyModel):
    """A day that closes the market, by its name and who announced it; it may lie ahead, since holidays are announced.

    A day has at most one that is not cancelled, which a trigger of PostgreSQL holds.
    """

    on_date = models.DateField()
    name = models.CharField(max_length=80)
    source = models.CharField(max_length=120)
    recorded_by = person()
    recorded_on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["-on_date", "-id"]

    def __str__(self) -> str:
        return gettext("%(name)s on %(day)s") % {"name": written(self.name), "day": date_text(self.on_date)}

    @property
    def key(self) -> str:
        """Under what the trail keeps acts on it."""
        return f"holiday:{self.pk}"

    @classmethod
    def in_force(cls) -> "models.QuerySet[Holiday]":
        """Those that nobody cancelled."""
        return cls.objects.filter(~Exists(HolidayCancellation.objects.filter(holiday=OuterRef("pk"))))


class HolidayCancellation(AddOnlyModel):
    """A holiday that was recorded wrongly, or taken back by who announced it, closes the market no more."""

    holiday = models.OneToOneField(Holiday, on_delete=models.PROTECT, related_name="cancellation")
    reason = models.TextField()
    cancelled_by = person()
    cancelled_on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.holiday}: {date_text(self.cancelled_on)}"
