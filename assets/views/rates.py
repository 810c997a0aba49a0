"""The lists of exchange rates and of benchmark fixings."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from approvals.forms import DateInput
from approvals.rules import allow
from approvals.views.lists import ListColumn, ListPage
from approvals.wording import name_text
from assets.asset_form import benchmark_choices
from assets.models import BenchmarkFixing, ExchangeRate


class DatedFilters(django_filters.FilterSet):
    """From one day to another, both included."""

    since = django_filters.DateFilter(label=_("From"), field_name="on_date", lookup_expr="gte", widget=DateInput)
    until = django_filters.DateFilter(label=_("Until"), field_name="on_date", lookup_expr="lte", widget=DateInput)


class RateFilters(DatedFilters):
    """What exchange rates are searched by."""

    search = django_filters.CharFilter(label=_("Source"), field_name="source", lookup_expr="icontains")

    class Meta:
        model = ExchangeRate
        fields: tuple[str, ...] = ()


class FixingFilters(DatedFilters):
    """What fixings are searched by."""

    search = django_filters.CharFilter(label=_("Source or auction"), method="find")
    benchmark = django_filters.ChoiceFilter(
        label=_("Benchmark"), choices=benchmark_choices, empty_label=_("Every benchmark")
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"),
        field_name="is_fallback",
        choices=[("False", _("As published")), ("True", _("Fall-back"))],
        empty_label=_("Every kind"),
    )

    class Meta:
        model = BenchmarkFixing
        fields: tuple[str, ...] = ()

    def find(self, fixings: "QuerySet[BenchmarkFixing]", name: str, value: str) -> "QuerySet[BenchmarkFixing]":
        """Fixings whose source holds the words, or whose auction has the number."""
        return fixings.filter(Q(source__icontains=value) | Q(auction_number__iexact=value))


class DatedList(ListPage):
    """A list of what holds for a day, the latest day first, to which some may add."""

    default_order = ("-on_date", "-id")
    recording_action = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the person may add to it."""
        return super().get_context_data(may_record=allow(self.request.user, self.recording_action), **kwargs)


class ExchangeRates(DatedList):
    """Every exchange rate that was recorded."""

    template_name = "assets/rates.html"
    filterset_class = RateFilters
    recording_action = "record_rate"
    heading = _("Exchange rates")
    lead = _(
        "What one unit of the first currency cost in the second. A value uses the latest rate up to its day, never a later one."
    )
    caption = _("Exchange rates with their day and source")
    empty = _("No exchange rate is recorded.")
    empty_hint = _("A case officer records one.")
    file_name = "exchange-rates"
    columns = (
        ListColumn("date", _("Date"), lambda rate: rate.on_date, "on_date"),
        ListColumn("pair", _("Currencies"), lambda rate: f"{rate.base}/{rate.quote}"),
        ListColumn("rate", _("Rate"), lambda rate: rate.rate, "rate", is_number=True),
        ListColumn("source", _("Source"), lambda rate: rate.source, "source"),
        ListColumn("recorded", _("Recorded"), lambda rate: rate.recorded_on, "recorded_on"),
        ListColumn("by", _("Recorded by"), lambda rate: name_text(rate.recorded_by.full_name), is_on_page=False),
    )

    def rows(self) -> "QuerySet[Any]":
        """Every rate with who recorded it."""
        return ExchangeRate.objects.select_related("recorded_by")


class BenchmarkFixings(DatedList):
    """Every benchmark fixing that was recorded."""

    template_name = "assets/fixings.html"
    filterset_class = FixingFilters
    recording_action = "record_fixing"
    heading = _("Benchmark fixings")
    lead = _(
        "The market rates that floating assets follow, in percent a year. A period uses the latest fixing up to the day it begins."
    )
    caption = _("Fixings of benchmarks with their day and source")
    empty = _("No fixing is recorded.")
    empty_hint = _("A case officer records one.")
    file_name = "benchmark-fixings"
    columns = (
        ListColumn("date", _("Date"), lambda fixing: fixing.on_date, "on_date"),
        ListColumn("benchmark", _("Benchmark"), lambda fixing: fixing.benchmark, "benchmark"),
        ListColumn("value", _("Percent a year"), lambda fixing: fixing.value_pct, "value_pct", is_number=True),
        ListColumn("auction", _("Auction"), lambda fixing: fixing.auction_number, "auction_number"),
        ListColumn(
            "kind", _("Kind"), lambda fixing: _("Fall-back") if fixing.is_fallback else _("As published"), "is_fallback"
        ),
        ListColumn("source", _("Source"), lambda fixing: fixing.source, "source"),
        ListColumn("recorded", _("Recorded"), lambda fixing: fixing.recorded_on, "recorded_on"),
        ListColumn("by", _("Recorded by"), lambda fixing: name_text(fixing.recorded_by.full_name), is_on_page=False),
    )

    def rows(self) -> "QuerySet[Any]":
        """Every fixing with its benchmark, its paper without bytes, and who recorded it."""
        return BenchmarkFixing.objects.select_related("benchmark", "document", "recorded_by").defer("document__content")
