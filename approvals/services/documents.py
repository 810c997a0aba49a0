"""Storing evidence papers."""

import hashlib
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.choices import PaperKind
from approvals.exceptions import InvalidInput, PaperRefused, WrongState
from approvals.models import Document
from approvals.paper_types import checked_type
from approvals.rules import require
from approvals.scanning import scanned
from approvals.services.acts import act
from approvals.services.trail import record_event


@act
def store_document(
    *,
    actor: Any,
    title: str,
    file_name: str,
    content: bytes,
    kind: PaperKind | None = None,
    replaces: Document | None = None,
) -> Document:
    """Stores a paper with its SHA-256, once its bytes were looked at; `replaces` is the paper of which it is a version.

    Raises PaperRefused for one that is empty, too large, not what its name says or refused by the scanner, InvalidInput
    for a version that is none, WrongState where a newer version exists already, NotPermitted.
    """
    require(actor, "store_document")
    if not title.strip():
        raise InvalidInput(_("The paper needs a title, so that others can find it."))
    name = PurePosixPath(file_name.replace("\\", "/")).name
    if len(content) > settings.DOCUMENT_MAXIMUM_BYTES:
        raise PaperRefused(
            _("The file has %(size)s bytes; at most %(limit)s are taken.")
            % {"size": len(content), "limit": settings.DOCUMENT_MAXIMUM_BYTES}
        )
    sha256 = hashlib.sha256(content).hexdigest()
    _require_version(replaces, kind, sha256)
    paper_type = checked_type(name, content)
    scan = scanned(name, content)
    document = Document(
        title=title.strip(),
        kind=kind or (replaces.kind if replaces else PaperKind.EVIDENCE),
        file_name=name,
        media_type=paper_type.media_type,
        size=len(content),
        sha256=sha256,
        content=content,
        replaces=replaces,
        first_version_id=(replaces.first_version_id or replaces.pk) if replaces else None,
        version=replaces.version + 1 if replaces else 1,
        scan_outcome=scan.outcome,
        scanner=scan.scanner,
        stored_by=actor,
        stored_on=business_date(),
    )
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError as clash:
        if replaces is None or not Document.objects.filter(replaces=replaces).exists():
            raise
        raise _replaced_already(replaces) from clash
    record_event(
        actor=actor,
        verb="document_stored",
        subject=f"document:{document.pk}",
        label=document.title,
        data={
            "sha256": sha256,
            "size": document.size,
            "file_name": name,
            "media_type": document.media_type,
            "scan": {"outcome": str(scan.outcome), "scanner": scan.scanner},
        }
        | ({"replaces": replaces.sha256, "version": document.version} if replaces else {}),
    )
    return document


def _require_version(replaces: Document | None, kind: PaperKind | None, sha256: str) -> None:
    """What PostgreSQL would refuse as well, in sentences."""
    if replaces is None:
        return
    if kind is not None and kind != replaces.kind:
        raise InvalidInput(
            _("A newer version is a paper of the same kind as the one it replaces (%(kind)s).")
            % {"kind": replaces.get_kind_display()}
        )
    if sha256 == replaces.sha256:
        raise InvalidInput(_("The file holds the same bytes as the version that it would replace."))
    if Document.objects.filter(replaces=replaces).exists():
        raise _replaced_already(replaces)


def _replaced_already(replaces: Document) -> WrongState:
    return WrongState(
        _("“%(title)s” has a newer version already. Replace the newest one.") % {"title": replaces.title},
        subject=f"document:{replaces.pk}",
    )
