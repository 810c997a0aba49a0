"""ISIN (ISO 6166): two letters, nine letters or digits, one check digit."""

import re
from string import ascii_uppercase, digits

#: Letters as numbers: A is 10.
_WRITTEN_OUT = {ord(character): str(number) for number, character in enumerate(digits + ascii_uppercase)}
#: A digit twice, and the digits of that added up.
_DOUBLED = str.maketrans("0123456789", "0246813579")
_BODY = re.compile(r"[A-Z]{2}[A-Z0-9]{9}")


def check_digit(body: str) -> int:
    """The check digit of the first eleven characters, by modulus 10 double-add-double.

    Letters become numbers (A is 10), all digits are written out, every second one from the rightmost is doubled, and
    the digits of the results are added up. Raises ValueError for anything but two letters and nine letters or digits.
    """
    if not _BODY.fullmatch(body):
        raise ValueError("An ISIN begins with two capital letters and nine capital letters or digits.")
    written_out = body.translate(_WRITTEN_OUT)
    doubled = written_out[-1::-2].translate(_DOUBLED)
    total = sum((doubled + written_out[-2::-2]).encode()) - ord("0") * len(written_out)
    return -total % 10


def is_valid(isin: str) -> bool:
    """Whether `isin` has twelve characters of which the last is the right check digit."""
    return len(isin) == 12 and _BODY.fullmatch(isin[:11]) is not None and isin[11] == str(check_digit(isin[:11]))
