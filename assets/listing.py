"""The register as lists read it: quick however many assets there are.

A list counts, filters and orders bare assets and reads its columns for the few that it shows. What belongs to an asset
in other tables is joined as a set rather than looked up asset by asset, so that a page, an order by value and a file of
everything each stay one query.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import CharField, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from approvals.choices import LIVE_STATUSES
from approvals.models import Case
from assets.choices import LegalFactKind
from assets.models import Encumbrance, Instrument, LegalFact, Proposal, Valuation

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class RegisterColumns(TypedDict):
        """What `with_columns` adds to an asset."""

        matures_on: datetime.date | None
        value_usd: Decimal | None
        value_pkr: Decimal | None
        valued_as_at: datetime.date | None
        case_id: int | None
        case_reference: str | None
        case_status: Any
        case_stage: int | None
        proposed_units: int | None

    RegisterRow = WithAnnotations[Instrument, RegisterColumns]

#: The parts in which an asset's facts stand, for a query that reads them along.
PARTS = ("security", "pool", "lot", "holding")

#: By what lists order assets beside their own fields.
MATURITY, VALUE, STAGE = "security__maturity_date", "current__value_usd", "latest__case__stage_id"


def listed(among: Collection[int] | None = None) -> QuerySet[Any]:
    """The assets, or those with the keys `among`, to be filtered, counted and ordered.

    They can be ordered by MATURITY, VALUE and STAGE; what a query does not ask for costs it nothing.
    """
    assets: QuerySet[Instrument] = Instrument.objects.all()
    valuations: QuerySet[Valuation] = Valuation.objects.filter(acceptance__isnull=False)
    proposals: QuerySet[Proposal] = Proposal.objects.all()
    if among is not None:
        # Said to each of the three, or PostgreSQL would look for everybody's latest before it keeps these.
        assets, valuations, proposals = (
            assets.filter(pk__in=among),
            valuations.filter(instrument__in=among),
            proposals.filter(instrument__in=among),
        )
    return assets.alias(current=_accepted(valuations), latest=_latest(proposals))


def with_columns(assets: QuerySet[Any]) -> QuerySet[RegisterRow]:
    """Listed assets with their parts, their latest accepted valuation and their latest case, in the same query.

    Adds `matures_on` (of securities); `value_usd`, `value_pkr` and `valued_as_at` (empty where none is accepted); and
    `case_id`, `case_reference`, `case_status`, `case_stage` and `proposed_units` (empty where it was never proposed).
    """
    rows: QuerySet[RegisterRow] = assets.select_related(*PARTS).annotate(
        matures_on=F(MATURITY),
        value_usd=F(VALUE),
        value_pkr=F("current__value_pkr"),
        valued_as_at=F("current__as_at"),
        case_id=F("latest__case_id"),
        case_reference=F("latest__case__reference"),
        case_status=F("latest__case__status"),
        case_stage=F(STAGE),
        proposed_units=F("latest__units"),
    )
    return rows


def register() -> QuerySet[RegisterRow]:
    """Every asset with every column, in one query: for files, and for whoever wants all of it."""
    return with_columns(listed())


def rows_of(assets: QuerySet[Any]) -> list[RegisterRow]:
    """The rows of a few listed assets, in their order: two queries, of which the first looks at nothing but keys."""
    keys = list(assets.values_list("pk", flat=True))
    rows = {row.pk: row for row in with_columns(listed(keys))}
    return [rows[key] for key in keys]


def without_live_case() -> QuerySet[Any]:
    """Listed assets that no open or returned case is about."""
    key = Concat(Value("asset:"), Cast("pk", CharField()), output_field=CharField())
    live = Case.objects.filter(status__in=LIVE_STATUSES).values("subject_key")
    assets: QuerySet[Any] = listed().alias(subject_key=key).exclude(subject_key__in=live)
    return assets


def in_stage(stage: int) -> Q:
    """Assets with a live case in a stage."""
    live = Proposal.objects.filter(case__stage=stage, case__status__in=LIVE_STATUSES)
    return Q(pk__in=live.values("instrument"))


def never_proposed() -> Q:
    """Assets that no case was ever opened for."""
    return Q(~Exists(Proposal.objects.filter(instrument=OuterRef("pk"))))


def encumbered() -> Q:
    """Assets with an encumbrance that nobody released."""
    released = LegalFact.objects.filter(encumbrances=OuterRef("pk"), kind=LegalFactKind.LIEN_RELEASE)
    return Q(pk__in=Encumbrance.objects.filter(~Exists(released)).values("instrument"))


def _accepted(valuations: QuerySet[Valuation]) -> FilteredRelation:
    """Of these accepted valuations each asset's one of the latest day, and of that day the latest."""
    found = valuations.order_by("instrument_id", "-as_at", "-id").distinct("instrument_id")
    return FilteredRelation("valuations", condition=Q(valuations__in=Subquery(found.values("pk"))))


def _latest(proposals: QuerySet[Proposal]) -> FilteredRelation:
    """Of these proposals each asset's last one."""
    found = proposals.order_by("instrument_id", "-id").distinct("instrument_id")
    return FilteredRelation("proposals", condition=Q(proposals__in=Subquery(found.values("pk"))))
