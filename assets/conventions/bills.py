"""Bills sold below par: Market Treasury Bills and other discount paper on Act/365 fixed.

`price = 100 / (1 + y x t/365)` and `yield = (100/price - 1) x 365/t`, t in actual days from settlement to maturity, as
the State Bank's auction records reproduce. The price is stored; the yield is derived from the rounded price.
"""

from decimal import Decimal

from assets.conventions.rounding import half_up, working_precision

#: Days of the year, in leap years too.
YEAR = Decimal(365)


def price(*, yield_pct: Decimal, days: int) -> Decimal:
    """The price per 100, four decimals, for a simple yield in percent a year. Raises ValueError where t is not positive."""
    _require_days(days)
    with working_precision():
        return half_up(100 / (1 + yield_pct / 100 * days / YEAR), 4)


def exact_yield(*, price: Decimal, days: int) -> Decimal:
    """The simple yield in percent a year, unrounded, as averages need it. Raises ValueError where t or price is not positive."""
    _require_days(days)
    if price <= 0:
        raise ValueError("A price is positive.")
    with working_precision():
        return (100 / price - 1) * YEAR / days * 100


def yield_from_price(*, price: Decimal, days: int) -> Decimal:
    """The simple yield in percent a year, four decimals."""
    return half_up(exact_yield(price=price, days=days), 4)


def proceeds(*, face: Decimal, price: Decimal, places: int = 2) -> Decimal:
    """The amount realised for `face` at `price` per 100, in the unit of `face`."""
    with working_precision():
        return half_up(face * price / 100, places)


def discount(*, face: Decimal, price: Decimal, places: int = 2) -> Decimal:
    """Face less the rounded proceeds, so that the two add up to the face."""
    return face - proceeds(face=face, price=price, places=places)


def _require_days(days: int) -> None:
    if days <= 0:
        raise ValueError("Settlement lies before maturity.")
