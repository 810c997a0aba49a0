"""The values that count against the ceiling, in both currencies."""

from decimal import Decimal

from assets.choices import ValuationBasis
from assets.conventions.rounding import half_up, working_precision
from assets.models import Instrument

#: The one direction in which the register keeps rates: PKR for one USD.
BASE, QUOTE = "USD", "PKR"
#: The currencies that the register values in.
CURRENCIES = ("PKR", "USD")


def value_of(instrument: Instrument) -> tuple[ValuationBasis, str, Decimal]:
    """Basis, currency and amount of all units: the face of a security, quantity times unit price of anything else.

    The terms are complete in this, since no asset is registered without them.
    """
    if instrument.is_security:
        assert instrument.nominal_amount is not None  # noqa: S101  (kept by validation.check_terms)
        return ValuationBasis.FACE, instrument.currency, instrument.nominal_amount
    assert instrument.quantity is not None and instrument.unit_price is not None  # noqa: S101, PT018
    with working_precision():
        amount = half_up(instrument.quantity * instrument.unit_price, 2)
    return ValuationBasis.QUANTITY_TIMES_PRICE, instrument.unit_price_currency, amount


def in_both_currencies(currency: str, amount: Decimal, pkr_per_usd: Decimal) -> tuple[Decimal, Decimal]:
    """The amount in PKR and in USD, the converted one rounded half up to two decimals. Raises ValueError for a third currency."""
    with working_precision():
        if currency == "PKR":
            return amount, half_up(amount / pkr_per_usd, 2)
        if currency == "USD":
            return half_up(amount * pkr_per_usd, 2), amount
    raise ValueError(f"The register does not value in {currency}.")


def pro_rata(value: Decimal, *, units: int, of_units: int) -> Decimal:
    """The share of `value` that belongs to `units` of `of_units`, rounded half up to two decimals."""
    with working_precision():
        return half_up(value * units / of_units, 2)
