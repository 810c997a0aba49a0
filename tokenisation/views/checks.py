"""The checks of the contract suite in the reader's language; the record has them in English."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals.wording import isolated, number_text

#: By the name under which the suite records each.
CHECK_WORDS = {
    "deployed as ordered": _("Deployed as ordered"),
    "allow-list works": _("The allow-list works"),
    "issue works": _("Issuing works"),
    "second use of an operation id is refused": _("The second use of an operation's id is refused"),
    "above the cap is refused": _("A unit above the cap is refused"),
    "recipient outside the allow-list is refused": _("A recipient outside the allow-list is refused"),
    "without the role is refused": _("Whoever lacks the role is refused"),
    "pause stops issuing": _("A pause stops issuing"),
    "killed before sending, landed once": _("Killed before sending, it landed once"),
    "killed after sending, landed once": _("Killed after sending, it landed once"),
    "books agree": _("The books agree"),
}


def check_word(name: str) -> Any:
    """A check in words, or its name as it was recorded."""
    return CHECK_WORDS.get(name, name)


def seen_text(result: dict[str, Any]) -> str:
    """What a check saw, in the reader's language. Runs that were recorded without a sentence have it in English."""
    sentence = result.get("sentence")
    if sentence is None:
        return str(result["detail"])
    values = {
        name: isolated(number_text(value) if isinstance(value, int) else value)
        for name, value in result["values"].items()
    }
    return gettext(sentence) % values
