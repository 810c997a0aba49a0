"""CFI (ISO 10962): six letters for category, group and four attributes, and which of them a kind of asset may have.

The meaning of each letter comes from the standard's tables. Money-market paper (DY) is the trap: its third attribute,
the fifth letter, is always X, where bonds (DB) say how they are redeemed; a bill with a bond's code is refused.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from stdnum import cfi as tables
from stdnum.exceptions import ValidationError

_FORM = re.compile(r"[A-Z]{6}")

#: What each kind of asset may have, by the register's name of the kind; a kind that is not here may have any valid code.
#: Which code the numbering agency gives a sukuk is not settled: it may be guaranteed by the government (T) or secured (S).
_BY_KIND: Mapping[str, re.Pattern[str]] = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "MTB": "DYZTXR",
        "PIB_FIXED": "DBFTFR",
        "PIB_FLOATING_SA": "DBVTFR",
        "PIB_FLOATING_QTLY": "DBVTFR",
        "PIB_ZERO": "DBZTFR",
        "GIS_FRR": "DB[FZ][TS]FR",
        "GIS_VRR": "DBV[TS]FR",
        "GIS_FRD": "DBZ[TS]FR",
        "EUROBOND": "D[BT][FVZ]...",
        "INTL_SUKUK": "D[BT][FVZ]...",
        "COMMODITY_LOT": "TT.XXX",
    }.items()
}

#: What to propose for a kind of asset.
USUAL: Mapping[str, tuple[str, ...]] = {
    "MTB": ("DYZTXR",),
    "PIB_FIXED": ("DBFTFR",),
    "PIB_FLOATING_SA": ("DBVTFR",),
    "PIB_FLOATING_QTLY": ("DBVTFR",),
    "PIB_ZERO": ("DBZTFR",),
    "GIS_FRR": ("DBFTFR", "DBFSFR"),
    "GIS_VRR": ("DBVTFR", "DBVSFR"),
    "GIS_FRD": ("DBZTFR", "DBZSFR"),
    "EUROBOND": ("DBFTFR",),
    "INTL_SUKUK": ("DBFSFR", "DBFTFR"),
    "COMMODITY_LOT": ("TTAXXX", "TTEXXX", "TTIXXX"),
}


@lru_cache(maxsize=1024)
def is_valid(cfi: str) -> bool:
    """Whether the standard's tables know each of the six letters in its place."""
    return _FORM.fullmatch(cfi) is not None and tables.is_valid(cfi)


def is_bill_with_a_redemption(cfi: str) -> bool:
    """Whether the code falls into the trap: money-market paper whose fifth letter is not X."""
    return _FORM.fullmatch(cfi) is not None and cfi.startswith("DY") and cfi[4] != "X"


@lru_cache(maxsize=1024)
def fits(cfi: str, kind: str) -> bool:
    """Whether a valid code may belong to that kind of asset, by the register's name of the kind."""
    pattern = _BY_KIND.get(kind)
    return is_valid(cfi) and (pattern is None or pattern.fullmatch(cfi) is not None)


def meaning(cfi: str) -> dict[str, str]:
    """What each letter says, by what it is about: category, group and the attributes that the group uses.

    Raises ValueError for a code that is not valid.
    """
    if not _FORM.fullmatch(cfi):
        raise ValueError("A CFI has six capital letters.")
    try:
        return dict(tables.info(cfi))
    except ValidationError:
        raise ValueError(f"{cfi} has a letter that a CFI does not have in that place.") from None
