"""LEI (ISO 17442): eighteen letters or digits, then two check digits by ISO 7064 MOD 97-10."""

import re
from functools import lru_cache

_BODY = re.compile(r"[A-Z0-9]{18}")


def check_digits(body: str) -> str:
    """The two check digits of the first eighteen characters, "02" to "98".

    Letters become numbers (A is 10) and "00" stands for the digits sought; what that number leaves when divided by 97
    is taken from 98. Raises ValueError for anything but eighteen capital letters and digits.
    """
    if not _BODY.fullmatch(body):
        raise ValueError("An LEI begins with eighteen capital letters or digits.")
    written_out = "".join(str(int(character, 36)) for character in body)
    return f"{98 - int(written_out + '00') % 97:02}"


@lru_cache(maxsize=1024)
def is_valid(lei: str) -> bool:
    """Whether `lei` has twenty characters of which the last two are the right check digits."""
    return len(lei) == 20 and _BODY.fullmatch(lei[:18]) is not None and lei[18:] == check_digits(lei[:18])
