"""Attaching papers to an asset."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.exceptions import InvalidInput
from approvals.models import Document
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.trail import record_event
from assets.models import AssetPaper
from assets.models.instrument import Instrument
from assets.papers import is_paper_of
from assets.selectors import live_case
from assets.services.dossier import refreeze
from assets.services.locks import lock_instrument


@act
def attach_paper(*, actor: Any, instrument: Instrument, document: Document) -> AssetPaper:
    """Attaches a stored paper, which may be a newer version of one of the asset's papers.

    The paper becomes part of a live case's dossier, in the place of the version that it replaces, and that voids
    sign-offs. Raises InvalidInput for a paper that belongs to an asset already or replaces one of another record,
    NotPermitted.
    """
    require(actor, "attach_paper", instrument, key=instrument.key)
    instrument = lock_instrument(instrument)
    if AssetPaper.objects.filter(document=document).exists() or is_paper_of(instrument, document):
        raise InvalidInput(
            _("“%(title)s” belongs to an asset already.") % {"title": document.title}, subject=instrument.key
        )
    former = document.replaces
    if former is not None and not is_paper_of(instrument, former):
        raise InvalidInput(
            _("“%(title)s” is no paper of this asset, so a newer version of it cannot be attached here.")
            % {"title": former.title},
            subject=instrument.key,
        )
    case = live_case(instrument)
    paper = AssetPaper.objects.create(
        instrument=instrument, document=document, attached_by=actor, attached_on=business_date()
    )
    record_event(
        actor=actor,
        verb="paper_version_attached" if former else "paper_attached",
        subject=instrument.key,
        label=format_lazy("{}: {}", instrument, document.title),
        case_key=case.key if case else "",
        data={"document": document.sha256, "title": document.title}
        | ({"replaces": former.sha256, "version": document.version} if former else {}),
    )
    refreeze(actor=actor, case=case)
    return paper
