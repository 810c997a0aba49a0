"""The facts of an asset in groups, as its page shows them: what is stated, each with its label, and the units that follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.wording import amount_text, date_text, units_text
from assets.family import facts_of, label_of
from assets.models import Instrument
from assets.security_terms import payment_days
from assets.wording import fact_text

#: What stands elsewhere on the page.
_ELSEWHERE = frozenset({"name", "instrument_type", "number", "title_status", "eligibility", "eligibility_reason"})

#: Facts whose names the glossary explains.
_TERMS = frozenset({"denomination", "issuer", "obligor"})

#: What a sukuk states of the pool behind it.
POOL_FACTS = (
    "underlying_asset",
    "pool_value",
    "pool_valued_on",
    "ijara_agreement",
    "purchase_undertaking",
    "service_agency",
    "trustee",
    "shariah_adviser",
    "fatwa_reference",
)
#: Where a lot or a holding is, and who looked at it.
PLACE_FACTS = (
    "location",
    "warehouse",
    "accreditation",
    "receipt_number",
    "inspected_on",
    "inspection_agency",
    "insurance_policy",
    "restriction",
    "rotate_by",
)
#: Law and administration.
LAW_FACTS = (
    "governing_law",
    "legal_authority",
    "approval_reference",
    "creditor_category",
    "registrar",
    "depository",
    "settlement_system",
    "paying_agent",
    "listing",
    "tax_treatment",
    "use_of_proceeds",
    "budget_head",
)

_GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        gettext_lazy("Terms"),
        (
            "nominal_amount",
            "denomination",
            "minimum_subscription",
            "commodity",
            "grade",
            "description",
            "quantity",
            "unit_price",
            "price_unit",
            "price_source",
            "price_date",
            "shrinkage_pct",
            "haircut_pct",
            "issue_date",
            "maturity_date",
            "return_type",
            "rate_pct",
            "reference_rate",
            "margin_bps",
            "payments_per_year",
            "first_payment_date",
            "day_count",
            "business_day_convention",
            "issue_yield_pct",
            "issue_price",
            "auction_number",
        ),
    ),
    (gettext_lazy("Identifiers"), ("isin", "cfi", "fisn", "dti", "asset_class", "currency")),
    (
        gettext_lazy("Parties"),
        ("issuer", "issuer_lei", "obligor", "obligor_lei", "guarantor", "asset_owner"),
    ),
    (
        gettext_lazy("The pool behind the certificates"),
        POOL_FACTS,
    ),
    (
        gettext_lazy("Where it is and who looked at it"),
        PLACE_FACTS,
    ),
    (
        gettext_lazy("Law and administration"),
        LAW_FACTS,
    ),
    (gettext_lazy("Note"), ("note",)),
)


@dataclass(frozen=True)
class FactLine:
    """One fact in words; `term` is the glossary's word for it, where it has one that newcomers need."""

    label: str
    text: str
    term: str = ""


@dataclass(frozen=True)
class FactGroup:
    """Facts under one heading."""

    title: Any
    lines: list[FactLine]


def fact_groups(instrument: Instrument) -> list[FactGroup]:
    """What is stated about the asset, group by group; a group of which nothing is stated is left out."""
    facts = facts_of(instrument)
    groups = [FactGroup(title, _lines(names, facts)) for title, names in _GROUPS]
    groups[0].lines[1:1] = [FactLine(_("Units"), units_text(instrument.units))]
    groups[0].lines.extend(_that_follow(instrument))
    return [group for group in groups if group.lines]


def _lines(names: tuple[str, ...], facts: Mapping[str, Any]) -> list[FactLine]:
    return [
        FactLine(label_of(name), fact_text(name, facts), name if name in _TERMS else "")
        for name in names
        if facts.get(name) not in (None, "")
    ]


def _that_follow(instrument: Instrument) -> list[FactLine]:
    """What follows from the facts: the days of payment, and what of a pool no certificate stands for."""
    lines = []
    if instrument.is_security and (days := payment_days(instrument.security)):
        texts = (date_text(day).rsplit(" ", 1)[0] for day in days)
        lines.append(FactLine(_("Payment days"), "; ".join(texts)))
    if instrument.is_sukuk and instrument.pool.headroom is not None:
        lines.append(FactLine(_("Headroom of the pool"), amount_text(instrument.pool.headroom, instrument.currency)))
    return lines
