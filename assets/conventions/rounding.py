"""Rounding and precision, in one place."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

#: Digits carried by intermediate results; the conventions ask for at least 28.
WORKING_DIGITS = 50

#: Larger amounts, quantities and prices are slips of the pen, and would outgrow the working precision.
LARGEST = Decimal(10) ** 20


@contextmanager
def working_precision() -> Iterator[Context]:
    """A decimal context with the working precision and half-up rounding."""
    with localcontext() as context:
        context.prec = WORKING_DIGITS
        context.rounding = ROUND_HALF_UP
        yield context


def half_up(value: Decimal, places: int) -> Decimal:
    """`value` rounded to `places` decimals, ties away from zero: 491.9285 gives 491.929 at three."""
    with working_precision():
        return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
