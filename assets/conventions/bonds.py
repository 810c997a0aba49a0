"""Bonds with regular coupons on Act/Act ICMA in the street convention: Pakistan Investment Bonds.

With E days in the coupon period of which A have accrued, w = (E-A)/E, n coupons left, m coupons a year,
c = coupon/m per 100 and v = 1 + y/m:

- `dirty = sum over k = 0..n-1 of c / v^(w+k) + 100 / v^(w+n-1)`
- `accrued = c x A/E`
- `clean = dirty - accrued`

The State Bank's record of the 3-year bond reopened on 3 March 2021 is reproduced to its last printed digit. The last
period is compounded like every other.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from assets.conventions.rounding import half_up, working_precision

#: Yields between which one is looked for, percent a year.
_LOWEST_YIELD, _HIGHEST_YIELD = Decimal(-50), Decimal(1000)
_BISECTIONS = 100


@dataclass(frozen=True)
class CouponPeriod:
    """The coupon period that a settlement date lies in; a coupon date belongs to the period that it begins."""

    start: datetime.date
    end: datetime.date
    days: int
    accrued_days: int
    coupons_left: int


def coupon_period(*, settlement: datetime.date, maturity: datetime.date, payments_per_year: int = 2) -> CouponPeriod:
    """The period of `settlement`, with coupon dates counted back from maturity in whole months.

    Raises ValueError where the settlement is not before maturity or the year cannot be divided so.
    """
    if settlement >= maturity:
        raise ValueError("Settlement lies before maturity.")
    if payments_per_year < 1 or 12 % payments_per_year:
        raise ValueError("Coupons fall into whole months.")
    months = 12 // payments_per_year
    # Counting from maturity each time keeps the 31st a 31st wherever the month has one.
    left = 1
    while (start := maturity - relativedelta(months=months * left)) > settlement:
        left += 1
    end = maturity - relativedelta(months=months * (left - 1))
    return CouponPeriod(start, end, (end - start).days, (settlement - start).days, left)


def clean_price(
    *,
    coupon_pct: Decimal,
    yield_pct: Decimal,
    settlement: datetime.date,
    maturity: datetime.date,
    payments_per_year: int = 2,
) -> Decimal:
    """The clean price per 100, four decimals, at a yield in percent a year."""
    period = coupon_period(settlement=settlement, maturity=maturity, payments_per_year=payments_per_year)
    return half_up(_clean(coupon_pct, yield_pct, period, payments_per_year), 4)


def accrued_per_100(
    *, coupon_pct: Decimal, settlement: datetime.date, maturity: datetime.date, payments_per_year: int = 2
) -> Decimal:
    """What has accrued per 100 since the last coupon date, unrounded."""
    period = coupon_period(settlement=settlement, maturity=maturity, payments_per_year=payments_per_year)
    with working_precision():
        return coupon_pct / payments_per_year * period.accrued_days / period.days


@dataclass(frozen=True)
class Settlement:
    """What a buyer pays: the parts are rounded first, so that the printed rows add up."""

    clean: Decimal
    accrued: Decimal
    amount: Decimal


def settlement_amount(
    *,
    face: Decimal,
    clean: Decimal,
    coupon_pct: Decimal,
    settlement: datetime.date,
    maturity: datetime.date,
    payments_per_year: int = 2,
    places: int = 2,
) -> Settlement:
    """The amount for `face` at a clean price per 100, in the unit of `face`, with what has accrued."""
    accrued = accrued_per_100(
        coupon_pct=coupon_pct, settlement=settlement, maturity=maturity, payments_per_year=payments_per_year
    )
    with working_precision():
        clean_amount = half_up(face * clean / 100, places)
        accrued_amount = half_up(face * accrued / 100, places)
        return Settlement(clean_amount, accrued_amount, clean_amount + accrued_amount)


def exact_yield(
    *,
    clean: Decimal,
    coupon_pct: Decimal,
    settlement: datetime.date,
    maturity: datetime.date,
    payments_per_year: int = 2,
) -> Decimal:
    """The yield in percent a year at a clean price per 100, as exact as averages need it.

    The price falls as the yield rises, so halving the interval finds it. Raises ValueError for a price that no yield
    between -50 and 1000 percent gives.
    """
    period = coupon_period(settlement=settlement, maturity=maturity, payments_per_year=payments_per_year)
    low, high = _LOWEST_YIELD, _HIGHEST_YIELD
    if (
        not _clean(coupon_pct, high, period, payments_per_year)
        <= clean
        <= _clean(coupon_pct, low, period, payments_per_year)
    ):
        raise ValueError("No plausible yield gives this price.")
    with working_precision():
        for _ in range(_BISECTIONS):
            middle = (low + high) / 2
            if _clean(coupon_pct, middle, period, payments_per_year) > clean:
                low = middle
            else:
                high = middle
        return (low + high) / 2


def yield_from_clean(
    *,
    clean: Decimal,
    coupon_pct: Decimal,
    settlement: datetime.date,
    maturity: datetime.date,
    payments_per_year: int = 2,
) -> Decimal:
    """The yield in percent a year at a clean price per 100, four decimals."""
    return half_up(
        exact_yield(
            clean=clean,
            coupon_pct=coupon_pct,
            settlement=settlement,
            maturity=maturity,
            payments_per_year=payments_per_year,
        ),
        4,
    )


def _clean(coupon_pct: Decimal, yield_pct: Decimal, period: CouponPeriod, payments_per_year: int) -> Decimal:
    with working_precision():
        coupon = coupon_pct / payments_per_year
        growth = 1 + yield_pct / 100 / payments_per_year
        remaining = Decimal(period.days - period.accrued_days) / period.days
        factor = growth**remaining
        dirty = Decimal(0)
        for _ in range(period.coupons_left):
            dirty += coupon / factor
            factor *= growth
        dirty += 100 * growth / factor
        return dirty - coupon * period.accrued_days / period.days
