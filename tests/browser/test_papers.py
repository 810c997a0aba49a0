"""Papers in a real browser: a download that can never run, and the public question without script in both languages."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from approvals.models import SignOff
from approvals.services.documents import store_document
from portal.public import views
from tests.approvals.test_approved_papers import approved, no_token_needed  # noqa: F401  (an approved case)

pytestmark = pytest.mark.slow
both_languages = pytest.mark.parametrize("language", ["en", "ur"])
#: Whatever shows it as a page runs it at once.
HTML = (
    b"<!DOCTYPE html><html><head><title>A page</title></head><body><h1>A page</h1>"
    b"<script>document.title = 'it ran'; localStorage.setItem('ran', 'yes'); fetch('/accounts/logout/')</script>"
    b"<svg onload=\"localStorage.setItem('ran', 'yes')\"></svg></body></html>"
)
WORDS = {
    "en": {"yes": "Yes", "no": "Not known"},
    "ur": {"yes": "\u06c1\u0627\u06ba", "no": "\u0645\u0639\u0644\u0648\u0645 \u0646\u06c1\u06cc\u06ba"},
}


@pytest.fixture
def html_paper(cast: Any, plan: Any) -> Any:
    """A text that looks like a page."""
    return store_document(actor=cast.case_officer, title="A page", file_name="page.txt", content=HTML)


def test_a_file_that_looks_like_a_page_is_saved_and_runs_nowhere(
    opened: Any, cast: Any, html_paper: Any, tmp_path: Path
) -> None:
    page: Page = opened(cast.auditor).page
    address = f"/papers/{html_paper.pk}/"
    page.goto(address)
    with page.expect_download() as started:
        page.locator(f"a[href='{address}file/']").click()
    started.value.save_as(tmp_path / "saved")
    assert (tmp_path / "saved").read_bytes() == HTML
    assert started.value.suggested_filename == "page.txt"
    assert page.url.endswith(address)
    assert page.evaluate("localStorage.getItem('ran')") is None


def test_even_where_its_address_is_opened_or_embedded_it_is_no_page(opened: Any, cast: Any, html_paper: Any) -> None:
    page: Page = opened(cast.auditor).page
    file = f"/papers/{html_paper.pk}/file/"
    page.goto("/words/")
    with page.expect_download():
        page.evaluate(f"location.href = '{file}'")
    assert page.url.endswith("/words/")
    assert page.evaluate(f"fetch('{file}').then(answer => answer.headers.get('content-type'))") == (
        "application/octet-stream"
    )
    assert page.evaluate("localStorage.getItem('ran')") is None


def test_a_browser_that_took_it_for_a_page_all_the_same_would_run_nothing(
    browser: Any, portal: Any, cast: Any, html_paper: Any
) -> None:
    """The type and the disposition are taken away, and what is left (the sandbox) is enough."""
    client = Client()
    client.force_login(cast.auditor)
    context = browser.new_context(base_url=portal.url)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": portal.url}])
    page = context.new_page()

    def altered(route: Any) -> None:
        answer = route.fetch()
        headers = {**answer.headers, "content-type": "text/html"}
        headers.pop("content-disposition")
        route.fulfill(response=answer, headers=headers)

    page.route("**/file/", altered)
    page.goto(f"/papers/{html_paper.pk}/file/")
    expect(page.locator("h1")).to_have_text("A page")
    assert page.title() == "A page"
    page.unroute_all()
    page.goto("/words/")
    assert page.evaluate("localStorage.getItem('ran')") is None
    context.close()


@both_languages
@pytest.mark.parametrize("has_script", [True, False])
def test_anybody_asks_about_a_file_and_about_a_hash(
    language: str,
    has_script: bool,
    opened: Any,
    approved: Any,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(views, "count", lambda key, rate: 0)
    letter = SignOff.objects.filter(case=approved).first().document  # type: ignore[union-attr]
    (tmp_path / "letter.bin").write_bytes(bytes(letter.content))
    page: Page = opened(language=language, java_script_enabled=has_script, width=320).page
    page.goto("/accounts/login/")
    page.locator("main a[href='/check-paper/']").click()

    page.locator("[name=paper]").set_input_files(tmp_path / "letter.bin")
    page.locator("main form button").click()
    expect(page.locator(".portal-notice strong")).to_contain_text(WORDS[language]["yes"])
    expect(page.locator(".portal-hash-full")).to_have_text(letter.sha256)
    assert letter.title not in page.locator("main").inner_text()

    page.locator("[name=sha256]").fill(hashlib.sha256(b"nobody has this").hexdigest())
    page.locator("main form button").click()
    expect(page.locator(".portal-notice strong")).to_contain_text(WORDS[language]["no"])

    page.locator("[name=sha256]").fill("half of one")
    page.locator("main form button").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()


def test_a_file_that_is_far_too_large_is_answered_with_a_page(
    opened: Any, cast: Any, story: Any, settings: Any, tmp_path: Path
) -> None:
    settings.DOCUMENT_MAXIMUM_BYTES = 1024**2
    story.registered(8)
    page: Page = opened(cast.case_officer).page
    page.goto("/assets/8/papers/attach/")
    large = tmp_path / "large.txt"
    large.write_bytes(b"0" * 20 * 1024**2)
    page.locator("[name=paper_title]").fill("A large paper")
    page.locator("[name=paper]").set_input_files(large)
    page.locator("main .portal-decide button").click()
    expect(page.locator("h1")).to_contain_text("too large")
    page.go_back()
    expect(page.locator("[name=paper_title]")).to_have_value("A large paper")
