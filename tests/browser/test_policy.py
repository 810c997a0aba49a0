"""The content security policy as a browser keeps it: what is planted into a page does not run and is reported."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page, Route, expect

from approvals.business_date import business_date
from assets.importing import read_sample_assets
from assets.models import Instrument
from assets.services.instruments import register_instrument
from assets.services.proposals import submit_proposal
from assets.services.valuations import accept_valuation, record_valuation
from tests.browser.pages import every_page, people_by_role
from tests.portal.test_access_matrix import arguments  # noqa: F401  (the records behind the addresses)
from tests.stories import BOND

pytestmark = pytest.mark.slow
both_languages = pytest.mark.parametrize("language", ["en", "ur"])
NONCE = re.compile(r"'nonce-([A-Za-z0-9+/_=-]+)'")
#: Everything that a page may load, and nothing besides.
POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "script-src": "'nonce-'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
#: What is planted, and the directive under which the browser must report it.
PLANTS = {
    "<script>window.ran = 'inline script'</script>": "script-src-elem",
    "<script nonce='bm90IHRoaXMgb25l'>window.ran = 'another nonce'</script>": "script-src-elem",
    "<script src='/static/portal/built/htmx.js'></script>": "script-src-elem",
    "<script src='data:text/javascript,window.ran=1'></script>": "script-src-elem",
    "<img src='data:image/png;base64,x' alt='' onerror=\"window.ran = 'handler of an error'\">": "script-src-attr",
    "<svg onload=\"window.ran = 'handler of a drawing'\"></svg>": "script-src-attr",
    "<p id='planted' style='position: fixed; inset: 0; z-index: 9'>All over the page</p>": "style-src-attr",
    "<style>#planted, h1 { display: none !important }</style>": "style-src-elem",
    "<link rel='stylesheet' href='data:text/css,h1{display:none}'>": "style-src-elem",
    "<iframe src='/words/'></iframe>": "frame-src",
    "<object data='/static/portal/icon.svg'></object>": "object-src",
    "<base href='https://elsewhere.example/'>": "base-uri",
    "<img src='https://elsewhere.example/pixel.png' alt=''>": "img-src",
}
#: What is planted for a person to press, and the directive likewise.
TRAPS = {
    "<button type='button' id='planted' onclick=\"window.ran = 'click'\">Press</button>": "script-src-attr",
    "<a id='planted' href=\"javascript:window.ran = 'link'\">Follow</a>": "script-src-elem",
    "<form action='https://elsewhere.example/'><button id='planted'>Send</button></form>": "form-action",
}
CASE = "/cases/CASE-0001/"
#: A name that closes whatever it stands in.
EVIL = "\"'><script>window.ran = 'a name'</script><img src=x onerror=window.ran=1>&amp;"


def plant(page: Page, html: str) -> None:
    """Whoever stands between the portal and the browser adds something to every page."""

    def altered(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</main>", f"{html}</main>"))

    page.unroute_all()
    page.route(lambda url: "/static/" not in url, altered)


def told(watched: Any) -> list[str]:
    """What the page complained of until now, and forgets."""
    complaints = list(watched.complaints)
    watched.complaints.clear()
    return complaints


def test_every_answer_has_the_strict_policy_with_a_nonce_of_its_own(
    cast: Any,
    arguments: dict[str, dict[str, Any]],  # noqa: F811
) -> None:
    nonces: list[str] = []
    for to_see in every_page(arguments):
        client = Client()
        if to_see.role != "anonymous":
            client.force_login(people_by_role(cast)[to_see.role])
        for address in (to_see.address, to_see.address):
            header = client.get(address, follow=True).headers["Content-Security-Policy"]
            found = NONCE.findall(header)
            assert len(found) == 1, address
            assert len(found[0]) >= 22, "a nonce has at least 128 bits"
            nonces += found
            directives = dict(part.strip().split(" ", 1) for part in NONCE.sub("'nonce-'", header).split(";"))
            assert directives == POLICY, address
    assert len(nonces) > 80
    assert len(set(nonces)) == len(nonces)


def test_what_is_planted_into_a_page_does_nothing_and_is_reported(opened: Any, cast: Any) -> None:
    watched = opened(cast.auditor)
    page = watched.page
    for html, directive in PLANTS.items():
        plant(page, html)
        with page.expect_console_message(lambda said, reported=directive: is_report(said, reported)):
            page.goto("/words/")
        expect(page.locator("h1")).to_be_visible()
        assert page.evaluate("window.ran") is None, html
        assert page.evaluate("document.baseURI").endswith("/words/"), html
        planted = "getComputedStyle(document.querySelector('#planted') ?? document.body).position"
        assert page.evaluate(planted) == "static", html
    assert len(told(watched)) >= len(PLANTS)


def test_what_is_planted_to_be_pressed_does_nothing_and_is_reported(opened: Any, cast: Any) -> None:
    watched = opened(cast.auditor)
    page = watched.page
    for html, directive in TRAPS.items():
        plant(page, html)
        with page.expect_console_message(lambda said, reported=directive: is_report(said, reported)):
            page.goto("/words/")
            page.locator("#planted").focus()
            page.keyboard.press("Enter")
        assert page.evaluate("window.ran") is None, html
        assert page.url.endswith("/words/"), html
    assert len(told(watched)) >= len(TRAPS)


def test_the_library_of_fragments_runs_no_code_of_attributes_either(opened: Any, cast: Any) -> None:
    watched = opened(cast.auditor)
    page = watched.page
    plant(page, "<button type='button' id='planted' hx-on:click=\"window.ran = 'by the library'\">Press</button>")
    page.goto("/words/")
    page.locator("#planted").click()
    assert page.evaluate("window.ran") is None
    assert told(watched) == ["console error: htmx:evalDisallowedError"]


def is_report(said: ConsoleMessage, directive: str) -> bool:
    """Whether the console says that this directive was violated."""
    return said.text.startswith(f"policy: {directive} ")


def test_even_a_script_of_the_portal_itself_cannot_make_code_of_text(opened: Any, cast: Any) -> None:
    watched = opened(cast.auditor)
    page = watched.page
    tries = (
        "for (const make of [() => eval('1'), () => new Function('return 1')(), () => setTimeout('window.ran = 1')])"
    )

    def altered(route: Route) -> None:
        answer = route.fetch()
        nonce = NONCE.findall(answer.headers["content-security-policy"])[0]
        script = f"<script nonce='{nonce}'>window.caught = 0; {tries} try {{ make() }} catch {{ caught += 1 }}</script>"
        route.fulfill(response=answer, body=answer.text().replace("</main>", f"{script}</main>"))

    page.route("**/words/", altered)
    page.goto("/words/")
    assert page.evaluate("[window.caught >= 2, window.ran ?? null]") == [True, None]
    assert len([words for words in told(watched) if "policy: script-src" in words]) == 3


@pytest.fixture
def evil_asset(story: Any, cast: Any, paper: Callable[..., Any]) -> Any:
    """An asset whose name and note are written to break out of whatever shows them, with a case of its own."""
    story.registered(BOND)
    fields = next(fields for fields in read_sample_assets() if fields["number"] == BOND)
    asset = register_instrument(actor=cast.case_officer, **{**fields, "number": 66, "isin": ""})
    # No way into the register lets such names in any more; what an earlier one let in runs nowhere either.
    Instrument.objects.filter(pk=asset.pk).update(name=EVIL, asset_owner=EVIL, note=EVIL)
    asset.refresh_from_db()
    valuation = record_valuation(
        actor=cast.case_officer, instrument=asset, as_at=business_date(), source=EVIL, document=paper(cast.case_officer)
    )
    accept_valuation(actor=cast.approver, valuation=valuation)
    submit_proposal(actor=cast.case_officer, instrument=asset, units=asset.units, purpose=EVIL)
    return asset


@both_languages
def test_what_people_enter_is_shown_as_they_wrote_it_and_runs_nowhere(
    language: str, opened: Any, cast: Any, evil_asset: Any
) -> None:
    cast.auditor.full_name = EVIL
    cast.auditor.save()
    page = opened(cast.auditor, language=language).page
    for address in ("/", "/assets/", f"/assets/{evil_asset.number}/", "/assets/?search=%3Cscript", "/trail/", CASE):
        page.goto(address)
        assert EVIL in page.locator("body").inner_text(), address
        assert page.evaluate("window.ran") is None
        assert page.locator("script:not([src]):not([type='application/json']), [onerror]").count() == 0
    page.goto("/overview/")
    assert page.evaluate("window.ran") is None


@both_languages
def test_what_is_looked_for_is_shown_as_it_was_typed_also_where_htmx_shows_it(
    language: str, opened: Any, cast: Any
) -> None:
    page = opened(cast.auditor, language=language).page
    page.goto("/assets/")
    page.locator("[name=search]").fill(EVIL)
    page.locator("[name=search]").press("Enter")
    expect(page.locator("#results .portal-chip")).to_contain_text(EVIL)
    page.reload()
    expect(page.locator("#results .portal-chip")).to_contain_text(EVIL)
    expect(page.locator("[name=search]")).to_have_value(EVIL)
    assert page.evaluate("window.ran") is None
