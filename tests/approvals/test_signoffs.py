"""Decisions of the bodies: who may record them, on which text, and when they count."""

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from approvals.choices import Decision, SignOffState
from approvals.exceptions import InvalidInput, NotPermitted, SamePerson, WrongState
from approvals.models import AuditEvent, Body, SignOff, SignOffConfirmation
from approvals.selectors import standing_of_signoffs
from approvals.services.signoffs import close_condition, confirm_signoff, record_signoff, withdraw_signoff

LETTER_DATE = datetime.date(2026, 5, 18)


@pytest.fixture
def decide(case_in_stage_6: Any, cast: Any, paper: Any, on_date: Any) -> Any:
    """Records a decision of a body on the case, by its recording officer unless somebody else is named."""
    on_date(LETTER_DATE)

    def record(code: str = "LAW", **changes: Any) -> SignOff:
        body = Body.objects.get(code=code)
        actor = changes.pop("actor", cast.recorder(code))
        fields = {
            "case": case_in_stage_6,
            "body": body,
            "dossier_digest": case_in_stage_6.dossier_digest,
            "decision": Decision.APPROVE,
            "legal_basis": body.legal_basis,
            "letter_reference": f"{code}/1",
            "document": paper(cast.recorder(code)),
            "decided_on": LETTER_DATE,
        }
        return record_signoff(actor=actor, **(fields | changes))

    return record


def state_of(case: Any, code: str) -> SignOffState:
    return next(row.state for row in standing_of_signoffs(case) if row.required.body_id == code)


def test_a_decision_counts_only_once_a_colleague_confirmed_it(decide: Any, cast: Any) -> None:
    signoff = decide()
    assert state_of(signoff.case, "LAW") == SignOffState.AWAITING_CONFIRMATION
    confirm_signoff(actor=cast.confirmer("LAW"), signoff=signoff)
    assert state_of(signoff.case, "LAW") == SignOffState.LIVE


def test_the_officer_who_recorded_a_decision_cannot_confirm_it(decide: Any, cast: Any) -> None:
    signoff = decide()
    with pytest.raises(SamePerson, match="colleague"):
        confirm_signoff(actor=cast.recorder("LAW"), signoff=signoff)
    assert state_of(signoff.case, "LAW") == SignOffState.AWAITING_CONFIRMATION


def test_postgresql_refuses_a_confirmation_by_the_recorder_or_another_body(decide: Any, cast: Any) -> None:
    signoff = decide()
    for person in (cast.recorder("LAW"), cast.confirmer("PVARA")):
        with pytest.raises(DatabaseError, match="two officers of its own body"), transaction.atomic():
            SignOffConfirmation.objects.create(signoff=signoff, confirmed_by=person, confirmed_on=LETTER_DATE)


@pytest.mark.parametrize("role", ["adviser", "administrator", "auditor", "case_officer", "gate_chair"])
def test_nobody_but_an_officer_of_the_body_records_its_decision(decide: Any, cast: Any, role: str) -> None:
    with pytest.raises(NotPermitted):
        decide(actor=getattr(cast, role))
    assert not SignOff.objects.exists()


def test_an_officer_of_another_body_cannot_act_for_this_one(decide: Any, cast: Any) -> None:
    with pytest.raises(NotPermitted):
        decide("LAW", actor=cast.recorder("PVARA"))


def test_a_decision_on_an_old_dossier_is_refused(decide: Any) -> None:
    with pytest.raises(WrongState, match="changed since you read it"):
        decide(dossier_digest="0" * 64)


def test_a_changed_dossier_voids_what_was_signed_and_keeps_it_visible(decide: Any, cast: Any) -> None:
    signoff = decide()
    confirm_signoff(actor=cast.confirmer("LAW"), signoff=signoff)
    signoff.case.dossier_digest = "f" * 64
    signoff.case.save(update_fields=["dossier_digest"])
    assert state_of(signoff.case, "LAW") == SignOffState.VOID
    assert SignOff.objects.filter(pk=signoff.pk).exists()


def test_a_withdrawn_decision_no_longer_counts(decide: Any, cast: Any) -> None:
    signoff = decide()
    confirm_signoff(actor=cast.confirmer("LAW"), signoff=signoff)
    withdraw_signoff(actor=cast.recorder("LAW"), signoff=signoff, reason="New facts on the title.")
    assert state_of(signoff.case, "LAW") == SignOffState.WITHDRAWN


def test_a_decision_that_a_later_one_overtook_cannot_be_confirmed_any_more(decide: Any, cast: Any) -> None:
    rejection = decide(decision=Decision.REJECT, reason="Title unclear.")
    approval = decide(letter_reference="LAW/2")
    with pytest.raises(WrongState, match="later decision"):
        confirm_signoff(actor=cast.confirmer("LAW"), signoff=rejection)
    with pytest.raises(DatabaseError, match="later decision"), transaction.atomic():
        SignOffConfirmation.objects.create(
            signoff=rejection, confirmed_by=cast.confirmer("LAW"), confirmed_on=LETTER_DATE
        )
    confirm_signoff(actor=cast.confirmer("LAW"), signoff=approval)
    assert state_of(approval.case, "LAW") == SignOffState.LIVE


def test_a_decision_ends_with_its_validity(decide: Any, cast: Any, on_date: Any) -> None:
    signoff = decide(valid_until=datetime.date(2026, 5, 20))
    confirm_signoff(actor=cast.confirmer("LAW"), signoff=signoff)
    on_date(datetime.date(2026, 5, 20))
    assert state_of(signoff.case, "LAW") == SignOffState.LIVE
    on_date(datetime.date(2026, 5, 21))
    assert state_of(signoff.case, "LAW") == SignOffState.EXPIRED


def test_one_letter_serves_one_decision(decide: Any) -> None:
    decide()
    with pytest.raises(InvalidInput, match="recorded already"):
        decide()


def test_a_decision_dated_tomorrow_is_refused(decide: Any) -> None:
    with pytest.raises(InvalidInput, match="dated"):
        decide(decided_on=LETTER_DATE + datetime.timedelta(days=1))


def test_a_body_outside_the_required_set_cannot_decide(decide: Any, cast: Any) -> None:
    with pytest.raises(InvalidInput, match="not among the bodies"):
        decide("SHARIAH")


def test_a_condition_precedent_is_closed_with_evidence_by_the_body_that_set_it(
    decide: Any, cast: Any, paper: Any
) -> None:
    from approvals.selectors import open_conditions_precedent

    signoff = decide(decision=Decision.APPROVE_WITH_CONDITIONS, conditions=["Attach the transition note"])
    confirm_signoff(actor=cast.confirmer("LAW"), signoff=signoff)
    (condition,) = open_conditions_precedent(signoff.case)
    with pytest.raises(NotPermitted):
        close_condition(actor=cast.case_officer, condition=condition, document=paper(cast.case_officer))
    close_condition(actor=cast.recorder("LAW"), condition=condition, document=paper(cast.recorder("LAW")))
    assert not open_conditions_precedent(signoff.case)


def test_a_refusal_changes_nothing_and_stands_in_the_trail(decide: Any, cast: Any) -> None:
    with pytest.raises(NotPermitted):
        decide(actor=cast.adviser)
    refusal = AuditEvent.objects.filter(verb="refused").last()
    assert refusal is not None
    assert refusal.actor == cast.adviser
    assert "officer of the body" in refusal.subject_label
