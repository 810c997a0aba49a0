"""What an act's pages promise: nothing is done before the last button, nothing entered is lost, nobody is overrun."""

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from approvals.models import AuditEvent, Document, Draft, GateRuling, SignOff
from approvals.services.cases import withdraw_case
from approvals.services.drafts import KEPT, draft_of, keep_draft
from approvals.wording import number_text
from assets.models import LegalFact, Proposal
from tests.officials import Official
from tests.stories import WHEAT

FACT = "/assets/8/legal-facts/record/"
PASSWORD = "a long passphrase for a rehearsal"


def fact(**other: Any) -> dict[str, Any]:
    """A legal fact as it is entered."""
    paper = SimpleUploadedFile("deed.txt", b"The store is federal. Illustrative.")
    return {"kind": "title_proof", "statement": "The store is federal", "paper_title": "Deed", "paper": paper} | other


def test_entering_and_checking_do_nothing_yet(story: Any, cast: Any) -> None:
    story.registered(WHEAT)
    client = Official(cast.case_officer)
    entries = AuditEvent.objects.count()
    papers = Document.objects.count()
    sent = client.post(FACT, fact())
    assert sent["Location"] == f"{FACT}?check=1"
    page = client.get(sent["Location"]).content.decode()
    for words in ("Check your answers", "The store is federal", "deed.txt", "becomes part of the dossier"):
        assert words in page
    assert (AuditEvent.objects.count(), Document.objects.count()) == (entries, papers)


def test_the_last_button_acts_and_leads_to_a_confirmation_with_the_trails_reference(story: Any, cast: Any) -> None:
    story.registered(WHEAT)
    client = Official(cast.case_officer)
    done = client.acts(FACT, fact())
    event = AuditEvent.objects.get(verb="legal_fact_recorded")
    assert done["Location"] == f"/done/{event.event_id}/"
    page = client.get(done["Location"]).content.decode()
    assert "The legal fact is recorded." in page
    assert f"entry {number_text(event.pk)}" in page
    assert "/assets/8/" in page
    assert not Draft.objects.exists()


def test_a_confirmation_is_for_the_person_who_acted_alone(story: Any, cast: Any) -> None:
    story.registered(WHEAT)
    done = Official(cast.case_officer).acts(FACT, fact())
    assert Official(cast.auditor).get(done["Location"]).status_code == 404


def test_pressing_the_last_button_twice_acts_once(story: Any, cast: Any) -> None:
    story.registered(WHEAT)
    client = Official(cast.case_officer)
    client.acts(FACT, fact())
    again = client.post(FACT, {"act": "1"})
    assert again["Location"] == "/assets/8/"
    assert LegalFact.objects.count() == 1


def test_what_is_wrong_is_said_and_everything_else_is_kept_the_paper_too(story: Any, cast: Any) -> None:
    story.registered(WHEAT)
    client = Official(cast.case_officer)
    wrong = client.post(FACT, fact(statement=""))
    assert wrong.status_code == 422
    assert "deed.txt" in wrong.content.decode()
    mended = client.post(FACT, {"kind": "title_proof", "statement": "The store is federal", "paper_title": "Deed"})
    assert mended["Location"] == f"{FACT}?check=1"
    client.post(FACT, {"act": "1"})
    assert bytes(LegalFact.objects.get().document.content) == b"The store is federal. Illustrative."


def test_a_draft_is_shown_again_and_can_be_discarded(story: Any, cast: Any) -> None:
    story.registered(WHEAT)
    client = Official(cast.case_officer)
    client.post(FACT, fact(statement="Half a thought"))
    page = client.get(FACT).content.decode()
    assert "This is what you entered until" in page
    assert "Half a thought" in page
    client.post(FACT, {"discard": "1"})
    assert "Half a thought" not in client.get(FACT).content.decode()


def test_nobody_else_sees_a_draft(story: Any, cast: Any) -> None:
    case = story.in_stage_6()
    address = f"/cases/{case.reference}/decisions/record/LAW/"
    Official(cast.recorder("LAW")).post(f"{address}?step=1", {"decision": "approve", "reason": "My own thought"})
    assert "My own thought" not in Official(cast.confirmer("LAW")).get(address).content.decode()


def test_a_long_form_is_entered_part_by_part(story: Any, cast: Any) -> None:
    case = story.in_stage_6()
    client = Official(cast.recorder("LAW"))
    address = f"/cases/{case.reference}/decisions/record/LAW/"
    first = client.get(address).content.decode()
    assert "Part 1 of 2" in first
    assert "letter_reference" not in first
    went_on = client.post(address, {"decision": "approve", "dossier_digest": case.dossier_digest})
    assert went_on["Location"] == f"{address}?step=2"
    letter = {
        "letter_reference": "LAW/7",
        "decided_on": case.visits.last().entered_on.isoformat(),
        "legal_basis": "Illustrative",
        "paper_title": "Letter",
        "paper": SimpleUploadedFile("letter.txt", b"Approved. Illustrative."),
        "dossier_digest": case.dossier_digest,
    }
    checked = client.post(went_on["Location"], letter)
    assert checked["Location"] == f"{address}?check=1"
    assert "?step=1#" in client.get(checked["Location"]).content.decode()
    client.post(address, {"act": "1"})
    assert SignOff.objects.get().letter_reference == "LAW/7"


class TestASignInThatEndsMeanwhile:
    """The session is over while the person types."""

    def entered_after_the_end(self, person: Any, data: dict[str, Any], **headers: Any) -> tuple[Client, Any]:
        client = Official(person)
        mark = client.get(FACT).context["began"]
        client.cookies.pop("sessionid")
        return client, client.post(FACT, {**data, "began": mark}, **headers)

    def test_what_was_typed_waits_for_that_person(self, story: Any, cast: Any) -> None:
        story.registered(WHEAT)
        client, led = self.entered_after_the_end(cast.case_officer, fact(statement="Typed before the end"))
        assert led["Location"] == f"/accounts/login/?next={FACT}"
        assert "What you entered is kept" in client.get(led["Location"]).content.decode()
        assert "Typed before the end" in Official(cast.case_officer).get(FACT).content.decode()
        assert not LegalFact.objects.exists()

    def test_a_stranger_can_plant_nothing(self, story: Any, cast: Any) -> None:
        story.registered(WHEAT)
        for mark in ("", "made up", "eyJ1IjoxfQ:1:x"):
            led = Client().post(FACT, {**fact(), "began": mark})
            assert led["Location"] == "/accounts/login/?next=/"
        assert not Draft.objects.exists()

    def test_another_site_can_plant_nothing_even_with_a_mark(self, story: Any, cast: Any) -> None:
        story.registered(WHEAT)
        mark = Official(cast.case_officer).get(FACT).context["began"]
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(FACT, {**fact(), "began": mark}).status_code == 403
        assert not Draft.objects.exists()

    def test_a_mark_of_another_page_is_worth_nothing(self, story: Any, cast: Any) -> None:
        story.registered(WHEAT)
        mark = Official(cast.case_officer).get("/assets/8/propose/").context["began"]
        Client().post(FACT, {**fact(), "began": mark})
        assert not Draft.objects.exists()


class TestASignInThatChangesMeanwhile:
    """Another tab signs out and in while the person types, so that the form's proof belongs to a session that is gone."""

    HERE = {"headers": {"Origin": "http://testserver"}}

    def begun(self, person: Any) -> tuple[Client, str]:
        """A strict browser and the mark of a form that was opened before everything else."""
        client = Official(person, enforce_csrf_checks=True)
        return client, client.get(FACT).context["began"]

    def test_the_same_person_goes_on_with_what_they_typed(self, story: Any, cast: Any) -> None:
        story.registered(WHEAT)
        client, mark = self.begun(cast.case_officer)
        client.force_login(cast.case_officer)
        led = client.post(FACT, {**fact(statement="Typed before"), "began": mark}, **self.HERE)
        assert led["Location"] == FACT
        page = client.get(FACT).content.decode()
        assert "Typed before" in page
        assert "You signed in again meanwhile" in page
        assert not LegalFact.objects.exists()

    def test_nobody_signed_in_means_signing_in_first(self, story: Any, cast: Any) -> None:
        story.registered(WHEAT)
        client, mark = self.begun(cast.case_officer)
        client.cookies.clear()
        led = client.post(FACT, {**fact(statement="Typed before"), "began": mark}, **self.HERE)
        assert led["Location"] == f"/accounts/login/?next={FACT}"
        assert "Typed before" in Official(cast.case_officer).get(FACT).content.decode()

    def test_somebody_else_reads_that_it_waits_for_its_own_person(self, story: Any, cast: Any) -> None:
        story.registered(WHEAT)
        client, mark = self.begun(cast.case_officer)
        client.force_login(cast.approver)
        refused = client.post(FACT, {**fact(statement="Typed before"), "began": mark}, **self.HERE)
        assert refused.status_code == 403
        assert "Somebody else has signed in" in refused.content.decode()
        assert "Typed before" not in refused.content.decode()
        assert Draft.objects.get().person == cast.case_officer

    @pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://testserver.elsewhere.example", ""])
    def test_what_no_page_of_the_portal_sent_is_kept_for_nobody(self, story: Any, cast: Any, origin: str) -> None:
        story.registered(WHEAT)
        client, mark = self.begun(cast.case_officer)
        client.force_login(cast.case_officer)
        headers = {"Origin": origin} if origin else {}
        assert client.post(FACT, {**fact(), "began": mark}, headers=headers).status_code == 403
        assert not Draft.objects.exists()


def test_changing_the_language_in_the_middle_of_a_form_loses_nothing(story: Any, cast: Any) -> None:
    story.registered(WHEAT)
    client = Official(cast.case_officer)
    assert 'form="act" formnovalidate name="language" value="ur"' in client.get(FACT).content.decode()
    led = client.post(
        FACT, {**fact(statement="Half a sent"), "language": "ur"}, headers={"Referer": f"http://testserver{FACT}"}
    )
    assert led["Location"] == f"http://testserver{FACT}"
    page = client.get(FACT).content.decode()
    assert 'lang="ur" dir="rtl"' in page
    assert "Half a sent" in page


class TestAColleagueWhoActsMeanwhile:
    """Two people on one record."""

    def test_the_later_one_is_told_who_did_what_and_loses_nothing(self, story: Any, cast: Any) -> None:
        case = story.proposed()
        chair = Official(cast.gate_chair)
        address = f"/cases/{case.reference}/gates/G0/rule/"
        chair.post(address, {"outcome": "return", "reason": "More care"})
        withdraw_case(actor=cast.case_officer, case=case, reason="It matured")
        told = chair.post(address, {"act": "1"})
        assert told.status_code == 409
        page = told.content.decode()
        assert cast.case_officer.full_name in page
        assert "withdrew the case" in page
        assert not GateRuling.objects.exists()
        assert "More care" in chair.get(address).content.decode()

    def test_having_seen_it_they_go_on_with_what_they_entered(self, story: Any, cast: Any, paper: Any) -> None:
        story.registered(WHEAT)
        officer = Official(cast.case_officer)
        officer.post("/assets/8/propose/", {"units": "1000", "purpose": "To learn"})
        self.somebody_rates(story, cast, paper)
        assert officer.post("/assets/8/propose/", {"act": "1"}).status_code == 409
        seen = officer.post("/assets/8/propose/", {"act": "1", "go_on": "1"})
        assert seen["Location"] == "/assets/8/propose/"
        officer.acts("/assets/8/propose/", {"units": "1000", "purpose": "To learn"})
        assert Proposal.objects.get().units == 1000

    def test_ones_own_acts_and_those_of_the_portal_are_no_conflict(self, story: Any, cast: Any) -> None:
        story.registered(WHEAT)
        officer = Official(cast.case_officer)
        officer.post("/assets/8/propose/", {"units": "1000", "purpose": "To learn"})
        officer.acts(FACT, fact())
        assert officer.post("/assets/8/propose/", {"act": "1"}).status_code == 302

    def test_other_bodies_decide_beside_each_other(self, story: Any, cast: Any) -> None:
        case = story.in_stage_6()
        law = Official(cast.recorder("LAW"))
        address = f"/cases/{case.reference}/decisions/record/LAW/"
        law.get(address)
        law.post(f"{address}?step=1", {"decision": "approve", "dossier_digest": case.dossier_digest})
        story.decided(case, "PVARA")
        assert law.post(address, {"act": "1"}).status_code == 422  # the letter is missing; nobody is in the way

    @staticmethod
    def somebody_rates(story: Any, cast: Any, paper: Any) -> None:
        from assets.models import Instrument
        from assets.services.valuations import accept_valuation, record_valuation

        valuation = record_valuation(
            actor=cast.case_officer,
            instrument=Instrument.objects.get(number=WHEAT),
            as_at=datetime.date(2026, 1, 2),
            source="A second look",
            document=paper(cast.case_officer),
        )
        accept_valuation(actor=cast.approver, valuation=valuation)


class TestAnActThatCounts:
    """A decision asks again who one is, when the sign-in was long ago."""

    @pytest.fixture
    def signed_in_long_ago(self, cast: Any) -> Official:
        cast.gate_chair.set_password(PASSWORD)
        cast.gate_chair.save()
        client = Official()
        client.post("/accounts/login/", {"login": cast.gate_chair.username, "password": PASSWORD})
        session = client.session
        session["account_authentication_methods"] = [
            {**record, "at": record["at"] - 24 * 60 * 60} for record in session["account_authentication_methods"]
        ]
        session.save()
        return client

    def test_the_person_shows_again_who_they_are_and_finds_their_answers(
        self, story: Any, signed_in_long_ago: Official
    ) -> None:
        case = story.proposed()
        address = f"/cases/{case.reference}/gates/G0/rule/"
        asked = signed_in_long_ago.acts(address, {"outcome": "return", "reason": "More care"})
        assert asked["Location"].startswith("/accounts/reauthenticate/?next=")
        assert not GateRuling.objects.exists()
        back = signed_in_long_ago.post(asked["Location"], {"password": PASSWORD})
        assert back["Location"] == f"{address}?check=1"
        assert "More care" in signed_in_long_ago.get(back["Location"]).content.decode()
        signed_in_long_ago.post(address, {"act": "1"})
        assert GateRuling.objects.get().reason == "More care"

    def test_straight_after_the_sign_in_nobody_is_asked(self, story: Any, cast: Any) -> None:
        case = story.proposed()
        cast.gate_chair.set_password(PASSWORD)
        cast.gate_chair.save()
        client = Official()
        client.post("/accounts/login/", {"login": cast.gate_chair.username, "password": PASSWORD})
        client.acts(f"/cases/{case.reference}/gates/G0/rule/", {"outcome": "return", "reason": "More care"})
        assert GateRuling.objects.count() == 1


class TestDrafts:
    """The store behind the pages."""

    def test_an_old_draft_is_forgotten(self, cast: Any) -> None:
        old = keep_draft(person=cast.approver, address="/somewhere/", answers={"a": ["1"]})
        Draft.objects.filter(pk=old.pk).update(saved_at=timezone.now() - KEPT - datetime.timedelta(minutes=1))
        keep_draft(person=cast.case_officer, address="/elsewhere/", answers={"a": ["1"]})
        assert draft_of(cast.approver, "/somewhere/") is None

    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(
            st.dictionaries(
                st.sampled_from(["kind", "statement", "paper_title"]),
                st.lists(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])), max_size=3),
            ),
            max_size=4,
        )
    )
    def test_the_latest_answer_to_every_question_is_kept_whatever_was_typed(
        self, cast: Any, sendings: list[dict[str, list[str]]]
    ) -> None:
        Draft.objects.all().delete()
        expected: dict[str, list[str]] = {}
        for sending in sendings:
            expected |= sending
            keep_draft(person=cast.case_officer, address=FACT, answers=sending)
        draft = draft_of(cast.case_officer, FACT)
        assert (draft.answers if draft else {}) == expected
