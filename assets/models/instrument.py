"""An asset of the register."""

import datetime
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from approvals.models.base import person
from assets.choices import (
    SECURITY_TYPES,
    SUKUK_TYPES,
    Eligibility,
    InstrumentType,
    TitleStatus,
)


class Instrument(models.Model):
    """A security, a commodity lot, a property or another federal asset, with its three parties kept apart.

    A security has nominal amount and denomination; everything else has quantity and unit price. What does not apply is
    empty. `version` counts the amendments, so that nobody overwrites what they have not read.
    """

    number = models.PositiveIntegerField(
        _("number"), unique=True, error_messages={"unique": _("Another asset of the register has this number.")}
    )
    name = models.CharField(_("name"), max_length=120)
    asset_class = models.CharField(_("asset class"), max_length=40)
    instrument_type = models.CharField(_("kind of asset"), max_length=24, choices=InstrumentType.choices)

    isin = models.CharField(_("ISIN"), max_length=12, blank=True, help_text=_("ISO 6166"))
    cfi = models.CharField(_("CFI"), max_length=6, blank=True, help_text=_("ISO 10962"))
    fisn = models.CharField(_("FISN"), max_length=35, blank=True, help_text=_("ISO 18774"))

    issuer = models.CharField(_("issuer"), max_length=150, blank=True)
    obligor = models.CharField(_("obligor"), max_length=150, blank=True)
    asset_owner = models.CharField(_("owner of the asset"), max_length=150)

    currency = models.CharField(_("currency"), max_length=3, help_text=_("ISO 4217"))
    nominal_amount = models.DecimalField(_("nominal amount"), max_digits=20, decimal_places=2, null=True, blank=True)
    quantity = models.DecimalField(
        _("quantity"), max_digits=15, decimal_places=0, null=True, blank=True, help_text=_("whole units")
    )
    quantity_unit = models.CharField(_("quantity unit"), max_length=30, blank=True)
    unit_price = models.DecimalField(_("unit price"), max_digits=20, decimal_places=2, null=True, blank=True)
    unit_price_currency = models.CharField(_("unit price currency"), max_length=3, blank=True, help_text=_("ISO 4217"))
    denomination = models.DecimalField(_("denomination"), max_digits=20, decimal_places=2, null=True, blank=True)

    issue_date = models.DateField(_("issue date"), null=True, blank=True)
    maturity_date = models.DateField(_("maturity date"), null=True, blank=True)
    return_type = models.CharField(_("return type"), max_length=40, blank=True)
    rate_pct = models.DecimalField(
        _("rate"), max_digits=8, decimal_places=4, null=True, blank=True, help_text=_("percent a year")
    )
    issue_yield_pct = models.DecimalField(
        _("issue yield"), max_digits=8, decimal_places=4, null=True, blank=True, help_text=_("percent a year")
    )
    issue_price = models.DecimalField(
        _("issue price"), max_digits=9, decimal_places=4, null=True, blank=True, help_text=_("per 100")
    )
    reference_rate = models.CharField(_("reference rate"), max_length=120, blank=True)
    margin_bps = models.IntegerField(_("margin"), null=True, blank=True, help_text=_("basis points"))
    payments_per_year = models.PositiveSmallIntegerField(_("payments a year"), null=True, blank=True)
    payment_dates = models.CharField(_("payment dates"), max_length=120, blank=True)
    day_count = models.CharField(_("day count"), max_length=40, blank=True)

    encumbered = models.BooleanField(_("encumbered"), default=False)
    encumbrance_amount = models.DecimalField(
        _("encumbrance amount"),
        max_digits=20,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("PKR; empty where known but not established"),
    )
    title_status = models.CharField(_("title status"), max_length=24, choices=TitleStatus.choices)
    eligibility = models.CharField(
        _("eligibility"), max_length=16, choices=Eligibility.choices, default=Eligibility.OPEN
    )
    eligibility_reason = models.TextField(_("eligibility reason"), blank=True)
    note = models.TextField(_("note"), blank=True)

    registered_by = person()
    registered_on = models.DateField(_("registered on"), help_text=_("business date"))
    version = models.PositiveIntegerField(_("version"), default=1)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gt=0), name="instrument_number_is_positive"),
            models.UniqueConstraint(
                fields=["isin"],
                condition=~Q(isin=""),
                name="isin_is_registered_once",
                violation_error_message=_("Another asset of the register has this ISIN."),
            ),
            models.CheckConstraint(
                condition=Q(nominal_amount=None) | Q(nominal_amount__gt=0), name="nominal_amount_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(denomination=None) | Q(denomination__gt=0), name="denomination_is_positive"
            ),
            models.CheckConstraint(condition=Q(quantity=None) | Q(quantity__gt=0), name="quantity_is_positive"),
            models.CheckConstraint(condition=Q(unit_price=None) | Q(unit_price__gt=0), name="unit_price_is_positive"),
            models.CheckConstraint(
                condition=Q(issue_date=None) | Q(maturity_date=None) | Q(maturity_date__gt=F("issue_date")),
                name="maturity_is_after_issue",
                violation_error_message=_("The maturity must lie after the issue."),
            ),
            models.CheckConstraint(
                condition=Q(encumbrance_amount=None)
                | Q(encumbrance_amount=0)
                | Q(encumbrance_amount__gt=0, encumbered=True),
                name="encumbrance_amount_needs_an_encumbrance",
                violation_error_message=_("Only an encumbered asset has an amount of encumbrance, which is positive."),
            ),
            models.CheckConstraint(
                condition=Q(eligibility=Eligibility.OPEN) | ~Q(eligibility_reason=""),
                name="eligibility_has_its_reason",
                violation_error_message=_("Say why the asset is referred or not eligible."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """The asset's key in the audit trail and as the subject of a case."""
        return f"asset:{self.pk}"

    def has_matured_on(self, date: datetime.date) -> bool:
        """Whether it is paid back by `date`, so that there is nothing left to study."""
        return self.maturity_date is not None and self.maturity_date <= date

    @property
    def is_sukuk(self) -> bool:
        """Whether the words of sukuk apply: rental and certificate, never interest and bond."""
        return self.instrument_type in SUKUK_TYPES

    @property
    def is_security(self) -> bool:
        """Whether it has nominal amount, denomination and maturity, and is valued at face."""
        return self.instrument_type in SECURITY_TYPES

    @property
    def units(self) -> int:
        """Whole units: nominal amount by denomination of a security, the quantity of anything else; 0 where unknown.

        Services let no asset in whose units are not whole.
        """
        if self.is_security:
            if not self.nominal_amount or not self.denomination:
                return 0
            return int(Decimal(self.nominal_amount) // Decimal(self.denomination))
        return int(self.quantity or 0)
