"""What is counted rather than owed: commodity lots, property and other federal assets."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assets.models.instrument import Instrument


def _text(label: Any, length: int = 150) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=length, blank=True)


def _share(label: Any) -> "models.DecimalField[Decimal | None, Decimal | None]":
    return models.DecimalField(label, max_digits=7, decimal_places=4, null=True, blank=True, help_text=_("percent"))


class Counted(models.Model):
    """So many whole units at a price each."""

    quantity = models.DecimalField(_("quantity"), max_digits=15, decimal_places=0, help_text=_("whole units"))
    quantity_unit = models.CharField(_("quantity unit"), max_length=30)
    unit_price = models.DecimalField(_("unit price"), max_digits=20, decimal_places=2)
    unit_price_currency = models.CharField(_("unit price currency"), max_length=3, help_text=_("ISO 4217"))
    price_source = _text(_("source of the price"), 120)
    price_date = models.DateField(_("date of the price"), null=True, blank=True)
    location = _text(_("location"))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="%(class)s_quantity_is_positive"),
            models.CheckConstraint(condition=Q(unit_price__gt=0), name="%(class)s_unit_price_is_positive"),
        ]

    def __str__(self) -> str:
        return str(self.instrument)  # type: ignore[attr-defined]


class CommodityLot(Counted):
    """A lot of a commodity: what it is, where it lies, who looked at it, and what a sale might fetch less."""

    instrument = models.OneToOneField(Instrument, on_delete=models.PROTECT, primary_key=True, related_name="lot")
    commodity = _text(_("commodity"), 60)
    grade = _text(_("grade or specification"))
    price_unit = models.CharField(
        _("unit of the price"), max_length=30, blank=True, help_text=_("the quantity unit where it is empty")
    )
    shrinkage_pct = _share(_("shrinkage"))
    haircut_pct = _share(_("haircut"))
    warehouse = _text(_("warehouse or lot number"), 80)
    accreditation = _text(_("accreditation of the warehouse"))
    receipt_number = _text(_("number of the warehouse receipt"), 80)
    inspected_on = models.DateField(_("inspected on"), null=True, blank=True)
    inspection_agency = _text(_("inspection agency"))
    insurance_policy = _text(_("insurance policy"))
    restriction = _text(_("restriction"), 200)
    rotate_by = models.DateField(_("rotate by"), null=True, blank=True)


class Holding(Counted):
    """Property, shares, receivables and whatever else the federation owns, valued by the piece."""

    instrument = models.OneToOneField(Instrument, on_delete=models.PROTECT, primary_key=True, related_name="holding")
    description = _text(_("description"), 200)
