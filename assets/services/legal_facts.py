"""Recording what papers show about title and encumbrances."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.exceptions import InvalidInput
from approvals.models import Document
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.trail import record_event
from assets.choices import LegalFactKind
from assets.models import Encumbrance, LegalFact
from assets.models.instrument import Instrument
from assets.selectors import live_case
from assets.services.dossier import refreeze
from assets.services.locks import lock_instrument


@act
def record_legal_fact(
    *,
    actor: Any,
    instrument: Instrument,
    kind: LegalFactKind | str,
    statement: str,
    document: Document,
    encumbrance: Encumbrance | None = None,
) -> LegalFact:
    """Records a fact with the paper that shows it; a live case's dossier is frozen again, which voids sign-offs.

    A release or a consent is about one `encumbrance` of the asset, or about every one recorded so far. Raises
    InvalidInput for an unknown kind, a missing statement or an encumbrance of another asset, NotPermitted.
    """
    require(actor, "record_legal_fact", instrument, key=instrument.key)
    instrument = lock_instrument(instrument)
    if kind not in LegalFactKind.values:
        raise InvalidInput(_("“%(kind)s” is no kind of legal fact.") % {"kind": kind}, subject=instrument.key)
    if not statement.strip():
        raise InvalidInput(_("Say in a sentence what the paper shows."), subject=instrument.key)
    if encumbrance is not None and (kind == LegalFactKind.TITLE_PROOF or encumbrance.instrument_id != instrument.pk):
        raise InvalidInput(
            _("Only a release or a consent is about an encumbrance, and only about one of this asset."),
            subject=instrument.key,
        )
    case = live_case(instrument)
    fact = LegalFact.objects.create(
        instrument=instrument,
        kind=kind,
        statement=statement.strip(),
        document=document,
        recorded_by=actor,
        recorded_on=business_date(),
    )
    about = _encumbrances(fact, encumbrance)
    fact.encumbrances.set(about)
    record_event(
        actor=actor,
        verb="legal_fact_recorded",
        subject=instrument.key,
        label=format_lazy("{}: {}", instrument, LegalFactKind(fact.kind).label),
        case_key=case.key if case else "",
        data={"kind": str(fact.kind), "statement": fact.statement, "document": document.sha256}
        | ({"encumbrances": [one.pk for one in about]} if about else {}),
    )
    refreeze(actor=actor, case=case)
    return fact


def _encumbrances(fact: LegalFact, named: Encumbrance | None) -> list[Encumbrance]:
    """What a release or a consent is about: the encumbrance that was named, or every one recorded so far."""
    if fact.kind == LegalFactKind.TITLE_PROOF:
        return []
    return [named] if named else list(fact.instrument.encumbrances.all())
