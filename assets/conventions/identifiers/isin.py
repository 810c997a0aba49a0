"""ISIN (ISO 6166): two letters, nine letters or digits, one check digit."""

import re
from string import ascii_uppercase, digits

_ALPHABET = digits + ascii_uppercase
_BODY = re.compile(r"[A-Z]{2}[A-Z0-9]{9}")


def check_digit(body: str) -> int:
    """The check digit of the first eleven characters, by modulus 10 double-add-double.

    Letters become numbers (A is 10), all digits are written out, every second one from the rightmost is doubled, and
    the digits of the results are added up. Raises ValueError for anything but two letters and nine letters or digits.
    """
    if not _BODY.fullmatch(body):
        raise ValueError("An ISIN begins with two capital letters and nine capital letters or digits.")
    written_out = "".join(str(_ALPHABET.index(character)) for character in body)
    total = 0
    for position, character in enumerate(reversed(written_out)):
        value = int(character) * (2 if position % 2 == 0 else 1)
        total += value // 10 + value % 10
    return -total % 10


def is_valid(isin: str) -> bool:
    """Whether `isin` has twelve characters of which the last is the right check digit."""
    return len(isin) == 12 and _BODY.fullmatch(isin[:11]) is not None and isin[11] == str(check_digit(isin[:11]))
