"""Everything without a mouse: Tab and its way back, Enter, Space, arrow keys and letters, in both directions of reading."""

import itertools
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from approvals.models import SignOff
from tests.browser.forms import ACT, SEND, sent
from tests.browser.judging import LOOKING
from tests.browser.pages import Readers, main_pages
from tests.portal.test_access_matrix import arguments  # noqa: F401  (the records behind the addresses)
from tests.stories import BOND, SUKUK

pytestmark = pytest.mark.slow
both_languages = pytest.mark.parametrize("language", ["en", "ur"])
#: Presses after which somebody gives up looking for an element, and those that a date field takes for its own parts.
PATIENCE, PARTS_OF_A_DATE = 400, 4
IS_FOCUSED = "element => element === document.activeElement"


class Keyboard:
    """Somebody at a page who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def presses(self, *keys: str) -> None:
        """Presses one key after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def types(self, text: str) -> None:
        """Types into whatever has the focus."""
        self.page.keyboard.type(text)

    def tabs_to(self, place: str | Locator, key: str = "Tab") -> None:
        """Goes on until the focus is there."""
        wanted = self.page.locator(place) if isinstance(place, str) else place
        for _press in range(PATIENCE):
            if wanted.evaluate(IS_FOCUSED):
                return
            self.presses(key)
        raise AssertionError(f"{key} never reaches {place}.")

    def follows(self, place: str | Locator, key: str = "Enter") -> None:
        """Goes to a link or button, presses it and waits for the page behind it."""
        self.tabs_to(place)
        with self.page.expect_navigation():
            self.presses(key)

    def chooses(self, name: str, value: str) -> None:
        """Goes to a group of radios and moves with the arrow keys until the answer is chosen."""
        self.tabs_to(self.page.locator(f"[type=radio][name={name}]").first)
        wanted = self.page.locator(f"[name={name}][value={value}]")
        for _press in range(self.page.locator(f"[name={name}]").count()):
            self.presses("ArrowDown")
            if wanted.is_checked():
                assert wanted.evaluate(IS_FOCUSED)
                return
        raise AssertionError(f"No arrow key reaches {value}.")


@both_languages
def test_the_first_stop_leads_past_everything_to_the_content(language: str, opened: Any, cast: Any) -> None:
    page = opened(cast.case_officer, language=language).page
    page.goto("/assets/")
    keyboard = Keyboard(page)
    keyboard.presses("Tab")
    skip = page.locator(".govuk-skip-link")
    assert skip.evaluate(IS_FOCUSED)
    box = skip.bounding_box()
    assert box is not None
    assert box["width"] > 100
    assert box["height"] > 24
    keyboard.presses("Enter")
    assert page.locator("#content").evaluate(IS_FOCUSED)
    keyboard.presses("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@both_languages
def test_a_body_officer_records_a_decision(language: str, opened: Any, cast: Any, case_in_stage_6: Any) -> None:
    case = case_in_stage_6
    page = opened(cast.recorder("LAW"), language=language).page
    keyboard = Keyboard(page)
    page.goto("/")
    keyboard.follows(f"main a[href='/cases/{case.reference}/decisions/record/LAW/']")
    keyboard.chooses("decision", "approve_with_conditions")
    keyboard.tabs_to("[name=conditions]")
    keyboard.types("Publish the notice first")
    keyboard.follows(SEND)
    for name, text in {
        "letter_reference": "LAW/2026/7",
        "valid_until": "12122027",  # the same in whichever order a browser asks for day and month
        "legal_basis": "Illustrative",
        "paper_title": "Letter of 18 May 2026",
    }.items():
        keyboard.tabs_to(f"[name={name}]")
        keyboard.types(text)
    keyboard.tabs_to("[name=paper]")
    page.locator("[name=paper]").set_input_files({"name": "letter.txt", "mimeType": "text/plain", "buffer": b"Yes."})
    keyboard.follows(SEND)
    assert not SignOff.objects.exists()
    keyboard.follows(ACT, "Space")
    page.wait_for_url(lambda url: "/done/" in url)
    signoff = SignOff.objects.get()
    assert (signoff.decision, signoff.valid_until.isoformat()) == ("approve_with_conditions", "2027-12-12")
    keyboard.follows(f"main a[href='/cases/{case.reference}/']")
    expect(page.locator("main")).to_contain_text("LAW/2026/7")


@both_languages
def test_a_case_officer_filters_sorts_and_pages_a_list(
    language: str, opened: Any, cast: Any, story: Any, investors: Any
) -> None:
    investors(120)
    page = opened(cast.case_officer, language=language).page
    keyboard = Keyboard(page)
    first = page.locator("#results tbody tr").first
    page.goto("/orders/investors/")
    keyboard.tabs_to("[name=search]")
    keyboard.types("Test investor 1")
    keyboard.presses("Enter")
    page.wait_for_url(lambda url: "search=Test" in url)
    expect(page.locator("#results tbody tr")).to_have_count(31)  # 1, 10 to 19, 100 to 119
    keyboard.follows("#results th a[href*='sort=label']")
    keyboard.follows("#results th a[href*='sort=-label']")
    expect(first).to_contain_text("Test investor 19")
    keyboard.follows("#results .portal-chips a.portal-chip")
    page.wait_for_url(lambda url: "search" not in url and "sort=-label" in url)
    keyboard.follows("#results a[rel=next]")
    expect(page.locator("#results [aria-current=page]")).to_have_text("2")
    keyboard.follows("#results a[rel=prev]")
    expect(page.locator("#results [aria-current=page]")).to_have_text("1")


@both_languages
def test_a_list_of_choices_filters_at_once_and_keeps_the_focus(
    language: str, opened: Any, cast: Any, story: Any
) -> None:
    for number in (BOND, SUKUK):
        story.registered(number)
    page = opened(cast.case_officer, language=language).page
    page.goto("/assets/")
    keyboard = Keyboard(page)
    keyboard.tabs_to("[name=kind]")
    keyboard.presses("ArrowDown")
    page.wait_for_url(lambda url: "kind=" in url)
    expect(page.locator("#results .portal-chip")).to_have_count(1)
    assert page.locator("[name=kind]").evaluate(IS_FOCUSED)


@both_languages
@pytest.mark.parametrize("width", [1280, 320])
def test_focus_is_seen_uncovered_and_goes_the_way_of_reading(
    language: str,
    width: int,
    opened: Any,
    cast: Any,
    arguments: dict[str, dict[str, Any]],  # noqa: F811
) -> None:
    readers = Readers(opened, cast, language, width=width)
    faults: list[str] = []
    for to_see in main_pages(arguments):
        page = readers.goes_to(to_see)
        page.evaluate(LOOKING)
        page.evaluate("looking.remember()")
        stops = walk(page)
        faults += [f"{to_see.address}: {fault}" for fault in faults_of(stops, is_ltr=language == "en")]
        missed = set(page.evaluate("looking.numbersOfStops()")) - {stop["number"] for stop in stops}
        faults += [
            f"{to_see.address}: Tab never reaches {page.evaluate('n => looking.nameOf(n)', number)}"
            for number in missed
        ]
    assert not faults, "\n".join(faults)


def walk(page: Page, key: str = "Tab") -> list[dict[str, Any]]:
    """Every element at which the key stops, from the beginning until the focus leaves the page or begins again."""
    stops: list[dict[str, Any]] = []
    for _press in range(PATIENCE * PARTS_OF_A_DATE):
        page.keyboard.press(key)
        stop = page.evaluate("looking.focus()")
        if stop is None or (stops and stop["number"] == stops[0]["number"] and stop["number"] != stops[-1]["number"]):
            return stops
        if not stops or stop["number"] != stops[-1]["number"]:
            stops.append(stop)
        elif stop["kind"] != "date":
            raise AssertionError(f"The focus is caught in {stop['name']}.")
    raise AssertionError("The focus never leaves the page.")


def faults_of(stops: list[dict[str, Any]], *, is_ltr: bool) -> list[str]:
    """Where focus cannot be seen, or goes back: up without going to the next column, or against the line."""
    faults = [f"focus is not marked on {stop['name']}" for stop in stops if not stop["isMarked"]]
    faults += [f"focus is covered on {stop['name']}" for stop in stops if not stop["isUncovered"]]
    for before, after in itertools.pairwise(stops):
        is_below = after["top"] >= before["bottom"] - 2
        is_further = after["left"] >= before["right"] - 2 if is_ltr else after["right"] <= before["left"] + 2
        if not is_below and not is_further:
            faults.append(f"from {before['name']} focus goes back to {after['name']}")
    return faults


@both_languages
def test_the_way_back_stops_where_the_way_there_did(language: str, opened: Any, cast: Any) -> None:
    page = opened(cast.case_officer, language=language).page
    chooses_kind(page)
    page.evaluate(LOOKING)
    page.evaluate("looking.remember()")
    there = [stop["number"] for stop in walk(page)]
    back = [stop["number"] for stop in walk(page, "Shift+Tab")]
    assert len(there) > 15
    assert back == there[::-1]


@both_languages
def test_after_a_refusal_focus_is_on_the_summary_and_its_links_lead_to_the_fields(
    language: str, opened: Any, cast: Any, case_in_stage_6: Any
) -> None:
    officer = opened(cast.case_officer, language=language).page
    chooses_kind(officer)
    is_led_to_every_mistake(officer, at_least=2)
    body = opened(cast.recorder("LAW"), language=language).page
    body.goto(f"/cases/{case_in_stage_6.reference}/decisions/record/LAW/")
    is_led_to_every_mistake(body, at_least=1)
    stranger = opened(language=language).page
    stranger.goto("/accounts/login/")
    is_led_to_every_mistake(stranger, at_least=2)


def chooses_kind(page: Page) -> None:
    """Begins the form of a further asset, as far as the page with the most fields for people to miss."""
    page.goto("/assets/register/")
    page.locator("[name=instrument_type]").select_option("EUROBOND")
    sent(page, SEND)


def is_led_to_every_mistake(page: Page, *, at_least: int) -> None:
    """Sends the form empty, and goes through the summary's links."""
    keyboard = Keyboard(page)
    keyboard.follows(page.locator(SEND).first)
    summary = page.locator(".govuk-error-summary")
    assert summary.evaluate(IS_FOCUSED)
    assert summary.evaluate("element => parseFloat(getComputedStyle(element).outlineWidth)") >= 3
    links = summary.locator("a")
    assert links.count() >= at_least
    for number in range(links.count()):
        link = links.nth(number)
        keyboard.tabs_to(link, "Shift+Tab" if number else "Tab")
        keyboard.presses("Enter")
        field = page.locator(str(link.get_attribute("href")))
        assert field.count() == 1, f"“{link.inner_text()}” leads to no field of this page"
        assert field.evaluate(IS_FOCUSED), link.inner_text()
        assert field.get_attribute("name"), link.inner_text()


@both_languages
def test_the_figures_of_a_chart_open_and_close_without_a_mouse(
    language: str, opened: Any, cast: Any, plan: Any
) -> None:
    page = opened(cast.programme_lead, language=language).page
    page.goto("/overview/")
    keyboard = Keyboard(page)
    keyboard.tabs_to(page.locator("main summary").first)
    figures = page.locator("main details table").first
    for key, state in (("Enter", True), ("Space", False)):
        keyboard.presses(key)
        expect(figures).to_be_visible(visible=state)
