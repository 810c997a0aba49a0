"""Is this the paper that was approved? Anybody asks and learns that, and nothing else."""

import hashlib
import re
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from approvals.models import AuditEvent, Document, SignOff
from approvals.services.signoffs import withdraw_signoff
from portal.public import views
from portal.public.views import QUESTIONS, network
from tests.approvals.test_approved_papers import approved, no_token_needed  # noqa: F401  (an approved case)
from tests.portal.test_api_oauth import machine
from tests.portal.test_pages_every import sound

PAGE = "/check-paper/"
YES, ONCE, NO = "Yes", "Once, but no longer", "Not known"


def word(response: Any) -> str:
    """The answer."""
    assert response.status_code == 200
    html = response.content.decode()
    found = re.search(r'portal-notice-\w+"><?.*?</span> ([^<]+)</strong>', html.replace("\n", " "))
    assert found, html
    return found[1]


def asked(sha256: str, client: Client | None = None) -> Any:
    return (client or machine()).post(PAGE, {"sha256": sha256})


def shown(name: str, content: bytes) -> Any:
    return machine().post(PAGE, {"paper": SimpleUploadedFile(name, content)})


@pytest.fixture
def letter(approved: Any) -> Document:  # noqa: F811
    """The letter of a decision in force."""
    return SignOff.objects.filter(case=approved, body_id="LAW").get().document


def test_a_file_and_its_sha_256_have_the_same_answer(letter: Document) -> None:
    content = bytes(letter.content)
    assert word(shown("any name.bin", content)) == YES
    assert word(asked(letter.sha256)) == YES
    assert word(shown("letter.txt", content + b" ")) == NO
    assert word(asked(hashlib.sha256(b"something else").hexdigest())) == NO


def test_what_was_approved_once_is_told_so(letter: Document, cast: Any) -> None:
    signoff = SignOff.objects.get(document=letter)
    withdraw_signoff(actor=cast.recorder("LAW"), signoff=signoff, reason="New facts")
    assert word(asked(letter.sha256)) == ONCE


def test_a_paper_that_the_study_has_and_nobody_approved_is_answered_like_one_that_it_has_not(
    letter: Document, paper: Any, cast: Any
) -> None:
    stored = paper(cast.case_officer, "Secret plan")
    known, unknown = asked(stored.sha256), asked("0" * 64)
    pages = [
        re.sub(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', "", page.content.decode())
        for page in (known, unknown)
    ]
    assert pages[0].replace(stored.sha256, "0" * 64) == pages[1]
    assert dict(known.headers).keys() == dict(unknown.headers).keys()


def test_every_answer_has_the_same_form_and_tells_neither_title_nor_case_nor_person(
    letter: Document,
    approved: Any,  # noqa: F811
    cast: Any,
) -> None:
    texts = []
    for sha256 in (letter.sha256, "0" * 64):
        page = asked(sha256)
        sound(page)
        html = page.content.decode()
        texts.append(re.sub(r">[^<]+<", "><", html))
        for secret in (letter.title, approved.reference, approved.subject_label, "LAW/", letter.file_name):
            assert secret not in html.replace(letter.sha256, "")
        for person in (letter.stored_by.full_name, cast.confirmer("LAW").full_name):
            assert person not in html
    tags = [re.findall(r"<(\w+)", text) for text in texts]
    assert tags[0] == tags[1]


def test_answers_take_the_same_time_whatever_they_are(letter: Document, paper: Any, cast: Any) -> None:
    stored = paper(cast.case_officer, "Stored")
    for sha256 in (letter.sha256, stored.sha256, "0" * 64):
        began = time.monotonic()
        asked(sha256)
        assert time.monotonic() - began > views.BEAT


def test_nothing_is_kept_of_a_question(db: None) -> None:
    papers, events = Document.objects.count(), AuditEvent.objects.count()
    shown("unknown.pdf", b"%PDF-1.7 and so on")
    assert (Document.objects.count(), AuditEvent.objects.count()) == (papers, events)


def test_a_file_is_hashed_while_it_arrives_and_kept_neither_in_memory_nor_on_disk(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.files import uploadhandler

    def none_of_it(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("The file is kept.")

    for handler in (uploadhandler.MemoryFileUploadHandler, uploadhandler.TemporaryFileUploadHandler):
        monkeypatch.setattr(handler, "new_file", none_of_it)
    content = b"0123456789" * 400_000
    page = shown("large.bin", content).content.decode()
    assert hashlib.sha256(content).hexdigest() in page


@pytest.mark.parametrize("typed", ["AB" * 32, " ".join(["abcd"] * 16), ":".join(["ab"] * 32), f"\u200e{'ab' * 32}\n"])
def test_a_sha_256_may_be_written_as_programs_write_it(db: None, typed: str) -> None:
    assert word(asked(typed)) == NO


@pytest.mark.parametrize("typed", ["abc", "ab" * 31, "ab" * 33, "zz" * 32, "%" * 64, "ab" * 31 + "a*"])
def test_part_of_a_sha_256_finds_nothing(db: None, letter: Document, typed: str) -> None:
    page = asked(typed)
    assert page.status_code == 422
    assert "exactly 64" in page.content.decode()
    sound(page)
    assert asked(letter.sha256[:63]).status_code == 422


def test_a_question_without_a_paper_or_with_two_is_told_what_is_missing(db: None) -> None:
    nothing = machine().post(PAGE, {})
    both = machine().post(PAGE, {"sha256": "ab" * 32, "paper": SimpleUploadedFile("a.txt", b"a")})
    empty = machine().post(PAGE, {"paper": SimpleUploadedFile("a.txt", b"")})
    for page, sentence in ((nothing, "or enter the SHA-256"), (both, "not both"), (empty, "empty")):
        assert page.status_code == 422
        assert sentence in page.content.decode()
        sound(page)


def test_opening_the_page_answers_nothing_even_with_a_hash_in_its_address(letter: Document) -> None:
    page = machine().get(f"{PAGE}?sha256={letter.sha256}").content.decode()
    assert f'value="{letter.sha256}"' in page
    assert "portal-notice" not in page


def test_questions_are_counted_by_address_before_they_are_read(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "BEAT", 0.001)
    somebody, neighbour = machine(), machine()
    monkeypatch.setattr(time, "time", lambda: 1_800_000_000.0)
    answers = [asked("0" * 64, somebody).status_code for _ in range(QUESTIONS.requests)]
    assert answers == [200] * QUESTIONS.requests
    refused = asked("0" * 64, somebody)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    sound(refused)
    assert somebody.get(PAGE).status_code == 200
    assert asked("0" * 64, neighbour).status_code == 200


def test_a_household_of_many_addresses_is_one_who_asks() -> None:
    assert network("2001:db8::1") == network("2001:db8::ffff:1") != network("2001:db8:0:1::1")
    assert network("192.0.2.1") != network("192.0.2.2")
    assert network("unknown") == "unknown"


def test_while_questions_cannot_be_counted_none_is_answered(db: None, settings: Any) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    page = asked("0" * 64)
    assert (page.status_code, page["Retry-After"]) == (503, "60")
    sound(page)


def test_the_proof_of_a_forms_origin_is_asked_for(db: None) -> None:
    client = Client(enforce_csrf_checks=True, REMOTE_ADDR="fd03::1")
    assert client.post(PAGE, {"sha256": "0" * 64}).status_code == 403
    client.get(PAGE)
    token = client.cookies["csrftoken"].value
    assert client.post(PAGE, {"sha256": "0" * 64, "csrfmiddlewaretoken": token}).status_code == 200


def test_it_only_asks_and_answers(db: None) -> None:
    for method in ("PUT", "PATCH", "DELETE"):
        assert machine().generic(method, PAGE).status_code == 405
    assert machine().post(PAGE, {"sha256": "0" * 64})["Cache-Control"] == "no-store"


def test_the_sign_in_page_and_a_papers_page_lead_to_it(letter: Document, cast: Any) -> None:
    assert f'href="{PAGE}"' in Client().get("/accounts/login/").content.decode()
    client = Client()
    client.force_login(cast.auditor)
    page = client.get(f"/papers/{letter.pk}/").content.decode()
    assert f'href="{PAGE}?sha256={letter.sha256}"' in page


def test_somebody_who_still_has_to_set_up_a_second_factor_may_ask_as_well(cast: Any, settings: Any) -> None:
    settings.SECOND_FACTOR_WAIVED_IN_REHEARSAL = False
    client = machine()
    client.force_login(cast.auditor)
    assert client.get("/assets/").status_code == 302
    assert word(asked("0" * 64, client)) == NO
