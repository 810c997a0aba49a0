"""Figures and dates as text: the one place that writes them, for the services' sentences as well as for pages.

The currency stands before the number, thousands are kept apart by narrow spaces that never break, digits are Latin in
both languages, and dates are in words. In a right-to-left language each figure is isolated, so that the sentence around
it cannot turn its parts about (Unicode UAX 9).
"""

import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from approvals.business_date import KARACHI

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
_ISOLATE, _ISOLATE_RIGHT, _ISOLATE_BY_FIRST_LETTER, _END_OF_ISOLATE = "\u2066", "\u2067", "\u2068", "\u2069"


def number_text(value: Decimal | int, places: int | None = None) -> str:
    """A number in full: narrow spaces between thousands, with its own decimals or rounded half up to `places`."""
    number = Decimal(value)
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{number:,f}".replace(",", NARROW_SPACE).replace("-", MINUS)


def amount_text(value: Decimal | int, currency: str = "") -> str:
    """An amount in full with two decimals, its currency before it."""
    number = number_text(value, 2)
    return isolated(f"{currency}{NO_BREAK_SPACE}{number}" if currency else number)


def billions_text(value: Decimal | int, currency: str) -> str:
    """An amount for a headline, in billions with two decimals; the exact figure stands beside it on the page."""
    amount = isolated(f"{currency}{NO_BREAK_SPACE}{number_text(Decimal(value) / 10**9, 2)}")
    return _("%(amount)s bn") % {"amount": amount}


def units_text(value: Decimal | int) -> str:
    """A number of whole units, with the word."""
    number = int(value)
    return ngettext("%(count)s unit", "%(count)s units", number) % {"count": isolated(number_text(number, 0))}


def trimmed_text(value: Decimal | int) -> str:
    """A number with two decimals, or as many more as it has without the zeros at its end."""
    number = Decimal(value).normalize()
    return number_text(number, max(2, -int(number.as_tuple().exponent)))


def percent_text(value: Decimal | int) -> str:
    """A rate in per cent: two decimals, or as many more as it has."""
    return isolated(f"{trimmed_text(value)}{NARROW_SPACE}%")


def date_text(value: datetime.date) -> str:
    """A date in words: 12 December 2025. Its month is a word of the language, so it runs in the language's direction."""
    text = f"{value.day} {MONTHS[value.month]} {value.year}"
    return f"{_ISOLATE_RIGHT}{text}{_END_OF_ISOLATE}" if get_language_bidi() else text


def moment_text(value: datetime.datetime) -> str:
    """A moment of the wall clock in Karachi's time, to the second."""
    local = timezone.localtime(value, KARACHI)
    return _("%(day)s, %(time)s Pakistan time") % {
        "day": date_text(local.date()),
        "time": isolated(f"{local:%H:%M:%S}"),
    }


def name_text(name: str) -> str:
    """A person's name as pages show it. The demo's people are named by what they do, in words that the catalogue has."""
    duty, _comma, place = name.partition(", ")
    if not name or _(name) != name or not place or _(duty) == duty:
        return _(name) if name else ""
    return _("%(duty)s, %(place)s") % {"duty": _(duty), "place": _(place)}


def isolated(text: str) -> str:
    """The text kept apart from the direction of the sentence around it, where that runs from right to left."""
    return f"{_ISOLATE}{text}{_END_OF_ISOLATE}" if get_language_bidi() else text


def written(text: str) -> str:
    """What people wrote, kept apart in the same way, in the direction of its own first letter."""
    return f"{_ISOLATE_BY_FIRST_LETTER}{text}{_END_OF_ISOLATE}" if get_language_bidi() else text
