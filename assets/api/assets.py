"""The assets as advisers see them: what was proposed, and nothing of what officials note among themselves."""

from django.db.models import Exists, F, OuterRef, QuerySet

from assets.choices import LegalFactKind
from assets.listing import PARTS, STAGE, listed
from assets.models import Encumbrance, Instrument, LegalFact


def proposed_assets() -> QuerySet[Instrument]:
    """Assets with a case, whether it runs or has ended, each with its latest proposal; one query."""
    released = LegalFact.objects.filter(encumbrances=OuterRef("pk"), kind=LegalFactKind.LIEN_RELEASE)
    standing = Encumbrance.objects.filter(~Exists(released), instrument=OuterRef("pk"))
    assets: QuerySet[Instrument] = (
        listed()
        .filter(latest__isnull=False)
        .select_related(*PARTS)
        .annotate(
            case_reference=F("latest__case__reference"),
            case_stage=F(STAGE),
            case_status=F("latest__case__status"),
            proposed_units=F("latest__units"),
            proposed_value_usd=F("latest__value_usd"),
            proposed_on=F("latest__proposed_on"),
            valued_as_at=F("latest__valuation__as_at"),
            valuation_basis=F("latest__valuation__basis"),
            encumbered=Exists(standing),
        )
    )
    return assets
