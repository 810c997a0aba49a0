"""Recording valuations, and a second person's acceptance."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.exceptions import InvalidInput, SamePerson, WrongState
from approvals.models import Document
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.trail import record_event
from approvals.wording import date_text
from assets.models import Valuation, ValuationAcceptance
from assets.models.instrument import Instrument
from assets.money import BASE, QUOTE, in_both_currencies, value_of
from assets.selectors import live_case, rate_on
from assets.services.instruments import lock_instrument


@act
def record_valuation(
    *, actor: Any, instrument: Instrument, as_at: datetime.date, source: str, document: Document
) -> Valuation:
    """Values all units as at a day from the terms of the asset, in PKR and USD at the latest rate up to that day.

    A security counts at face, anything else at quantity times unit price. Raises InvalidInput for a day to come, a
    day without a rate or a missing source; NotPermitted.
    """
    require(actor, "record_valuation", instrument, key=instrument.key)
    instrument = lock_instrument(instrument)
    today = business_date()
    if as_at > today:
        raise InvalidInput(
            _("A valuation as at %(date)s cannot be made on %(today)s.")
            % {"date": date_text(as_at), "today": date_text(today)},
            subject=instrument.key,
        )
    if not source.strip() or len(source.strip()) > (Valuation._meta.get_field("source").max_length or 0):
        raise InvalidInput(_("Name the source of the valuation in a few words."), subject=instrument.key)
    rate = rate_on(BASE, QUOTE, as_at)
    if rate is None:
        raise InvalidInput(
            _("No USD/PKR rate of %(date)s or earlier is recorded. Record one first, then value the asset.")
            % {"date": date_text(as_at)},
            subject=instrument.key,
        )
    basis, currency, amount = value_of(instrument)
    value_pkr, value_usd = in_both_currencies(currency, amount, rate.rate)
    if not value_usd or not value_pkr:
        raise InvalidInput(
            _("This asset is worth less than a cent; its terms cannot be right."), subject=instrument.key
        )
    valuation = Valuation.objects.create(
        instrument=instrument,
        as_at=as_at,
        basis=basis,
        currency=currency,
        amount=amount,
        value_pkr=value_pkr,
        value_usd=value_usd,
        exchange_rate=rate,
        source=source.strip(),
        document=document,
        recorded_by=actor,
        recorded_on=today,
    )
    _record(actor, "valuation_recorded", valuation, {"source": source.strip(), "document": document.sha256})
    return valuation


@act
def accept_valuation(*, actor: Any, valuation: Valuation) -> ValuationAcceptance:
    """An approver who did not record the valuation stands behind it; from now on it counts.

    Raises SamePerson for the recorder, WrongState for one that is accepted already or no longer fits the terms,
    NotPermitted.
    """
    require(actor, "accept_valuation", valuation, key=valuation.instrument.key)
    instrument = lock_instrument(valuation.instrument)
    if valuation.recorded_by_id == actor.pk:
        raise SamePerson(
            _("You recorded this valuation yourself; another person must accept it."), subject=instrument.key
        )
    if ValuationAcceptance.objects.filter(valuation=valuation).exists():
        raise WrongState(_("This valuation is accepted already."), subject=instrument.key)
    require_fits_terms(valuation, instrument)
    acceptance = ValuationAcceptance.objects.create(valuation=valuation, accepted_by=actor, accepted_on=business_date())
    _record(actor, "valuation_accepted", valuation, {})
    return acceptance


def require_fits_terms(valuation: Valuation, instrument: Instrument) -> None:
    """Raises WrongState where the asset's terms changed since it was valued."""
    if (valuation.basis, valuation.currency, valuation.amount) != value_of(instrument):
        raise WrongState(
            _("The terms of %(asset)s changed since it was valued as at %(date)s. Record a new valuation.")
            % {"asset": instrument, "date": valuation.as_at},
            subject=instrument.key,
        )


def _record(actor: Any, verb: str, valuation: Valuation, data: dict[str, str]) -> None:
    case = live_case(valuation.instrument)
    record_event(
        actor=actor,
        verb=verb,
        subject=valuation.instrument.key,
        label=valuation,
        case_key=case.key if case else "",
        data={
            "valuation": valuation.pk,
            "as_at": valuation.as_at.isoformat(),
            "basis": str(valuation.basis),
            "currency": valuation.currency,
            "amount": str(valuation.amount),
            "value_pkr": str(valuation.value_pkr),
            "value_usd": str(valuation.value_usd),
            "rate": str(valuation.exchange_rate.rate),
        }
        | data,
    )
