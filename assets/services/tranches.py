"""Recording re-openings: more of a security, sold later at another price."""

import dataclasses
import datetime
from decimal import Decimal
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.exceptions import InvalidInput, WrongState
from approvals.models import Document
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.trail import record_event
from approvals.wording import amount_text, date_text
from assets.conventions.pricing import Price, at_price
from assets.field_rules import rule_for
from assets.models import Instrument, IssueTranche
from assets.security_terms import computing, terms_of
from assets.selectors import fixings_until, live_case
from assets.services.locks import lock_instrument
from assets.text_rules import objection_to


@act
def record_tranche(
    *,
    actor: Any,
    instrument: Instrument,
    settlement_date: datetime.date,
    face: Decimal,
    clean_price: Decimal,
    document: Document,
    auction_number: str = "",
) -> IssueTranche:
    """Records a re-opening: `face` in the asset's currency at a clean price per 100. The nominal amount grows by the face.

    Coupon and maturity stay; what the buyers paid for accrued days follows from them. Raises WrongState while a case
    lives, since units are reserved for it; InvalidInput for anything but a security, a settlement that is to come or
    outside the security's life, a face that is no whole number of units, or an impossible price; NotPermitted.
    """
    require(actor, "record_tranche", instrument, key=instrument.key)
    instrument = lock_instrument(instrument)
    _require_possible(instrument, settlement_date, face, auction_number)
    price = _price(instrument, settlement_date, face, clean_price)
    security = instrument.security
    last = instrument.tranches.order_by("-number").first()
    tranche = IssueTranche.objects.create(
        instrument=instrument,
        number=last.number + 1 if last else 2,
        auction_number=auction_number.strip(),
        settlement_date=settlement_date,
        face=face,
        clean_price=price.clean,
        yield_pct=price.yield_pct,
        clean_amount=price.clean_amount,
        accrued_amount=price.accrued_amount,
        settlement_amount=price.settlement_amount,
        document=document,
        recorded_by=actor,
        recorded_on=business_date(),
    )
    before = security.nominal_amount
    security.nominal_amount = before + face
    security.save(update_fields=["nominal_amount"])
    instrument.version += 1
    instrument.save(update_fields=["version"])
    record_event(
        actor=actor,
        verb="tranche_recorded",
        subject=instrument.key,
        label=format_lazy("{}: {}", instrument, tranche),
        data={
            "tranche": tranche.number,
            "version": instrument.version,
            "auction_number": tranche.auction_number,
            "settlement_date": settlement_date.isoformat(),
            "currency": instrument.currency,
            "face": f"{face:.2f}",
            "clean_price": str(price.clean),
            "yield_pct": str(price.yield_pct),
            "accrued_amount": str(price.accrued_amount),
            "settlement_amount": str(price.settlement_amount),
            "nominal_amount": [f"{before:.2f}", f"{security.nominal_amount:.2f}"],
            "document": document.sha256,
        },
    )
    return tranche


def _require_possible(instrument: Instrument, settlement: datetime.date, face: Decimal, auction_number: str) -> None:
    if not instrument.is_security:
        raise InvalidInput(_("Only a security is opened again."), subject=instrument.key)
    if case := live_case(instrument):
        raise WrongState(
            _("%(asset)s cannot be opened again while %(case)s lives, since units and value are reserved for it.")
            % {"asset": instrument, "case": case},
            subject=case.key,
        )
    today, security = business_date(), instrument.security
    if settlement > today:
        raise InvalidInput(
            _("A re-opening that settles on %(date)s cannot be recorded on %(today)s.")
            % {"date": date_text(settlement), "today": date_text(today)},
            subject=instrument.key,
        )
    if wrong := rule_for("nominal_amount")(face) or rule_for("nominal_amount")(security.nominal_amount + face):
        raise InvalidInput(_("Face amount: %(reason)s") % {"reason": wrong}, subject=instrument.key)
    if face % security.denomination:
        raise InvalidInput(
            _("The face is a whole number of units of %(denomination)s.")
            % {"denomination": amount_text(security.denomination, instrument.currency)},
            subject=instrument.key,
        )
    if wrong := rule_for("auction_number")(auction_number) or objection_to(auction_number):
        raise InvalidInput(_("Number of the auction: %(reason)s") % {"reason": wrong}, subject=instrument.key)


def _price(instrument: Instrument, settlement: datetime.date, face: Decimal, clean_price: Decimal) -> Price:
    if wrong := rule_for("issue_price")(clean_price):
        raise InvalidInput(_("Clean price: %(reason)s") % {"reason": wrong}, subject=instrument.key)
    terms = terms_of(instrument, fixings=fixings_until(settlement), as_at=settlement)
    with computing(instrument):
        return at_price(dataclasses.replace(terms, face=face), settlement=settlement, clean=clean_price)
