"""Proposing an asset: eligibility, units, valuation, dossier."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from approvals.canonical import digest, read_canonical
from approvals.choices import CaseStatus
from approvals.exceptions import InvalidInput, NotEligible, NotPermitted, OutsideMemorandum, WrongState
from approvals.models import AuditEvent, Case, Dossier
from approvals.services.cases import withdraw_case
from assets.ceiling import scope_in_use
from assets.choices import Eligibility, LegalFactKind
from assets.listing import without_live_case
from assets.models import Instrument, Proposal
from assets.selectors import live_case, proposal_of_case
from assets.services.eligibility import find_not_eligible
from assets.services.instruments import amend_instrument
from assets.services.legal_facts import record_legal_fact
from assets.services.proposals import submit_proposal
from assets.services.valuations import accept_valuation
from tests.assets.conftest import GOLD, MTB_3M, PIB, PROPERTY, RATE_DAY, WHEAT, Register


def test_a_proposal_opens_a_case_with_a_frozen_dossier(register: Register) -> None:
    instrument = register.ready(PIB)
    proposal = register.proposed(instrument)
    case = Case.objects.get()
    assert (case.subject_key, case.instrument_type, case.status) == (instrument.key, "PIB_FIXED", CaseStatus.OPEN)
    assert proposal.case.dossier_digest == case.dossier_digest
    assert (proposal_of_case(case), live_case(instrument)) == (proposal, case)
    event = AuditEvent.objects.get(verb="proposal_submitted")
    assert (event.subject, event.case_key) == (instrument.key, case.key)


def test_the_dossier_says_what_is_signed_in_strings(register: Register) -> None:
    proposal = register.proposed(register.ready(PIB), units=150_000)
    stored = Dossier.objects.get()
    assert digest(bytes(stored.content)) == proposal.case.dossier_digest
    sections = read_canonical(stored.content)["sections"]
    assert sections["terms"]["nominal_amount"] == "60000000000.00"
    assert sections["terms"]["rate_pct"] == "11.0000"
    assert sections["terms"]["maturity_date"] == "2031-01-15"
    assert sections["units"] == {
        "proposed": "150000",
        "all": "600000",
        "value_usd": "53571428.57",
        "purpose": "Feasibility of test tokens",
    }
    assert sections["valuation"]["rate"] == "280.000000"
    assert sections["valuation"]["document"]["sha256"] == proposal.valuation.document.sha256
    assert sections["title"]["title_status"] == "not_applicable"
    assert sections["documents"] == {"papers": []}


def test_daily_rates_and_later_valuations_leave_the_dossier_alone(
    register: Register, on_date: Callable[[datetime.date], None]
) -> None:
    instrument = register.ready(PIB)
    case = register.proposed(instrument).case
    on_date(datetime.date(2026, 1, 20))
    register.rate("270.00", datetime.date(2026, 1, 20))
    register.accepted(instrument, datetime.date(2026, 1, 20))
    # Freezing again, as any material act does, finds the same content.
    amend_instrument(actor=register.cast.case_officer, instrument=instrument, version=1, note="A comment")
    assert Dossier.objects.filter(case=case).count() == 1


def test_a_legal_fact_gives_a_live_case_a_new_dossier_with_its_paper(register: Register) -> None:
    instrument = register.ready(PROPERTY)
    case = register.proposed(instrument).case
    before = case.dossier_digest
    paper = register.paper(register.cast.case_officer, "Extract from the land record")
    fact = record_legal_fact(
        actor=register.cast.case_officer,
        instrument=instrument,
        kind=LegalFactKind.TITLE_PROOF,
        statement="The federation holds the title.",
        document=paper,
    )
    case.refresh_from_db()
    assert case.dossier_digest != before
    sections = read_canonical(Dossier.objects.latest("id").content)["sections"]
    assert sections["documents"]["papers"] == [{"title": "Extract from the land record", "sha256": paper.sha256}]
    assert sections["title"]["facts"] == [
        {"kind": "title_proof", "statement": "The federation holds the title.", "sha256": paper.sha256}
    ]
    assert AuditEvent.objects.get(verb="legal_fact_recorded").case_key == case.key
    with pytest.raises(DatabaseError), transaction.atomic():
        type(fact).objects.filter(pk=fact.pk).update(statement="Something else")


def test_a_legal_fact_needs_a_known_kind_a_statement_and_a_case_officer(register: Register) -> None:
    instrument = register.registered(WHEAT)
    paper = register.paper(register.cast.case_officer)
    with pytest.raises(InvalidInput, match="no kind"):
        record_legal_fact(
            actor=register.cast.case_officer,
            instrument=instrument,
            kind="rumour",
            statement="So it is.",
            document=paper,
        )
    with pytest.raises(InvalidInput, match="sentence"):
        record_legal_fact(
            actor=register.cast.case_officer,
            instrument=instrument,
            kind=LegalFactKind.LIEN_RELEASE,
            statement=" ",
            document=paper,
        )
    with pytest.raises(NotPermitted):
        record_legal_fact(
            actor=register.cast.approver,
            instrument=instrument,
            kind=LegalFactKind.LIEN_RELEASE,
            statement="Released.",
            document=paper,
        )
    assert not instrument.legal_facts.exists()


def test_gold_is_refused_because_its_owner_is_not_the_federation(register: Register) -> None:
    gold = register.ready(GOLD)
    with pytest.raises(NotEligible, match="its owner, State Bank of Pakistan, is not the federation"):
        register.proposed(gold)
    assert not Case.objects.exists()
    assert AuditEvent.objects.latest("id").subject == gold.key


def test_a_referred_asset_waits_for_its_answer(register: Register) -> None:
    instrument = register.ready(WHEAT, eligibility=Eligibility.REFERRED, eligibility_reason="Asked the owner division.")
    with pytest.raises(NotEligible, match="Asked the owner division"):
        register.proposed(instrument)
    amend_instrument(
        actor=register.cast.case_officer, instrument=instrument, version=1, eligibility="open", eligibility_reason=""
    )
    assert register.proposed(instrument).pk


def test_an_asset_found_not_eligible_is_never_proposed_again(register: Register) -> None:
    instrument = register.ready(PROPERTY)
    find_not_eligible(actor=register.cast.approver, instrument=instrument, reason="It was sold.")
    with pytest.raises(NotEligible, match="It was sold"):
        register.proposed(instrument)
    with pytest.raises(InvalidInput, match="stays so"):
        amend_instrument(actor=register.cast.case_officer, instrument=instrument, version=2, eligibility="open")
    with pytest.raises(WrongState, match="before"):
        find_not_eligible(actor=register.cast.approver, instrument=instrument, reason="Again.")


def test_finding_an_asset_not_eligible_ends_its_case_and_frees_its_room(register: Register) -> None:
    instrument = register.ready(PROPERTY)
    case = register.proposed(instrument).case
    assert scope_in_use(case.memorandum) == Decimal("150000000.00")
    find_not_eligible(actor=register.cast.approver, instrument=instrument, reason="It was sold.")
    case.refresh_from_db()
    assert case.status == CaseStatus.NOT_ELIGIBLE
    assert scope_in_use(case.memorandum) == 0


def test_only_an_approver_finds_and_only_with_a_reason(register: Register) -> None:
    instrument = register.registered(PROPERTY)
    with pytest.raises(NotPermitted):
        find_not_eligible(actor=register.cast.case_officer, instrument=instrument, reason="It was sold.")
    with pytest.raises(InvalidInput, match="why"):
        find_not_eligible(actor=register.cast.approver, instrument=instrument, reason=" ")
    instrument.refresh_from_db()
    assert instrument.eligibility == Eligibility.OPEN


def test_a_matured_bill_is_not_proposed(register: Register, on_date: Callable[[datetime.date], None]) -> None:
    bill = register.ready(MTB_3M)
    on_date(datetime.date(2026, 4, 2))
    with pytest.raises(NotEligible, match="matured"):
        register.proposed(bill)


def test_an_asset_without_an_accepted_valuation_is_not_proposed(register: Register) -> None:
    instrument = register.registered(PIB)
    with pytest.raises(WrongState, match="no valuation"):
        register.proposed(instrument)
    valuation = register.valued(instrument)
    with pytest.raises(WrongState, match="no valuation"):
        register.proposed(instrument)
    accept_valuation(actor=register.cast.approver, valuation=valuation)
    assert register.proposed(instrument).valuation == valuation


def test_an_asset_whose_terms_changed_since_it_was_valued_is_not_proposed(register: Register) -> None:
    instrument = register.ready(PIB)
    amended = amend_instrument(
        actor=register.cast.case_officer, instrument=instrument, version=1, nominal_amount=Decimal("90000000000.00")
    )
    with pytest.raises(WrongState, match="Record a new valuation"):
        register.proposed(amended)


@pytest.mark.parametrize("units", [0, -1, 600_001, Decimal("1.5")])
def test_impossible_units_are_refused(register: Register, units: int) -> None:
    with pytest.raises(InvalidInput, match="600\u202f000 units"):
        register.proposed(register.ready(PIB), units=units)
    assert not Case.objects.exists()


def test_an_asset_has_one_live_case(register: Register) -> None:
    instrument = register.ready(PIB)
    case = register.proposed(instrument, units=1).case
    with pytest.raises(WrongState, match=case.reference):
        register.proposed(instrument, units=1)
    assert instrument not in without_live_case()
    withdraw_case(actor=register.cast.case_officer, case=case, reason="Too small.")
    assert instrument in without_live_case()
    assert register.proposed(instrument).case != case


def test_only_a_case_officer_proposes_and_says_for_what(register: Register) -> None:
    instrument = register.ready(PIB)
    for person in register.cast.everybody():
        if person != register.cast.case_officer:
            with pytest.raises(NotPermitted):
                submit_proposal(actor=person, instrument=instrument, units=1, purpose="Mine")
    with pytest.raises(InvalidInput, match="for what"):
        submit_proposal(actor=register.cast.case_officer, instrument=instrument, units=1, purpose="  ")


def test_nothing_is_proposed_after_the_memorandum_has_ended(
    register: Register, on_date: Callable[[datetime.date], None]
) -> None:
    instrument = register.ready(PIB)
    on_date(datetime.date(2026, 6, 13))
    with pytest.raises(OutsideMemorandum):
        register.proposed(instrument)


def test_a_proposal_is_only_ever_added(register: Register) -> None:
    proposal = register.proposed(register.ready(PIB))
    with pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(units=1)


def test_a_refused_proposal_leaves_nothing_but_the_record_of_its_refusal(register: Register) -> None:
    instrument = register.registered(PIB)
    events = AuditEvent.objects.count()
    with pytest.raises(WrongState):
        register.proposed(instrument)
    assert (Case.objects.count(), Proposal.objects.count(), Instrument.objects.get().version) == (0, 0, 1)
    refusal = AuditEvent.objects.latest("id")
    assert AuditEvent.objects.count() == events + 1
    assert (refusal.verb, refusal.subject, refusal.business_date) == ("refused", instrument.key, RATE_DAY)
