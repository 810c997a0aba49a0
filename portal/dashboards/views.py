"""The home page of each role and the audit trail. Everything here reads and nothing writes."""

from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from approvals.models import AuditEvent
from approvals.views.base import PAGE_SIZE, RuledView
from portal.dashboards import rules  # noqa: F401  (lists its actions)
from portal.dashboards.csv_safe import csv_lines
from portal.dashboards.home import context_for
from portal.dashboards.trail import CSV_HEADER, TrailFilter, csv_row, examine


class Home(TemplateView):
    """What waits for this person. Everybody who is signed in has one."""

    http_method_names = ["get", "head", "options"]

    def get_template_names(self) -> list[str]:
        """The page of the person's role."""
        return [f"home/{self.request.user.role}.html"]  # type: ignore[union-attr]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What waits."""
        return super().get_context_data(**context_for(self.request.user, self.request), **kwargs)


class TrailView(RuledView):
    """A view of the audit trail."""

    action = "read_trail"
    http_method_names = ["get", "head", "options"]


class TrailList(TrailView, TemplateView):
    """The trail, newest first. Pages go by entry rather than by number, so the millionth is as quick as the first."""

    template_name = "trail/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The entries that the filters leave, each with its hash checked now."""
        chosen = TrailFilter.from_query(self.request.GET)
        rows = list(chosen.page()[: PAGE_SIZE + 1])
        shown = rows[:PAGE_SIZE]
        return super().get_context_data(
            chosen=chosen,
            entries=[{"event": event, "examined": examine(event)} for event in shown],
            older=shown[-1].pk if len(rows) > PAGE_SIZE else None,
            **kwargs,
        )


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


class TrailDownload(TrailView):
    """The filtered trail as CSV, streamed; a cell can never become a formula."""

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        """The file."""
        events = TrailFilter.from_query(request.GET).all().iterator(chunk_size=2000)
        return StreamingHttpResponse(
            csv_lines(CSV_HEADER, (csv_row(event) for event in events)),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="audit-trail.csv"'},
        )
