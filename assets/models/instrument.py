"""An asset of the register: what is stated about an asset of any kind. What belongs to a kind stands in its parts."""

import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.models.base import person
from assets.choices import (
    LOT_TYPES,
    SECURITY_TYPES,
    SUKUK_TYPES,
    Eligibility,
    InstrumentType,
    TitleStatus,
)


class Instrument(models.Model):
    """The facts that every asset has: what it is called and identified by, its parties kept apart, title and eligibility.

    A security has a `security` beside it, a sukuk a `pool` as well, a commodity lot a `lot`, and anything else a
    `holding` (`family.py` says which kind has which). What is not stated is empty. `version` counts the amendments, so
    that nobody overwrites what they have not read.
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
    dti = models.CharField(_("DTI"), max_length=9, blank=True, help_text=_("ISO 24165"))

    issuer = models.CharField(_("issuer"), max_length=150, blank=True)
    issuer_lei = models.CharField(_("LEI of the issuer"), max_length=20, blank=True, help_text=_("ISO 17442"))
    obligor = models.CharField(_("obligor"), max_length=150, blank=True)
    obligor_lei = models.CharField(_("LEI of the obligor"), max_length=20, blank=True, help_text=_("ISO 17442"))
    guarantor = models.CharField(_("guarantor"), max_length=150, blank=True)
    asset_owner = models.CharField(_("owner of the asset"), max_length=150)

    currency = models.CharField(_("currency"), max_length=3, help_text=_("ISO 4217"))
    governing_law = models.CharField(_("governing law"), max_length=120, blank=True)
    legal_authority = models.CharField(_("legal authority"), max_length=200, blank=True)
    approval_reference = models.CharField(_("reference of the approval"), max_length=120, blank=True)

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
        indexes = [
            models.Index(fields=["name", "number"], name="register_by_name"),
            models.Index(fields=["instrument_type", "number"], name="register_by_kind"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(number__gt=0), name="instrument_number_is_positive"),
            models.UniqueConstraint(
                fields=["isin"],
                condition=~Q(isin=""),
                name="isin_is_registered_once",
                violation_error_message=_("Another asset of the register has this ISIN."),
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

    @property
    def is_sukuk(self) -> bool:
        """Whether the words of sukuk apply: rental and certificate, never interest and bond."""
        return self.instrument_type in SUKUK_TYPES

    @property
    def is_security(self) -> bool:
        """Whether it has nominal amount, denomination and maturity, and counts at face."""
        return self.instrument_type in SECURITY_TYPES

    @property
    def is_lot(self) -> bool:
        """Whether it is a quantity of a commodity."""
        return self.instrument_type in LOT_TYPES

    @property
    def maturity_date(self) -> datetime.date | None:
        """When a security is paid back; None for anything else."""
        return self.security.maturity_date if self.is_security else None

    def has_matured_on(self, date: datetime.date) -> bool:
        """Whether it is paid back by `date`, so that there is nothing left to study."""
        return self.maturity_date is not None and self.maturity_date <= date

    @property
    def units(self) -> int:
        """Whole units: nominal amount by denomination of a security, the quantity of anything else."""
        if self.is_security:
            return self.security.units
        return int((self.lot if self.is_lot else self.holding).quantity)
