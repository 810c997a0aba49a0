"""What a security states beyond what every asset does."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assets.choices import BusinessDayConvention, CreditorCategory, DayCountName, ReturnType
from assets.models.benchmark import Benchmark
from assets.models.instrument import Instrument


def _text(label: Any, length: int = 150) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=length, blank=True)


def _percent(label: Any) -> "models.DecimalField[Decimal | None, Decimal | None]":
    return models.DecimalField(
        label, max_digits=8, decimal_places=4, null=True, blank=True, help_text=_("percent a year")
    )


class Security(models.Model):
    """Amounts, dates and return of debt or of sukuk certificates, as a debt office records them."""

    instrument = models.OneToOneField(Instrument, on_delete=models.PROTECT, primary_key=True, related_name="security")
    nominal_amount = models.DecimalField(_("nominal amount"), max_digits=20, decimal_places=2)
    denomination = models.DecimalField(_("denomination"), max_digits=20, decimal_places=2)
    minimum_subscription = models.DecimalField(
        _("minimum subscription"), max_digits=20, decimal_places=2, null=True, blank=True
    )

    issue_date = models.DateField(_("issue date"))
    first_payment_date = models.DateField(_("first payment date"), null=True, blank=True)
    maturity_date = models.DateField(_("maturity date"))

    return_type = models.CharField(_("return type"), max_length=40, blank=True, choices=ReturnType.choices)
    rate_pct = _percent(_("rate"))
    reference_rate = models.ForeignKey(
        Benchmark, verbose_name=_("reference rate"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    margin_bps = models.IntegerField(_("margin"), null=True, blank=True, help_text=_("basis points"))
    payments_per_year = models.PositiveSmallIntegerField(_("payments a year"), null=True, blank=True)
    day_count = models.CharField(_("day count"), max_length=40, blank=True, choices=DayCountName.choices)
    business_day_convention = models.CharField(
        _("business day convention"), max_length=20, blank=True, choices=BusinessDayConvention.choices
    )

    issue_yield_pct = _percent(_("issue yield"))
    issue_price = models.DecimalField(
        _("issue price"), max_digits=9, decimal_places=4, null=True, blank=True, help_text=_("per 100")
    )
    auction_number = _text(_("number of the auction"), 30)

    creditor_category = models.CharField(_("creditors"), max_length=20, blank=True, choices=CreditorCategory.choices)
    registrar = _text(_("registrar"))
    depository = _text(_("depository"))
    settlement_system = _text(_("settlement system"))
    paying_agent = _text(_("paying agent"))
    listing = _text(_("listing"))
    tax_treatment = _text(_("tax treatment"), 200)
    use_of_proceeds = _text(_("use of proceeds"), 200)
    budget_head = _text(_("budget head"), 60)

    class Meta:
        verbose_name_plural = "securities"
        indexes = [models.Index(fields=["maturity_date"], name="securities_by_maturity")]
        constraints = [
            models.CheckConstraint(condition=Q(nominal_amount__gt=0), name="nominal_amount_is_positive"),
            models.CheckConstraint(condition=Q(denomination__gt=0), name="denomination_is_positive"),
            models.CheckConstraint(condition=Q(maturity_date__gt=F("issue_date")), name="maturity_is_after_issue"),
        ]

    def __str__(self) -> str:
        return str(self.instrument)

    @property
    def units(self) -> int:
        """Nominal amount by denomination; no security is registered whose units are not whole."""
        return int(Decimal(self.nominal_amount) // Decimal(self.denomination))


class SukukPool(models.Model):
    """The assets behind sukuk certificates and the contracts that tie them to the certificates."""

    instrument = models.OneToOneField(Instrument, on_delete=models.PROTECT, primary_key=True, related_name="pool")
    underlying_asset = _text(_("underlying asset"), 200)
    pool_value = models.DecimalField(_("value of the pool"), max_digits=20, decimal_places=2, null=True, blank=True)
    pool_valued_on = models.DateField(_("pool valued on"), null=True, blank=True)
    ijara_agreement = _text(_("lease (ijara) agreement"))
    purchase_undertaking = _text(_("purchase undertaking"))
    service_agency = _text(_("service agency"))
    trustee = _text(_("trustee or agent"))
    shariah_adviser = _text(_("Shariah adviser"))
    fatwa_reference = _text(_("reference of the fatwa"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pool_value=None) | Q(pool_value__gt=0), name="pool_value_is_positive"),
        ]

    def __str__(self) -> str:
        return str(self.instrument)

    @property
    def headroom(self) -> Decimal | None:
        """What of the pool's value no certificate stands for, in the asset's currency; None where it is not valued."""
        if self.pool_value is None:
            return None
        return Decimal(self.pool_value) - Decimal(self.instrument.security.nominal_amount)
