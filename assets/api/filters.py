"""What lists of assets can be narrowed to."""

import django_filters

from approvals.choices import CaseStatus
from assets.choices import InstrumentType
from assets.models import Instrument


class AssetFilter(django_filters.FilterSet):
    """By kind, currency, and stage and status of the latest case."""

    instrument_type = django_filters.ChoiceFilter(choices=InstrumentType.choices)
    currency = django_filters.CharFilter(lookup_expr="iexact", label="ISO 4217.")
    stage = django_filters.NumberFilter(field_name="case_stage", label="Stage of the latest case, 1 to 6.")
    status = django_filters.ChoiceFilter(
        field_name="case_status", choices=CaseStatus.choices, label="Status of the latest case."
    )

    class Meta:
        model = Instrument
        fields = ["instrument_type", "currency", "stage", "status"]
