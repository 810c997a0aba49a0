"""Attesting criteria and ruling on gates."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.choices import CaseStatus, Conclusion, CriterionProof, CriterionScope, GateOutcome
from approvals.exceptions import GateClosed, InvalidInput, WrongState
from approvals.gates import CriterionAnswer, evaluate_gate
from approvals.models import Attestation, Case, Document, Gate, GateCriterion, GateRuling, Stage, StageVisit
from approvals.rules import require
from approvals.selectors import gates_to_rule
from approvals.services.acts import act
from approvals.services.cases import end_case, leave_stage, lock_case, require_open
from approvals.services.memorandum import lock_memorandum, require_window
from approvals.services.trail import record_event

#: The gate of the decision, which closes a case.
DECISION_GATE = "G6"


@act
def attest_criterion(
    *, actor: Any, criterion: GateCriterion, scope_key: str, met: bool, statement: str, document: Document
) -> Attestation:
    """Records a person's answer, with a paper, to an attested criterion. The latest answer on a scope counts.

    `scope_key` is `programme`, `class:<instrument type>` or `case:<number>`, as the criterion's scope demands.
    """
    if criterion.proof != CriterionProof.ATTESTED:
        raise InvalidInput(_("%(code)s is computed from the record and cannot be attested.") % {"code": criterion.code})
    if scope_key.partition(":")[0] != criterion.scope:
        raise InvalidInput(
            _("%(code)s is answered for the %(scope)s, not for %(key)s.")
            % {"code": criterion.code, "scope": criterion.get_scope_display(), "key": scope_key}
        )
    if not statement.strip():
        raise InvalidInput(_("Say in a sentence what you attest."))
    is_case = criterion.scope == CriterionScope.CASE
    require(actor, "attest_for_case" if is_case else "attest_for_programme", criterion, key=scope_key)
    attestation = Attestation.objects.create(
        criterion=criterion,
        scope_key=scope_key,
        met=met,
        statement=statement.strip(),
        document=document,
        attested_by=actor,
        attested_on=business_date(),
    )
    record_event(
        actor=actor,
        verb="criterion_attested",
        subject=f"criterion:{criterion.code}",
        label=criterion,
        case_key=scope_key if is_case else "",
        data={"scope": scope_key, "met": met, "statement": statement.strip(), "document": document.sha256},
    )
    return attestation


@act
def rule_on_gate(
    *, actor: Any, case: Case, gate: Gate, outcome: GateOutcome, reason: str, conclusion: Conclusion | None = None
) -> GateRuling:
    """Records the chair's ruling and moves the case accordingly.

    A pass needs every criterion met at this moment; G6 also needs a conclusion and closes the case.
    Raises GateClosed with every criterion that is not met, WrongState, OutsideMemorandum, NotPermitted.
    """
    require(actor, "rule_on_gate", case, key=case.key)
    if not reason.strip():
        raise InvalidInput(_("A ruling needs its reason in a sentence."), subject=case.key)
    if outcome == GateOutcome.STOP or gate.code == DECISION_GATE:
        lock_memorandum()  # The case may end, and gives its room back.
    case = lock_case(case)
    require_open(case)
    require_window(case.memorandum, key=case.key)
    if gate not in gates_to_rule(case):
        raise WrongState(
            _("%(gate)s is not the gate that %(case)s stands before.") % {"gate": gate, "case": case}, subject=case.key
        )
    answers = evaluate_gate(gate, case)
    if outcome == GateOutcome.PASS:
        _require_all_met(case, gate, answers)
    if gate.code == DECISION_GATE and outcome == GateOutcome.PASS and conclusion is None:
        raise InvalidInput(_("The decision gate needs the committee's conclusion."), subject=case.key)
    ruling = GateRuling.objects.create(
        case=case,
        visit=StageVisit.objects.get(case=case, left_on=None),
        gate=gate,
        outcome=outcome,
        reason=reason.strip(),
        dossier_digest=case.dossier_digest,
        answers=[{"criterion": a.criterion.code, "met": a.met, "reason": a.reason} for a in answers],
        ruled_by=actor,
        ruled_on=business_date(),
    )
    record_event(
        actor=actor,
        verb="gate_ruled",
        subject=case.key,
        label=format_lazy("{}: {}", case, gate),
        case_key=case.key,
        data={"gate": gate.code, "outcome": outcome.value, "reason": reason.strip(), "digest": case.dossier_digest},
    )
    _move(actor, case, gate, outcome, reason, conclusion)
    return ruling


def _require_all_met(case: Case, gate: Gate, answers: list[CriterionAnswer]) -> None:
    unmet = [answer for answer in answers if not answer.met]
    if unmet or not answers:
        reasons = " ".join(f"{answer.criterion.code}: {answer.reason}" for answer in unmet)
        raise GateClosed(
            _("%(gate)s cannot pass for %(case)s. %(reasons)s") % {"gate": gate, "case": case, "reasons": reasons},
            subject=case.key,
        )


def _move(actor: Any, case: Case, gate: Gate, outcome: GateOutcome, reason: str, conclusion: Conclusion | None) -> None:
    if outcome == GateOutcome.STOP:
        end_case(actor=actor, case=case, status=CaseStatus.REJECTED, reason=reason)
    elif outcome == GateOutcome.RETURN:
        leave_stage(case, outcome=outcome)
        case.status, case.status_reason = CaseStatus.RETURNED, reason
        case.save(update_fields=["status", "status_reason"])
    elif gate.code == DECISION_GATE:
        end_case(actor=actor, case=case, status=CaseStatus.CLOSED, reason=reason, conclusion=conclusion or "")
    elif not gates_to_rule(case):
        leave_stage(case, outcome=outcome)
        case.stage = Stage.objects.get(month=case.stage_id + 1)
        case.save(update_fields=["stage"])
        StageVisit.objects.create(case=case, stage=case.stage, entered_on=business_date())
