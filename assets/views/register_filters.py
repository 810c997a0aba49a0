"""What the register is searched and narrowed by. Each filter is a condition that PostgreSQL answers from an index or a set."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from approvals.forms import DateInput
from approvals.views.cases import stage_choices
from assets.choices import Eligibility, InstrumentType, TitleStatus
from assets.listing import encumbered, in_stage, never_proposed
from assets.models import Instrument
from assets.money import CURRENCIES


def _stages() -> list[tuple[str, Any]]:
    return [("none", _("Never proposed")), *stage_choices()]


class AssetFilters(django_filters.FilterSet):
    """What the register is searched by."""

    search = django_filters.CharFilter(label=_("Name, owner or ISIN"), method="find")
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), field_name="instrument_type", choices=InstrumentType.choices, empty_label=_("Every kind")
    )
    stage = django_filters.ChoiceFilter(label=_("Stage"), choices=(), method="in_stage", empty_label=_("Every stage"))
    title = django_filters.ChoiceFilter(
        label=_("Title status"),
        field_name="title_status",
        choices=TitleStatus.choices,
        empty_label=_("Every title status"),
    )
    eligibility = django_filters.ChoiceFilter(
        label=_("Eligibility"), choices=Eligibility.choices, empty_label=_("Whatever was found")
    )
    currency = django_filters.ChoiceFilter(
        label=_("Currency"), choices=[(code, code) for code in CURRENCIES], empty_label=_("Every currency")
    )
    matures_from = django_filters.DateFilter(
        label=_("Matures from"), field_name="security__maturity_date", lookup_expr="gte", widget=DateInput
    )
    matures_to = django_filters.DateFilter(
        label=_("Matures up to"), field_name="security__maturity_date", lookup_expr="lte", widget=DateInput
    )
    encumbered = django_filters.ChoiceFilter(
        label=_("Encumbrance"),
        choices=[("yes", _("One stands")), ("no", _("None stands"))],
        method="with_encumbrance",
        empty_label=_("With and without"),
    )

    class Meta:
        model = Instrument
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Asked once: a form that has a function for its choices calls it at every look.
        self.filters["stage"].extra["choices"] = _stages()

    def find(self, assets: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        """Assets whose name or owner holds the words, or whose ISIN they are."""
        return assets.filter(Q(name__icontains=value) | Q(asset_owner__icontains=value) | Q(isin=value.upper()))

    def in_stage(self, assets: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        """Assets with a live case in a stage, or those that were never proposed."""
        return assets.filter(never_proposed() if value == "none" else in_stage(int(value)))

    def with_encumbrance(self, assets: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        """Assets on which an encumbrance stands that nobody released, or the others."""
        return assets.filter(encumbered()) if value == "yes" else assets.exclude(encumbered())
