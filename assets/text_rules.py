"""What no text of the register holds: characters that hide or turn what people read, and what a browser would take for markup."""

import re

from django.utils.translation import gettext as _

#: Control characters but line ends and tabs within longer texts.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
#: Marks that turn the direction of writing, and characters without width.
_HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_MARKUP = re.compile(r"<\s*[A-Za-z/!?]|&(?:#\d+|#x[0-9A-Fa-f]+|[A-Za-z]+);")
#: One look finds out whether a text needs a second one; nearly none does.
_SUSPICIOUS = re.compile(f"{_CONTROL.pattern}|{_HIDDEN.pattern}|[<&\ud800-\udfff\ue000-\uf8ff]")


def objection_to(text: str) -> str:
    """Why a text cannot stand in the register, as a sentence; empty where nothing speaks against it."""
    if _SUSPICIOUS.search(text) is None:
        return ""
    if _CONTROL.search(text):
        return _("It holds a control character, which nobody can see. Type it anew.")
    if _HIDDEN.search(text):
        return _("It holds a mark that turns or hides what people read. Type it anew.")
    if _MARKUP.search(text):
        return _("It holds markup. Write plain text.")
    if re.search("[\ud800-\udfff\ue000-\uf8ff]", text):
        return _("It holds a character that has no meaning outside one font. Type it anew.")
    return ""
