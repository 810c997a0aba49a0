"""On paper: the band, the record in full, black on white; and nothing that one could press."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.forms import record_rate
from tests.browser.judging import LOOKING
from tests.browser.pages import Readers, every_page
from tests.portal.test_access_matrix import arguments  # noqa: F401  (the records behind the addresses)

pytestmark = pytest.mark.slow
both_languages = pytest.mark.parametrize("language", ["en", "ur"])
#: A4 less its margins, in CSS pixels, and what people print.
SHEET = (680, 960)
PRINTED = (
    "assets/",
    "assets/<int:number>/",
    "cases/<slug:reference>/",
    "cases/<slug:reference>/decisions/<int:signoff>/",
    "cases/<slug:reference>/dossiers/<slug:digest>/",
    "components/",
    "orders/<slug:reference>/",
    "overview/",
    "trail/",
    "trail/<uuid:event_id>/",
    "words/",
)
LETTERS = {"en": {b"PublicSans"}, "ur": {b"PublicSans", b"NotoNaskhArabic", b"NotoNastaliqUrdu"}}
TO_PRESS = "nav, [role=search], button, .govuk-button, input:not([type=hidden]), select, .portal-account, .portal-chips"
#: Contrast of a colour with white paper: backgrounds are not printed.
FAINT = """() => [...looking.texts()].filter(text => looking.isForEyes(text.parentElement))
  .map(text => [text.data.trim().slice(0, 50), looking.onWhite(getComputedStyle(text.parentElement).color)])
  .filter(([_words, contrast]) => contrast < 4.5).map(([words, contrast]) => `${words} (${contrast.toFixed(1)})`)"""
CUT_HASHES = """() => [...document.querySelectorAll('main code')].filter(code => code.checkVisibility())
  .filter(code => code.scrollWidth > code.clientWidth + 1 && getComputedStyle(code).display !== 'inline')
  .map(code => code.textContent)"""
NO_TABLES = """() => [...document.querySelectorAll('main table')].filter(table => table.checkVisibility())
  .filter(table => getComputedStyle(table).display !== 'table' || !table.querySelector('td, tbody th')
    || getComputedStyle(table.querySelector('td, tbody th')).display !== 'table-cell'
    || getComputedStyle(table.tHead).position === 'absolute')
  .map(table => table.caption.textContent)"""


def on_paper(page: Page) -> None:
    """The page as it is laid out for a sheet."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": SHEET[0], "height": SHEET[1]})
    page.evaluate(LOOKING)


@both_languages
def test_the_record_is_printed_whole_and_nothing_to_press(
    language: str,
    opened: Any,
    cast: Any,
    arguments: dict[str, dict[str, Any]],  # noqa: F811
) -> None:
    faults: list[str] = []
    readers = Readers(opened, cast, language)
    for to_see in (page for page in every_page(arguments) if page.pattern in PRINTED):
        page = readers.goes_to(to_see)
        on_paper(page)
        found = [
            *(f"{thing} is missing" for thing in (".portal-band", "h1") if not page.locator(thing).first.is_visible()),
            *(f"to press: {thing}" for thing in pressed_on_paper(page, to_see.pattern)),
            *(f"no table any more: {caption}" for caption in page.evaluate(NO_TABLES)),
            *(f"cut off: {text}" for text in page.evaluate("looking.cutTexts()")),
            *(f"a hash is cut off: {text}" for text in page.evaluate(CUT_HASHES)),
            *(f"a word is broken: {word}" for word in page.evaluate("looking.brokenWords()")),
        ]
        width = page.evaluate("document.documentElement.scrollWidth")
        faults += [f"{to_see.address}: {fault}" for fault in found]
        if width > SHEET[0] + 1:  # what is meant for ears alone may stand a pixel outside
            faults.append(f"{to_see.address}: {width} px wide on a sheet of {SHEET[0]}")
    assert not faults, "\n".join(faults)


def pressed_on_paper(page: Page, pattern: str) -> list[str]:
    """What paper shows that can only be pressed. The page of building blocks shows fields for their own sake."""
    if pattern == "components/":
        return []
    return [thing.inner_text() for thing in page.locator(TO_PRESS).all() if thing.is_visible()]


@both_languages
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_dark_on_white_whatever_a_person_prefers_on_screens(
    language: str,
    scheme: str,
    opened: Any,
    cast: Any,
    arguments: dict[str, dict[str, Any]],  # noqa: F811
) -> None:
    faults: list[str] = []
    readers = Readers(opened, cast, language, color_scheme=scheme)
    for to_see in (page for page in every_page(arguments) if page.pattern in PRINTED):
        page = readers.goes_to(to_see)
        on_paper(page)
        faults += [f"{to_see.address}: {fault}" for fault in colours_of(page)]
    page = readers.page_of("case_officer")
    page.emulate_media(media="screen")
    assert record_rate(page).status == 200
    on_paper(page)
    faults += [f"the confirmation: {fault}" for fault in colours_of(page)]
    assert not faults, "\n".join(faults)


def colours_of(page: Page) -> list[str]:
    """What is not dark on white."""
    body = page.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
    faults = [] if body == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"] else [f"{body[0]} on {body[1]}"]
    return faults + [f"faint on white paper: {words}" for words in page.evaluate(FAINT)]


@both_languages
def test_the_charts_are_drawn_within_the_sheet_in_dark_ink(language: str, opened: Any, cast: Any, story: Any) -> None:
    story.in_stage_6()
    page = opened(cast.programme_lead, language=language, color_scheme="dark").page
    page.goto("/overview/")
    on_paper(page)
    charts = page.locator(".portal-chart-wide svg")
    assert charts.count() >= 3
    for chart in charts.all():
        box = chart.bounding_box()
        assert box is not None
        assert box["width"] > 400
        assert box["height"] > 40
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= SHEET[0]
        faint = chart.evaluate(
            "drawn => [...drawn.querySelectorAll('text')]"
            ".filter(text => looking.onWhite(getComputedStyle(text).fill) < 4.5).map(text => text.textContent)"
        )
        assert faint == []
        assert chart.locator("path, rect, circle").count() > 0


@both_languages
def test_links_are_read_as_words_underlined(language: str, opened: Any, cast: Any, case_in_stage_6: Any) -> None:
    page = opened(cast.auditor, language=language).page
    page.goto(f"/cases/{case_in_stage_6.reference}/")
    on_paper(page)
    links = [link for link in page.locator("main a").all() if link.is_visible()]
    assert len(links) > 5
    for link in links:
        style = link.evaluate(
            "link => [getComputedStyle(link).textDecorationLine, getComputedStyle(link, '::after').content]"
        )
        assert style in (["underline", "none"], ["underline", '""']), link.inner_text()


@both_languages
def test_the_browser_prints_it_on_a4_with_the_portals_own_letters(
    language: str, opened: Any, cast: Any, case_in_stage_6: Any
) -> None:
    page = opened(cast.programme_lead, language=language).page
    for address, sheets in ((f"/cases/{case_in_stage_6.reference}/", range(2, 9)), ("/overview/", range(2, 7))):
        page.goto(address)
        page.evaluate("document.fonts.ready")
        paper = page.pdf(format="A4")
        assert paper.startswith(b"%PDF-")
        sizes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper)
        assert len(sizes) in sheets
        assert all(abs(float(width) - 595) < 2 and abs(float(height) - 842) < 2 for width, height in sizes)
        assert set(re.findall(rb"/FontName\s*/[A-Z]{6}\+(\w+)", paper)) >= LETTERS[language]
