"""Cases for advisers. Where the views are mounted decides who may use them; unmounted they let nobody in."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.generics import ListAPIView, RetrieveAPIView

from approvals.api.cases import PublicStanding, public_cases
from approvals.api.filters import CaseFilter
from approvals.api.serializers import CaseSerializer
from approvals.models import Case


class CaseListView(ListAPIView[Case]):
    """Every case, oldest first."""

    serializer_class = CaseSerializer
    filterset_class = CaseFilter
    queryset = Case.objects.none()

    def get_queryset(self) -> QuerySet[Case]:
        """The cases with all that the answer needs."""
        return public_cases()

    def get_serializer_context(self) -> dict[str, Any]:
        """Adds what all cases share."""
        return {**super().get_serializer_context(), "standing": PublicStanding()}


class CaseDetailView(RetrieveAPIView[Case]):
    """One case."""

    serializer_class = CaseSerializer
    lookup_field = "reference"
    filter_backends = ()
    queryset = Case.objects.none()

    def get_queryset(self) -> QuerySet[Case]:
        """The cases with all that the answer needs."""
        return public_cases()

    def get_serializer_context(self) -> dict[str, Any]:
        """Adds what all cases share."""
        return {**super().get_serializer_context(), "standing": PublicStanding()}
