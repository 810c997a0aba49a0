"""Without script everything works; with it, a list refreshes in place under the same address."""

import csv
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from assets.models import ExchangeRate
from assets.views.register import Register
from tests.browser.forms import record_rate, sent
from tests.browser.own_account import (
    PASSWORD,
    be_patient,
    code_of,
    give_authenticator_app,
    give_passkey,
    give_password,
    show_again,
    sign_in,
)
from tests.stories import BOND, SUKUK

pytestmark = pytest.mark.slow
both_languages = pytest.mark.parametrize("language", ["en", "ur"])
OTHER = {"en": "ur", "ur": "en"}
ROWS = "#results tbody tr"
SOMETHING_WRONG = {"en": "Something went wrong here", "ur": "یہاں کوئی خرابی پیش آ گئی"}


@pytest.fixture
def officer(cast: Any, settings: Any) -> Any:
    """A case officer with a password of their own."""
    be_patient(settings)
    give_password(cast.case_officer)
    return cast.case_officer


@pytest.fixture
def without_script(opened: Any, language: str) -> Page:
    """A page in a browser that runs no script."""
    page: Page = opened(language=language, java_script_enabled=False).page
    return page


@both_languages
def test_somebody_signs_in_changes_the_language_and_signs_out(
    language: str, without_script: Page, officer: Any
) -> None:
    page = without_script
    sign_in(page, officer)
    expect(page.locator("nav a[aria-current=page]")).to_have_attribute("href", "/")
    page.goto("/assets/")
    page.locator(f"header button[name=language][value={OTHER[language]}]").click()
    expect(page.locator("html")).to_have_attribute("lang", OTHER[language])
    page.wait_for_url("**/assets/")
    page.locator("header form[action$='/logout/'] button").click()
    page.wait_for_url("**/accounts/login/")
    page.goto("/assets/")
    page.wait_for_url("**/accounts/login/?next=/assets/")


@both_languages
def test_a_list_is_filtered_sorted_paged_and_taken_away(
    language: str, without_script: Page, officer: Any, investors: Any, tmp_path: Path
) -> None:
    investors(120)
    page = without_script
    sign_in(page, officer)
    page.goto("/orders/investors/")
    expect(page.locator(ROWS)).to_have_count(50)
    page.locator("#results a[rel=next]").click()
    page.locator("#results a[href*='page=3']").first.click()
    expect(page.locator(ROWS)).to_have_count(20)
    page.locator("[name=search]").fill("Test investor 1")
    page.locator("[role=search] button").click()
    expect(page.locator(ROWS)).to_have_count(31)
    page.locator("#results th a[href*='sort=label']").click()
    page.locator("#results th a[href*='sort=-label']").click()
    expect(page.locator(ROWS).first).to_contain_text("Test investor 19")
    with page.expect_download() as waiting:
        page.locator("#results a[href*=download]").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    lines = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert file.suffix == ".csv"
    assert len(lines) == 1 + 31
    assert lines[1][0] == "Test investor 19"


@both_languages
def test_an_act_goes_from_its_form_to_its_confirmation(language: str, without_script: Page, officer: Any) -> None:
    page = without_script
    sign_in(page, officer)
    answer = record_rate(page)
    assert "/done/" in answer.url
    expect(page.locator(".govuk-panel")).to_be_visible()
    rate = ExchangeRate.objects.get()
    assert (str(rate.rate), rate.recorded_by) == ("281.500000", officer)


@both_languages
def test_where_a_passkey_is_offered_the_page_says_what_to_do_instead(
    language: str, without_script: Page, officer: Any
) -> None:
    page = without_script
    page.goto("/accounts/login/")
    advice = page.locator("noscript p")
    expect(advice).to_be_visible()
    page.locator("#passkey_login").click()
    expect(page.locator("main form [name=password]")).to_be_visible()
    expect(advice).to_be_visible()
    sign_in(page, officer)
    show_again(page)
    page.goto("/accounts/2fa/passkeys/add/")
    expect(advice).to_be_visible()
    advice.locator("a").click()
    page.wait_for_url("**/accounts/2fa/totp/activate/")
    expect(page.locator("[name=code]")).to_be_visible()


@both_languages
def test_somebody_with_an_app_and_a_passkey_signs_in_by_the_apps_code(
    language: str, without_script: Page, officer: Any
) -> None:
    secret = give_authenticator_app(officer)
    give_passkey(officer, "Telephone")
    page = without_script
    assert sign_in(page, officer).url.endswith("/accounts/2fa/authenticate/")
    page.locator("#mfa_webauthn_authenticate").click()
    page.locator("[name=code]").fill(code_of(secret))
    sent(page, "main form.portal-form button")
    expect(page.locator("nav a[aria-current=page]")).to_have_attribute("href", "/")
    page.goto("/accounts/2fa/passkeys/reauthenticate/")
    expect(page.locator("noscript p")).to_be_visible()
    page.locator("main a[href*='/accounts/2fa/reauthenticate/']").click()
    expect(page.locator("[name=code]")).to_be_visible()


@both_languages
def test_with_script_a_filter_refreshes_the_results_alone(language: str, opened: Any, officer: Any, story: Any) -> None:
    for number in (BOND, SUKUK):
        story.registered(number)
    page = opened(officer, language=language).page
    asked: list[Request] = []
    page.goto("/assets/")
    page.evaluate("window.sameWindow = true; document.querySelector('h1').isSame = true")
    page.on("request", lambda request: asked.append(request))
    name = page.locator(f"{ROWS} th").first.inner_text()
    kind = page.locator("[name=kind] option:not([value=''])").first.get_attribute("value")
    page.locator("[name=search]").fill(name)
    page.locator("[name=search]").press("Enter")
    expect(page.locator(ROWS)).to_have_count(1)
    page.wait_for_url(lambda url: "search=" in url)
    assert is_same(page)
    pages = [request for request in asked if "/assets/" in request.url]
    assert pages
    assert all(request.headers.get("hx-request") == "true" for request in pages)
    page.locator("[name=kind]").select_option(kind)
    page.wait_for_url(lambda url: f"kind={kind}" in url)
    expect(page.locator("#results .portal-chip")).to_have_count(2)
    assert is_same(page)
    reloaded = page.context.new_page()
    reloaded.goto(page.url)
    assert reloaded.locator("#results").inner_text() == page.locator("#results").inner_text()


@both_languages
def test_back_leaves_the_list_and_forward_shows_it_as_it_was(
    language: str, opened: Any, officer: Any, story: Any
) -> None:
    for number in (BOND, SUKUK):
        story.registered(number)
    page = opened(officer, language=language).page
    page.goto("/overview/")
    page.goto("/assets/")
    page.locator("[name=search]").fill("nothing has this name")
    page.locator("[name=search]").press("Enter")
    expect(page.locator("#results .portal-empty")).to_be_visible()
    page.wait_for_url("**/assets/?search=nothing*")
    page.go_back()
    page.wait_for_url("**/overview/")
    page.go_forward()
    page.wait_for_url("**/assets/?search=nothing*")
    expect(page.locator("#results .portal-empty")).to_be_visible()
    expect(page.locator("[name=search]")).to_have_value("nothing has this name")


@both_languages
def test_a_filter_after_the_sign_in_has_ended_leads_to_the_sign_in_and_back(
    language: str, opened: Any, officer: Any, story: Any
) -> None:
    story.registered(BOND)
    page = opened(officer, language=language).page
    page.goto("/assets/")
    page.context.clear_cookies(name="sessionid")
    page.locator("[name=search]").fill("bond")
    page.locator("[name=search]").press("Enter")
    page.wait_for_url("**/accounts/login/?next=/assets/*")
    page.locator("main form [name=login]").fill(officer.username)
    page.locator("main form [name=password]").fill(PASSWORD)
    sent(page, "main form button")
    page.wait_for_url("**/assets/?search=bond*")


@both_languages
def test_a_part_that_is_answered_with_an_error_shows_the_errors_page(
    language: str, opened: Any, officer: Any, story: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.registered(BOND)
    watched = opened(officer, language=language)
    page = watched.page
    page.goto("/assets/")
    monkeypatch.setattr(Register, "get_context_data", None)
    page.locator("[name=search]").fill("bond")
    page.locator("[name=search]").press("Enter")
    expect(page.locator("h1")).to_have_text(SOMETHING_WRONG[language])
    expect(page.locator("#content")).to_have_count(1)
    watched.complaints[:] = [
        words
        for words in watched.complaints
        if "status of 500" not in words and "Response Status Error Code 500" not in words
    ]


@both_languages
def test_the_language_changes_in_the_middle_of_a_form(language: str, without_script: Page, officer: Any) -> None:
    page = without_script
    sign_in(page, officer)
    page.goto("/assets/rates/record/")
    page.locator("[name=source]").fill("Half a sent")
    page.locator(f"header button[name=language][value={OTHER[language]}]").click()
    expect(page.locator("html")).to_have_attribute("lang", OTHER[language])
    expect(page.locator("[name=source]")).to_have_value("Half a sent")


def is_same(page: Page) -> bool:
    """Whether the page was not loaded again, nor its heading replaced."""
    same: bool = page.evaluate("window.sameWindow === true && document.querySelector('h1').isSame === true")
    return same
