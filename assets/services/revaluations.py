"""Revaluing many assets at once, and a second person's acceptance of it all."""

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.exceptions import InvalidInput, SamePerson, WrongState
from approvals.models import Document
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.trail import record_event
from assets.choices import Eligibility, ValuationBasis
from assets.encumbrances import standing_liens
from assets.listing import PARTS
from assets.models import Instrument, Revaluation, RevaluationAcceptance, Valuation, ValuationAcceptance
from assets.selectors import circumstances_on
from assets.services.valuations import comes_out_the_same, rate_for_valuing, require_worth_something, stored_figures
from assets.valuing import Circumstances, Figures, usual_basis, value

#: Rows read or written at a time.
CHUNK = 2000


@dataclass(frozen=True)
class Result:
    """What became of one asset: its figures, or why it was not valued."""

    instrument: Instrument
    figures: Figures | None
    why_not: str = ""


@act
def record_revaluation(
    *,
    actor: Any,
    as_at: datetime.date,
    source: str,
    document: Document,
    instruments: "QuerySet[Instrument] | None" = None,
) -> Revaluation:
    """Values every asset that can be valued as at a day, each as it was last: a security that was last accepted at a
    price or a yield at that same yield, everything else at face or at quantity times price.

    Assets that are not eligible, have matured or are not issued yet by that day are left alone; those that cannot be
    computed are named with the reason. Raises InvalidInput for a day to come, a day without a rate, a missing source and
    where no asset could be valued; NotPermitted.
    """
    require(actor, "record_revaluation")
    rate = rate_for_valuing(as_at, source)
    locked = _locked(to_revalue(as_at) if instruments is None else instruments)
    results = list(revalued(locked, circumstances_on(as_at, rate)))
    done = [result for result in results if result.figures is not None]
    if not done:
        raise InvalidInput(_("No asset of the register can be valued as at that day."))
    revaluation = Revaluation.objects.create(
        as_at=as_at,
        exchange_rate=rate,
        source=source.strip(),
        left_out=[[result.instrument.number, result.why_not] for result in results if result.figures is None],
        document=document,
        recorded_by=actor,
        recorded_on=business_date(),
    )
    Valuation.objects.bulk_create((_valuation(revaluation, result) for result in done), batch_size=CHUNK)
    record_event(
        actor=actor,
        verb="revaluation_recorded",
        subject=revaluation.key,
        label=revaluation,
        data={
            "as_at": as_at.isoformat(),
            "rate": str(rate.rate),
            "source": source.strip(),
            "document": document.sha256,
            "valuations": len(done),
            "left_out": len(results) - len(done),
            "figures_sha256": _digest(done),
        },
    )
    return revaluation


@act
def accept_revaluation(*, actor: Any, revaluation: Revaluation) -> RevaluationAcceptance:
    """An approver who did not record the revaluation stands behind it; from now on its valuations count.

    Valuations whose figures no longer come out of the facts, since these were amended meanwhile, and those that were
    accepted one by one before are left as they are. Raises SamePerson, WrongState for one that is accepted already or
    of which nothing holds any more, NotPermitted.
    """
    require(actor, "accept_revaluation", revaluation, key=revaluation.key)
    if revaluation.recorded_by_id == actor.pk:
        raise SamePerson(
            _("You recorded this revaluation yourself; another person must accept it."), subject=revaluation.key
        )
    _locked(Instrument.objects.filter(valuations__revaluation=revaluation))  # nobody else amends or accepts meanwhile
    waiting = list(_waiting(revaluation))
    if RevaluationAcceptance.objects.filter(revaluation=revaluation).exists():
        raise WrongState(_("This revaluation is accepted already."), subject=revaluation.key)
    known = circumstances_on(revaluation.as_at, revaluation.exchange_rate)
    holding = [valuation for valuation in waiting if comes_out_the_same(valuation, known)]
    if not holding:
        raise WrongState(
            _("Every asset of this revaluation was amended or accepted since. Record a new one."),
            subject=revaluation.key,
        )
    acceptance = _accept(actor, revaluation, holding)
    record_event(
        actor=actor,
        verb="revaluation_accepted",
        subject=revaluation.key,
        label=revaluation,
        data={"valuations": len(holding), "left": len(waiting) - len(holding)},
    )
    return acceptance


def _accept(actor: Any, revaluation: Revaluation, holding: list[Valuation]) -> RevaluationAcceptance:
    today = business_date()
    try:
        with transaction.atomic():
            acceptance = RevaluationAcceptance.objects.create(
                revaluation=revaluation, accepted_by=actor, accepted_on=today
            )
            ValuationAcceptance.objects.bulk_create(
                (ValuationAcceptance(valuation=one, accepted_by=actor, accepted_on=today) for one in holding),
                batch_size=CHUNK,
            )
    except IntegrityError as error:
        raise WrongState(
            _("A colleague just accepted some of these valuations. Look at the revaluation, then try again."),
            subject=revaluation.key,
        ) from error
    return acceptance


def to_revalue(as_at: datetime.date) -> "QuerySet[Instrument]":
    """The assets that a revaluation as at a day is about: eligible or referred, issued by that day and not matured."""
    return Instrument.objects.exclude(eligibility=Eligibility.NOT_ELIGIBLE).filter(
        Q(security=None) | Q(security__issue_date__lte=as_at, security__maturity_date__gt=as_at)
    )


def revalued(instruments: "QuerySet[Instrument]", circumstances: Circumstances) -> Iterator[Result]:
    """Every asset with its figures on the basis on which it was accepted last, up to the day. The caller has locked them."""
    yields = dict(_last_yields(instruments, circumstances.as_at))
    liens = standing_liens(instruments)
    for instrument in instruments.select_related(*PARTS).order_by("pk").iterator(chunk_size=CHUNK):
        own = liens.get(instrument.pk, ())
        yield _result(instrument, yields.get(instrument.pk), circumstances.with_liens(own) if own else circumstances)


def _locked(instruments: "QuerySet[Instrument]") -> "QuerySet[Instrument]":
    """The same assets, locked against amendments: what is asked of them from now on is what stands.

    Read in a statement of its own, since PostgreSQL looks again only at the rows that it waited for, not at their parts.
    """
    rows = instruments.select_for_update(no_key=True, of=("self",)).order_by("pk").only("pk")
    return Instrument.objects.filter(pk__in=[row.pk for row in rows])


def _result(instrument: Instrument, quote: Decimal | None, circumstances: Circumstances) -> Result:
    is_priced = quote is not None and instrument.is_security
    basis = ValuationBasis.YIELD if is_priced else usual_basis(instrument)
    try:
        figures = value(instrument, basis, circumstances, quote=quote if is_priced else None)
        require_worth_something(instrument, figures)
    except InvalidInput as refusal:
        return Result(instrument, None, refusal.message)
    return Result(instrument, figures)


def _last_yields(instruments: "QuerySet[Instrument]", as_at: datetime.date) -> Iterable[tuple[int, Decimal | None]]:
    """The yield of each asset's latest accepted valuation up to a day; none where that was not at a price or a yield."""
    return (
        Valuation.objects.filter(instrument__in=instruments.values("pk"), acceptance__isnull=False, as_at__lte=as_at)
        .order_by("instrument_id", "-as_at", "-id")
        .distinct("instrument_id")
        .values_list("instrument_id", "yield_pct")
    )


def _valuation(revaluation: Revaluation, result: Result) -> Valuation:
    assert result.figures is not None  # noqa: S101  (only what was valued is stored)
    return Valuation(
        instrument=result.instrument,
        as_at=revaluation.as_at,
        exchange_rate=revaluation.exchange_rate,
        revaluation=revaluation,
        source=revaluation.source,
        document=revaluation.document,
        recorded_by=revaluation.recorded_by,
        recorded_on=revaluation.recorded_on,
        **stored_figures(result.figures),
    )


def _waiting(revaluation: Revaluation) -> "QuerySet[Valuation]":
    accepted = ValuationAcceptance.objects.filter(valuation=OuterRef("pk"))
    return (
        revaluation.valuations.filter(~Exists(accepted))
        .select_related("exchange_rate", *(f"instrument__{part}" for part in PARTS))
        .order_by("instrument_id")
    )


def _digest(results: Iterable[Result]) -> str:
    """SHA-256 over one line for each asset, so that the trail holds every figure without holding them all."""
    digest = hashlib.sha256()
    for result in results:
        figures = result.figures
        assert figures is not None  # noqa: S101  (only what was valued is stored)
        digest.update(
            f"{result.instrument.number}|{figures.basis}|{figures.currency}|{figures.amount}|{figures.fair_amount}|"
            f"{figures.clean_price}|{figures.value_usd}\n".encode()
        )
    return digest.hexdigest()
