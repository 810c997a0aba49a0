"""What waits for a person, by role. Lists are cut at `SHOWN` rows and say how many there are."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.http import HttpRequest
from django.urls import reverse

from approvals.business_date import business_date
from approvals.choices import LIVE_STATUSES, CaseStatus, GateOutcome, Role
from approvals.gates import CriterionAnswer, evaluate_gate
from approvals.models import AuditEvent, Body, Case, Document, Gate, GateRuling, Memorandum, SignOff, Stage
from approvals.selectors import cases_waiting_for_body, gates_to_rule
from assets.choices import Eligibility, TitleStatus
from assets.models import Instrument, Proposal
from assets.selectors import valuations_to_accept, without_live_case
from portal.accounts.models import User
from portal.dashboards.trail import examine
from tokenisation.choices import DeploymentStatus, OperationState, OrderStatus
from tokenisation.models import Break, ChainOperation, MintOrder, ReconciliationRun, TokenDeployment

SHOWN = 50
#: How many of the latest entries the auditor's home page checks while it is made.
EXAMINED = 200


@dataclass(frozen=True)
class CaseBeforeGate:
    """An open case with the gate it stands before and every criterion as it is now."""

    case: Case
    gate: Gate
    answers: list[CriterionAnswer]

    @property
    def missing(self) -> list[CriterionAnswer]:
        """What keeps the gate closed."""
        return [answer for answer in self.answers if not answer.met]

    @property
    def is_ready(self) -> bool:
        """Whether the chair can let it pass."""
        return bool(self.answers) and not self.missing


def cases_before_gates() -> list[CaseBeforeGate]:
    """Every open case before its next gate, in the order of stage and reference."""
    rows = []
    for case in (
        Case.objects.filter(status=CaseStatus.OPEN)
        .select_related("stage", "memorandum")
        .order_by("-stage", "reference")
    ):
        for gate in gates_to_rule(case):
            rows.append(CaseBeforeGate(case, gate, evaluate_gate(gate, case)))
    return rows


def _case_officer(user: User) -> dict[str, Any]:
    waiting = (
        without_live_case()
        .exclude(eligibility=Eligibility.NOT_ELIGIBLE)
        .exclude(title_status=TitleStatus.NOT_FEDERAL_PROPERTY)
        .exclude(maturity_date__lte=business_date())
        .order_by("number")
    )
    rows = cases_before_gates()
    return {
        "assets": waiting[:SHOWN],
        "asset_count": waiting.count(),
        "rows": rows,
        "returned": Case.objects.filter(status=CaseStatus.RETURNED).select_related("stage"),
    }


def _approver(user: User) -> dict[str, Any]:
    valuations = valuations_to_accept().exclude(recorded_by=user)
    return {"valuations": valuations.defer("document__content")[:SHOWN], "valuation_count": valuations.count()}


def _body_officer(user: User) -> dict[str, Any]:
    recorded = (
        SignOff.objects.filter(
            body_id=user.body_code,
            confirmation=None,
            withdrawal=None,
            case__status=CaseStatus.OPEN,
            dossier_digest=F("case__dossier_digest"),
        )
        .select_related("case", "recorded_by")
        .order_by("id")
    )
    pending = {signoff.case_id for signoff in recorded}
    waiting = [(case, row) for case, row in cases_waiting_for_body(user.body_code) if case.pk not in pending]
    return {
        "body": Body.objects.filter(code=user.body_code).first(),
        "waiting": waiting,
        "to_confirm": [signoff for signoff in recorded if signoff.recorded_by_id != user.pk],
        "by_me": [signoff for signoff in recorded if signoff.recorded_by_id == user.pk],
    }


def _gate_chair(user: User) -> dict[str, Any]:
    rows = cases_before_gates()
    return {
        "ready": [row for row in rows if row.is_ready],
        "not_ready": [row for row in rows if not row.is_ready],
    }


def _treasury_operator(user: User) -> dict[str, Any]:
    placed = MintOrder.objects.filter(status=OrderStatus.PLACED).select_related("case", "placed_by").order_by("id")
    past_g5 = (
        Case.objects.filter(
            status=CaseStatus.OPEN,
            pk__in=GateRuling.objects.filter(
                gate_id="G5", outcome=GateOutcome.PASS, dossier_digest=F("case__dossier_digest")
            ).values("case"),
        )
        .exclude(pk__in=MintOrder.objects.exclude(status=OrderStatus.CANCELLED).values("case"))
        .select_related("stage")
    )
    live_token = TokenDeployment.objects.filter(
        case=OuterRef("pk"),
        dossier_digest=OuterRef("dossier_digest"),
        status__in=[DeploymentStatus.REQUESTED, DeploymentStatus.CONFIRMED],
    )
    in_stage_6 = Case.objects.filter(~Exists(live_token), status=CaseStatus.OPEN, stage_id=6)
    return {
        "to_release": placed.exclude(placed_by=user)[:SHOWN],
        "placed_by_me": placed.filter(placed_by=user)[:SHOWN],
        "past_g5": past_g5,
        "without_token": in_stage_6.select_related("stage"),
        "needs_person": ChainOperation.objects.filter(state=OperationState.NEEDS_PERSON).select_related(
            "order", "deployment__case"
        )[:SHOWN],
        "breaks": Break.objects.filter(closed_by=None).select_related("deployment__case"),
    }


def _programme_lead(user: User) -> dict[str, Any]:
    memorandum = Memorandum.objects.first()
    if memorandum is None:
        return {"memorandum": None}
    today = business_date()
    by_stage = dict(
        Case.objects.filter(status__in=LIVE_STATUSES).values_list("stage").annotate(count=Count("id")).order_by("stage")
    )
    used = Proposal.objects.filter(case__status__in=LIVE_STATUSES).aggregate(total=Sum("value_usd"))[
        "total"
    ] or Decimal(0)
    stages = []
    for stage in Stage.objects.prefetch_related("gates"):
        starts, ends = memorandum.month_window(stage.month)
        stages.append(
            {
                "stage": stage,
                "starts": starts,
                "ends": ends,
                "is_now": starts <= today <= ends,
                "cases": by_stage.get(stage.pk, 0),
            }
        )
    length = (memorandum.ends_on - memorandum.signed_on).days
    ended = (
        Case.objects.exclude(status__in=LIVE_STATUSES).values("status").annotate(count=Count("id")).order_by("status")
    )
    orders = MintOrder.objects.aggregate(
        ordered=Sum("units", filter=~Q(status=OrderStatus.CANCELLED)),
        reconciled=Sum("units", filter=Q(status=OrderStatus.RECONCILED)),
        count=Count("id"),
    )
    return {
        "memorandum": memorandum,
        "day": (today - memorandum.signed_on).days,
        "length": length,
        "day_shown": max(0, min((today - memorandum.signed_on).days, length)),
        "has_lapsed": today > memorandum.ends_on,
        "stages": stages,
        "in_scope": used,
        "headroom": memorandum.ceiling_usd - used,
        "live_cases": sum(by_stage.values()),
        "registered": Instrument.objects.count(),
        "ended": [
            {"status": row["status"], "label": CaseStatus(row["status"]).label, "count": row["count"]} for row in ended
        ],
        "orders": orders,
        "breaks": Break.objects.filter(closed_by=None).count(),
        "run": ReconciliationRun.objects.last(),
    }


def _auditor(user: User) -> dict[str, Any]:
    latest = list(AuditEvent.objects.order_by("-id")[:EXAMINED])
    examined = [(event, examine(event)) for event in latest]
    return {
        "events": latest[:20],
        "counts": {
            "entries": AuditEvent.objects.count(),
            "refusals": AuditEvent.objects.filter(verb="refused").count(),
            "assets": Instrument.objects.count(),
            "cases": Case.objects.count(),
            "signoffs": SignOff.objects.count(),
            "orders": MintOrder.objects.count(),
            "papers": Document.objects.count(),
            "breaks": Break.objects.filter(closed_by=None).count(),
        },
        "examined_count": len(examined),
        "broken": [event for event, found in examined if not found.holds],
    }


def _administrator(user: User) -> dict[str, Any]:
    people = User.objects.order_by("full_name")
    return {"people": people[:500], "people_count": people.count()}


def _adviser(user: User) -> dict[str, Any]:
    return {}


_BY_ROLE: dict[str, Callable[[User], dict[str, Any]]] = {
    Role.CASE_OFFICER: _case_officer,
    Role.APPROVER: _approver,
    Role.BODY_OFFICER: _body_officer,
    Role.GATE_CHAIR: _gate_chair,
    Role.TREASURY_OPERATOR: _treasury_operator,
    Role.PROGRAMME_LEAD: _programme_lead,
    Role.AUDITOR: _auditor,
    Role.ADMINISTRATOR: _administrator,
    Role.ADVISER: _adviser,
}


def context_for(user: Any, request: HttpRequest) -> dict[str, Any]:
    """What the home page of this person's role shows."""
    context = _BY_ROLE[user.role](user)
    if user.role == Role.ADVISER:
        context["api_address"] = request.build_absolute_uri(reverse("home") + "api/v1/")
    return context
