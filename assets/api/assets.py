"""The assets as advisers see them: what was proposed, and nothing of what officials note among themselves."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from assets.choices import LegalFactKind
from assets.models import Encumbrance, Instrument, LegalFact, Proposal
from assets.selectors import PARTS


def proposed_assets() -> QuerySet[Instrument]:
    """Assets with a case, whether it runs or has ended, each with its latest proposal; one query."""
    latest = Proposal.objects.filter(instrument=OuterRef("pk")).order_by("-id")

    released = LegalFact.objects.filter(encumbrances=OuterRef("pk"), kind=LegalFactKind.LIEN_RELEASE)
    standing = Encumbrance.objects.filter(~Exists(released), instrument=OuterRef("pk"))

    def of_latest(field: str) -> Subquery:
        return Subquery(latest.values(field)[:1])

    return (
        Instrument.objects.select_related(*PARTS)
        .annotate(
            case_reference=of_latest("case__reference"),
            case_stage=of_latest("case__stage_id"),
            case_status=of_latest("case__status"),
            proposed_units=of_latest("units"),
            proposed_value_usd=of_latest("value_usd"),
            proposed_on=of_latest("proposed_on"),
            valued_as_at=of_latest("valuation__as_at"),
            valuation_basis=of_latest("valuation__basis"),
            encumbered=Exists(standing),
        )
        .filter(case_reference__isnull=False)
    )
