"""Before a gate: the programme lead attests what counts for every case, and the chair of the gates rules."""

from typing import Any

import pytest

from approvals.business_date import business_date
from approvals.choices import CaseStatus, GateOutcome
from approvals.models import Attestation, Draft, Gate, GateRuling
from approvals.views.gates import AttestCriterion
from approvals.wording import billions_text, date_text
from assets.models import Proposal
from tests.browser.journey import Paper, Person

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("language", ["en", "ur"])]

MANDATE = Paper.about("Mandate letter", "mandate.pdf")
STATEMENT = {"en": "The mandate letter is here.", "ur": "مینڈیٹ خط منسلک ہے"}
REASON = {"en": "Every paper was read in the meeting.", "ur": "اجلاس میں ہر دستاویز پڑھی گئی"}
PASS = "Pass: every criterion is met and the case goes on"


def test_the_programme_lead_reads_the_overview_and_attests_a_criterion_of_the_programme(
    story: Any, cast: Any, at_a_browser: Any, language: str
) -> None:
    case = story.proposed()
    lead: Person = at_a_browser(cast.programme_lead)
    lead.begins()
    lead.follows("Overview")
    lead.arrives("Where the study stands")
    plan = case.memorandum
    lead.reads(
        "Day %(day)s of %(length)s",
        day=(business_date() - plan.signed_on).days,
        length=(plan.ends_on - plan.signed_on).days,
    )
    lead.sees(lead.own(date_text, plan.ends_on))
    lead.sees(lead.own(billions_text, Proposal.objects.get().value_usd, "USD"))

    lead.follows("Cases")
    lead.arrives("Cases")
    lead.opens(case.reference)
    lead.arrives_at(case.subject_label)
    lead.follows("Attest %(code)s", code="G0-1")
    lead.arrives("Attest a criterion")
    lead.chooses("The criterion is met")
    lead.enters({"What you attest": STATEMENT[language], "Title of the paper": "Mandate letter"})
    lead.uploads("The paper", MANDATE)
    lead.checks({"Your answer": lead.word("The criterion is met"), "What you attest": STATEMENT[language]})
    lead.reads("Your answer counts for every case of the study. A later answer replaces it; all stay readable.")
    assert not Attestation.objects.exists()
    lead.presses("Record the attestation")
    lead.finds_it_done(AttestCriterion.done, "criterion_attested")
    attestation = Attestation.objects.get()
    assert (attestation.criterion_id, attestation.met, attestation.scope_key) == ("G0-1", True, "programme")
    assert attestation.statement == STATEMENT[language]
    assert bytes(attestation.document.content) == MANDATE.content
    lead.presses("Go to the record")
    lead.sees(STATEMENT[language])


def test_the_chair_shows_again_who_they_are_and_rules_on_a_gate_without_losing_a_word(
    story: Any, cast: Any, at_a_browser: Any, language: str
) -> None:
    case = story.proposed()
    story.attested(case, "G0")
    chair: Person = at_a_browser(cast.gate_chair)
    chair.begins()
    chair.finds_waiting(1)
    chair.takes_up(case.reference)
    chair.arrives("Rule on a gate")
    chair.chooses(PASS)
    chair.enters({"Reason": REASON[language]})
    chair.checks({"Ruling": chair.word(PASS), "Reason": REASON[language]})

    chair.sign_in_grows_old()
    chair.presses("Record the ruling")
    chair.reads("This act counts. Show again who you are; what you entered is kept.")
    assert not GateRuling.objects.exists()
    chair.shows_again_who_they_are()
    chair.arrives("Check your answers")
    chair.sees_fact("Reason", REASON[language])
    chair.presses("Record the ruling")
    chair.finds_it_done(
        "%(gate)s: %(outcome)s is recorded for %(case)s.",
        "gate_ruled",
        gate=chair.own(lambda: str(Gate.objects.get(code="G0"))),
        outcome=chair.word(GateOutcome.PASS.label),
        case=case,
    )
    ruling = GateRuling.objects.get()
    assert (ruling.gate_id, ruling.outcome, ruling.reason) == ("G0", GateOutcome.PASS, REASON[language])
    case.refresh_from_db()
    assert (case.status, case.stage_id) == (CaseStatus.OPEN, 2)
    assert not Draft.objects.exists()
    chair.presses("Go to the record")
    chair.arrives_at(case.subject_label)
    chair.sees(REASON[language])
