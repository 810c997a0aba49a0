"""Recording what somebody else holds over an asset."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.exceptions import InvalidInput
from approvals.models import Document
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.trail import record_event
from assets.choices import EncumbranceKind
from assets.field_rules import LARGEST_AMOUNT
from assets.models import Encumbrance
from assets.models.instrument import Instrument
from assets.money import CURRENCIES
from assets.selectors import live_case
from assets.services.dossier import refreeze
from assets.services.locks import lock_instrument
from assets.text_rules import objection_to


@dataclass(frozen=True, kw_only=True)
class StatedEncumbrance:
    """What is known about an encumbrance. Without an amount it is not established, without a holder not known whose it is."""

    kind: str = EncumbranceKind.LIEN
    holder: str = ""
    amount: Decimal | None = None
    currency: str = "PKR"
    statement: str = ""


@act
def record_encumbrance(
    *, actor: Any, instrument: Instrument, stated: StatedEncumbrance, document: Document | None = None
) -> Encumbrance:
    """Records a right of somebody else; a live case's dossier is frozen again, which voids sign-offs.

    Raises InvalidInput for an unknown kind or currency, an impossible amount or text, NotPermitted.
    """
    require(actor, "record_encumbrance", instrument, key=instrument.key)
    instrument = lock_instrument(instrument)
    if wrong := _objection(stated):
        raise InvalidInput(wrong, subject=instrument.key)
    case = live_case(instrument)
    encumbrance = Encumbrance.objects.create(
        instrument=instrument,
        kind=stated.kind,
        holder=stated.holder.strip(),
        currency=stated.currency,
        amount=stated.amount,
        statement=stated.statement.strip(),
        document=document,
        recorded_by=actor,
        recorded_on=business_date(),
    )
    record_event(
        actor=actor,
        verb="encumbrance_recorded",
        subject=instrument.key,
        label=format_lazy("{}: {}", instrument, EncumbranceKind(encumbrance.kind).label),
        case_key=case.key if case else "",
        data={
            "encumbrance": encumbrance.pk,
            "kind": str(encumbrance.kind),
            "holder": encumbrance.holder,
            "currency": encumbrance.currency,
            "amount": "" if stated.amount is None else f"{stated.amount:.2f}",
            "document": document.sha256 if document else "",
        },
    )
    refreeze(actor=actor, case=case)
    return encumbrance


def _objection(stated: StatedEncumbrance) -> str:
    if stated.kind not in EncumbranceKind.values:
        return _("“%(kind)s” is no kind of encumbrance.") % {"kind": stated.kind}
    if stated.currency not in CURRENCIES:
        return _("The amount of an encumbrance is in %(known)s.") % {"known": _(" or ").join(CURRENCIES)}
    amount = stated.amount
    if amount is not None and not (amount.is_finite() and 0 < amount <= LARGEST_AMOUNT):
        return _("The amount of an encumbrance is positive, and empty where it is not established.")
    if len(stated.holder) > (Encumbrance._meta.get_field("holder").max_length or 0):
        return _("The name of the holder is too long.")
    return objection_to(stated.holder) or objection_to(stated.statement)
