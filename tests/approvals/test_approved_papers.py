"""Which papers count as approved: those of a dossier in force that everybody signed, and the letters of those decisions."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from approvals.approved_papers import PaperStanding, standing_of_paper
from approvals.choices import GateOutcome
from approvals.dossier import papers_named
from approvals.models import Attestation, Case, Dossier, DossierPaper, Gate, GateRuling, SignOff
from approvals.services.cases import withdraw_case
from approvals.services.documents import store_document
from approvals.services.gates import rule_on_gate
from approvals.services.signoffs import close_condition, record_signoff, withdraw_signoff
from assets.models import Instrument, LegalFact, Valuation
from assets.services.legal_facts import record_legal_fact
from assets.services.papers import attach_paper
from tests.stories import WHEAT

APPROVED, ONCE, NOT_KNOWN = PaperStanding.APPROVED, PaperStanding.ONCE_APPROVED, PaperStanding.NOT_KNOWN


@pytest.fixture(autouse=True)
def no_token_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mint's own criteria of the gate, which need a chain, count as met; nothing here depends on them."""
    from approvals import gates

    for code in list(gates._functions):
        if code.startswith("G5-") and code not in ("G5-1", "G5-2"):
            monkeypatch.setitem(gates._functions, code, lambda case: gates.Answer(True, "Not asked here."))


def of_case(case: Case) -> Instrument:
    return Instrument.objects.get(pk=case.subject_key.partition(":")[2])


def fact_of(case: Case) -> str:
    return str(LegalFact.objects.filter(instrument=of_case(case)).first().document.sha256)  # type: ignore[union-attr]


def valuation_of(case: Case) -> str:
    return str(Valuation.objects.get(instrument=of_case(case)).document.sha256)


def letters_of(case: Case) -> list[str]:
    return [signoff.document.sha256 for signoff in SignOff.objects.filter(case=case)]


@pytest.fixture
def approved(story: Any) -> Case:
    """A bill whose required bodies all signed and whose sign-off gate passed."""
    case: Case = story.passed(story.signed_by_all(story.in_stage_6()), "G5")
    return case


def test_papers_of_the_dossier_and_the_letters_are_approved_together(approved: Case) -> None:
    letters = letters_of(approved)
    assert len(letters) > 2
    assert {standing_of_paper(sha256) for sha256 in [fact_of(approved), valuation_of(approved), *letters]} == {APPROVED}


def test_nothing_is_approved_before_the_last_body_signed_and_the_gate_passed(story: Any) -> None:
    case = story.in_stage_6()
    assert standing_of_paper(fact_of(case)) == NOT_KNOWN
    story.signed_by_all(case, but="LAW")
    assert {standing_of_paper(sha256) for sha256 in [fact_of(case), *letters_of(case)]} == {NOT_KNOWN}
    story.decided(case, "LAW")
    assert {standing_of_paper(sha256) for sha256 in [fact_of(case), *letters_of(case)]} == {NOT_KNOWN}
    story.passed(case, "G5")
    assert {standing_of_paper(sha256) for sha256 in [fact_of(case), *letters_of(case)]} == {APPROVED}


def test_other_papers_of_the_study_are_not_known(approved: Case, story: Any, cast: Any) -> None:
    attested = Attestation.objects.first()
    assert attested is not None
    loose = story.paper(cast.case_officer, "Loose paper")
    of_another = valuation_of(story.proposed(WHEAT))
    for sha256 in (attested.document.sha256, loose.sha256, of_another, "0" * 64, approved.dossier_digest):
        assert standing_of_paper(sha256) == NOT_KNOWN


def test_a_body_that_takes_its_decision_back_ends_the_approval_of_everything(approved: Case, cast: Any) -> None:
    signoff = SignOff.objects.get(case=approved, body_id="LAW")
    withdraw_signoff(actor=cast.recorder("LAW"), signoff=signoff, reason="New facts")
    assert {standing_of_paper(sha256) for sha256 in [fact_of(approved), *letters_of(approved)]} == {ONCE}


def test_an_approval_ends_with_the_day_until_which_a_decision_is_valid(
    story: Any, on_date: Callable[[datetime.date], None]
) -> None:
    case = story.in_stage_6()
    story.signed_by_all(case, but="LAW")
    story.decided(case, "LAW", valid_until=datetime.date(2026, 6, 1))
    story.passed(case, "G5")
    on_date(datetime.date(2026, 6, 1))
    assert standing_of_paper(fact_of(case)) == APPROVED
    on_date(datetime.date(2026, 6, 2))
    assert {standing_of_paper(sha256) for sha256 in [fact_of(case), *letters_of(case)]} == {ONCE}


def test_a_material_change_ends_the_approval_until_everybody_signs_anew(approved: Case, story: Any, cast: Any) -> None:
    before, letters = fact_of(approved), letters_of(approved)
    further = story.paper(cast.case_officer, "Further fact")
    record_legal_fact(
        actor=cast.case_officer,
        instrument=of_case(approved),
        kind="lien_consent",
        statement="Consents",
        document=further,
    )
    assert {standing_of_paper(sha256) for sha256 in [before, *letters]} == {ONCE}
    assert standing_of_paper(further.sha256) == NOT_KNOWN
    approved.refresh_from_db()
    story.passed(story.signed_by_all(approved), "G5")
    assert {standing_of_paper(sha256) for sha256 in (before, further.sha256)} == {APPROVED}
    assert {standing_of_paper(sha256) for sha256 in letters} == {ONCE}


def test_a_newer_version_takes_the_place_of_the_former_once_it_is_approved(
    approved: Case, story: Any, cast: Any
) -> None:
    former = Valuation.objects.get(instrument=of_case(approved)).document
    newer = store_document(
        actor=cast.case_officer, title="Note", file_name="n.txt", content=b"Newer note.", replaces=former
    )
    attach_paper(actor=cast.case_officer, instrument=of_case(approved), document=newer)
    assert (standing_of_paper(former.sha256), standing_of_paper(newer.sha256)) == (ONCE, NOT_KNOWN)
    approved.refresh_from_db()
    story.passed(story.signed_by_all(approved), "G5")
    assert (standing_of_paper(former.sha256), standing_of_paper(newer.sha256)) == (ONCE, APPROVED)


def test_a_rejecting_letter_was_never_the_letter_of_an_approval(story: Any, cast: Any) -> None:
    case = story.in_stage_6()
    rejection = story.decided(case, "LAW", "reject", reason="Not lawful")
    assert standing_of_paper(rejection.document.sha256) == NOT_KNOWN
    story.signed_by_all(case)
    story.passed(case, "G5")
    assert standing_of_paper(rejection.document.sha256) == NOT_KNOWN
    assert standing_of_paper(fact_of(case)) == APPROVED


def test_a_letter_counts_once_a_colleague_confirmed_it(approved: Case, story: Any, cast: Any) -> None:
    former = SignOff.objects.get(case=approved, body_id="LAW")
    waiting = record_signoff(
        actor=cast.recorder("LAW"),
        case=approved,
        body=former.body,
        dossier_digest=approved.dossier_digest,
        decision="approve",
        legal_basis="Illustrative",
        letter_reference="LAW/again",
        document=story.paper(cast.recorder("LAW"), "Second letter"),
        decided_on=former.decided_on,
    )
    assert standing_of_paper(waiting.document.sha256) == NOT_KNOWN
    assert standing_of_paper(fact_of(approved)) == ONCE, "the body's latest decision is not in force yet"


def test_an_open_condition_keeps_everything_from_being_approved(story: Any, cast: Any) -> None:
    case = story.in_stage_6()
    story.signed_by_all(case, but="LAW")
    signoff = story.decided(case, "LAW", "approve_with_conditions", conditions=["Publish first"])
    assert standing_of_paper(fact_of(case)) == NOT_KNOWN
    evidence = story.paper(cast.confirmer("LAW"), "Notice")
    close_condition(actor=cast.confirmer("LAW"), condition=signoff.conditions.get(), document=evidence)
    story.passed(case, "G5")
    assert standing_of_paper(fact_of(case)) == APPROVED
    assert standing_of_paper(evidence.sha256) == NOT_KNOWN


def test_a_case_that_ends_without_the_committees_approval_ends_the_approval(approved: Case, cast: Any) -> None:
    withdraw_case(actor=cast.case_officer, case=approved, reason="It matures")
    assert {standing_of_paper(sha256) for sha256 in [fact_of(approved), *letters_of(approved)]} == {ONCE}


@pytest.mark.parametrize(
    ("conclusion", "standing"),
    [("pilot_approved", APPROVED), ("conditional", APPROVED), ("deferred", ONCE), ("rejected", ONCE)],
)
def test_after_the_committees_decision_it_depends_on_the_decision(
    approved: Case, story: Any, cast: Any, monkeypatch: pytest.MonkeyPatch, conclusion: str, standing: PaperStanding
) -> None:
    from approvals import gates

    for code in list(gates._functions):
        if code.startswith("G6-"):
            monkeypatch.setitem(gates._functions, code, lambda case: gates.Answer(True, "Not asked here."))
    story.attested(approved, "G6")
    rule_on_gate(
        actor=cast.gate_chair,
        case=approved,
        gate=Gate.objects.get(code="G6"),
        outcome=GateOutcome.PASS,
        reason="Decided",
        conclusion=conclusion,
    )
    assert Case.objects.get(pk=approved.pk).status == "closed"
    assert standing_of_paper(fact_of(approved)) == standing


def test_a_returned_case_is_not_approved_while_it_is_returned(approved: Case, cast: Any) -> None:
    rule_on_gate(
        actor=cast.gate_chair,
        case=approved,
        gate=Gate.objects.get(code="G6"),
        outcome=GateOutcome.RETURN,
        reason="More care",
    )
    assert standing_of_paper(fact_of(approved)) == ONCE


def test_a_dossier_names_its_papers_as_its_bytes_do(approved: Case) -> None:
    from approvals.canonical import read_canonical

    for dossier in Dossier.objects.all():
        named = papers_named(read_canonical(dossier.content))
        assert dict(DossierPaper.objects.filter(dossier=dossier).values_list("sha256", "is_replaced")) == named
        assert named
    assert GateRuling.objects.filter(case=approved, gate="G5").count() == 1


def test_the_number_of_questions_to_the_database_does_not_tell_what_is_stored(
    approved: Case, story: Any, cast: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3) as unknown:
        standing_of_paper("0" * 64)
    stored = story.paper(cast.case_officer, "Stored and named nowhere")
    named_by_an_open_case = valuation_of(story.proposed(WHEAT))
    for sha256 in (stored.sha256, named_by_an_open_case):
        with django_assert_num_queries(len(unknown)):
            assert standing_of_paper(sha256) == NOT_KNOWN
