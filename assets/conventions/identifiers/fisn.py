"""FISN (ISO 18774): a short name of the issuer, a stroke, and a description, as `PKGOVT/0.00 TB 20260402`."""

import re

#: At most 15 and 19 characters, neither with a blank at its ends.
_PART = r"[A-Z0-9](?:[A-Z0-9 .%&+-]{{0,{inner}}}[A-Z0-9.%+])?"
_FORM = re.compile(_PART.format(inner=13) + "/" + _PART.format(inner=17))


def has_form(fisn: str) -> bool:
    """Whether `fisn` has the form of a FISN, in capital letters."""
    return _FORM.fullmatch(fisn) is not None
