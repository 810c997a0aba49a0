"""Valuing: what counts against the ceiling, what an asset is worth, and every figure in between.

What counts is the face of a security, and quantity times price of anything else. What it is worth depends on the basis: a
security at face, or at a clean price or a yield (clean amount plus what has accrued); a lot less shrinkage, haircut and
liens. Nothing here reads the database or the clock, so that the same inputs give the same figures at any time.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from approvals.exceptions import InvalidInput
from approvals.wording import date_text
from assets.choices import SECURITY_TYPES, ValuationBasis
from assets.conventions import commodities, pricing
from assets.conventions.floating import Fixings
from assets.conventions.rounding import half_up, working_precision
from assets.conventions.schedules import periods_from
from assets.conventions.terms import Terms
from assets.models import Instrument
from assets.money import in_both_currencies
from assets.security_terms import computing, terms_of

#: The bases on which a security can be valued; everything else has one.
SECURITY_BASES = (ValuationBasis.FACE, ValuationBasis.CLEAN_PRICE, ValuationBasis.YIELD)
#: Prices per 100 are below this; the column that keeps them has five digits before the point.
HIGHEST_PRICE = Decimal(100_000)
#: Those that need a figure from the market.
PRICED_BASES = (ValuationBasis.CLEAN_PRICE, ValuationBasis.YIELD)


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What a valuation needs beside the asset: the day, PKR for one USD, the fixings known on that day, and liens.

    `liens` are pairs of currency and amount of the encumbrances that stand.
    """

    as_at: datetime.date
    pkr_per_usd: Decimal
    fixings: Fixings = field(default_factory=lambda: Fixings(()))
    liens: tuple[tuple[str, Decimal], ...] = ()

    def with_liens(self, liens: tuple[tuple[str, Decimal], ...]) -> Self:
        """The same for an asset on which these liens stand."""
        return replace(self, liens=liens)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A valuation's figures: what counts, what it is worth, both in both currencies, and the workings as text by name."""

    basis: ValuationBasis
    currency: str
    amount: Decimal
    value_pkr: Decimal
    value_usd: Decimal
    fair_amount: Decimal
    fair_pkr: Decimal
    fair_usd: Decimal
    clean_price: Decimal | None
    yield_pct: Decimal | None
    workings: dict[str, str]


@dataclass(frozen=True)
class _Steps:
    counted: Decimal
    fair: Decimal
    workings: dict[str, object]
    price: pricing.Price | None = None


def usual_basis(instrument: Instrument) -> ValuationBasis:
    """The basis that every asset of the kind can be valued on."""
    return ValuationBasis.FACE if instrument.is_security else ValuationBasis.QUANTITY_TIMES_PRICE


def bases_of(kind: str) -> tuple[ValuationBasis, ...]:
    """The bases on which an asset of this kind can be valued."""
    return SECURITY_BASES if kind in SECURITY_TYPES else (ValuationBasis.QUANTITY_TIMES_PRICE,)


def counted(instrument: Instrument) -> tuple[str, Decimal]:
    """Currency and amount that count against the ceiling: the face of a security, quantity times price of anything else."""
    if instrument.is_security:
        return instrument.currency, half_up(instrument.security.nominal_amount, 2)
    if instrument.is_lot:
        return instrument.lot.unit_price_currency, _lot(instrument, Decimal(0)).counted
    return instrument.holding.unit_price_currency, _holding(instrument).counted


def value(
    instrument: Instrument, basis: ValuationBasis, circumstances: Circumstances, *, quote: Decimal | None = None
) -> Figures:
    """The asset's figures on a basis; `quote` is the clean price per 100 or the yield in percent a year that it names.

    Raises InvalidInput where the record does not allow it or the quote cannot be right.
    """
    if basis not in bases_of(instrument.instrument_type):
        raise InvalidInput(
            _("%(asset)s cannot be valued on the basis “%(basis)s”.") % {"asset": instrument, "basis": basis.label},
            subject=instrument.key,
        )
    currency = counted_currency(instrument)
    steps = _steps(instrument, basis, circumstances, quote)
    rate = circumstances.pkr_per_usd
    value_pkr, value_usd = in_both_currencies(currency, steps.counted, rate)
    fair_pkr, fair_usd = in_both_currencies(currency, steps.fair, rate)
    workings = {"currency": currency, **steps.workings, "pkr_per_usd": rate}
    return Figures(
        basis=basis,
        currency=currency,
        amount=steps.counted,
        value_pkr=value_pkr,
        value_usd=value_usd,
        fair_amount=steps.fair,
        fair_pkr=fair_pkr,
        fair_usd=fair_usd,
        clean_price=steps.price.clean if steps.price else None,
        yield_pct=steps.price.yield_pct if steps.price else None,
        workings={name: str(figure) for name, figure in workings.items() if figure is not None},
    )


def counted_currency(instrument: Instrument) -> str:
    """The currency in which the asset is valued."""
    if instrument.is_security:
        return instrument.currency
    return (instrument.lot if instrument.is_lot else instrument.holding).unit_price_currency


def _steps(
    instrument: Instrument, basis: ValuationBasis, circumstances: Circumstances, quote: Decimal | None
) -> _Steps:
    if basis in PRICED_BASES and quote is not None:
        return _priced(instrument, basis, circumstances, quote)
    if instrument.is_security:
        face = half_up(instrument.security.nominal_amount, 2)
        return _Steps(face, face, {"face": face})
    if instrument.is_lot:
        currency = instrument.lot.unit_price_currency
        _require_priced_by(instrument, circumstances.as_at)
        return _lot(instrument, in_currency(circumstances.liens, currency, circumstances.pkr_per_usd))
    return _holding(instrument)


def in_currency(amounts: Iterable[tuple[str, Decimal]], currency: str, pkr_per_usd: Decimal) -> Decimal:
    """Amounts in PKR and USD added up in one of the two, each rounded first."""
    return sum(
        (in_both_currencies(own, amount, pkr_per_usd)[0 if currency == "PKR" else 1] for own, amount in amounts),
        Decimal(0),
    )


def _priced(instrument: Instrument, basis: ValuationBasis, circumstances: Circumstances, quote: Decimal) -> _Steps:
    as_at = circumstances.as_at
    terms = terms_of(instrument, fixings=circumstances.fixings, as_at=as_at)
    with computing(instrument):
        if basis == ValuationBasis.YIELD:
            price = pricing.at_yield(terms, settlement=as_at, yield_pct=quote)
        else:
            price = pricing.at_price(terms, settlement=as_at, clean=quote)
        if price.clean >= HIGHEST_PRICE:
            raise ValueError(gettext_noop("A price of so much for each 100 is a slip of the pen."))
    workings = {
        "face": half_up(terms.face, 2),
        "settlement": as_at.isoformat(),
        "day_count": terms.day_count,
        "wished_yield_pct": quote if basis == ValuationBasis.YIELD else None,
        **_accrual(terms, as_at),
        "payments_left": price.payments_left if terms.payments_per_year else None,
        "clean_price": price.clean,
        "yield_pct": price.yield_pct,
        "accrued_per_100": half_up(price.accrued, 6),
        "clean_amount": price.clean_amount,
        "accrued_amount": price.accrued_amount,
        "settlement_amount": price.settlement_amount,
    }
    return _Steps(half_up(terms.face, 2), price.settlement_amount, workings, price)


def _accrual(terms: Terms, as_at: datetime.date) -> dict[str, object]:
    """The running period, its rate and the share of a year that has gone by; of a floater the rate of later periods too."""
    running = periods_from(terms, as_at)
    if not running:
        return {}
    start = running[0].start
    share = terms.days.year_share(start, as_at, terms.regular_dates)
    return {
        "period_start": start.isoformat(),
        "running_rate_pct": terms.rate_for(start)[0],
        "accrued_share": half_up(share, 6),
        "projected_rate_pct": terms.rate_pct if terms.resets else None,
    }


def _require_priced_by(instrument: Instrument, as_at: datetime.date) -> None:
    """Raises InvalidInput where the lot's price is from a day after the one as at which it is valued."""
    priced_on = instrument.lot.price_date
    if priced_on is not None and priced_on > as_at:
        raise InvalidInput(
            _("The price of %(asset)s is of %(day)s, and a price from the future is never used.")
            % {"asset": instrument, "day": date_text(priced_on)},
            subject=instrument.key,
        )


def _lot(instrument: Instrument, liens: Decimal) -> _Steps:
    lot = instrument.lot
    price_unit = lot.price_unit or lot.quantity_unit
    with computing(instrument):
        steps = commodities.value(
            commodities.Lot(
                quantity=lot.quantity,
                unit=lot.quantity_unit,
                price=lot.unit_price,
                price_unit=price_unit,
                shrinkage_pct=lot.shrinkage_pct or Decimal(0),
                haircut_pct=lot.haircut_pct or Decimal(0),
                liens=liens,
            )
        )
    workings = {
        "quantity": lot.quantity,
        "quantity_unit": lot.quantity_unit,
        "quantity_in_price_unit": half_up(steps.quantity_in_price_unit, 6),
        "price_unit": price_unit,
        "unit_price": lot.unit_price,
        "price_date": lot.price_date.isoformat() if lot.price_date else None,
        "gross": steps.gross,
        "shrinkage_pct": lot.shrinkage_pct,
        "shrinkage": steps.shrinkage,
        "haircut_pct": lot.haircut_pct,
        "haircut": steps.haircut,
        "liens": steps.liens,
        "liens_uncovered": steps.liens_uncovered,
        "net": steps.net,
    }
    return _Steps(steps.gross, steps.net, workings)


def _holding(instrument: Instrument) -> _Steps:
    holding = instrument.holding
    with working_precision():
        gross = half_up(holding.quantity * holding.unit_price, 2)
    workings: dict[str, object] = {
        "quantity": holding.quantity,
        "quantity_unit": holding.quantity_unit,
        "unit_price": holding.unit_price,
        "gross": gross,
    }
    return _Steps(gross, gross, workings)
