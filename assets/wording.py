"""The words of the register: its facts, and what its conventions compute."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.wording import amount_text, date_text, isolated, number_text, percent_text
from assets.conventions.cash_flows import Kind
from assets.family import field_of
from assets.models import Benchmark

#: Amounts, each with the fact that names its currency.
AMOUNTS: Mapping[str, str] = {
    "nominal_amount": "currency",
    "denomination": "currency",
    "minimum_subscription": "currency",
    "pool_value": "currency",
    "unit_price": "unit_price_currency",
}


def fact_text(name: str, facts: Mapping[str, Any]) -> str:
    """One of an asset's facts as people read it. Values come typed or, as the trail has them, as text."""
    value = facts.get(name)
    if value is None or value == "":
        return _("Nothing entered")
    field = field_of(name)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateField):
        return date_text(value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value))
    if isinstance(field, models.ForeignKey):
        return str(Benchmark.objects.filter(pk=value).first() or value)
    if name == "quantity":
        return isolated(f"{number_text(Decimal(value))} {facts.get('quantity_unit') or ''}".strip())
    if name == "margin_bps":
        return _("%(points)s basis points") % {"points": number_text(int(value))}
    if name == "issue_price":
        return _("%(price)s for each 100") % {"price": number_text(Decimal(value))}
    if isinstance(field, models.DecimalField):
        return _decimal_text(name, Decimal(value), facts)
    return number_text(int(value)) if isinstance(field, models.IntegerField) else str(value)


def _decimal_text(name: str, value: Decimal, facts: Mapping[str, Any]) -> str:
    if name in AMOUNTS:
        return amount_text(value, str(facts.get(AMOUNTS[name]) or ""))
    return percent_text(value) if name.endswith("_pct") else number_text(value)


#: A sukuk pays rental; its conventions know neither a coupon nor interest.
_KINDS = {
    Kind.COUPON: gettext_lazy("Coupon"),
    Kind.RENTAL: gettext_lazy("Rental"),
    Kind.DISCOUNT_REDEMPTION: gettext_lazy("Redemption of paper sold below par"),
    Kind.REDEMPTION: gettext_lazy("Redemption"),
}


def kind_text(kind: Kind) -> Any:
    """What is paid, in the reader's language."""
    return _KINDS[kind]
