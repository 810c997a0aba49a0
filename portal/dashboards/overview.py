"""The minister's overview: where the study stands, in figures that can each be followed to their records."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, Sum

from approvals.business_date import business_date, working_days
from approvals.choices import LIVE_STATUSES, CaseStatus
from approvals.models import Case, Memorandum, Stage
from approvals.selectors import standing_of_signoffs
from assets.ceiling import open_breach, scope_in_use
from assets.models import Instrument
from tokenisation.choices import OrderStatus
from tokenisation.models import Break, MintOrder, ReconciliationRun

#: Cases in the last stage whose sign-offs are counted by body; a study of six months has fewer.
COUNTED = 100


@dataclass(frozen=True)
class StageRow:
    """One stage of the plan: its window, and how many live cases stand in it."""

    stage: Stage
    starts: Any
    ends: Any
    is_now: bool
    cases: int


def overview() -> dict[str, Any]:
    """The figures, or `memorandum: None` before it is recorded."""
    memorandum = Memorandum.objects.first()
    if memorandum is None:
        return {"memorandum": None}
    today = business_date()
    length = (memorandum.ends_on - memorandum.signed_on).days
    day = (today - memorandum.signed_on).days
    in_scope = scope_in_use(memorandum)
    stages = _stages(memorandum, today)
    return {
        "memorandum": memorandum,
        "day": day,
        "length": length,
        "day_shown": max(0, min(day, length)),
        "has_lapsed": today > memorandum.ends_on,
        "stages": stages,
        "in_scope": in_scope,
        "headroom": memorandum.ceiling_usd - in_scope,
        "breach": open_breach(memorandum),
        "live_cases": sum(row.cases for row in stages),
        "registered": Instrument.objects.count(),
        "ended": [
            {"status": row["status"], "label": CaseStatus(row["status"]).label, "count": row["count"]}
            for row in Case.objects.exclude(status__in=LIVE_STATUSES)
            .values("status")
            .annotate(count=Count("id"))
            .order_by("status")
        ],
        "waiting_bodies": _waiting_bodies(),
        "orders": MintOrder.objects.aggregate(
            ordered=Sum("units", filter=~Q(status=OrderStatus.CANCELLED)),
            reconciled=Sum("units", filter=Q(status=OrderStatus.RECONCILED)),
            count=Count("id"),
        ),
        "breaks": Break.objects.filter(closed_by=None).count(),
        "run": ReconciliationRun.objects.last(),
    }


def _stages(memorandum: Memorandum, today: Any) -> list[StageRow]:
    by_stage = dict(
        Case.objects.filter(status__in=LIVE_STATUSES).values_list("stage").annotate(count=Count("id")).order_by("stage")
    )
    rows = []
    for stage in Stage.objects.prefetch_related("gates"):
        starts, ends = memorandum.month_window(stage.month)
        rows.append(StageRow(stage, starts, ends, starts <= today <= ends, by_stage.get(stage.pk, 0)))
    return rows


def _waiting_bodies() -> list[dict[str, Any]]:
    """For how many cases of the last stage each body has still to decide, the most first, and how old the oldest is."""
    waiting: dict[str, dict[str, Any]] = {}
    cases = Case.objects.filter(status=CaseStatus.OPEN, stage_id=6).annotate(arrived_on=Max("visits__entered_on"))
    for case in cases.order_by("reference")[:COUNTED]:
        for row in standing_of_signoffs(case):
            if not row.satisfied:
                found = waiting.setdefault(row.required.body_id, {"body": row.required.body, "cases": [], "days": 0})
                found["cases"].append(case)
                found["days"] = max(found["days"], working_days(case.arrived_on))
    return sorted(waiting.values(), key=lambda found: -len(found["cases"]))
