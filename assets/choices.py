"""The fixed words of the register."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InstrumentType(models.TextChoices):
    """Kinds of asset. Who must sign follows from the kind."""

    MTB = "MTB", _("Market Treasury Bill")
    PIB_FIXED = "PIB_FIXED", _("Pakistan Investment Bond, fixed rate")
    PIB_FLOATING_SA = "PIB_FLOATING_SA", _("Pakistan Investment Bond, floating, semi-annual")
    PIB_FLOATING_QTLY = "PIB_FLOATING_QTLY", _("Pakistan Investment Bond, floating, quarterly")
    PIB_ZERO = "PIB_ZERO", _("Pakistan Investment Bond, zero coupon")
    GIS_FRR = "GIS_FRR", _("GoP Ijara Sukuk, fixed rental")
    GIS_VRR = "GIS_VRR", _("GoP Ijara Sukuk, variable rental")
    GIS_FRD = "GIS_FRD", _("GoP Ijara Sukuk, fixed and discounted")
    EUROBOND = "EUROBOND", _("Eurobond")
    INTL_SUKUK = "INTL_SUKUK", _("International sukuk")
    COMMODITY_LOT = "COMMODITY_LOT", _("Commodity lot")
    PROPERTY = "PROPERTY", _("Property")
    OTHER_ASSET = "OTHER_ASSET", _("Other federal asset")


#: Certificates of ownership in a pool: they pay rental or profit, never interest.
SUKUK_TYPES = (
    InstrumentType.GIS_FRR,
    InstrumentType.GIS_VRR,
    InstrumentType.GIS_FRD,
    InstrumentType.INTL_SUKUK,
)

#: The state's own debt: there is no title to prove.
DEBT_TYPES = (
    InstrumentType.MTB,
    InstrumentType.PIB_FIXED,
    InstrumentType.PIB_FLOATING_SA,
    InstrumentType.PIB_FLOATING_QTLY,
    InstrumentType.PIB_ZERO,
    InstrumentType.EUROBOND,
)

#: What has a nominal amount, a denomination and a maturity, and is valued at face.
SECURITY_TYPES = (*DEBT_TYPES, *SUKUK_TYPES)

#: A quantity of a commodity in a place, with a dated price.
LOT_TYPES = (InstrumentType.COMMODITY_LOT,)


class ReturnType(models.TextChoices):
    """How a security pays. A sukuk pays rental or profit, never interest or a coupon."""

    DISCOUNT = "discount", _("Discount: sold below par, paid back at par")
    FIXED_COUPON = "fixed coupon", _("Fixed coupon")
    FLOATING_COUPON = "floating coupon", _("Floating coupon")
    FIXED_RENTAL = "fixed rental", _("Fixed rental")
    VARIABLE_RENTAL = "variable rental", _("Variable rental")
    FIXED_PROFIT = "fixed profit", _("Fixed profit")


class DayCountName(models.TextChoices):
    """Day counts by the names of `conventions.day_counts`."""

    ACT_365 = "Act/365", _("Act/365: actual days by 365")
    ACT_360 = "Act/360", _("Act/360: actual days by 360")
    THIRTY_360 = "30/360", _("30/360: months of 30 days by 360")
    ACT_ACT_ISDA = "Act/Act ISDA", _("Act/Act ISDA: actual days by those of each year")
    ACT_ACT_ICMA = "Act/Act ICMA", _("Act/Act ICMA: actual days by those of the payment period")


class BusinessDayConvention(models.TextChoices):
    """Where a payment goes that falls on a weekend or a holiday, by the names of `conventions.business_days`."""

    UNADJUSTED = "unadjusted", _("Stays on its day")
    FOLLOWING = "following", _("The next business day")
    MODIFIED_FOLLOWING = "modified following", _("The next business day of the same month, or else the one before")
    PRECEDING = "preceding", _("The business day before")


class CreditorCategory(models.TextChoices):
    """Who mainly holds a debt, as debt offices group creditors."""

    BANKS = "banks", _("Banks")
    NON_BANKS = "non_banks", _("Institutions other than banks")
    NON_RESIDENTS = "non_residents", _("Non-residents")
    RETAIL = "retail", _("Retail investors")
    MIXED = "mixed", _("Several groups")


class EncumbranceKind(models.TextChoices):
    """What somebody else holds over an asset."""

    LIEN = "lien", _("Lien")
    PLEDGE = "pledge", _("Pledge")
    CHARGE = "charge", _("Charge or mortgage")
    COURT_ORDER = "court_order", _("Order of a court")
    OTHER = "other", _("Another right")


class TitleStatus(models.TextChoices):
    """What is known about who owns the asset."""

    NOT_APPLICABLE = "not_applicable", _("Not applicable: debt of the state itself")
    TO_BE_PROVEN = "to_be_proven", _("To be proven")
    POOL_TITLE_TO_BE_SHOWN = "pool_title_to_be_shown", _("Title of the pool to be shown")
    NOT_FEDERAL_PROPERTY = "not_federal_property", _("Not federal property")


class Eligibility(models.TextChoices):
    """Whether the asset may be studied at all."""

    OPEN = "open", _("No objection recorded")
    REFERRED = "referred", _("Referred")
    NOT_ELIGIBLE = "not_eligible", _("Not eligible")


class ValuationBasis(models.TextChoices):
    """From what an asset is valued. What counts against the ceiling is the face of a security and quantity times price."""

    FACE = "face", _("Face amount")
    CLEAN_PRICE = "clean_price", _("Clean price per 100")
    YIELD = "yield", _("Yield")
    QUANTITY_TIMES_PRICE = "quantity_times_price", _("Quantity times unit price")


class LegalFactKind(models.TextChoices):
    """What a recorded legal fact shows."""

    TITLE_PROOF = "title_proof", _("Title proven")
    LIEN_RELEASE = "lien_release", _("Encumbrance released")
    LIEN_CONSENT = "lien_consent", _("Consent of the holder of the encumbrance")


class CeilingCause(models.TextChoices):
    """What made a reading of the ceiling necessary."""

    PROPOSAL = "proposal", _("An asset was proposed")
    CASE_ENDED = "case_ended", _("A case ended")
    RATE_RECORDED = "rate_recorded", _("An exchange rate was recorded")
    RESOLUTION = "resolution", _("A breach was resolved")
