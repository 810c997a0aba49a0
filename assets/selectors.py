"""Reading the register: nothing here changes anything, and no paper's bytes are read along."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from approvals.choices import LIVE_STATUSES
from approvals.models import AuditEvent, Case
from assets.models import ExchangeRate, Instrument, LegalFact, Proposal, Valuation

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class RegisterColumns(TypedDict):
        """What `register` adds to an asset."""

        value_usd: Decimal | None
        value_pkr: Decimal | None
        valued_as_at: datetime.date | None
        case_id: int | None
        case_reference: str | None
        case_status: Any
        case_stage: int | None
        proposed_units: int | None

    RegisterRow = WithAnnotations[Instrument, RegisterColumns]


def register() -> QuerySet[RegisterRow]:
    """Every asset, with its latest accepted valuation and its latest case, in one query.

    Adds `value_usd`, `value_pkr` and `valued_as_at` (empty where none is accepted), and `case_id`, `case_reference`,
    `case_status`, `case_stage` and `proposed_units` (empty where it was never proposed).
    """
    accepted = Valuation.objects.filter(instrument=OuterRef("pk"), acceptance__isnull=False).order_by("-as_at", "-id")
    proposed = Proposal.objects.filter(instrument=OuterRef("pk")).order_by("-id")
    return Instrument.objects.annotate(
        value_usd=Subquery(accepted.values("value_usd")[:1]),
        value_pkr=Subquery(accepted.values("value_pkr")[:1]),
        valued_as_at=Subquery(accepted.values("as_at")[:1]),
        case_id=Subquery(proposed.values("case_id")[:1]),
        case_reference=Subquery(proposed.values("case__reference")[:1]),
        case_status=Subquery(proposed.values("case__status")[:1]),
        case_stage=Subquery(proposed.values("case__stage_id")[:1]),
        proposed_units=Subquery(proposed.values("units")[:1]),
    )


def without_live_case() -> QuerySet[RegisterRow]:
    """Assets of the register that no open or returned case is about."""
    key = Concat(Value("asset:"), Cast("pk", CharField()), output_field=CharField())
    live = Case.objects.filter(status__in=LIVE_STATUSES).values("subject_key")
    return register().annotate(subject_key=key).exclude(subject_key__in=live)


def current_valuation(instrument: Instrument) -> Valuation | None:
    """The accepted valuation of the latest day, and of that day the latest; None where none is accepted."""
    return (
        Valuation.objects.filter(instrument=instrument, acceptance__isnull=False)
        .select_related("exchange_rate", "acceptance", "document")
        .defer("document__content")
        .order_by("-as_at", "-id")
        .first()
    )


def valuations_to_accept() -> QuerySet[Valuation]:
    """Valuations that nobody accepted and no later one of the same asset overtook, oldest first."""
    later = Valuation.objects.filter(instrument=OuterRef("instrument")).order_by("-id").values("id")[:1]
    return (
        Valuation.objects.filter(acceptance__isnull=True, id=Subquery(later))
        .select_related("instrument", "exchange_rate", "recorded_by", "document")
        .defer("document__content")
        .order_by("id")
    )


def proposal_of_case(case: Case) -> Proposal | None:
    """The proposal that opened the case, with its asset and valuation; None for a case that none opened."""
    return (
        Proposal.objects.select_related("instrument", "case", "valuation__exchange_rate", "valuation__document")
        .defer("valuation__document__content")
        .filter(case=case)
        .first()
    )


def live_case(instrument: Instrument) -> Case | None:
    """The asset's open or returned case, of which there is at most one."""
    return Case.objects.filter(subject_key=instrument.key, status__in=LIVE_STATUSES).select_related("stage").first()


def legal_facts_of(instrument: Instrument) -> QuerySet[LegalFact]:
    """The asset's legal facts with their papers, in the order of their recording."""
    return (
        LegalFact.objects.filter(instrument=instrument)
        .select_related("document", "recorded_by")
        .defer("document__content")
        .order_by("id")
    )


def rate_on(base: str, quote: str, date: datetime.date) -> ExchangeRate | None:
    """The rate of the latest day up to `date`, and of that day the one recorded last; None where there is none."""
    return ExchangeRate.objects.filter(base=base, quote=quote, on_date__lte=date).order_by("-on_date", "-id").first()


def history(instrument: Instrument) -> QuerySet[AuditEvent]:
    """Every act on the asset itself, newest first."""
    return AuditEvent.objects.filter(subject=instrument.key).order_by("-id")
