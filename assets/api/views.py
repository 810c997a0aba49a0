"""Assets for advisers. Where the views are mounted decides who may use them; unmounted they let nobody in."""

from django.db.models import QuerySet
from rest_framework.generics import ListAPIView, RetrieveAPIView

from assets.api.assets import proposed_assets
from assets.api.filters import AssetFilter
from assets.api.serializers import AssetDetailSerializer, AssetSerializer
from assets.models import Instrument


class AssetListView(ListAPIView[Instrument]):
    """Every asset under study, in the order of the register."""

    serializer_class = AssetSerializer
    filterset_class = AssetFilter
    queryset = Instrument.objects.none()

    def get_queryset(self) -> QuerySet[Instrument]:
        """The assets that were proposed."""
        return proposed_assets()


class AssetDetailView(RetrieveAPIView[Instrument]):
    """One asset under study with its terms."""

    serializer_class = AssetDetailSerializer
    lookup_field = "number"
    filter_backends = ()
    queryset = Instrument.objects.none()

    def get_queryset(self) -> QuerySet[Instrument]:
        """The assets that were proposed."""
        return proposed_assets()
