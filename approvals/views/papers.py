"""Evidence papers: what is known about one, and its exact bytes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from approvals.lineage import versions_of
from approvals.models import Document
from approvals.views.base import ReadPage, RuledView


class PaperPage(ReadPage):
    """Title, size, SHA-256, who stored it, what a scanner said, and its other versions."""

    template_name = "approvals/paper.html"

    def load(self, **kwargs: Any) -> None:
        """The paper without its bytes."""
        self.paper = get_object_or_404(
            Document.objects.defer("content").select_related("stored_by"), pk=kwargs["paper"]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The paper and every version of it, the newest first."""
        versions = list(versions_of(self.paper))
        return super().get_context_data(paper=self.paper, versions=versions, newest=versions[0], **kwargs)


class PaperFile(RuledView):
    """The bytes. They came from outside, so a browser is told to save them and to run nothing in them."""

    http_method_names = ["get", "head", "options"]

    def load(self, **kwargs: Any) -> None:
        """The paper with its bytes."""
        self.paper = get_object_or_404(Document, pk=kwargs["paper"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The paper as an attachment."""
        disposition = content_disposition_header(True, self.paper.file_name) or "attachment"
        return HttpResponse(
            bytes(self.paper.content),
            content_type="application/octet-stream",
            headers={
                "Content-Disposition": disposition,
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "default-src 'none'; sandbox",
                "Cross-Origin-Resource-Policy": "same-origin",
            },
        )
