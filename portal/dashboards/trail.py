"""Reading the audit trail: filters, the check of an entry, and the columns of its download."""

from dataclasses import dataclass

import django_filters
from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals.canonical import leaf_hash, read_canonical
from approvals.models import AuditEvent, Case
from approvals.services.trail import event_content
from approvals.views.base import PAGE_SIZE
from approvals.wording import name_text
from portal.accounts.models import User
from portal.look.verbs import VERBS, verb_phrase

#: How the filter names what nobody did; no username has an underscore.
PORTAL = "_portal"

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


class TrailFilters(django_filters.FilterSet):
    """What the trail is searched by."""

    verb = django_filters.ChoiceFilter(label=_("Act"), choices=lambda: _verbs(), empty_label=_("Every act"))
    person = django_filters.ChoiceFilter(
        label=_("Person"), choices=lambda: _people(), empty_label=_("Everybody"), method="by_person"
    )
    case = django_filters.CharFilter(label=_("Case, such as CASE-0001"), method="of_case")
    subject = django_filters.CharFilter(label=_("Record, such as asset:1"))

    class Meta:
        model = AuditEvent
        fields: tuple[str, ...] = ()

    def by_person(self, events: "QuerySet[AuditEvent]", name: str, value: str) -> "QuerySet[AuditEvent]":
        """What one person did, or what the portal did by itself."""
        return events.filter(actor=None) if value == PORTAL else events.filter(actor__username=value)

    def of_case(self, events: "QuerySet[AuditEvent]", name: str, value: str) -> "QuerySet[AuditEvent]":
        """The timeline of one case."""
        found = Case.objects.filter(reference__iexact=value).first()
        return events.filter(case_key=found.key) if found else events.none()


@dataclass
class TrailPage:
    """Entries from one of them on. Pages go by entry rather than by number, so the millionth is as quick as the first."""

    object_list: list[AuditEvent]
    before: int | None
    older: int | None


def trail_page(events: "QuerySet[AuditEvent]", before: str) -> TrailPage:
    """The entries before the one that the address names (`before`), newest first; the newest where it names none."""
    first = int(before[:18]) if before.isdecimal() else None
    events = events if first is None else events.filter(pk__lt=first)
    found = list(events[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    return TrailPage(shown, first, shown[-1].pk if len(found) > PAGE_SIZE else None)


def _verbs() -> list[tuple[str, str]]:
    """Every act in words: those that the portal knows, and whatever else stands in the trail.

    What stands there is found by leaping through the index rather than by reading every row.
    """
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
        found = {row[0] for row in cursor.fetchall()}
    words = ((verb, str(verb_phrase(verb))) for verb in found | set(VERBS))
    return sorted(words, key=lambda pair: pair[1].casefold())


def _people() -> list[tuple[str, str]]:
    """Everybody who may have acted, and the portal itself."""
    people = User.objects.order_by("full_name").values_list("username", "full_name")
    return [(PORTAL, gettext("The portal itself")), *((username, name_text(name)) for username, name in people)]


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
