"""Gates: nothing passes before its criteria hold, and the chair alone rules."""

import datetime
from typing import Any

import pytest

from approvals.choices import CaseStatus, GateOutcome
from approvals.exceptions import GateClosed, InvalidInput, NotPermitted, OutsideMemorandum, WrongState
from approvals.gates import evaluate_gate
from approvals.models import Case, Gate, GateCriterion, GateRuling, StageVisit
from approvals.selectors import gates_to_rule, passed_gates
from approvals.services.cases import resume_case, withdraw_case
from approvals.services.gates import attest_criterion, rule_on_gate


def rule(case: Case, code: str, actor: Any, outcome: GateOutcome = GateOutcome.PASS) -> GateRuling:
    return rule_on_gate(
        actor=actor, case=case, gate=Gate.objects.get(code=code), outcome=outcome, reason="As the papers show."
    )


def test_a_case_moves_to_the_next_stage_when_its_gate_passes(story: Any) -> None:
    case = story.passed(story.proposed(), "G0")
    assert case.stage_id == 2
    assert passed_gates(case) == {"G0"}
    assert list(StageVisit.objects.filter(case=case).values_list("stage_id", "outcome")) == [(1, "pass"), (2, "")]


def test_a_gate_stays_closed_while_a_criterion_is_not_attested_and_says_which(story: Any, cast: Any) -> None:
    case = story.proposed()
    with pytest.raises(GateClosed, match="G0-1: Nobody has attested this yet"):
        rule(case, "G0", cast.gate_chair)
    case.refresh_from_db()
    assert case.stage_id == 1


@pytest.mark.parametrize("role", ["programme_lead", "case_officer", "approver", "auditor", "adviser", "administrator"])
def test_nobody_but_the_chair_rules_on_a_gate(story: Any, cast: Any, role: str) -> None:
    case = story.proposed()
    story.attested(case, "G0")
    with pytest.raises(NotPermitted):
        rule(case, "G0", getattr(cast, role))


def test_a_gate_cannot_be_skipped(story: Any, cast: Any) -> None:
    case = story.proposed()
    for code in ("G1", "G2", "G3", "G4", "G5", "G6"):
        with pytest.raises(WrongState, match="not the gate"):
            rule(case, code, cast.gate_chair)


def test_a_class_criterion_is_answered_once_for_all_assets_of_its_kind(story: Any) -> None:
    first, second = story.proposed(3), story.proposed(2)
    for case in (first, second):
        story.passed(case, "G0")
    story.attested(first, "G1")
    answers = {answer.criterion.code: answer.met for answer in evaluate_gate(Gate.objects.get(code="G1"), second)}
    assert answers == {"G1-1": True, "G1-2": False, "G1-3": True}


def test_a_later_attestation_replaces_the_earlier_one_and_both_stay(story: Any, cast: Any, paper: Any) -> None:
    case = story.proposed()
    story.attested(case, "G0")
    criterion = GateCriterion.objects.get(code="G0-2")
    attest_criterion(
        actor=cast.programme_lead,
        criterion=criterion,
        scope_key="programme",
        met=False,
        statement="The sponsor has stepped back.",
        document=paper(cast.programme_lead),
    )
    with pytest.raises(GateClosed, match="stepped back"):
        rule(case, "G0", cast.gate_chair)
    assert criterion.attestations.count() == 2


def test_a_computed_criterion_cannot_be_attested(story: Any, cast: Any, paper: Any) -> None:
    case = story.proposed()
    with pytest.raises(InvalidInput, match="computed"):
        attest_criterion(
            actor=cast.case_officer,
            criterion=GateCriterion.objects.get(code="G0-4"),
            scope_key=case.key,
            met=True,
            statement="It is complete.",
            document=paper(cast.case_officer),
        )


def test_wheat_waits_until_its_lien_is_released_and_its_title_proven(story: Any, cast: Any) -> None:
    case = story.passed(story.proposed(8), "G0")
    story.attested(case, "G1")
    with pytest.raises(GateClosed, match="G1-3"):
        rule(case, "G1", cast.gate_chair)
    story.settled_in_law(case)
    assert story.passed(case, "G1").stage_id == 3


def test_a_returned_case_is_taken_up_again_in_the_same_stage_with_a_further_visit(story: Any, cast: Any) -> None:
    case = story.proposed()
    rule(case, "G0", cast.gate_chair, GateOutcome.RETURN)
    case.refresh_from_db()
    assert case.status == CaseStatus.RETURNED
    resume_case(actor=cast.case_officer, case=case, reason="The papers are complete now.")
    assert story.passed(case, "G0").stage_id == 2
    assert StageVisit.objects.filter(case=case, stage_id=1).count() == 2


def test_a_stopped_case_has_ended_for_good(story: Any, cast: Any) -> None:
    case = story.proposed()
    rule(case, "G0", cast.gate_chair, GateOutcome.STOP)
    case.refresh_from_db()
    assert case.status == CaseStatus.REJECTED
    with pytest.raises(WrongState, match="ended"):
        withdraw_case(actor=cast.case_officer, case=case, reason="Too late.")


def test_nothing_advances_after_the_memorandum_has_lapsed(story: Any, cast: Any, on_date: Any) -> None:
    case = story.proposed()
    story.attested(case, "G0")
    on_date(datetime.date(2026, 6, 12))
    story.passed(case, "G0")
    on_date(datetime.date(2026, 6, 13))
    with pytest.raises(OutsideMemorandum, match="nothing advances"):
        rule(case, "G1", cast.gate_chair)


def test_the_sign_off_gate_needs_every_required_body(story: Any, cast: Any) -> None:
    case = story.in_stage_6()
    story.signed_by_all(case, but="PVARA")
    answers = {answer.criterion.code: answer for answer in evaluate_gate(Gate.objects.get(code="G5"), case)}
    assert not answers["G5-1"].met
    assert "Virtual Assets Regulatory Authority" in answers["G5-1"].reason
    story.decided(case, "PVARA")
    answers = {answer.criterion.code: answer.met for answer in evaluate_gate(Gate.objects.get(code="G5"), case)}
    assert answers["G5-1"]


def test_a_rejection_by_a_body_that_need_only_answer_still_blocks(story: Any) -> None:
    case = story.in_stage_6()
    story.signed_by_all(case, but="FMU")
    story.decided(case, "FMU", "reject", reason="Unresolved risk.")
    answers = {answer.criterion.code: answer.met for answer in evaluate_gate(Gate.objects.get(code="G5"), case)}
    assert not answers["G5-1"]


def test_the_stage_before_the_decision_has_one_gate_to_rule_at_a_time(story: Any) -> None:
    case = story.in_stage_6()
    assert [gate.code for gate in gates_to_rule(case)] == ["G5"]
