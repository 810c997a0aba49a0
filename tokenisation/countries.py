"""Names of countries in the reader's language."""

from babel import Locale
from django.utils.translation import get_language, to_locale


def country_name(code: str) -> str:
    """The country of a code (ISO 3166-1 alpha-2), or the code itself where none has it."""
    return str(Locale.parse(to_locale(get_language() or "en")).territories.get(code, code))
