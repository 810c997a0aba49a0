"""What no text of the register holds: characters that hide or turn what people read, and what a browser would take for markup.

The one judge of characters, for pages, services and files. It refuses and never mends.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

#: Signs that turn the direction of writing.
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
#: The joiners, with which Urdu writes names: a sign without width that changes the shape of the letters beside it.
_JOINERS = "\u200c\u200d"
#: Where longer texts may have line ends and tabs.
_LINE_ENDS = frozenset("\n\r\t")
_MARKUP = re.compile(r"<[A-Za-z/!?]|&(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+|#[xX][0-9A-Fa-f]+);").search
_CONTROL = "Cc"
_HIDDEN = "Cf"
_LINES = ("Zl", "Zp")


def objection_to(text: str, *, one_line: bool = False) -> str:
    """Why a text cannot stand in the register, as a sentence; empty where nothing speaks against it.

    A text of one line has neither line ends nor tabs.
    """
    if text.isprintable() and "&" not in text and "<" not in text and "\ufffd" not in text:
        return ""  # nearly every text
    if not text.isprintable() and (reason := _character(text, one_line)):
        return reason
    if _MARKUP(text):
        return _("The text holds markup of a web page (“<…>” or “&…;”). Write it as plain text.")
    if "\ufffd" in text:
        return _("The text holds “\ufffd”: a letter was lost when the file was saved. Write it again.")
    return ""


def _character(text: str, one_line: bool) -> str:
    """The objection to the first character that nobody sees or that has no meaning."""
    for place, character in enumerate(text):
        category = unicodedata.category(character)
        if category[0] != "C" and category not in _LINES:
            continue
        if character in _LINE_ENDS and not one_line:
            continue
        if character in _JOINERS and _joins(text, place):
            continue
        return _reason(character, category) % {"code": f"U+{ord(character):04X}"}  # it cannot be shown
    return ""


def _joins(text: str, place: int) -> bool:
    """Whether letters of the Arabic script stand on both sides of the joiner; marks upon a letter belong to it."""
    before = place - 1
    while before > 0 and unicodedata.combining(text[before]):
        before -= 1
    return before >= 0 and _is_arabic(text[before]) and _is_arabic(text[place + 1 : place + 2])


def _is_arabic(character: str) -> bool:
    return character.isalpha() and unicodedata.name(character, "").startswith("ARABIC")


def _reason(character: str, category: str) -> str:
    if character in _DIRECTIONS:
        return _("The text holds a sign that turns the direction of writing (%(code)s). Remove it.")
    if category == _CONTROL:
        return _("The text holds a control character (%(code)s), such as a tab or a line break. Write it on one line.")
    if category == _HIDDEN:
        return _("The text holds a sign that nobody sees (%(code)s), such as one without width. Remove it.")
    if category in _LINES:
        return _("The text holds a line break (%(code)s). Write it on one line.")
    return _("The text holds a character without a public meaning (%(code)s). Write it with ordinary letters.")
