"""A frozen dossier in words: every key with its label, every value as people read it, beside the exact bytes.

What a later portal froze under a key that stands in no list here is shown as it is written.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import template
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from approvals import wording
from assets.choices import EncumbranceKind, LegalFactKind, ValuationBasis
from assets.family import every_field, field_of, label_of
from assets.wording import AMOUNTS
from portal.templatetags.portal_ui import (
    amount,
    as_written,
    basis_points,
    day,
    full_hash,
    none_recorded,
    per_hundred,
    percent,
    units,
)
from tokenisation.choices import Duty

register = template.Library()

_SECTIONS = {
    "terms": _("Terms"),
    "title": _("Title and encumbrance"),
    "units": _("Units"),
    "valuation": _("Valuation"),
    "documents": _("Papers"),
    "token": _("Test token"),
}
_LABELS = {
    "facts": _("Legal facts"),
    "encumbrances": _("Encumbrances"),
    "proposed": _("Units proposed"),
    "all": _("Units of the asset"),
    "value_usd": _("In dollars"),
    "value_pkr": _("In rupees"),
    "purpose": _("Purpose"),
    "as_at": _("As at"),
    "basis": _("Basis"),
    "amount": _("Amount"),
    "fair_amount": _("Worth on this basis"),
    "clean_price": _("Clean price"),
    "yield_pct": _("Yield"),
    "rate": _("Exchange rate, PKR per USD"),
    "rate_date": _("Date of the rate"),
    "rate_source": _("Source of the rate"),
    "source": _("Source"),
    "document": _("Paper"),
    "papers": _("Papers"),
    "contract": _("Contract"),
    "code_hash": _("Hash of the contract's code"),
    "symbol": _("Symbol"),
    "cap": _("Cap"),
    "roles": _("Keys by their duty"),
}
_ORDER = [*every_field(), *_LABELS]
_CHOICES = {"basis": ValuationBasis, "kind": LegalFactKind, "encumbrance": EncumbranceKind, "roles": Duty}
_WHOLE = {"proposed", "all", "quantity", "cap"}
_DATES = {"as_at", "rate_date"} | {name for name, field in every_field().items() if isinstance(field, models.DateField)}
#: How a value is written that is neither a date nor an amount.
_WRITERS = {
    **{name: percent for name in every_field() if name.endswith("_pct")},
    "yield_pct": percent,
    "issue_price": per_hundred,
    "clean_price": per_hundred,
    "margin_bps": basis_points,
    "code_hash": full_hash,
}
#: Amounts, each with the key that names its currency, or with the currency itself.
_AMOUNTS = {
    **AMOUNTS,
    "fair_amount": "currency",
    "value_usd": "USD",
    "value_pkr": "PKR",
    "amount": "currency",
}


@dataclass(frozen=True)
class Line:
    """One fact of a section."""

    label: Any
    value: Any


@dataclass(frozen=True)
class Part:
    """One section."""

    name: str
    heading: Any
    lines: list[Line]


@register.filter
def in_words(content: dict[str, Any]) -> Iterator[Part]:
    """The sections of a dossier's content, each fact with its label. The bytes have them by the alphabet, people do not."""
    sections = content["sections"]
    for name in _in_order(sections, list(_SECTIONS)):
        section = sections[name]
        lines = [Line(_label(key), _value(key, section[key], section)) for key in _in_order(section, _ORDER)]
        yield Part(name, _SECTIONS.get(name, name), lines)


def _in_order(names: Iterable[str], order: list[str]) -> list[str]:
    """The names in their order for people, unknown ones last."""
    return sorted(names, key=lambda name: order.index(name) if name in order else len(order))


def _label(key: str) -> Any:
    if key in _LABELS:
        return _LABELS[key]
    try:
        return label_of(key)
    except FieldDoesNotExist:
        return as_written(key)


def _value(key: str, value: Any, section: dict[str, Any]) -> Any:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if key == "papers" and not value:
        return _("No paper is attached.")
    if value in (None, "", [], {}):
        return none_recorded()
    if key == "roles":
        return _list((_choice(key, duty) or as_written(duty), full_hash(address)) for duty, address in value.items())
    if isinstance(value, list):
        return _list(_paper(entry) for entry in value)
    if isinstance(value, dict):
        return format_html("{} {}", *_paper(value))
    if key in _AMOUNTS:
        return amount(value, section.get(_AMOUNTS[key], _AMOUNTS[key]))
    return _simple(key, value)


def _simple(key: str, value: Any) -> Any:
    if key in _WHOLE:
        return units(value)
    if key in _DATES:
        return day(datetime.date.fromisoformat(value))
    if key in _WRITERS:
        return _WRITERS[key](value)
    if key == "rate":
        return wording.number_text(Decimal(value).normalize())
    return _choice(key, value) or as_written(value)


def _choice(key: str, value: str) -> Any:
    """The label of a value that is one of a list's, or nothing."""
    if key in _CHOICES:
        return dict(_CHOICES[key].choices).get(value)
    try:
        return dict(field_of(key).flatchoices or ()).get(value)
    except FieldDoesNotExist:
        return None


def _paper(entry: dict[str, str]) -> tuple[Any, Any]:
    """A legal fact or a paper: what it is, and the hash of its bytes."""
    if "encumbrance" in entry:
        return _encumbrance(entry), full_hash(entry["answered_by"]) if entry["answered_by"] else ""
    if "kind" in entry:
        words = format_html("{}: {}", _choice("kind", entry["kind"]), as_written(entry["statement"]))
    elif "replaces" in entry:
        words = format_html("{} ({})", as_written(entry["title"]), _("in the place of an earlier version"))
    else:
        words = as_written(entry["title"])
    return words, full_hash(entry["sha256"])


def _encumbrance(entry: dict[str, str]) -> Any:
    """An encumbrance: its kind and holder, and its amount where that is established."""
    holder = as_written(entry["holder"]) if entry["holder"] else _("holder not known")
    owed = amount(entry["amount"], entry["currency"]) if entry["amount"] else _("amount not established")
    return format_html("{}: {}, {}", _choice("encumbrance", entry["encumbrance"]), holder, owed)


def _list(pairs: Iterator[tuple[Any, Any]]) -> SafeString:
    return format_html('<ul class="govuk-list">{}</ul>', format_html_join("", "<li>{} {}</li>", pairs))
