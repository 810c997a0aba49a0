"""`{% chart "name" %}`: a chart as a figure, with its data beneath it."""

from typing import Any

from django import template
from django.utils.safestring import mark_safe

from portal.charts import ceiling, figures, over_time  # noqa: F401  (they list their charts)
from portal.charts.chart import CHARTS, Chart
from portal.charts.drawing import page_svg

register = template.Library()


@register.inclusion_tag("components/chart.html")
def chart(name: str) -> dict[str, Any]:
    """The chart `name` as the record is now. Raises KeyError for a name that nobody listed."""
    return figure(CHARTS[name]())


@register.inclusion_tag("components/chart.html", name="chart_figure")
def figure(found: Chart) -> dict[str, Any]:
    """A chart that is at hand already. One without a name stands in no list and so has no downloads."""
    return {
        "chart": found,
        # Drawn by the portal from values that the drawing library escapes; styles and scripts are taken out there.
        "wide": mark_safe(page_svg(found)) if found.rows else "",  # noqa: S308
        "narrow": mark_safe(page_svg(found, is_narrow=True)) if found.rows else "",  # noqa: S308
    }
