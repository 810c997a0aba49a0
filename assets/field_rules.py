"""What one fact can be, whatever the others are: length, choice, size and digits, by the field that stores it."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from approvals.wording import number_text
from assets.family import field_of
from assets.text_rules import objection_to

#: Larger amounts and prices are slips of the pen: the whole debt of the state is below it.
LARGEST_AMOUNT = Decimal(10) ** 15
#: Days on which nothing of the register was issued or ends.
FIRST_DAY, LAST_DAY = datetime.date(1947, 8, 14), datetime.date(2200, 12, 31)
#: A text without end is a slip of the mouse.
_LONGEST_NOTE = 5000
#: Numbers of assets that are typed; so there are always further ones for those that the register numbers itself.
LARGEST_NUMBER = 99_999_999
#: Facts that may be zero; every other number is more.
_MAY_BE_ZERO = frozenset(
    {"rate_pct", "margin_bps", "payments_per_year", "shrinkage_pct", "haircut_pct", "issue_yield_pct"}
)

#: Why a value cannot be, or nothing.
Rule = Callable[[Any], str]


@cache
def rule_for(name: str) -> Rule:
    """The rule for a fact's own value, empty values apart. Its sentence does not name the fact."""
    field = field_of(name)
    if field.choices:
        return _chosen(field)
    if isinstance(field, models.DecimalField):
        return _decimal(name, field)
    if isinstance(field, models.IntegerField):
        return _integer(name)
    if isinstance(field, models.DateField):
        return _date
    if isinstance(field, models.ForeignKey):
        return lambda value: ""
    return _text(field.max_length or _LONGEST_NOTE)


def may_be_empty(name: str) -> bool:
    """Whether the fact need not be stated."""
    return bool(field_of(name).blank)


def _chosen(field: "models.Field[Any, Any]") -> Rule:
    values = frozenset(str(value) for value, _label in field.flatchoices)

    def rule(value: Any) -> str:
        if value in values:
            return ""
        return _("“%(value)s” is none of the choices: %(choices)s.") % {
            "value": value,
            "choices": ", ".join(sorted(values)),
        }

    return rule


def _text(longest: int) -> Rule:
    def rule(value: Any) -> str:
        if len(value) > longest:
            return _("It is longer than %(count)s characters.") % {"count": number_text(longest)}
        return objection_to(value)

    return rule


def _decimal(name: str, field: "models.DecimalField[Any, Any]") -> Rule:
    places, whole_digits = field.decimal_places, field.max_digits - field.decimal_places
    is_percent, may_be_zero = name.endswith("_pct"), name in _MAY_BE_ZERO

    def rule(value: Any) -> str:
        if not isinstance(value, Decimal):
            value = Decimal(value)
        if not value.is_finite():
            return _("It is no number.")
        if value < 0 or (not value and not may_be_zero):
            return _("It must be more than zero.") if not may_be_zero else _("It must not be below zero.")
        if is_percent and value > 100:
            return _("It must not be more than 100 percent.")
        if value > LARGEST_AMOUNT or value.adjusted() >= whole_digits:
            return _("It is larger than anything the register can hold. Look for a digit too many.")
        if -value.as_tuple().exponent > places and value != round(value, places):
            return (
                _("It has more than %(count)s decimals.") % {"count": number_text(places)}
                if places
                else _("It must be a whole number.")
            )
        return ""

    return rule


def _integer(name: str) -> Rule:
    low, high = {"margin_bps": (-1000, 10_000), "payments_per_year": (0, 12), "number": (1, LARGEST_NUMBER)}[name]

    def rule(value: Any) -> str:
        if low <= value <= high:
            return ""
        return _("It must be from %(low)s to %(high)s.") % {"low": number_text(low), "high": number_text(high)}

    return rule


def _date(value: Any) -> str:
    if FIRST_DAY <= value <= LAST_DAY:
        return ""
    return _("No asset of the register has a day before 14 August 1947 or after 2200.")
