"""Files on their way in: nothing too large is kept, and everybody is told."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from approvals.models import Document, DraftPaper
from portal.uploads import LargeFile
from tests.officials import Official
from tests.portal.test_pages_every import sound
from tests.stories import WHEAT

FACTS = "/assets/8/legal-facts/record/"


def fact(content: bytes, name: str = "deed.txt") -> dict[str, Any]:
    return {
        "kind": "title_proof",
        "statement": "A statement worth keeping",
        "paper_title": "Deed",
        "paper": SimpleUploadedFile(name, content),
    }


def test_a_file_that_is_too_large_is_let_go_and_the_form_keeps_the_rest(story: Any, cast: Any, settings: Any) -> None:
    settings.DOCUMENT_MAXIMUM_BYTES = 100_000
    story.registered(WHEAT)
    papers = Document.objects.count()
    response = Official(cast.case_officer).acts(FACTS, fact(b"0" * 100_001))
    assert response.status_code == 422
    html = response.content.decode()
    assert "100001 bytes; at most 100000" in html
    assert "A statement worth keeping" in html
    assert (DraftPaper.objects.count(), Document.objects.count()) == (0, papers)
    assert Official(cast.case_officer).acts(FACTS, fact(b"0" * 100_000)).status_code == 302


def test_of_a_file_that_is_too_large_nothing_is_left_but_its_size() -> None:
    file = LargeFile(name="deed.pdf", size=5)
    assert (file.read(), file.seek(0), file.size, file.name) == (b"", 0, 5, "deed.pdf")


def test_a_request_that_says_it_is_far_too_large_is_answered_before_it_is_kept(cast: Any, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    settings.DOCUMENT_MAXIMUM_BYTES = 1024**2
    response = Official(cast.case_officer).post(FACTS, fact(b"0" * 5 * 1024**2))
    assert response.status_code == 413
    assert "at most 1 MB" in response.content.decode()
    sound(response)


def test_a_stranger_who_sends_too_much_is_told_as_well_and_a_program_in_its_own_form(settings: Any, db: None) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    settings.DOCUMENT_MAXIMUM_BYTES = 1000
    large = {"content_type": "application/octet-stream", "data": b"0" * 5000}
    assert Client().post("/accounts/login/", **large).status_code == 413
    assert Client().post("/nothing/", **large).status_code == 413
    answer = Client().post("/api/v1/cases/", **large)
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    assert answer.json()["code"] == "too_large"


def test_a_view_may_take_larger_files_than_papers_are(
    settings: Any, monkeypatch: pytest.MonkeyPatch, cast: Any
) -> None:
    from assets.views.acts import RecordLegalFact

    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    settings.DOCUMENT_MAXIMUM_BYTES = 1000
    assert Official(cast.case_officer).post(FACTS, fact(b"0" * 5000)).status_code == 413
    monkeypatch.setattr(RecordLegalFact, "largest_file", 10_000, raising=False)
    assert Official(cast.case_officer).post(FACTS, fact(b"0" * 5000)).status_code == 404  # read, and no such asset


def test_a_refused_paper_is_not_kept_as_a_draft_either(story: Any, cast: Any) -> None:
    story.registered(WHEAT)
    response = Official(cast.case_officer).acts(FACTS, fact(b"%PDF-1.7 hidden in a text"))
    assert response.status_code == 422
    assert "another kind of file" in response.content.decode()
    assert "A statement worth keeping" in response.content.decode()
    assert not DraftPaper.objects.exists()


def test_more_files_than_any_form_has_are_refused(story: Any, cast: Any) -> None:
    story.registered(WHEAT)
    files = {f"paper{number}": io.BytesIO(b"x") for number in range(9)}
    assert Official(cast.case_officer).post(FACTS, files).status_code == 400
