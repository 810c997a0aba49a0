"""The pages of cases: gates, sign-offs, papers."""

import hashlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from approvals.models import Attestation, AuditEvent, Case, ConditionClosure, Document, GateRuling, SignOff
from assets.models import Valuation
from portal.templatetags.dossier import in_words
from tests.officials import Official


def upload() -> SimpleUploadedFile:
    """A paper as a browser sends it."""
    return SimpleUploadedFile("letter.txt", b"An illustrative letter.", content_type="text/plain")


def decision(case: Case, **changes: Any) -> dict[str, Any]:
    """What an officer enters."""
    return {
        "dossier_digest": case.dossier_digest,
        "decision": "approve",
        "letter_reference": "LAW/1/2026",
        "decided_on": "2026-05-18",
        "valid_until": "",
        "legal_basis": "Rules of Business 1973",
        "reason": "",
        "conditions": "",
        "paper_title": "Letter",
        "paper": upload(),
        **changes,
    }


def test_the_case_shows_what_is_missing_and_who_can_open_it(story: Any, cast: Any) -> None:
    case = story.proposed()
    html = Official(cast.auditor).get(f"/cases/{case.reference}/").content.decode()
    assert "Stage 1 of 6" in html
    assert "Nobody has attested this yet." in html
    assert "The programme lead attests it with a paper" in html
    assert html.count('class="portal-gate portal-gate-') == 7


def test_the_programme_lead_attests_and_the_chair_rules(story: Any, cast: Any) -> None:
    case = story.proposed()
    lead = Official(cast.programme_lead)
    for code in ("G0-1", "G0-2", "G0-3"):
        assert f"/criteria/{code}/attest/" in lead.get(f"/cases/{case.reference}/").content.decode()
        response = lead.acts(
            f"/cases/{case.reference}/criteria/{code}/attest/",
            {"met": "yes", "statement": "It is so", "paper_title": "Paper", "paper": upload()},
        )
        assert response.status_code == 302
    assert Attestation.objects.filter(scope_key="programme", met=True).count() == 3
    chair = Official(cast.gate_chair)
    assert "/gates/G0/rule/" in chair.get("/").content.decode()
    response = chair.acts(f"/cases/{case.reference}/gates/G0/rule/", {"outcome": "pass", "reason": "All is met"})
    assert response.status_code == 302
    case.refresh_from_db()
    assert case.stage_id == 2


def test_a_pass_with_an_unmet_criterion_is_refused_with_its_sentence(story: Any, cast: Any) -> None:
    case = story.proposed()
    chair = Official(cast.gate_chair)
    address = f"/cases/{case.reference}/gates/G0/rule/"
    assert 'value="pass"' not in chair.get(address).content.decode()
    response = chair.acts(address, {"outcome": "pass", "reason": "I should like it to pass"})
    assert response.status_code == 422
    assert "cannot pass" in response.content.decode()
    assert "I should like it to pass" in response.content.decode()
    assert not GateRuling.objects.exists()


def test_nobody_but_the_chair_rules_and_the_attempt_is_recorded(story: Any, cast: Any) -> None:
    case = story.proposed()
    response = Official(cast.programme_lead).acts(f"/cases/{case.reference}/gates/G0/rule/", {"outcome": "pass"})
    assert response.status_code == 403
    assert "Only the chair of the gates" in response.content.decode()
    refusal = AuditEvent.objects.get(verb="refused")
    assert (refusal.actor, refusal.subject) == (cast.programme_lead, case.key)


def test_a_body_records_and_a_colleague_confirms(case_in_stage_6: Case, cast: Any) -> None:
    case = case_in_stage_6
    first, second = Official(cast.recorder("LAW")), Official(cast.confirmer("LAW"))
    record = f"/cases/{case.reference}/decisions/record/LAW/"
    assert record in first.get("/").content.decode()
    assert first.acts(record, decision(case)).status_code == 302
    signoff = SignOff.objects.get()
    page = f"/cases/{case.reference}/decisions/{signoff.pk}/"
    assert "a colleague of your body must confirm" in first.get(page).content.decode()
    assert f"{page}confirm/" not in first.get(page).content.decode()
    assert f"{page}confirm/" in second.get(page).content.decode()
    assert page in second.get("/").content.decode()
    refused = first.acts(f"{page}confirm/")
    assert refused.status_code == 422
    assert "You recorded this decision yourself" in refused.content.decode()
    assert second.acts(f"{page}confirm/").status_code == 302
    assert SignOff.objects.get().confirmation.confirmed_by == cast.confirmer("LAW")


def test_an_officer_cannot_act_for_another_body(case_in_stage_6: Case, cast: Any) -> None:
    case = case_in_stage_6
    officer = Official(cast.recorder("PVARA"))
    address = f"/cases/{case.reference}/decisions/record/LAW/"
    assert officer.get(address).status_code == 403
    assert officer.acts(address, decision(case)).status_code == 403
    assert not SignOff.objects.exists()


def test_a_decision_on_a_dossier_that_changed_is_refused_and_keeps_what_was_typed(
    case_in_stage_6: Case, cast: Any
) -> None:
    case = case_in_stage_6
    papers = Document.objects.count()
    response = Official(cast.recorder("LAW")).acts(
        f"/cases/{case.reference}/decisions/record/LAW/",
        decision(case, dossier_digest="0" * 64, letter_reference="LAW/2/2026"),
    )
    assert response.status_code == 422
    assert "The dossier changed since you read it" in response.content.decode()
    assert "LAW/2/2026" in response.content.decode()
    assert (SignOff.objects.count(), Document.objects.count()) == (0, papers)


def test_conditions_are_entered_line_by_line_and_closed_with_evidence(case_in_stage_6: Case, cast: Any) -> None:
    case = case_in_stage_6
    first, second = Official(cast.recorder("LAW")), Official(cast.confirmer("LAW"))
    first.acts(
        f"/cases/{case.reference}/decisions/record/LAW/",
        decision(case, decision="approve_with_conditions", conditions="First condition\n\n Second condition \n"),
    )
    signoff = SignOff.objects.get()
    assert [condition.text for condition in signoff.conditions.all()] == ["First condition", "Second condition"]
    page = f"/cases/{case.reference}/decisions/{signoff.pk}/"
    second.acts(f"{page}confirm/")
    condition = signoff.conditions.first()
    address = f"{page}conditions/{condition.pk}/close/"
    assert Official(cast.recorder("PVARA")).acts(address, {}).status_code == 403
    assert second.acts(address, {"paper_title": "Evidence", "paper": upload()}).status_code == 302
    assert ConditionClosure.objects.get().condition == condition


def test_a_body_withdraws_with_a_reason(case_in_stage_6: Case, cast: Any, story: Any) -> None:
    case = case_in_stage_6
    signoff = story.decided(case, "LAW")
    address = f"/cases/{case.reference}/decisions/{signoff.pk}/withdraw/"
    officer = Official(cast.recorder("LAW"))
    assert officer.acts(address, {"reason": ""}).status_code == 422
    assert officer.acts(address, {"reason": "The law changed"}).status_code == 302
    assert SignOff.objects.get().withdrawal.reason == "The law changed"
    assert "Withdrawn" in Official(cast.auditor).get(f"/cases/{case.reference}/").content.decode()


def test_a_case_is_withdrawn_with_a_reason(story: Any, cast: Any) -> None:
    case = story.proposed()
    client = Official(cast.case_officer)
    assert client.acts(f"/cases/{case.reference}/withdraw/", {"reason": "It matured"}).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.status_reason) == ("withdrawn", "It matured")
    html = client.get(f"/cases/{case.reference}/").content.decode()
    assert f"/cases/{case.reference}/withdraw/" not in html


def test_a_returned_case_is_taken_up_again(story: Any, cast: Any) -> None:
    case = story.proposed()
    Official(cast.gate_chair).acts(
        f"/cases/{case.reference}/gates/G0/rule/", {"outcome": "return", "reason": "More care"}
    )
    officer = Official(cast.case_officer)
    assert "More care" in officer.get("/").content.decode()
    assert officer.acts(f"/cases/{case.reference}/resume/", {"reason": "Done"}).status_code == 302
    case.refresh_from_db()
    assert case.status == "open"


def test_the_dossier_is_readable_word_for_word(case_in_stage_6: Case, cast: Any) -> None:
    case = case_in_stage_6
    html = Official(cast.recorder("LAW")).get(f"/cases/{case.reference}/dossiers/{case.dossier_digest}/").content
    assert case.dossier_digest.encode() in html
    assert b"&quot;instrument_type&quot;:&quot;MTB&quot;" in html
    assert Official(cast.auditor).get(f"/cases/{case.reference}/dossiers/{'0' * 64}/").status_code == 404


def test_the_dossiers_terms_have_their_units_and_the_names_that_the_asset_page_uses(
    case_in_stage_6: Case, cast: Any
) -> None:
    roles = {"roles": {"admin": "0x1", "pauser": "0x2"}}
    content = {"sections": {"terms": {"margin_bps": "25"}, "documents": {"papers": []}, "token": roles}}
    terms, papers, token = (part.lines[0] for part in in_words(content))
    assert (terms.label, terms.value) == ("Margin", "25 basis points")
    assert papers.value == "No paper is attached."
    assert "Administrator of the token" in token.value
    assert "Pauser" in token.value
    reader = Official(cast.auditor)
    case = case_in_stage_6
    pages = [
        reader.get(address).content.decode()
        for address in (
            f"/cases/{case.reference}/dossiers/{case.dossier_digest}/",
            f"/assets/{case.proposal.instrument.number}/",
        )
    ]
    for label in ("Maturity date", "Return type", "Title status", "Eligibility"):
        assert all(f"{label}</dt>" in page for page in pages), label


def test_a_paper_is_saved_and_never_run(story: Any, cast: Any, paper: Any) -> None:
    stored = paper(cast.case_officer, "A paper")
    response = Official(cast.auditor).get(f"/papers/{stored.pk}/file/")
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    assert hashlib.sha256(response.content).hexdigest() == stored.sha256
    assert stored.sha256 in Official(cast.auditor).get(f"/papers/{stored.pk}/").content.decode()
    assert Official(cast.adviser).get(f"/papers/{stored.pk}/file/").status_code == 403


def test_a_paper_says_what_it_is_in_words_and_leads_back_to_what_it_is_about(case_in_stage_6: Any, cast: Any) -> None:
    case = case_in_stage_6
    attested = Attestation.objects.filter(scope_key=case.key).latest("id").document_id
    of_all = Attestation.objects.filter(scope_key="programme").latest("id").document_id
    valuation = Valuation.objects.select_related("instrument").latest("id")
    asset = f"/assets/{valuation.instrument.number}/"
    reader = Official(cast.auditor)
    for paper, back in ((attested, f"/cases/{case.reference}/"), (of_all, "/cases/"), (valuation.document_id, asset)):
        page = reader.get(f"/papers/{paper}/").content.decode()
        assert f'<a class="govuk-back-link" href="{back}">' in page
        assert "text/plain" not in page
        assert "Text file" in page
        assert "aria-current" not in page


def test_the_list_of_cases_is_filtered(story: Any, cast: Any) -> None:
    case = story.proposed()
    client = Official(cast.gate_chair)

    def references(query: str) -> list[str]:
        return [row.reference for row in client.get(f"/cases/?{query}").context["page"].object_list]

    assert references("") == references("stage=1") == references("status=open") == [case.reference]
    assert references("stage=2") == references("status=closed") == references("search=nothing") == []
