"""Yields: what payments are worth at a yield, and which yield gives a price.

The street convention: with v = 1 + y/m for a yield that compounds m times a year, the payment that falls due after a wait
of `w` periods is divided by `v^w`, the next by `v^(w+1)`, and so on; the last period is compounded like every other. In
u = ln v the logarithm of the price is

    g(u) = ln(sum of flow_k x e^(-k x u)) - w x u

which falls and is convex, since no flow is negative. So there is one root at most, and Newton's method, which is nearly
exact on so straight a line, finds it in a few steps; a step that leaves the bracket is replaced by halving it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cache

from assets.conventions.rounding import working_precision

#: Yields, percent a year, beyond which a price is taken for a slip of the pen.
LOWEST_PCT, HIGHEST_PCT = Decimal(-50), Decimal(1000)

#: Digits that the search carries, and the step in u that ends it. The next step would be about its square, and one more,
#: at working precision, follows; where that one is not tiny, the search has ended at a limit and not at a root.
_SEARCH_DIGITS = 28
_CLOSE = Decimal("1e-9")
_TINY = Decimal("1e-12")
#: Newton needs about four steps; halving alone would need eighty.
_MOST_STEPS = 200


@dataclass(frozen=True)
class Payments:
    """What is still paid per 100: the first of `flows` after `wait` periods, the others one period apart.

    None is negative, the last is positive, and a yield compounds `per_year` times a year, which is also how many of
    the periods a year has.
    """

    wait: Decimal
    flows: Sequence[Decimal]
    per_year: int


def value_at(payments: Payments, yield_pct: Decimal) -> Decimal:
    """What the payments are worth per 100, unrounded, at a yield in percent a year. Raises ValueError for an implausible yield."""
    require_plausible(yield_pct)
    with working_precision():
        discount = 1 / (1 + yield_pct / 100 / payments.per_year)
        value, _ = _sum(payments.flows, discount)
        return value * discount**payments.wait


def yield_at(payments: Payments, value: Decimal, guess_pct: Decimal) -> Decimal:
    """The yield in percent a year at which the payments are worth `value` per 100, right to more than 20 digits.

    The guess costs time where it is bad, and nothing else. Raises ValueError where no plausible yield gives the value.
    """
    with localcontext() as context:
        context.prec = _SEARCH_DIGITS
        low, high = _limits(payments.per_year)
        logarithm = _logarithm(guess_pct, payments.per_year)
        wanted = value.ln()
        for _ in range(_MOST_STEPS):
            excess, slope = _excess(payments, logarithm, wanted)
            if excess > 0:
                low = logarithm
            else:
                high = logarithm
            step = -excess / slope
            if not low <= logarithm + step <= high:
                step = (low + high) / 2 - logarithm
            logarithm += step
            if abs(step) < _CLOSE:
                break
    with working_precision():
        excess, slope = _excess(payments, logarithm, value.ln())
        polished = logarithm - excess / slope
        if abs(polished - logarithm) > _TINY:
            raise ValueError(_IMPLAUSIBLE)
        return (polished.exp() - 1) * payments.per_year * 100


def simple_value_at(year_share: Decimal, yield_pct: Decimal) -> Decimal:
    """What 100 after a share of a year is worth, unrounded, at a simple yield: `100 / (1 + y x t)`.

    Raises ValueError for an implausible yield.
    """
    require_plausible(yield_pct)
    with working_precision():
        growth = 1 + yield_pct / 100 * year_share
        if growth <= 0:
            raise ValueError("A yield so low would make the paper priceless.")
        return 100 / growth


def simple_yield_at(year_share: Decimal, value: Decimal) -> Decimal:
    """The simple yield in percent a year, unrounded: `(100/price - 1) / t`. Raises ValueError for an implausible value."""
    with working_precision():
        found = (100 / value - 1) / year_share * 100
    if not LOWEST_PCT <= found <= HIGHEST_PCT:
        raise ValueError(_IMPLAUSIBLE)
    return found


def require_plausible(yield_pct: Decimal) -> None:
    """Raises ValueError for a yield that is no number or beyond the limits."""
    if not yield_pct.is_finite() or not LOWEST_PCT <= yield_pct <= HIGHEST_PCT:
        raise ValueError(f"A yield lies between {LOWEST_PCT} and {HIGHEST_PCT} percent a year.")


_IMPLAUSIBLE = f"No plausible yield gives this price: none between {LOWEST_PCT} and {HIGHEST_PCT} percent a year does."


def _logarithm(yield_pct: Decimal, per_year: int) -> Decimal:
    return (1 + yield_pct / 100 / per_year).ln()


@cache
def _limits(per_year: int) -> tuple[Decimal, Decimal]:
    with working_precision():
        return _logarithm(LOWEST_PCT, per_year), _logarithm(HIGHEST_PCT, per_year)


def _sum(flows: Sequence[Decimal], discount: Decimal) -> tuple[Decimal, Decimal]:
    """The sum of `flow_k x discount^k`, and that of `k x flow_k x discount^k`, by Horner's rule."""
    value = weighted = Decimal(0)
    for flow in reversed(flows):
        weighted = weighted * discount + value
        value = value * discount + flow
    return value, weighted * discount


def _excess(payments: Payments, logarithm: Decimal, wanted: Decimal) -> tuple[Decimal, Decimal]:
    """By how much g exceeds the logarithm that is wanted, and the slope of g, which is never above -wait."""
    value, weighted = _sum(payments.flows, (-logarithm).exp())
    return value.ln() - payments.wait * logarithm - wanted, -payments.wait - weighted / value
