"""A language that nobody speaks, for finding what no translation reaches: its letters stand in no other text.

Every message that goes through gettext comes out with each Latin letter replaced. A Latin word that is left on a page then
is one that nobody can translate, or one that is the same in every language: a code, a name, what people wrote.
"""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils import translation
from django.utils.safestring import SafeData, mark_safe

#: What a translation keeps: places to fill, markup and entities.
_KEPT = re.compile(r"(%\(\w+\)[a-z]|%[sd%]|\{\w*\}|<[^>]*>|&#?\w+;)")
_LETTERS = {
    ord(latin): 0x1200 + number for number, latin in enumerate("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
}
_WORD = re.compile(r"[A-Za-z]{2,}")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def strange(text: str) -> str:
    """The text in that language."""
    parts = _KEPT.split(text)
    return "".join(part if number % 2 else part.translate(_LETTERS) for number, part in enumerate(parts))


def speak_strangely(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the end of the test every translation is into that language."""
    for name in ("gettext", "ngettext", "pgettext", "npgettext"):
        monkeypatch.setattr(translation._trans, name, _strangely(getattr(translation._trans, name)))


def _strangely(translate: Callable[..., str]) -> Callable[..., str]:
    def translated(*texts: Any) -> str:
        found = translate(*texts)
        return mark_safe(strange(found)) if isinstance(found, SafeData) else strange(found)  # noqa: S308

    return translated


class _Texts(HTMLParser):
    """Every text and spoken attribute of a page, but for exact bytes, codes, and what people wrote and the portal marks."""

    APART = ("bdi", "code", "pre", "script", "style", "data")
    SPOKEN = ("title", "alt", "aria-label", "placeholder", "data-label")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = [("", False)]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        is_apart = self._open[-1][1] or tag in self.APART or (tag != "html" and "lang" in attributes)
        if not is_apart:
            self.found += [value for name, value in attrs if name in self.SPOKEN and value]
        if tag not in VOID:
            self._open.append((tag, is_apart))

    def handle_endtag(self, tag: str) -> None:
        if self._open[-1][0] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._open[-1][1]:
            self.found.append(" ".join(data.split()))


def latin_words(html: str, written: Iterator[str] | list[str] = ()) -> set[str]:
    """The texts of a page that have a Latin word of their own beside what people wrote."""
    known = sorted(filter(None, written), key=len, reverse=True)
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in known) or r"(?!)")
    return {text for text in _Texts(html).found if _WORD.search(pattern.sub(" ", text))}
