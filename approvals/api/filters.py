"""What lists of cases can be narrowed to."""

import django_filters

from approvals.choices import CaseStatus
from approvals.models import Case


class CaseFilter(django_filters.FilterSet):
    """By status, stage and kind of asset."""

    status = django_filters.ChoiceFilter(choices=CaseStatus.choices)
    stage = django_filters.NumberFilter(field_name="stage_id", label="Stage, 1 to 6.")
    instrument_type = django_filters.CharFilter(label="Kind of asset.")

    class Meta:
        model = Case
        fields = ["status", "stage", "instrument_type"]
