"""What people prefer: dark pages, more contrast, their own few colours, nothing that moves. Nobody loses anything by it."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.judging import LOOKING, violations
from tests.browser.pages import Readers, main_pages
from tests.portal.test_access_matrix import arguments  # noqa: F401  (the records behind the addresses)

pytestmark = pytest.mark.slow
both_languages = pytest.mark.parametrize("language", ["en", "ur"])
#: Colour scheme, contrast, and the least contrast of body text with the page: 7 is the standard's highest demand, 21 black on white.
SCHEMES = (("light", "no-preference", 7), ("dark", "no-preference", 7), ("light", "more", 20), ("dark", "more", 20))
DRAWN_TEXT = """() => [...document.querySelectorAll('.portal-chart svg text')]
  .filter(text => looking.contrast(getComputedStyle(text).fill, getComputedStyle(document.body).backgroundColor) < 4.5)
  .map(text => text.textContent)"""
MOVING = """() => [...document.querySelectorAll('*')].filter(element => [null, '::before', '::after'].some(pseudo => {
    const style = getComputedStyle(element, pseudo);
    const lasts = durations => durations.split(',').some(duration => parseFloat(duration) > 0.01);
    return (lasts(style.transitionDuration) && style.transitionProperty !== 'none')
      || (lasts(style.animationDuration) && style.animationName !== 'none') || style.scrollBehavior === 'smooth';
  })).map(element => element.outerHTML.slice(0, 100))"""
#: With forced colours backgrounds and shadows are gone: what only they say must be said by a line, an icon or a word.
WITHOUT_EDGE = """() => [...document.querySelectorAll(
    'main .govuk-button, main .govuk-tag, main .portal-notice, main .govuk-input, main .govuk-select, main .govuk-textarea')]
  .filter(element => element.checkVisibility()).filter(element => {
    const style = getComputedStyle(element);
    return !['Top', 'Right', 'Bottom', 'Left'].some(side => parseFloat(style[`border${side}Width`]) > 0
      && style[`border${side}Style`] !== 'none');
  }).map(element => element.outerHTML.slice(0, 100))"""


@both_languages
def test_every_scheme_has_the_contrast_that_it_promises(
    language: str,
    opened: Any,
    cast: Any,
    axe: str,
    arguments: dict[str, dict[str, Any]],  # noqa: F811
) -> None:
    faults: list[str] = []
    readers = Readers(opened, cast, language)
    for to_see in main_pages(arguments):
        page = readers.goes_to(to_see)
        page.evaluate(axe)
        page.evaluate(LOOKING)
        page.evaluate("document.querySelectorAll('details').forEach(found => { found.open = true })")
        for scheme, contrast, least in SCHEMES:
            page.emulate_media(color_scheme=scheme, contrast=contrast)  # type: ignore[arg-type]
            where = f"{to_see.address} ({scheme}, contrast {contrast})"
            faults += [f"{where}: {found}" for found in violations(page, "color-contrast", "link-in-text-block")]
            faults += [f"{where}: faint in a chart: {text}" for text in page.evaluate(DRAWN_TEXT)]
            ink, paper = page.evaluate("['color', 'backgroundColor'].map(one => getComputedStyle(document.body)[one])")
            reached = page.evaluate("([ink, paper]) => looking.contrast(ink, paper)", [ink, paper])
            is_dark = page.evaluate("paper => looking.contrast(paper, 'rgb(255, 255, 255)') > 10", paper)
            if reached < least or is_dark != (scheme == "dark"):
                faults.append(f"{where}: text {ink} on {paper}")
    assert not faults, "\n".join(faults)


@both_languages
def test_with_forced_colours_everything_keeps_its_edges_and_its_focus(
    language: str,
    opened: Any,
    cast: Any,
    arguments: dict[str, dict[str, Any]],  # noqa: F811
) -> None:
    faults: list[str] = []
    readers = Readers(opened, cast, language, forced_colors="active")
    for to_see in main_pages(arguments):
        page = readers.goes_to(to_see)
        page.evaluate(LOOKING)
        faults += [f"{to_see.address}: no edge: {found}" for found in page.evaluate(WITHOUT_EDGE)]
        faults += [f"{to_see.address}: no mark of focus: {found}" for found in page.evaluate("looking.unmarkedFocus()")]
        faults += [f"{to_see.address}: {fault}" for fault in lost_by_forced_colours(page)]
    assert not faults, "\n".join(faults)


def lost_by_forced_colours(page: Page) -> list[str]:
    """What a person could no longer tell: where in the service they are, and the bars of a chart."""
    faults = []
    current = page.locator(".govuk-service-navigation [aria-current=page]")
    if current.count() and int(current.first.evaluate("link => getComputedStyle(link).fontWeight")) < 600:
        faults.append("the current entry of the navigation looks like the others")
    bars = "[...document.querySelectorAll('.portal-chart svg path')].map(path => getComputedStyle(path).fill)"
    if page.locator(".portal-chart svg").count() and len(set(page.evaluate(bars))) < 2:
        faults.append("a chart's bars have lost their colours")
    return faults


@both_languages
def test_nothing_moves_for_somebody_who_prefers_stillness(
    language: str,
    opened: Any,
    cast: Any,
    arguments: dict[str, dict[str, Any]],  # noqa: F811
) -> None:
    readers = Readers(opened, cast, language, reduced_motion="reduce")
    moving = {to_see.address: readers.goes_to(to_see).evaluate(MOVING) for to_see in main_pages(arguments)}
    assert {address: found for address, found in moving.items() if found} == {}
