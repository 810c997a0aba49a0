"""`{% chart "name" %}`: a chart as a figure, with its data beneath it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.safestring import mark_safe

from assets.conventions.cash_flows import CashFlow
from portal.charts import ceiling, figures, over_time  # noqa: F401  (they list their charts)
from portal.charts.assets import ValuationPoint, cash_flows_chart, valuation_history_chart
from portal.charts.chart import CHARTS, Chart
from portal.charts.drawing import page_svg

register = template.Library()


@register.inclusion_tag("components/chart.html")
def chart(name: str) -> dict[str, Any]:
    """The chart `name` as the record is now. Raises KeyError for a name that nobody listed."""
    return figure(CHARTS[name]())


@register.inclusion_tag("components/chart.html", name="cash_flows_figure")
def cash_flows_figure(flows: Sequence[CashFlow], currency: str) -> dict[str, Any]:
    """What a security pays and when; there is at least one payment."""
    return _shown(cash_flows_chart(flows, currency))


@register.inclusion_tag("components/chart.html", name="valuation_history_figure")
def valuation_history_figure(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """How an asset's value went, from the rows of its valuations, each with its `acceptance`; there is at least one."""
    points = [
        ValuationPoint(
            as_at=row["valuation"].as_at,
            value_usd=row["valuation"].value_usd,
            value_pkr=row["valuation"].value_pkr,
            market_value=row["valuation"].fair_usd,
            is_accepted=row["acceptance"] is not None,
        )
        for row in reversed(rows)
    ]
    return _shown(valuation_history_chart(points))


@register.inclusion_tag("components/chart.html", name="chart_figure")
def figure(found: Chart) -> dict[str, Any]:
    """A chart that is at hand already. One without a name stands in no list and so has no downloads."""
    return {
        "chart": found,
        # Drawn by the portal from values that the drawing library escapes; styles and scripts are taken out there.
        "wide": mark_safe(page_svg(found)) if found.rows else "",  # noqa: S308
        "narrow": mark_safe(page_svg(found, is_narrow=True)) if found.rows else "",  # noqa: S308
    }


def _shown(found: Chart | None) -> dict[str, Any]:
    if found is None:
        raise ValueError("A chart of nothing was asked for.")
    return figure(found)
