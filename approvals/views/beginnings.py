"""Where a person began: signed into the form, so that a colleague's act meanwhile and an ended sign-in are noticed.

The mark says who was shown which page after which entry of the trail. It gives no right; it only lets the portal keep
the entered answers for that very person when the session is over, and tell what others did since.
"""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet

from approvals.models import AuditEvent
from approvals.services.drafts import newest_event

FIELD = "began"
#: What the portal puts into a form beside the questions.
NOT_ANSWERS = ("csrfmiddlewaretoken", FIELD, "act", "discard", "go_on", "everything", "language")
_SALT = "approvals.beginning"
#: Seconds for which a mark is taken; an older page is shown afresh.
_LIFETIME = 7 * 24 * 60 * 60
#: Entries that change nothing in a record.
_HARMLESS = ("refused", "document_stored")


@dataclass(frozen=True)
class Beginning:
    """Who began on which page, and the newest entry of the trail at that moment."""

    person_id: int
    address: str
    seen_event: int

    def mark(self) -> str:
        """The signed mark for the form."""
        return signing.dumps([self.person_id, self.address, self.seen_event], salt=_SALT, compress=True)


def begin(person: Any, address: str) -> Beginning:
    """A person begins on a page now."""
    return Beginning(person.pk, address, newest_event())


def read_mark(mark: str) -> Beginning | None:
    """What a mark says, or None for one that is missing, changed or too old."""
    try:
        person_id, address, seen_event = signing.loads(mark, salt=_SALT, max_age=_LIFETIME)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Beginning(person_id, address, seen_event)


def acts_of_others(key: str, *, since: int, person: Any) -> "QuerySet[AuditEvent]":
    """What other people did to the record `key` (`case:12`) after entry `since`, oldest first."""
    return (
        AuditEvent.objects.filter(Q(subject=key) | Q(case_key=key), pk__gt=since)
        .exclude(actor=None)
        .exclude(actor=person)
        .exclude(verb__in=_HARMLESS)
        .defer("content")
        .order_by("pk")
    )
