"""The weighted-average yield of an auction."""

from collections.abc import Iterable
from decimal import Decimal

from assets.conventions.rounding import half_up, working_precision


def weighted_average_yield(bids: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """The average of yields in percent, weighted by **face**, four decimals, from pairs of face and unrounded yield.

    Weights by realised amount, or yields rounded before, miss the State Bank's printed averages.
    Raises ValueError without bids.
    """
    with working_precision():
        faces = weighted = Decimal(0)
        for face, yield_pct in bids:
            faces += face
            weighted += face * yield_pct
        if faces <= 0:
            raise ValueError("An average needs bids with a face amount.")
        return half_up(weighted / faces, 4)
