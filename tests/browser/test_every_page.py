"""Every page, in both languages: accessible, valid, within every screen at every size of text, true to the strict policy.

The pages come from the URL configuration, so that a new one is judged or fails by its name. What an address alone does
not open (a step of an act, somebody's own account, an error) is led up to as a person would meet it.
"""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, Route

from approvals.models import Case
from approvals.services.cases import withdraw_case
from portal.accounts.services import register_api_client
from portal.api.models import ApiClient
from portal.look.views import WordsPage
from tests.browser.forms import ACT, SEND, fill, sent
from tests.browser.judging import Judge
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
from tests.browser.pages import (
    AFTER_AN_ACT,
    NO_PAGES,
    OWN_ACCOUNT,
    Readers,
    every_page,
    is_no_page,
    people_by_role,
)
from tests.portal.access_matrix import routes
from tests.portal.test_access_matrix import arguments  # noqa: F401  (the records behind the addresses)
from tests.portal.test_api_oauth import token_of

pytestmark = pytest.mark.slow
both_languages = pytest.mark.parametrize("language", ["en", "ur"])
#: The same page in another state: what is looked for and not found, what is not understood, a later page, an order.
STATES = (
    ("assets/", "/assets/?search=nothing+has+this+name", "auditor"),
    ("assets/", "/assets/?kind=nonsense&stage=none&sort=-name", "case_officer"),
    ("orders/investors/", "/orders/investors/?page=2&sort=label", "auditor"),
    ("trail/", "/trail/?verb=case_opened", "programme_lead"),
    ("components/", "/components/?page=4", "auditor"),
)


@pytest.fixture(scope="module")
def titles() -> defaultdict[str, dict[str, set[str]]]:
    """In each language the places of every title, over all of these tests."""
    return defaultdict(lambda: defaultdict(set))


@pytest.fixture
def judge(language: str, titles: dict[str, dict[str, set[str]]], axe: str, tools: Path, tmp_path: Path) -> Judge:
    """Who looks at the pages of this test."""
    return Judge(language, titles[language], axe=axe, tools=tools, folder=tmp_path)


@pytest.fixture
def records(arguments: dict[str, dict[str, Any]], cast: Any, investors: Any) -> dict[str, dict[str, Any]]:  # noqa: F811
    """The records behind the addresses, among them an adviser with a program, and more investors than a page holds."""
    investors(60)
    client_id, _secret = register_api_client(actor=cast.administrator, name="Example Advisers")
    adviser = ApiClient.objects.get(client_id=client_id).user
    return arguments | {"people/<str:username>/clients/": {"username": adviser.username, "client_id": client_id}}


@both_languages
def test_every_page_that_a_record_opens(
    language: str, opened: Any, records: dict[str, dict[str, Any]], cast: Any, judge: Judge
) -> None:
    readers = Readers(opened, cast, language)
    pages = every_page(records)
    for to_see in pages:
        judge.visit(readers.page_of(to_see.role), to_see.address, f"/{to_see.pattern}")
    for pattern, address, role in STATES:
        judge.visit(readers.page_of(role), address, f"/{pattern}")
    for role, person in people_by_role(cast).items():
        if person is not None:
            judge.visit(readers.page_of(role), "/", "/")
    assert len(pages) > 40
    assert not judge.verdict(), "\n".join(judge.verdict())


@both_languages
def test_every_page_of_ones_own_account(language: str, opened: Any, cast: Any, judge: Judge, settings: Any) -> None:
    be_patient(settings)
    addresses = {pattern: f"/{pattern}" for pattern in OWN_ACCOUNT}
    page = opened(language=language).page
    with_password_alone(page, cast.case_officer, addresses, judge)
    page = opened(language=language).page
    with_everything_set_up(page, cast.approver, addresses, judge)
    assert not addresses, f"Nobody visits {sorted(addresses)}."
    assert not judge.verdict(), "\n".join(judge.verdict())


def with_password_alone(page: Page, person: Any, addresses: dict[str, str], judge: Judge) -> None:
    """The account of somebody who has a password and sets up more."""
    give_password(person)
    sign_in(page, person)
    judge.visit(page, addresses.pop("accounts/reauthenticate/"), "/accounts/reauthenticate/")
    show_again(page)
    for pattern in ("accounts/password/change/", "accounts/2fa/totp/activate/"):
        judge.visit(page, addresses.pop(pattern), f"/{pattern}")
        for field in page.locator("main input:not([type=hidden])").all():
            field.fill("wrong")
        judge.judge(page, sent(page, "main form button"), f"/{pattern} (refused)")
    judge.visit(page, addresses.pop("accounts/2fa/passkeys/add/"), "/accounts/2fa/passkeys/add/")
    judge.visit(page, "/accounts/2fa/passkeys/", "/accounts/2fa/passkeys/")


def with_everything_set_up(page: Page, person: Any, addresses: dict[str, str], judge: Judge) -> None:
    """The account of somebody with an app, recovery codes and two passkeys, from the half of the sign-in on."""
    give_password(person)
    secret = give_authenticator_app(person)
    passkeys = [give_passkey(person, name) for name in ("Telephone", "A small device that hangs on the bunch of keys")]
    pattern = "accounts/2fa/authenticate/"
    answer = sign_in(page, person)
    assert answer.url.endswith(addresses.pop(pattern))
    judge.judge(page, answer, f"/{pattern}")
    page.locator("[name=code]").fill(code_of(secret))
    sent(page, "main form button")
    show_again(page)
    for pattern in sorted(addresses):
        judge.visit(page, addresses.pop(pattern).replace("<int:pk>", str(passkeys[1].pk)), f"/{pattern}")
    judge.visit(page, "/accounts/2fa/", "/accounts/2fa/")


@both_languages
def test_every_step_of_an_act(
    language: str, opened: Any, records: dict[str, dict[str, Any]], cast: Any, judge: Judge
) -> None:
    reference = records["cases/"]["reference"]
    a_decision(opened(cast.recorder("FMU"), language=language).page, judge, reference)
    a_refusal(opened(cast.case_officer, language=language).page, judge)
    a_secret(opened(cast.administrator, language=language).page, judge)
    a_colleague_meanwhile(opened(cast.gate_chair, language=language).page, judge, cast, reference)
    assert {place.removeprefix("/") for place in judge.places} >= AFTER_AN_ACT
    assert not judge.verdict(), "\n".join(judge.verdict())


def a_decision(page: Page, judge: Judge, reference: str) -> None:
    """A body's decision: forgotten, chosen, entered in two parts, looked at again, checked, recorded, confirmed."""
    place = "/cases/<slug:reference>/decisions/record/<slug:body>/"
    address = f"/cases/{reference}/decisions/record/FMU/"
    page.goto(address)
    judge.judge(page, sent(page, SEND), f"{place} (refused)", status=422)
    page.locator("[value=approve_with_conditions]").check(force=True)
    page.locator("[name=conditions]").fill("Publish the notice first\nReport within ten days")
    judge.judge(page, sent(page, SEND), f"{place} (second part)")
    fill(page, letter_reference="FMU/2026/7", legal_basis="Illustrative", paper_title="Letter of 18 May 2026")
    page.locator("[name=paper]").set_input_files({"name": "letter.txt", "mimeType": "text/plain", "buffer": b"Yes."})
    judge.judge(page, sent(page, SEND), f"{place} (to check)")
    judge.visit(page, address, place)
    page.goto(f"{address}?check=1")
    judge.judge(page, sent(page, ACT), "/done/<uuid:event_id>/")


def a_refusal(page: Page, judge: Judge) -> None:
    """A form that is sent empty, and an act that its own rules refuse at the last step."""
    page.goto("/assets/register/")
    judge.judge(page, sent(page, SEND), "/assets/register/ (refused)", status=422)
    for kind in ("COMMODITY_LOT", "EUROBOND"):
        page.goto("/assets/register/?step=1")
        page.locator("[name=instrument_type]").select_option(kind)
        judge.judge(page, sent(page, SEND), "/assets/register/ (what it is)")
        fill(page, name="Anything", asset_class="any")
        judge.judge(page, sent(page, SEND), "/assets/register/ (parties)")
        fill(page, asset_owner="Somebody")
        page.locator("[name=title_status]").select_option("to_be_proven")
        judge.judge(page, sent(page, SEND), "/assets/register/ (amounts)")
    page.goto("/assets/rates/record/")
    fill(page, rate="281.5", on_date="2031-01-01", source="Illustrative fixing")
    sent(page, SEND)
    judge.judge(page, sent(page, ACT), "/assets/rates/record/ (refused)", status=422)


def a_secret(page: Page, judge: Judge) -> None:
    """What is shown once."""
    page.goto("/people/api-clients/register/")
    fill(page, name="Further Advisers")
    sent(page, SEND)
    judge.judge(page, sent(page, ACT), "/people/api-clients/register/ (secret)")


def a_colleague_meanwhile(page: Page, judge: Judge, cast: Any, reference: str) -> None:
    """A ruling on a case that somebody withdraws while the chair checks their answers."""
    page.goto(f"/cases/{reference}/gates/G5/rule/")
    page.locator("[value=return]").check(force=True)
    fill(page, reason="More care")
    sent(page, SEND)
    withdraw_case(actor=cast.case_officer, case=Case.objects.get(reference=reference), reason="It matured")
    judge.judge(page, sent(page, ACT), "/cases/<slug:reference>/gates/<slug:gate>/rule/ (conflict)", status=409)


@both_languages
def test_every_page_of_trouble(
    language: str,
    opened: Any,
    cast: Any,
    judge: Judge,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    be_patient(settings)
    watched = opened(cast.auditor, language=language)
    page = watched.page
    judge.visit(page, "/no-such-page/", "404", status=404)
    judge.visit(page, "/assets/register/", "403", status=403)
    with monkeypatch.context() as broken:
        broken.setattr(WordsPage, "get_context_data", None)
        judge.visit(page, "/words/", "500", status=500)
    page.goto("/")
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    judge.judge(page, sent(page, "header form[action*=logout] button"), "403 without proof", status=403)
    somebody_else_meanwhile(page, cast, judge, settings)
    too_many_attempts(page, cast.auditor, judge, settings)
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    page.context.clear_cookies(name="sessionid")
    judge.judge(page, sign_in(page, cast.auditor), "503", status=503)
    # To the browser's console an answer with an error is an error; the status of each was judged above.
    watched.complaints[:] = [words for words in watched.complaints if "the server responded with a status" not in words]
    assert not judge.verdict(), "\n".join(judge.verdict())


def somebody_else_meanwhile(page: Page, cast: Any, judge: Judge, settings: Any) -> None:
    """A form that one person began and another sends, who signed in on the same browser."""
    cookies = page.context.cookies()
    for person in (cast.case_officer, cast.approver):
        client = Client()
        client.force_login(person)
        origin = page.evaluate("location.origin")
        page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": origin}])
        if person == cast.case_officer:
            page.goto("/assets/rates/record/")
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    judge.judge(page, sent(page, SEND), "403 somebody else", status=403)
    page.context.add_cookies(cookies)


def too_many_attempts(page: Page, person: Any, judge: Judge, settings: Any) -> None:
    """Somebody guesses the password that they want to change."""
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"change_password": "1/m/user"}
    give_password(person)
    page.context.clear_cookies(name="sessionid")
    sign_in(page, person)
    page.goto("/accounts/password/change/")
    fill(page, oldpassword="a guess", password1=PASSWORD, password2=PASSWORD)
    sent(page, "main form button")
    fill(page, oldpassword="another guess", password1=PASSWORD, password2=PASSWORD)
    judge.judge(page, sent(page, "main form button"), "429", status=429)


def test_an_address_that_is_no_page_answers_without_html(
    records: dict[str, dict[str, Any]], cast: Any, settings: Any
) -> None:
    be_patient(settings)
    account = with_own_codes(cast.approver)
    program = Client(HTTP_AUTHORIZATION=f"Bearer {token_of(register_api_client(actor=cast.administrator, name='A'))}")
    reader = Client()
    reader.force_login(cast.auditor)
    for route in filter(is_no_page, routes()):
        visitor = next(
            (one for start, one in (("accounts/", account), ("api/", program)) if route.pattern.startswith(start)),
            reader,
        )
        answer = visitor.get(route.path(records))
        assert "text/html" not in answer.headers["Content-Type"] or b"".join(answer) == b"", route.pattern


def with_own_codes(person: Any) -> Client:
    """The browser of somebody who has just signed in with an app, and may download their recovery codes."""
    give_password(person)
    secret = give_authenticator_app(person)
    client = Client(REMOTE_ADDR="fd03::1")
    client.post("/accounts/login/", {"login": person.username, "password": PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get("/accounts/2fa/recovery-codes/download/").headers["Content-Type"] == "text/plain"
    return client


@pytest.mark.parametrize("language", ["en"])
def test_the_judge_itself_finds_what_is_wrong(language: str, opened: Any, cast: Any, judge: Judge) -> None:
    page = opened(cast.auditor).page
    wrong = (
        "<h1>Another</h1><input type='checkbox'><input type='checkbox'><span><p>A paragraph</p></span>"
        "<img src='/static/portal/icon.svg' width='2000' height='5' alt=''>"
    )

    def altered(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</main>", f"{wrong}</main>"))

    page.route("**/words/", altered)
    judge.visit(page, "/words/", "/words/")
    judge.visit(page, "/no-such-page/", "/no-such-page/")
    judge.visit(page, "/accounts/login/", "/accounts/login/")
    found = "\n".join(judge.verdict())
    for words in (
        "/words/: 2 headings of the first order",
        "/words/: label: ",
        "/words/: target-size: ",
        "/words/: on a telephone: label: ",
        "px wide on 320 px with text at 100 %",
        "px wide on 1280 px with text at 200 %",
        "/words/: element-permitted-content: ",
        "/no-such-page/: no page with status 200, but 404",
        "/accounts/login/: leads away to ",
    ):
        assert words in found


def test_nothing_is_listed_apart_that_is_gone() -> None:
    patterns = {route.pattern for route in routes()}
    assert patterns >= OWN_ACCOUNT | AFTER_AN_ACT
    assert [start for start in NO_PAGES if not any(pattern.startswith(start) for pattern in patterns)] == []
