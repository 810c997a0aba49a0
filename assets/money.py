"""Amounts in both currencies of the register."""

from decimal import Decimal

from assets.conventions.rounding import half_up, working_precision

#: The one direction in which the register keeps rates: PKR for one USD.
BASE, QUOTE = "USD", "PKR"
#: The currencies that the register values in.
CURRENCIES = ("PKR", "USD")


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
