"""Reading the rule book: nothing here changes anything."""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.choices import (
    APPROVING_DECISIONS,
    Decision,
    GateOutcome,
    Requirement,
    SignOffState,
    Tier,
)
from approvals.models import AuditEvent, Case, Gate, GateRuling, RequiredSignOff, SignOff, SignOffCondition


@dataclass(frozen=True)
class SignOffStanding:
    """How one required sign-off stands today."""

    required: RequiredSignOff
    signoff: SignOff | None
    state: SignOffState
    satisfied: bool
    sentence: str


def passed_gates(case: Case) -> set[str]:
    """Codes of the gates that the case has passed in the visits that brought it to where it is.

    A pass of the sign-off gate counts on the dossier in force only: a new digest closes it again.
    """
    rulings = GateRuling.objects.filter(case=case, outcome=GateOutcome.PASS)
    return {
        ruling.gate_id for ruling in rulings if ruling.gate_id != "G5" or ruling.dossier_digest == case.dossier_digest
    }


def gates_to_rule(case: Case) -> list[Gate]:
    """The gate that the case stands before, as a list of one, or an empty list where its stage has none left."""
    passed = passed_gates(case)
    remaining = [gate for gate in case.stage.gates.order_by("code") if gate.code not in passed]
    return remaining[:1]


def standing_of_signoffs(case: Case, tier: Tier = Tier.TEST_MINT) -> list[SignOffStanding]:
    """Every required sign-off of the tier, with how it stands on the dossier in force on the business date."""
    required = RequiredSignOff.objects.filter(instrument_type=case.instrument_type, tier=tier).select_related("body")
    latest: dict[str, SignOff] = {}
    for signoff in (
        SignOff.objects.filter(case=case)
        .select_related("confirmation__confirmed_by", "withdrawal", "recorded_by", "document", "body")
        .defer("document__content")
        .prefetch_related("conditions__closure")
    ):
        latest[signoff.body_id] = signoff
    today = business_date()
    return [_standing(row, latest.get(row.body_id), case, today) for row in required]


def _standing(row: RequiredSignOff, signoff: SignOff | None, case: Case, today: datetime.date) -> SignOffStanding:
    state = state_of_signoff(signoff, case, today)
    approves = signoff is not None and signoff.decision in APPROVING_DECISIONS
    satisfied = state == SignOffState.LIVE and (approves or row.requirement == Requirement.MUST_ANSWER)
    sentence = _("%(body)s: %(state)s") % {"body": _(row.body.name), "state": state.label}
    return SignOffStanding(row, signoff, state, satisfied, sentence)


def state_of_signoff(signoff: SignOff | None, case: Case, today: datetime.date) -> SignOffState:
    """The state of a body's latest decision on the case on `today`."""
    if signoff is None:
        return SignOffState.MISSING
    if hasattr(signoff, "withdrawal"):
        return SignOffState.WITHDRAWN
    if not hasattr(signoff, "confirmation"):
        return SignOffState.AWAITING_CONFIRMATION
    if signoff.dossier_digest != case.dossier_digest:
        return SignOffState.VOID
    if signoff.valid_until and signoff.valid_until < today:
        return SignOffState.EXPIRED
    if signoff.decision == Decision.REJECT:
        return SignOffState.REJECTED
    if signoff.decision == Decision.RETURN:
        return SignOffState.RETURNED
    return SignOffState.LIVE


def open_conditions_precedent(case: Case) -> QuerySet[SignOffCondition]:
    """Conditions of live approvals that must be closed before minting and are not."""
    live = [row.signoff.pk for row in standing_of_signoffs(case) if row.signoff and row.state == SignOffState.LIVE]
    return SignOffCondition.objects.filter(signoff__in=live, precedent=True, closure=None)


def timeline(case: Case) -> QuerySet[AuditEvent]:
    """Every act on a case, oldest first."""
    return AuditEvent.objects.filter(case_key=case.key).order_by("id")


def cases_waiting_for_body(body_code: str) -> list[tuple[Case, SignOffStanding]]:
    """Open cases in the last stage whose required sign-off of this body is not in force."""
    cases = (
        Case.objects.filter(status="open", stage_id=6)
        .filter(
            instrument_type__in=RequiredSignOff.objects.filter(body_id=body_code, tier=Tier.TEST_MINT).values(
                "instrument_type"
            )
        )
        .select_related("stage", "memorandum")
    )
    return [
        (case, row)
        for case in cases
        for row in standing_of_signoffs(case)
        if row.required.body_id == body_code and not row.satisfied
    ]
