"""Recording valuations, and a second person's acceptance."""

import dataclasses
import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.exceptions import InvalidInput, SamePerson, WrongState
from approvals.models import Document
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.trail import record_event
from approvals.wording import date_text
from assets.choices import ValuationBasis
from assets.encumbrances import encumbrances_of, liens_of
from assets.models import ExchangeRate, Valuation, ValuationAcceptance
from assets.models.instrument import Instrument
from assets.money import BASE, QUOTE
from assets.selectors import circumstances_on, legal_facts_of, live_case, rate_on
from assets.services.locks import lock_instrument
from assets.valuing import PRICED_BASES, Circumstances, Figures, bases_of, counted, usual_basis, value


@act
def record_valuation(
    *,
    actor: Any,
    instrument: Instrument,
    as_at: datetime.date,
    source: str,
    document: Document,
    basis: str = "",
    quote: Decimal | None = None,
) -> Valuation:
    """Values all units as at a day, in PKR and USD at the latest rate up to that day and with the fixings known on it.

    Without a `basis` a security is valued at face and anything else at quantity times price. A security can be valued at
    a clean price per 100 or at a yield in percent a year, which is the `quote`: the rounded price is stored and the yield
    derived from it. Raises InvalidInput for a day to come, a day without a rate, a missing source, a basis that the kind
    has not, or a quote that cannot be right; NotPermitted.
    """
    require(actor, "record_valuation", instrument, key=instrument.key)
    instrument = lock_instrument(instrument)
    rate = rate_for_valuing(as_at, source, subject=instrument.key)
    chosen = _basis(instrument, basis, quote)
    liens = liens_of(encumbrances_of(instrument, legal_facts_of(instrument))) if instrument.is_lot else ()
    figures = value(instrument, chosen, circumstances_on(as_at, rate, liens=liens), quote=quote)
    require_worth_something(instrument, figures)
    valuation = Valuation.objects.create(
        instrument=instrument,
        as_at=as_at,
        exchange_rate=rate,
        source=source.strip(),
        document=document,
        recorded_by=actor,
        recorded_on=business_date(),
        **stored_figures(figures),
    )
    _record(actor, "valuation_recorded", valuation, {"source": source.strip(), "document": document.sha256})
    return valuation


def rate_for_valuing(as_at: datetime.date, source: str, *, subject: str = "") -> ExchangeRate:
    """The rate at which a valuation as at a day converts.

    Raises InvalidInput for a day to come, a day up to which no rate is recorded, and a missing source.
    """
    today = business_date()
    if as_at > today:
        raise InvalidInput(
            _("A valuation as at %(date)s cannot be made on %(today)s.")
            % {"date": date_text(as_at), "today": date_text(today)},
            subject=subject,
        )
    if not source.strip() or len(source.strip()) > (Valuation._meta.get_field("source").max_length or 0):
        raise InvalidInput(_("Name the source of the valuation in a few words."), subject=subject)
    rate = rate_on(BASE, QUOTE, as_at)
    if rate is None:
        raise InvalidInput(
            _("No USD/PKR rate of %(date)s or earlier is recorded. Record one first, then value the asset.")
            % {"date": date_text(as_at)},
            subject=subject,
        )
    return rate


def stored_figures(figures: Figures) -> dict[str, Any]:
    """The figures by the names of the columns that keep them."""
    return {field.name: getattr(figures, field.name) for field in dataclasses.fields(figures)}


def require_worth_something(instrument: Instrument, figures: Figures) -> None:
    """Raises InvalidInput for an asset worth less than a cent or a paisa."""
    if not figures.value_usd or not figures.value_pkr:
        raise InvalidInput(
            _("This asset is worth less than a cent; its terms cannot be right."), subject=instrument.key
        )


def _basis(instrument: Instrument, asked: str, quote: Decimal | None) -> ValuationBasis:
    basis = asked or usual_basis(instrument)
    if basis not in bases_of(instrument.instrument_type):
        raise InvalidInput(
            _("%(asset)s cannot be valued on the basis “%(basis)s”.") % {"asset": instrument, "basis": basis},
            subject=instrument.key,
        )
    if (basis in PRICED_BASES) != (quote is not None):
        raise InvalidInput(
            _("A valuation at a price or a yield needs that figure, and any other takes none."), subject=instrument.key
        )
    if quote is not None and (not quote.is_finite() or quote.adjusted() > 5 or quote != round(quote, 4)):
        raise InvalidInput(
            _("A price per 100 or a yield in percent has at most four decimals, unlike %(quote)s.") % {"quote": quote},
            subject=instrument.key,
        )
    return ValuationBasis(basis)


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
    valuation.instrument = instrument
    if not comes_out_the_same(valuation):
        raise _changed(instrument, valuation)
    acceptance = ValuationAcceptance.objects.create(valuation=valuation, accepted_by=actor, accepted_on=business_date())
    _record(actor, "valuation_accepted", valuation, {})
    return acceptance


def require_fits_facts(valuation: Valuation, instrument: Instrument) -> None:
    """Raises WrongState where the asset's facts changed since it was valued, so that what counts would be another amount."""
    if (valuation.currency, valuation.amount) != counted(instrument):
        raise _changed(instrument, valuation)


def _changed(instrument: Instrument, valuation: Valuation) -> WrongState:
    return WrongState(
        _("The terms of %(asset)s changed since it was valued as at %(date)s. Record a new valuation.")
        % {"asset": instrument, "date": date_text(valuation.as_at)},
        subject=instrument.key,
    )


def comes_out_the_same(valuation: Valuation, known: Circumstances | None = None) -> bool:
    """Whether every stored figure is what the facts of today give; not where they give none any more.

    `known` are the circumstances of the valuation's day, where somebody has them at hand already.
    """
    try:
        figures = stored_figures(recomputed(valuation, known))
    except InvalidInput:
        return False
    return all(getattr(valuation, name) == figures[name] for name in figures if name not in ("basis", "workings"))


def recomputed(valuation: Valuation, known: Circumstances | None = None) -> Figures:
    """The valuation's figures computed again: its stored price, rate, day and liens with the asset's facts as they stand.

    They are the stored ones, unless the facts were amended or an earlier day's fixing was recorded since.
    """
    instrument = valuation.instrument
    basis = ValuationBasis.CLEAN_PRICE if valuation.clean_price is not None else ValuationBasis(valuation.basis)
    workings = valuation.workings
    owed = Decimal(workings.get("liens", "0")) + Decimal(workings.get("liens_uncovered", "0"))
    known = known or circumstances_on(valuation.as_at, valuation.exchange_rate)
    liens = ((valuation.currency, owed),) if owed else ()
    return value(instrument, basis, known.with_liens(liens), quote=valuation.clean_price)


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
            "fair_amount": str(valuation.fair_amount),
            "clean_price": "" if valuation.clean_price is None else str(valuation.clean_price),
            "yield_pct": "" if valuation.yield_pct is None else str(valuation.yield_pct),
            "rate": str(valuation.exchange_rate.rate),
        }
        | data,
    )
