"""The home page of each role and the audit trail. Everything here reads and nothing writes."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from approvals.models import AuditEvent
from approvals.rules import allow
from approvals.views.base import PAGE_SIZE, ReadPage, RuledView
from approvals.views.lists import CHUNK, ListColumn, ListPage, csv_file
from portal.dashboards import rules  # noqa: F401  (lists its actions)
from portal.dashboards.home import context_for
from portal.dashboards.home.changes import Changes
from portal.dashboards.home.oversight import decide_now
from portal.dashboards.overview import overview
from portal.dashboards.trail import CSV_HEADER, TrailFilters, TrailPage, csv_row, examine, trail_page


class Home(TemplateView):
    """What waits for this person. Everybody who is signed in has one."""

    http_method_names = ["get", "head", "options"]

    def get_template_names(self) -> list[str]:
        """The page of the person's role where it shows more than what waits."""
        return [f"home/{self.request.user.role}.html", "home/home.html"]  # type: ignore[union-attr]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What waits."""
        return super().get_context_data(**context_for(self.request.user, self.request), **kwargs)


class Overview(ReadPage):
    """Where the study stands: what a minister reads in ten seconds."""

    template_name = "home/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The figures, what waits for a decision, and whether the person can record the memorandum they begin with."""
        may_record = allow(self.request.user, "record_memorandum")
        return super().get_context_data(
            may_record_memorandum=may_record, decide_now=decide_now(), **overview(), **kwargs
        )


class WhatChanged(ReadPage):
    """Everything that others did since the person was here last; the home page shows the newest of it."""

    template_name = "home/changed.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The acts from the one that the address names on."""
        changes = Changes.for_person(self.request.user)
        page = trail_page(changes.acts, self.request.GET.get("before", ""))
        return super().get_context_data(changes=changes, page=page, **kwargs)


class TrailView(RuledView):
    """A view of the audit trail."""

    action = "read_trail"
    http_method_names = ["get", "head", "options"]


class TrailList(TrailView, ListPage):
    """The trail, newest first, each entry's hash computed again while the page is made."""

    template_name = "trail/list.html"
    filterset_class = TrailFilters
    heading = _("Audit trail")
    lead = _("Every act, written in the transaction of the act, newest first. Entries are only ever added.")
    caption = _("Entries of the trail, each hash computed again while this page was made")
    empty = _("Nothing has been recorded yet.")
    default_order = ("-pk",)
    columns: ClassVar[tuple[ListColumn, ...]] = (
        ListColumn("entry", _("Entry"), is_number=True),
        ListColumn("who", _("Who")),
        ListColumn("act", _("Act")),
        ListColumn("recorded", _("Recorded")),
        ListColumn("hash", _("Leaf hash")),
        ListColumn("checked", _("Checked now")),
    )

    def rows(self) -> "QuerySet[Any]":
        """Every entry."""
        return AuditEvent.objects.all()

    def cut(self, records: "QuerySet[Any]") -> TrailPage:
        """The entries from the one that the address names on."""
        return trail_page(records, self.request.GET.get("before", ""))

    def prepare(self, records: list[Any]) -> None:
        """What the check of each entry finds."""
        for event in records:
            event.examined = examine(event)

    def file(self, records: "QuerySet[Any]") -> StreamingHttpResponse:
        """The entries with every column that a checking program needs, in the words of the record."""
        return csv_file("audit-trail", CSV_HEADER, (csv_row(event) for event in records.iterator(chunk_size=CHUNK)))


class TrailEntry(TrailView, TemplateView):
    """One entry: the exact bytes that were hashed, and the hash computed from them now."""

    template_name = "trail/entry.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The entry, its neighbours of the same request, and what the check found."""
        event = get_object_or_404(AuditEvent.objects.select_related("actor"), event_id=self.kwargs["event_id"])
        same_act = AuditEvent.objects.filter(correlation_id=event.correlation_id).exclude(pk=event.pk)
        return super().get_context_data(
            event=event,
            examined=examine(event),
            exact=bytes(event.content).decode("utf-8", errors="replace"),
            same_act=same_act.defer("content")[:PAGE_SIZE],
            **kwargs,
        )
