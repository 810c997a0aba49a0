"""The versions of a paper: they stand in one line, from the first to the newest."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from approvals.models import Document


def versions_of(paper: Document) -> QuerySet[Document]:
    """Every version of the paper without its bytes, the newest first; a paper without others is the only one."""
    first = paper.first_version_id or paper.pk
    return (
        Document.objects.filter(Q(pk=first) | Q(first_version=first))
        .select_related("stored_by")
        .defer("content")
        .order_by("-version")
    )


def replaced_among(papers: Iterable[int]) -> set[int]:
    """Those of these papers that a newer version replaces."""
    found = Document.objects.filter(replaces__in=list(papers)).values_list("replaces_id", flat=True)
    return {number for number in found if number is not None}
