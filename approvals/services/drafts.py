"""Keeping what a person entered until the act is done."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from approvals.models import AuditEvent, Draft, DraftPaper

#: How long a draft is kept that nobody goes on with.
KEPT = datetime.timedelta(days=7)
#: Characters of one answer, enough for five thousand lines; a form says itself what is too long, and a draft is no store.
LONGEST = 500_000


def newest_event() -> int:
    """The number of the newest entry of the trail, 0 before the first."""
    return AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def draft_of(person: Any, address: str) -> Draft | None:
    """The person's draft for the page at `address`."""
    return Draft.objects.filter(person=person, address=address).prefetch_related("papers").first()


@transaction.atomic
def keep_draft(
    *,
    person: Any,
    address: str,
    answers: Mapping[str, list[str]],
    papers: Mapping[str, UploadedFile] | None = None,
    seen_event: int | None = None,
) -> Draft:
    """Keeps `answers` beside those that are kept already, a later answer in the place of an earlier one.

    A paper larger than the portal stores is not kept; the form refuses it with a sentence. `seen_event` is taken over
    where a draft begins, and where the person has looked again.
    """
    Draft.objects.filter(saved_at__lt=timezone.now() - KEPT).delete()
    draft, is_new = Draft.objects.select_for_update().get_or_create(
        person=person,
        address=address,
        defaults={"seen_event": newest_event() if seen_event is None else seen_event},
    )
    if seen_event is not None and not is_new:
        draft.seen_event = seen_event
    draft.answers = {
        **draft.answers,
        **{name: [value[:LONGEST] for value in values] for name, values in answers.items()},
    }
    draft.save()
    for field, paper in (papers or {}).items():
        if not too_large({field: paper}):
            paper.seek(0)
            DraftPaper.objects.update_or_create(
                draft=draft, field=field, defaults={"file_name": str(paper.name)[:120], "content": paper.read()}
            )
            paper.seek(0)
    return draft


def discard_draft(*, person: Any, address: str) -> None:
    """Forgets what the person entered on the page at `address`."""
    Draft.objects.filter(person=person, address=address).delete()


def forget_papers(*, person: Any, address: str) -> None:
    """Forgets the papers of the draft and keeps what was typed: a paper that was refused is kept nowhere."""
    DraftPaper.objects.filter(draft__person=person, draft__address=address).delete()


def too_large(papers: Mapping[str, UploadedFile]) -> dict[str, UploadedFile]:
    """Those of the papers that are larger than the portal stores."""
    return {name: paper for name, paper in papers.items() if (paper.size or 0) > settings.DOCUMENT_MAXIMUM_BYTES}


def typed(draft: Draft, fields: Iterable[str] | None = None) -> "MultiValueDict[str, str]":
    """The answers as a form takes them, or those of some fields."""
    kept = draft.answers if fields is None else {name: draft.answers.get(name, []) for name in fields}
    return MultiValueDict(kept)


def uploaded(draft: Draft) -> "MultiValueDict[str, UploadedFile]":
    """The papers as a form takes them."""
    return MultiValueDict(
        {paper.field: [SimpleUploadedFile(paper.file_name, bytes(paper.content))] for paper in draft.papers.all()}
    )
