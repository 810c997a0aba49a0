"""Pricing: price from yield and yield from price of any security, by its terms alone.

The price is stored and the yield derived: a wish for a yield gives a clean price of four decimals, and the yield is that
of the rounded price (a wish for 7.0000 gives 98.4146, and that yields 6.9999). How the State Bank's records do it:

- Paper with a simple yield (bills): `price = 100 / (1 + y x t)`, t the share of a year from settlement to maturity.
- All other: with E days in the coupon period of which A have accrued, w = (E-A)/E, n payments left, m a year and
  v = 1 + y/m, `dirty = sum over k = 0..n-1 of flow_k / v^(w+k)`, `clean = dirty - accrued`. Days are counted as the day
  count does, so E of 30/360 is mostly 180. A first period that is longer or shorter than the others is measured in regular
  ones.
- `accrued = rate x share of a year since the period began`, by the day count.

The yield counts time in coupon periods whatever the day count, so that the yields of a bond and of a sukuk with the same
dates compare; no public source says how the yield of an Ijara sukuk compounds. Yields and prices go by unadjusted dates.

A floater is priced at its known rate for the running period and at the last fixing for all later ones, as if the
benchmark never moved again: that is a projection, not a forecast, and its yield is one to this projection.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from assets.conventions import yields
from assets.conventions.rounding import LARGEST, half_up, working_precision
from assets.conventions.schedules import Period, periods_from, require_outstanding, year_share
from assets.conventions.terms import Terms

#: Decimals of a price per 100 and of a yield in percent.
PRICE_PLACES = YIELD_PLACES = 4


@dataclass(frozen=True)
class Price:
    """A security at a clean price on a day of settlement.

    Per 100 of face: `clean` (four decimals), `accrued` (unrounded) and `dirty`, which is their sum. In percent a year:
    `yield_pct` (four decimals) and `exact_yield_pct`, as averages need it. In the unit of the face, each rounded half up
    before they are added: `clean_amount`, `accrued_amount`, and `settlement_amount`, what a buyer pays. `payments_left`
    counts the coupons or rentals still to come.
    """

    settlement: datetime.date
    clean: Decimal
    accrued: Decimal
    dirty: Decimal
    yield_pct: Decimal
    exact_yield_pct: Decimal
    face: Decimal
    clean_amount: Decimal
    accrued_amount: Decimal
    settlement_amount: Decimal
    payments_left: int

    @property
    def discount_amount(self) -> Decimal:
        """Face less the rounded clean amount, so that the two add up to the face; negative above par."""
        return self.face - self.clean_amount


def at_price(terms: Terms, *, settlement: datetime.date, clean: Decimal, places: int = 2) -> Price:
    """The security at a clean price per 100, which is rounded to four decimals first; amounts with that many decimals.

    Raises ValueError for a price that is not positive or that no plausible yield gives, and for a settlement before the
    issue or not before maturity.
    """
    return _Position(terms, settlement).at_price(clean, guess_pct=terms.rate_pct, places=places)


def at_yield(terms: Terms, *, settlement: datetime.date, yield_pct: Decimal, places: int = 2) -> Price:
    """The security at the rounded price that a yield in percent a year gives; its yield is that of the rounded price.

    Raises ValueError for an implausible yield, and for a settlement before the issue or not before maturity.
    """
    position = _Position(terms, settlement)
    with working_precision():
        clean = position.dirty_at(yield_pct) - position.accrued
    return position.at_price(clean, guess_pct=yield_pct, places=places)


def exact_dirty(terms: Terms, *, settlement: datetime.date, yield_pct: Decimal) -> Decimal:
    """The dirty price per 100 at a yield in percent a year, unrounded. Raises ValueError as `at_yield` does."""
    return _Position(terms, settlement).dirty_at(yield_pct)


def accrued_per_100(terms: Terms, settlement: datetime.date) -> Decimal:
    """What has accrued per 100 since the running period began, unrounded; 0 on the day that begins it.

    Raises ValueError for a settlement before the issue or not before maturity.
    """
    require_outstanding(terms, settlement)
    running = periods_from(terms, settlement)
    return _accrued(terms, running[0], settlement) if running else Decimal(0)


def amount(*, face: Decimal, price: Decimal, places: int = 2) -> Decimal:
    """What `face` comes to at `price` per 100, in the unit of the face."""
    with working_precision():
        return half_up(face * price / 100, places)


class _Position:
    """What is left of a security from a day of settlement on."""

    def __init__(self, terms: Terms, settlement: datetime.date) -> None:
        require_outstanding(terms, settlement)
        self.terms, self.settlement = terms, settlement
        self.periods = periods_from(terms, settlement)
        self.accrued = _accrued(terms, self.periods[0], settlement) if self.periods else Decimal(0)
        with working_precision():
            self.payments = self._payments()
            if self.payments is None:
                self.year_share = terms.days.year_share(settlement, terms.maturity)

    def _payments(self) -> yields.Payments | None:
        """None where the yield is simple."""
        terms, regular = self.terms, self.terms.regular_dates
        if regular is None:
            return None
        ends = self.periods[0].end if self.periods else terms.maturity
        count = terms.days.days
        wait = regular.position(ends, count) - regular.position(self.settlement, count)
        flows = [terms.rate_for(period.start)[0] * year_share(terms, period) for period in self.periods]
        if not flows:
            flows = [Decimal(0)]
        flows[-1] += 100
        return yields.Payments(wait, flows, regular.per_year)

    def dirty_at(self, yield_pct: Decimal) -> Decimal:
        if self.payments is None:
            return yields.simple_value_at(self.year_share, yield_pct)
        return yields.value_at(self.payments, yield_pct)

    def yield_at(self, dirty: Decimal, guess_pct: Decimal) -> Decimal:
        if self.payments is None:
            return yields.simple_yield_at(self.year_share, dirty)
        return yields.yield_at(self.payments, dirty, guess_pct)

    def at_price(self, clean: Decimal, *, guess_pct: Decimal, places: int) -> Price:
        clean = _rounded(clean)
        face = self.terms.face
        with working_precision():
            dirty = clean + self.accrued
            exact_yield = self.yield_at(dirty, guess_pct)
            clean_amount = amount(face=face, price=clean, places=places)
            accrued_amount = amount(face=face, price=self.accrued, places=places)
            return Price(
                settlement=self.settlement,
                clean=clean,
                accrued=self.accrued,
                dirty=dirty,
                yield_pct=half_up(exact_yield, YIELD_PLACES),
                exact_yield_pct=exact_yield,
                face=face,
                clean_amount=clean_amount,
                accrued_amount=accrued_amount,
                settlement_amount=clean_amount + accrued_amount,
                payments_left=len(self.periods),
            )


def _rounded(clean: Decimal) -> Decimal:
    if not clean.is_finite() or clean < Decimal("0.00005"):
        raise ValueError("A price is a positive number.")
    # A price that outgrows the working precision is refused as implausible with or without its decimals.
    return half_up(clean, PRICE_PLACES) if clean < LARGEST else clean


def _accrued(terms: Terms, period: Period, settlement: datetime.date) -> Decimal:
    with working_precision():
        rate_pct, _ = terms.rate_for(period.start)
        return rate_pct * terms.days.year_share(period.start, settlement, terms.regular_dates)
