"""Currencies (ISO 4217): codes, numbers and decimals, from the standard's own list."""

from dataclasses import dataclass

from iso4217 import Currency as _Listed


@dataclass(frozen=True)
class Currency:
    """A currency, or a metal that has a code like one. `minor_units` are its decimals, None where it has none (XAU)."""

    code: str
    number: int
    name: str
    minor_units: int | None


def by_code(code: str) -> Currency:
    """The currency of a code in capital letters. Raises ValueError for a code that the standard does not list."""
    try:
        listed = _Listed(code)
    except ValueError:
        raise ValueError(f"{code} is not a currency of ISO 4217.") from None
    return Currency(listed.code, listed.number, listed.currency_name, listed.exponent)


def is_listed(code: str) -> bool:
    """Whether the standard lists the code; the symbol of a token must then not reuse it."""
    return any(code == currency.code for currency in _Listed)
