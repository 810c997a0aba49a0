"""A form's answers as a person reads them back before an act."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from approvals.wording import amount_text, date_text, isolated, number_text


@dataclass(frozen=True)
class Answer:
    """One answer: its question, what was answered, and where it is changed."""

    label: Any
    text: str
    url: str


def answers_of(form: Any, *, page_of: Callable[[str], str]) -> list[Answer]:
    """The answers of a valid form, in its order. `page_of` gives the page on which a field is entered.

    A form's `amounts` name the currency of an amount, or the field that holds it.
    """
    currencies = {name: form.cleaned_data.get(code, code) for name, code in getattr(form, "amounts", {}).items()}
    return [
        Answer(
            bound.label,
            _text(form.cleaned_data.get(bound.name), bound, currencies.get(bound.name, "")),
            f"{page_of(bound.name)}#{bound.id_for_label or bound.auto_id}",
        )
        for bound in form.visible_fields()
    ]


def _text(value: Any, bound: forms.BoundField, currency: str) -> str:
    if value is None or value == "" or value == []:
        return _("Nothing entered")
    if isinstance(bound.field, forms.ChoiceField):
        typed = bound.data if isinstance(bound.data, list) else [bound.data]
        labels = dict(_flat(bound.field.choices))
        return ", ".join(str(labels.get(item, item)) for item in typed)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if currency:
        return amount_text(value, currency)
    if isinstance(value, int | Decimal):
        return isolated(number_text(value))
    if isinstance(value, UploadedFile):
        return f"{value.name} ({filesizeformat(value.size or 0)})"
    if isinstance(value, datetime.date):
        return date_text(value)
    if isinstance(value, list | tuple):
        return "\n".join(str(item) for item in value)
    return str(bound.data if isinstance(bound.data, str) else value)


def _flat(choices: Any) -> list[tuple[str, Any]]:
    pairs: list[tuple[str, Any]] = []
    for value, label in choices:
        pairs += _flat(label) if isinstance(label, list | tuple) else [(str(value), label)]
    return pairs
