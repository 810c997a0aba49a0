"""The facts of an asset as the trail, the dossier and comparisons have them: strings in the form in which they are stored."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField

from assets.conventions.rounding import half_up
from assets.family import empty_value, facts_of, field_of, fields_of
from assets.models import Instrument


def stated_facts(instrument: Instrument) -> dict[str, str]:
    """What people stated, as strings in the form in which it is stored; what is not stated is empty."""
    return stored_forms(facts_of(instrument))


def stored_forms(facts: Mapping[str, Any]) -> dict[str, str]:
    """The facts of a kind by name as strings; two are the same where these are."""
    return {name: stored_form(name, facts.get(name)) for name in sorted(fields_of(facts["instrument_type"]))}


def stored_form(name: str, value: Any) -> str:
    """One fact as it reads once it is stored."""
    field = field_of(name)
    if value is None:
        value = empty_value(name)
    if isinstance(value, Decimal) and isinstance(field, DecimalField) and value.is_finite():
        return str(half_up(value, field.decimal_places))
    return "" if value is None else str(value)


def changes_between(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[str]]:
    """What differs, by name, each with its former and its new form; a fact that a kind has not is empty."""
    names = sorted({*before, *after})
    both = {name: [before.get(name, ""), after.get(name, "")] for name in names}
    return {name: pair for name, pair in both.items() if pair[0] != pair[1]}
