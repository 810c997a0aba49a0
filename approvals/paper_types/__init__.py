"""What a paper may be, judged by its bytes; its name only says what it claims to be.

A library (puremagic) says what the bytes look like. What is a file of its kind from the first byte to the last, so that
nobody finds another file in it, is looked at here, one kind in each module.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import puremagic
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.exceptions import PaperRefused
from approvals.paper_types.jpeg import whole_jpeg
from approvals.paper_types.office import whole_docx, whole_xlsx
from approvals.paper_types.pdf import whole_pdf
from approvals.paper_types.png import whole_png
from approvals.paper_types.text import whole_csv, whole_text


@dataclass(frozen=True)
class PaperType:
    """A kind of file: what it is called, its media type, and the check that its bytes are one of it and nothing else.

    `looks_like` are the media types by which the library knows it, none for text, which has no mark.
    """

    label: Any
    media_type: str
    check: Callable[[bytes], None]
    looks_like: tuple[str, ...] = ()


_OFFICE = "application/vnd.openxmlformats-officedocument."
_JPEG = PaperType(gettext_lazy("JPEG picture"), "image/jpeg", whole_jpeg, ("image/jpeg",))
#: By the end of the name, in small letters.
PAPER_TYPES = {
    ".pdf": PaperType(gettext_lazy("PDF"), "application/pdf", whole_pdf, ("application/pdf",)),
    ".png": PaperType(gettext_lazy("PNG picture"), "image/png", whole_png, ("image/png",)),
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".txt": PaperType(gettext_lazy("Text"), "text/plain", whole_text),
    ".csv": PaperType(gettext_lazy("CSV table"), "text/csv", whole_csv),
    ".xlsx": PaperType(
        gettext_lazy("Excel workbook"),
        f"{_OFFICE}spreadsheetml.sheet",
        whole_xlsx,
        (f"{_OFFICE}spreadsheetml.sheet", "application/zip"),
    ),
    ".docx": PaperType(
        gettext_lazy("Word document"),
        f"{_OFFICE}wordprocessingml.document",
        whole_docx,
        (f"{_OFFICE}wordprocessingml.document", "application/zip"),
    ),
}
#: For the browser's file chooser.
ACCEPT = ",".join(PAPER_TYPES)
LONGEST_NAME = 120
#: Beginnings of files that are locked with a password, or written by an old office program.
_COMPOUND_FILE = bytes.fromhex("D0CF11E0A1B11AE1")
#: Marks that turn the direction of what follows, by which a name can pretend to end otherwise.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def checked_type(name: str, content: bytes) -> PaperType:
    """The type of a paper. Raises PaperRefused, with a sentence, for one that is empty, unknown, or not what it says."""
    if not name or len(name) > LONGEST_NAME:
        raise PaperRefused(
            _("The name of the file has more than %(count)s letters. Shorten it.") % {"count": LONGEST_NAME}
        )
    if any(letter in _TURNING or not (letter.isprintable() or letter == "\u200c") for letter in name):
        raise PaperRefused(
            _("The name of the file has characters that nobody sees, which can make it look like another. Rename it.")
        )
    known = PAPER_TYPES.get(PurePosixPath(name).suffix.lower())
    if known is None:
        raise PaperRefused(
            _("“%(name)s” is not a PDF, PNG, JPEG, text, CSV, XLSX or DOCX file by its name.") % {"name": name}
        )
    if not content.strip(b"\x00\t\n\r \xef\xbb\xbf"):
        raise PaperRefused(_("The file is empty. Choose the paper again."))
    if content.startswith(_COMPOUND_FILE):
        raise PaperRefused(
            _(
                "“%(name)s” is locked with a password, or in an old format. Save it without a password as XLSX, DOCX or PDF."
            )
            % {"name": name}
        )
    _require_alike(name, known, content)
    try:
        known.check(content)
    except PaperRefused as refusal:
        raise PaperRefused(
            _("“%(name)s” cannot be stored: %(reason)s") % {"name": name, "reason": refusal.message}
        ) from refusal
    return known


def _require_alike(name: str, known: PaperType, content: bytes) -> None:
    """What the library sees in the bytes is what the name says; text, which it cannot know, is looked at by its check."""
    try:
        seen = {found.mime_type for found in puremagic.magic_string(content)}
    except puremagic.PureError:
        seen = set()
    if not known.looks_like or seen & set(known.looks_like):
        return
    other = next((kind.label for kind in PAPER_TYPES.values() if seen & set(kind.looks_like)), "")
    if other:
        raise PaperRefused(
            _("“%(name)s” does not hold what its name says: its bytes look like another kind of file (%(kind)s).")
            % {"name": name, "kind": other}
        )
    raise PaperRefused(_("“%(name)s” does not hold what its name says.") % {"name": name})
