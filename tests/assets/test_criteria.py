"""The register's answers to the gates' criteria."""

import datetime
from collections.abc import Callable

import pytest

from approvals.gates import Answer, evaluate_gate
from approvals.models import Case, Gate
from approvals.services.cases import open_case
from assets.services.instruments import amend_instrument
from assets.services.legal_facts import record_legal_fact
from tests.assets.conftest import FLOATER, PIB, PROPERTY, SUKUK, WHEAT, Register


def answer(case: Case, code: str) -> Answer:
    found = {a.criterion.code: a for a in evaluate_gate(Gate.objects.get(code=code.partition("-")[0]), case)}[code]
    return Answer(found.met, found.reason)


def state(register: Register, case: Case, kind: str) -> None:
    instrument = case.proposal.instrument
    record_legal_fact(
        actor=register.cast.case_officer,
        instrument=instrument,
        kind=kind,
        statement="Shown by the paper.",
        document=register.paper(register.cast.case_officer, kind),
    )


@pytest.mark.parametrize("number", [PIB, FLOATER, SUKUK, WHEAT, PROPERTY])
def test_a_complete_record_within_the_ceiling_meets_g0(register: Register, number: int) -> None:
    case = register.proposed(register.ready(number)).case
    assert answer(case, "G0-4").met
    assert answer(case, "G0-5").met
    assert "of the ceiling of USD\u00a02\u202f000\u202f000\u202f000.00" in answer(case, "G0-5").reason


def test_a_record_that_lacks_its_identifiers_says_which(register: Register) -> None:
    case = register.proposed(register.ready(PIB, isin="", obligor="")).case
    assert answer(case, "G0-4") == Answer(False, "The record lacks: ISIN, obligor.")


def test_a_referred_asset_closes_g0_and_changes_the_dossier(register: Register) -> None:
    case = register.proposed(register.ready(PROPERTY)).case
    before = case.dossier_digest
    amend_instrument(
        actor=register.cast.case_officer,
        instrument=case.proposal.instrument,
        version=1,
        eligibility="referred",
        eligibility_reason="A claim is pending.",
    )
    case.refresh_from_db()
    assert "A claim is pending." in answer(case, "G0-4").reason
    assert not answer(case, "G0-4").met
    assert case.dossier_digest != before


def test_a_stronger_rupee_closes_the_ceilings_criteria(
    register: Register, on_date: Callable[[datetime.date], None]
) -> None:
    case = register.proposed(register.ready(PROPERTY)).case
    on_date(datetime.date(2026, 1, 3))
    register.rate("20.99", datetime.date(2026, 1, 3))
    for code in ("G0-5", "G5-3"):
        found = answer(case, code)
        assert not found.met
        assert "At the latest rate USD\u00a02\u202f000\u202f952\u202f834.68" in found.reason
    on_date(datetime.date(2026, 1, 4))
    register.rate("21", datetime.date(2026, 1, 4))
    assert answer(case, "G0-5").met


def test_debt_of_the_state_has_no_title_to_prove(register: Register) -> None:
    case = register.proposed(register.ready(PIB)).case
    assert answer(case, "G1-3").met


def test_a_title_is_clear_once_a_paper_proves_it(register: Register) -> None:
    case = register.proposed(register.ready(PROPERTY)).case
    assert not answer(case, "G1-3").met
    state(register, case, "lien_release")
    assert not answer(case, "G1-3").met
    state(register, case, "title_proof")
    assert answer(case, "G1-3").met


@pytest.mark.parametrize("kind", ["lien_release", "lien_consent"])
def test_an_encumbrance_needs_its_release_or_its_holders_consent(register: Register, kind: str) -> None:
    case = register.proposed(register.ready(WHEAT)).case
    state(register, case, "title_proof")
    found = answer(case, "G1-3")
    assert not found.met
    assert "encumbered" in found.reason
    state(register, case, kind)
    assert answer(case, "G1-3").met


def test_whole_units_within_the_asset_meet_g5(register: Register) -> None:
    case = register.proposed(register.ready(SUKUK), units=1000).case
    found = answer(case, "G5-3")
    assert found.met
    assert found.reason.startswith("1\u202f000 units of 560\u202f000 units, whole.")


def test_a_case_that_no_proposal_opened_meets_none_of_them(register: Register) -> None:
    case = open_case(
        actor=register.cast.case_officer,
        subject_key="asset:0",
        subject_label="Nothing in the register",
        instrument_type="PROPERTY",
    )
    for code in ("G0-4", "G0-5", "G1-3", "G5-3"):
        assert answer(case, code) == Answer(False, "No asset was proposed with this case.")
