"""Reading the papers of an asset: those attached to it, and those of its valuations, legal facts,
encumbrances and re-openings.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from approvals.lineage import replaced_among
from approvals.models import Document
from approvals.wording import date_text
from assets.models import AssetPaper, Encumbrance, Instrument, IssueTranche, LegalFact, Valuation


@dataclass(frozen=True)
class PaperOfAsset:
    """A paper, what it belongs to in words, and whether it is the newest version of its line."""

    document: Document
    belongs_to: Any
    is_newest: bool


def papers_of(instrument: Instrument) -> list[PaperOfAsset]:
    """Every paper of the asset with what it belongs to, without its bytes, the one stored last first."""
    found: dict[int, tuple[Document, Any]] = {}
    for paper in attached_papers(instrument):
        found[paper.document_id] = (paper.document, _("The asset itself"))
    for valuation in _with_papers(Valuation.objects.filter(instrument=instrument)):
        words = _("Valuation as at %(day)s") % {"day": date_text(valuation.as_at)}
        found.setdefault(valuation.document_id, (valuation.document, words))
    for fact in _with_papers(LegalFact.objects.filter(instrument=instrument)):
        found.setdefault(fact.document_id, (fact.document, fact.get_kind_display()))
    for encumbrance in _with_papers(Encumbrance.objects.filter(instrument=instrument, document__isnull=False)):
        found.setdefault(encumbrance.document_id, (encumbrance.document, encumbrance.get_kind_display()))
    for tranche in _with_papers(IssueTranche.objects.filter(instrument=instrument)):
        found.setdefault(tranche.document_id, (tranche.document, str(tranche)))
    replaced = replaced_among(found)
    return [
        PaperOfAsset(document, belongs_to, document.pk not in replaced)
        for document, belongs_to in sorted(found.values(), key=lambda pair: pair[0].pk, reverse=True)
    ]


def attached_papers(instrument: Instrument) -> Any:
    """The papers attached to the asset itself, newer versions among them, in the order of their attaching."""
    return _with_papers(AssetPaper.objects.filter(instrument=instrument))


def is_paper_of(instrument: Instrument, document: Document) -> bool:
    """Whether the paper is one of the asset's."""
    return any(
        records.objects.filter(instrument=instrument, document=document).exists()
        for records in (AssetPaper, Valuation, LegalFact, Encumbrance, IssueTranche)
    )


def _with_papers(records: Any) -> Any:
    return records.select_related("document__stored_by").defer("document__content").order_by("id")
