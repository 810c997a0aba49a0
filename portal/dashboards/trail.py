"""Reading the audit trail: filters, the check of an entry, and the columns of its download."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import QuerySet

from approvals.canonical import leaf_hash, read_canonical
from approvals.models import AuditEvent, Case
from approvals.services.trail import event_content
from portal.accounts.models import User

CSV_HEADER = (
    "number",
    "event_id",
    "recorded_at",
    "business_date",
    "actor",
    "role",
    "body",
    "verb",
    "subject",
    "subject_label",
    "case",
    "correlation_id",
    "leaf_hash",
    "content",
)


@dataclass(frozen=True)
class TrailFilter:
    """What the auditor asked for; an empty field asks for everything."""

    verb: str = ""
    subject: str = ""
    person: str = ""
    case: str = ""
    before: str = ""

    @classmethod
    def from_query(cls, query: Any) -> "TrailFilter":
        """From the address."""
        return cls(
            **{
                name: query.get(name, "").replace("\x00", "").strip()[:100]
                for name in ("verb", "subject", "person", "case", "before")
            }
        )

    def all(self) -> "QuerySet[AuditEvent]":
        """Every entry that fits, newest first."""
        events = AuditEvent.objects.order_by("-id")
        if self.verb:
            events = events.filter(verb=self.verb)
        if self.subject:
            events = events.filter(subject=self.subject)
        if self.person == "portal":
            events = events.filter(actor=None)
        elif self.person:
            events = events.filter(actor__username=self.person)
        if self.case:
            found = Case.objects.filter(reference__iexact=self.case).first()
            events = events.filter(case_key=found.key) if found else events.none()
        return events

    def page(self) -> "QuerySet[AuditEvent]":
        """The same from where the previous page ended."""
        return self.all().filter(pk__lt=int(self.before[:18])) if self.before.isdecimal() else self.all()

    def query(self) -> str:
        """The filters as a query, without the place."""
        return urlencode({k: v for k, v in vars(self).items() if v and k != "before"})

    def is_narrow(self) -> bool:
        """Whether any filter is set."""
        return bool(self.query())

    def verbs(self) -> list[str]:
        """The verbs that occur, found by leaping through the index rather than by reading every row."""
        with connection.cursor() as cursor:
            cursor.execute(
                """
                WITH RECURSIVE leap AS (
                    (SELECT verb FROM approvals_auditevent ORDER BY verb LIMIT 1)
                    UNION ALL
                    SELECT (SELECT verb FROM approvals_auditevent WHERE verb > leap.verb ORDER BY verb LIMIT 1)
                    FROM leap WHERE leap.verb IS NOT NULL
                )
                SELECT verb FROM leap WHERE verb IS NOT NULL
                """
            )
            return [row[0] for row in cursor.fetchall()]

    def people(self) -> "QuerySet[User]":
        """Everybody who may have acted."""
        return User.objects.order_by("full_name")


@dataclass(frozen=True)
class Examined:
    """What the check of one entry found."""

    recorded_hash: str
    computed_hash: str
    hash_matches: bool
    differing_columns: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether hash, content and columns all agree."""
        return self.hash_matches and not self.differing_columns


def examine(event: AuditEvent) -> Examined:
    """Computes the leaf hash from the stored bytes, and compares every column with what the bytes say."""
    recorded, computed = bytes(event.leaf_hash), leaf_hash(event.content)
    try:
        content = read_canonical(event.content)
    except ValueError:
        content = {}
    return Examined(
        recorded_hash=recorded.hex(),
        computed_hash=computed.hex(),
        hash_matches=recorded == computed,
        differing_columns=tuple(name for name, value in event_content(event).items() if content.get(name) != value),
    )


def csv_row(event: AuditEvent) -> tuple[object, ...]:
    """One entry in the order of the header."""
    return (
        event.pk,
        event.event_id,
        event.recorded_at.isoformat(),
        event.business_date.isoformat(),
        event.actor_name,
        event.actor_role,
        event.actor_body,
        event.verb,
        event.subject,
        event.subject_label,
        event.case_key,
        event.correlation_id,
        bytes(event.leaf_hash).hex(),
        bytes(event.content).decode("utf-8", errors="replace"),
    )
