"""PDF: whole, not locked, and no other file hidden in it."""

import io
import re
import zipfile

from django.utils.translation import gettext as _

from approvals.exceptions import PaperRefused

_END = b"%%EOF"
#: A name of the file's own language may have any of its letters written as `#` and two digits.
_WRITTEN_OUT = re.compile(rb"#([0-9A-Fa-f]{2})")
_LOCKED = re.compile(rb"/Encrypt[\s<]*(?:\d+\s+\d+\s+R|<<)")


def whole_pdf(content: bytes) -> None:
    """Raises PaperRefused for a PDF that is cut off, followed by something else, locked, or an archive as well."""
    if not re.match(rb"%PDF-\d\.\d", content):
        raise PaperRefused(_("its bytes are not those of a PDF."))
    end = content.rfind(_END)
    if end < 0:
        raise PaperRefused(_("the PDF is cut off before its end."))
    if content[end + len(_END) :].strip(b"\x00\t\n\x0c\r "):
        raise PaperRefused(_("something else follows after the end of the PDF."))
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise PaperRefused(_("the PDF is an archive as well."))
    if _LOCKED.search(_WRITTEN_OUT.sub(lambda found: bytes([int(found[1], 16)]), content)):
        raise PaperRefused(_("the PDF is locked with a password. Save it without one."))
