"""Text and tables of text: UTF-8 that people can read, and no other file in disguise."""

import csv
import io
import re

from django.utils.translation import gettext as _

from approvals.exceptions import PaperRefused

#: Beginnings by which other programs would take the text for a file of their own.
_OTHER_FILES = re.compile(rb"%PDF-|\{\\rtf|^%!PS|^#!", re.IGNORECASE)
#: How far into a file other programs look for such a beginning.
_LOOKED_AT = 1024
#: Everything that no text holds: control characters but tab, line feed, carriage return and form feed.
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def whole_text(content: bytes) -> None:
    """Raises PaperRefused for what is not text in UTF-8, or another kind of file as well."""
    readable(content)


def whole_csv(content: bytes) -> None:
    """Raises PaperRefused for what is not text in UTF-8, or cannot be read as rows of cells."""
    text = readable(content)
    try:
        rows = sum(1 for row in csv.reader(io.StringIO(text, newline=""), strict=True) if any(row))
    except csv.Error as error:
        raise PaperRefused(
            _("it cannot be read as a table of CSV. Look for a quotation mark that is not closed.")
        ) from error
    if not rows:
        raise PaperRefused(_("the table has no row."))


def readable(content: bytes) -> str:
    """The text. Raises PaperRefused where the bytes are none."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PaperRefused(_("its bytes are not text in UTF-8. Save it as UTF-8, or as PDF.")) from error
    if _CONTROL.search(text):
        raise PaperRefused(_("it has control characters, which no text has."))
    if _OTHER_FILES.search(content[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf")):
        raise PaperRefused(_("it is another kind of file as well, not text alone."))
    return text
