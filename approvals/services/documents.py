"""Storing evidence papers."""

import hashlib
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.exceptions import InvalidInput
from approvals.models import Document
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.trail import record_event

#: What a paper may be, and how its bytes begin; text is checked by decoding it.
MEDIA_TYPES = {
    ".pdf": ("application/pdf", b"%PDF-"),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    ".txt": ("text/plain", b""),
}


@act
def store_document(*, actor: Any, title: str, file_name: str, content: bytes) -> Document:
    """Stores a paper with its SHA-256. Raises InvalidInput for one that is empty, too large or not what its name says."""
    require(actor, "store_document")
    name = PurePosixPath(file_name.replace("\\", "/")).name
    media_type = _checked_media_type(name, content)
    if not title.strip():
        raise InvalidInput(_("The paper needs a title, so that others can find it."))
    document = Document.objects.create(
        title=title.strip(),
        file_name=name,
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        stored_by=actor,
        stored_on=business_date(),
    )
    record_event(
        actor=actor,
        verb="document_stored",
        subject=f"document:{document.pk}",
        label=document.title,
        data={"sha256": document.sha256, "size": document.size, "file_name": name},
    )
    return document


def _checked_media_type(name: str, content: bytes) -> str:
    known = MEDIA_TYPES.get(PurePosixPath(name).suffix.lower())
    if known is None or len(name) > 120:
        raise InvalidInput(_("“%(name)s” is not a PDF, PNG or text file with a short name.") % {"name": name[:120]})
    if not content:
        raise InvalidInput(_("The file is empty. Choose the paper again."))
    if len(content) > settings.DOCUMENT_MAXIMUM_BYTES:
        raise InvalidInput(
            _("The file has %(size)s bytes; at most %(limit)s are taken.")
            % {"size": len(content), "limit": settings.DOCUMENT_MAXIMUM_BYTES}
        )
    media_type, beginning = known
    if not content.startswith(beginning) or (media_type == "text/plain" and not _is_text(content)):
        raise InvalidInput(_("“%(name)s” does not hold what its name says.") % {"name": name})
    return media_type


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\x00" not in content
