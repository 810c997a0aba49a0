"""The family of assets: which parts a kind has, and every stated fact by its name, wherever it is stored.

Pages, import, export and the dossier speak of facts by name (`nominal_amount`, `warehouse`); only this module knows that
a part of its own keeps them. Names are unique within a kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from assets.choices import LOT_TYPES, SECURITY_TYPES, SUKUK_TYPES, InstrumentType
from assets.models import CommodityLot, Holding, Instrument, Security, SukukPool

#: What the register keeps itself about an asset, beside what people state.
_KEPT = frozenset({"id", "registered_by", "registered_on", "version"})

#: Every part with the name by which an instrument has it.
PARTS: Mapping[str, type[models.Model]] = {
    "security": Security,
    "pool": SukukPool,
    "lot": CommodityLot,
    "holding": Holding,
}


@lru_cache(maxsize=64)
def parts_of(kind: str) -> tuple[str, ...]:
    """The names of the parts that an asset of this kind has; a kind that is not known has none."""
    if kind in SUKUK_TYPES:
        return ("security", "pool")
    if kind in SECURITY_TYPES:
        return ("security",)
    if kind in LOT_TYPES:
        return ("lot",)
    return ("holding",) if kind in InstrumentType.values else ()


def _stated(model: type[models.Model]) -> tuple[models.Field[Any, Any], ...]:
    return tuple(
        field for field in model._meta.concrete_fields if field.name not in _KEPT and field.name != "instrument"
    )


@cache
def fields_of(kind: str) -> Mapping[str, models.Field[Any, Any]]:
    """The facts that can be stated about an asset of this kind, by name: those of every asset first, then its parts'."""
    models_of_kind: tuple[type[models.Model], ...] = (Instrument, *(PARTS[part] for part in parts_of(kind)))
    return {field.name: field for model in models_of_kind for field in _stated(model)}


@cache
def every_field() -> Mapping[str, models.Field[Any, Any]]:
    """The facts of all kinds by name; where two kinds have one name, they mean the same by it."""
    found: dict[str, models.Field[Any, Any]] = {}
    for kind in InstrumentType.values:
        for name, field in fields_of(kind).items():
            found.setdefault(name, field)
    return found


def field_of(name: str) -> models.Field[Any, Any]:
    """The field of a fact. Raises FieldDoesNotExist for a name that no kind has."""
    try:
        return every_field()[name]
    except KeyError:
        raise FieldDoesNotExist(name) from None


def label_of(name: str) -> str:
    """What a fact is called on pages, as the beginning of a line."""
    label = str(field_of(name).verbose_name)
    return f"{label[:1].upper()}{label[1:]}"


def facts_of(instrument: Instrument) -> dict[str, Any]:
    """Every fact of the asset by name, as it is stored; a reference is the key of what it refers to."""
    holders: list[models.Model] = [instrument, *(getattr(instrument, p) for p in parts_of(instrument.instrument_type))]
    return {field.name: getattr(holder, field.attname) for holder in holders for field in _stated(type(holder))}


def empty_value(name: str) -> Any:
    """What stands for a fact that is not stated."""
    field = field_of(name)
    return field.get_default() if field.has_default() or not field.null else None


def with_facts(instrument: Instrument, facts: Mapping[str, Any]) -> tuple[Instrument, dict[str, models.Model]]:
    """The instrument with these facts, and its parts by name, none of them saved. What is not among them is empty."""
    kind = facts["instrument_type"]
    _set(instrument, facts)
    parts = {}
    for name in parts_of(kind):
        parts[name] = part = PARTS[name]()
        _set(part, facts)
    return instrument, parts


def save(instrument: Instrument, parts: Mapping[str, models.Model]) -> None:
    """Saves the asset with exactly these parts; parts of a kind that it no longer is go."""
    instrument.save()
    for name, model in PARTS.items():
        if name not in parts:
            model._default_manager.filter(pk=instrument.pk).delete()
    for name, part in parts.items():
        part.instrument = instrument  # type: ignore[attr-defined]
        part.save()
        setattr(instrument, name, part)


def _set(holder: models.Model, facts: Mapping[str, Any]) -> None:
    for field in _stated(type(holder)):
        value = facts.get(field.name)
        if value is None and not field.null:
            value = field.get_default()
        setattr(holder, field.attname, value)
