"""A body decides: one of its officers records the decision with the letter, another confirms it."""

from typing import Any

import pytest

from approvals.choices import Decision, SignOffState
from approvals.models import SignOff
from approvals.views.signoffs import ConfirmSignOff, RecordSignOff
from tests.browser.journey import Paper, Person

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("language", ["en", "ur"])]

LETTER = Paper.about("Letter of the Law Division")
CONDITION = {"en": "The offering text names the law that governs it.", "ur": "پیشکش کے متن میں نافذ قانون درج ہو"}


def test_a_body_records_its_decision_and_a_colleague_confirms_it(
    story: Any, cast: Any, at_a_browser: Any, language: str
) -> None:
    case = story.in_stage_6()
    recording: Person = at_a_browser(cast.recorder("LAW"))
    confirming: Person = at_a_browser(cast.confirmer("LAW"))
    recording.begins()
    confirming.begins()
    confirming.finds_waiting(1)

    recording.takes_up(case.reference)
    recording.arrives("Record your body's decision")
    recording.sees(case.dossier_digest)
    recording.chooses(Decision.APPROVE_WITH_CONDITIONS.label)
    recording.enters({"Conditions": CONDITION[language]})
    recording.presses("Go on")
    recording.reads("On which letter and law")
    recording.enters(
        {
            "Reference of the letter": "F.1(1)/2026-Law",
            "Date of the decision": "2026-05-18",
            "Legal basis": "Rules of Business 1973",
            "Title of the paper": "Letter of the Law Division",
        }
    )
    recording.uploads("The paper", LETTER)
    recording.checks(
        {
            "Decision": recording.word(Decision.APPROVE_WITH_CONDITIONS.label),
            "Conditions": CONDITION[language],
            "The paper": LETTER.name,
        }
    )
    assert not SignOff.objects.exists()
    recording.presses("Record the decision")
    recording.finds_it_done(RecordSignOff.done, "signoff_recorded")
    signoff = SignOff.objects.get()
    assert (signoff.body_id, signoff.decision, signoff.recorded_by) == (
        "LAW",
        Decision.APPROVE_WITH_CONDITIONS,
        recording.user,
    )
    assert signoff.dossier_digest == case.dossier_digest
    assert bytes(signoff.document.content) == LETTER.content
    assert [condition.text for condition in signoff.conditions.all()] == [CONDITION[language]]
    recording.presses("Go to the record")
    recording.arrives_at(case.subject_label)
    recording.reads("A colleague must confirm")

    confirming.page.reload()
    confirming.takes_up(case.reference)
    confirming.sees_fact("Stands at", confirming.word(SignOffState.AWAITING_CONFIRMATION.label))
    confirming.sees(CONDITION[language])
    confirming.presses("Confirm the decision")
    confirming.arrives("Confirm a colleague's record")
    confirming.sees_fact("Letter", "F.1(1)/2026-Law")
    confirming.presses("Confirm the decision")
    confirming.finds_it_done(ConfirmSignOff.done, "signoff_confirmed")
    signoff.refresh_from_db()
    assert signoff.confirmation.confirmed_by == confirming.user
    confirming.presses("What waits for you")
    confirming.arrives("Nothing waits for you")
