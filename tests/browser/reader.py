"""Somebody who reads the portal's pages in their language.

Words are found by the English of the sources, translated as the portal translates it. So the same story is told in both
languages, and a word without Urdu breaks it.
"""

import re
from collections.abc import Callable
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from playwright.sync_api import Locator, Page, expect

from approvals.models import AuditEvent
from approvals.wording import number_text

DIRECTIONS = {"en": "ltr", "ur": "rtl"}
BAND = "Test only – no legal title – feasibility study under the memorandum of 12 December 2025"  # noqa: RUF001
#: Messages, buttons and questions, which are the portal's own words wherever they stand.
SAID = ".govuk-notification-banner, main button, main legend, .govuk-error-summary, .govuk-error-message"
URDU = re.compile("[\u0600-\u06ff]")

#: English of the sources, or a label that translates itself.
Words = str | Promise


class Reader:
    """Somebody at a browser, as far as they read: headings, words, facts, language and direction."""

    def __init__(self, user: Any, page: Page, language: str) -> None:
        self.user = user
        self.page = page
        self.language = language

    def word(self, words: Words, /, **values: object) -> str:
        """The words in the person's language, with what they leave open filled in. They must have been translated."""
        text = _said(words, self.language)
        assert self.language == "en" or text.isupper() or text != _said(words, "en"), f"“{text}” is no {self.language}"
        return text % values if values else text

    def own(self, text: Callable[..., str], *arguments: object) -> str:
        """A date or an amount, written as the portal writes it in the person's language."""
        with translation.override(self.language):
            return text(*arguments)

    def arrives(self, heading: Words, /, **values: object) -> None:
        """The page has this heading, the person's language and direction, and the band that stands on every page."""
        self.arrives_at(self.word(heading, **values))

    def finds_waiting(self, count: int) -> None:
        """The home page says how many things wait."""
        with translation.override(self.language):
            words = ngettext("One thing waits for you", "%(shown)s things wait for you", count)
            self.arrives_at(words % {"shown": number_text(count)})

    def arrives_at(self, name: str) -> None:
        """The same for the page of a record, whose heading is its name."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)
        self.reads_own_language()

    def reads_own_language(self) -> None:
        """Language and direction are the person's, the band stands at the top, and the portal speaks Urdu."""
        html = self.page.locator("html")
        expect(html).to_have_attribute("lang", self.language)
        expect(html).to_have_attribute("dir", DIRECTIONS[self.language])
        expect(self.page.get_by_role("banner").get_by_role("note")).to_have_text(self.word(BAND))
        said = self.page.locator(SAID).all_inner_texts()
        assert self.language == "en" or all(map(URDU.search, said)), f"not all of this is Urdu: {said}"

    def reads(self, words: Words, /, **values: object) -> None:
        """The portal's words stand in the page's content."""
        self.sees(self.word(words, **values))

    def sees(self, text: str) -> None:
        """What is nobody's wording stands in the page's content: a name, a reference, what was typed."""
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def sees_fact(self, label: Words, text: str) -> None:
        """A fact in one of the page's lists of facts."""
        expect(self.facts(label).first).to_contain_text(text)

    def facts(self, label: Words) -> Locator:
        """What stands beside a label in the page's lists of facts."""
        return self.facts_named(self.word(label))

    def facts_named(self, label: str) -> Locator:
        """The same where the label is nobody's wording."""
        name = re.compile(rf"^\s*{re.escape(label)}\s*$")
        rows = self.page.locator(".govuk-summary-list__row").filter(has=self.page.locator("dt", has_text=name))
        return rows.locator("dd.govuk-summary-list__value")

    def finds_it_done(self, sentence: Words, verb: str, /, **values: object) -> AuditEvent:
        """The confirmation names the act and its reference, and the trail has it so; returns the trail's entry."""
        self.arrives(sentence, **values)
        event = AuditEvent.objects.get(event_id=self.page.url.rstrip("/").rpartition("/")[2])
        assert (event.verb, event.actor_id) == (verb, self.user.pk)
        self.reads("Reference: entry %(number)s of the audit trail", number=number_text(event.pk))
        self.sees_fact("Identifier", str(event.event_id))
        return event


def _said(words: Words, language: str) -> str:
    with translation.override(language):
        return str(words) if isinstance(words, Promise) else gettext(words)
