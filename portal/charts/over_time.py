"""The charts of what is dated: exchange rates and benchmark fixings, over the last year on record."""

import datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from approvals.wording import date_text, isolated, percent_text, trimmed_text
from assets.money import BASE, QUOTE
from assets.selectors import fixings_that_hold, rates_that_hold
from portal.charts.chart import Chart, Column, chart, mirrored
from portal.charts.drawing import PALETTE

#: Days before the latest one that a picture shows.
WINDOW = 365
#: Pixels from one line of a legend to the next, above the picture.
LEGEND_STEP = 22
#: Colours, dashes and points that tell lines apart, so that nobody needs the colours alone.
COLOURS = ("--chart-6", "--chart-contrast", "--chart-4", "--chart-ink")
DASHES: tuple[list[int], ...] = ([1, 0], [6, 3], [2, 3], [8, 3, 2, 3])
SHAPES = ("circle", "square", "diamond", "triangle-up")


@chart("exchange-rates")
def exchange_rates() -> Chart:
    """What one dollar cost in rupees, day by day."""
    rows = [
        {
            "moment": rate.on_date.isoformat(),
            "date": date_text(rate.on_date),
            "value": rate.rate,
            "source": rate.source,
            "series": QUOTE,
        }
        for rate in _of_the_last_year(rates_that_hold())
    ]
    return Chart(
        name="exchange-rates",
        title=_("Rupees for one US dollar"),
        description=_("Every day's rate of the last year on record; where sources differ, the one recorded last.")
        if len(rows) != 1
        else _("The one rate on record: %(rate)s on %(day)s.")
        % {"rate": isolated(trimmed_text(rows[0]["value"])), "day": rows[0]["date"]},
        columns=(
            Column("date", _("Date")),
            Column("value", _("%(quote)s for one %(base)s") % {"quote": QUOTE, "base": BASE}, "number"),
            Column("source", _("Source")),
        ),
        rows=rows,
        has_bars=False,
        spec=lines([QUOTE], has_legend=False),
    )


@chart("benchmark-fixings")
def benchmark_fixings() -> Chart:
    """Every benchmark's fixings, day by day."""
    fixings = _of_the_last_year(fixings_that_hold())
    rows = [
        {
            "moment": fixing.on_date.isoformat(),
            "date": date_text(fixing.on_date),
            "series": str(fixing.benchmark),
            "value": fixing.value_pct,
            "kind": _("Fall-back") if fixing.is_fallback else _("As published"),
        }
        for fixing in fixings
    ]
    latest = {row["series"]: percent_text(row["value"]) for row in rows}
    return Chart(
        name="benchmark-fixings",
        title=_("Benchmarks in percent a year"),
        description=" ".join(
            [
                _("Every day's fixing of the last year on record; where sources differ, the one recorded last."),
                *(
                    _("%(benchmark)s was last at %(value)s.") % {"benchmark": series, "value": value}
                    for series, value in latest.items()
                ),
            ]
        ),
        columns=(
            Column("date", _("Date")),
            Column("series", _("Benchmark")),
            Column("value", _("Percent a year"), "number"),
            Column("kind", _("Kind")),
        ),
        rows=rows,
        has_bars=False,
        spec=lines(list(latest), has_legend=True),
    )


def lines(series: list[str], *, has_legend: bool) -> dict[str, Any]:
    """A line with points for every series, time running as the language reads, the legend above the picture."""
    looks: dict[str, list[Any]] = {
        "color": [PALETTE[name] for name in COLOURS],
        "strokeDash": list(DASHES),
        "shape": list(SHAPES),
    }
    by_series = {
        channel: {
            "field": "series",
            "type": "nominal",
            "scale": {"domain": series, "range": [look[place % len(look)] for place in range(len(series))]},
            "legend": None,
        }
        for channel, look in looks.items()
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "title": None,
        "scale": {"zero": False, "nice": True},
        "axis": {"grid": True, "gridDash": [2, 3], "tickCount": 5},
    }
    drawn: list[dict[str, Any]] = [
        {
            "mark": {"type": "line", "strokeWidth": 2},
            "encoding": {"y": y, "color": by_series["color"], "strokeDash": by_series["strokeDash"]},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 45, "opacity": 1},
            "encoding": {"y": y, "color": by_series["color"], "shape": by_series["shape"]},
        },
    ]
    if has_legend:
        for place, name in enumerate(series):
            drawn += _legend_line(name, place, len(series), by_series)
    return {
        "height": 260,
        "encoding": {
            "x": {
                "field": "moment",
                "type": "temporal",
                "timeUnit": {"unit": "utcyearmonthdate"},
                "title": None,
                "scale": {"type": "utc", "reverse": mirrored()},
                "axis": {"labelExpr": _day_in_words(), "labelOverlap": "greedy", "labelSeparation": 12, "tickCount": 5},
            }
        },
        "layer": drawn,
    }


def _legend_line(name: str, place: int, count: int, by_series: dict[str, Any]) -> list[dict[str, Any]]:
    """A point and the name beside it, at the side where reading begins."""
    y = {"value": -LEGEND_STEP * (count - place)}
    x: dict[str, Any] = {"value": "width"} if mirrored() else {"value": 0}
    side, shift = ("right", -14) if mirrored() else ("left", 14)
    data = {"values": [{"series": name}]}
    return [
        {
            "data": data,
            "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1, "xOffset": shift / 2},
            "encoding": {"x": x, "y": y, "color": by_series["color"], "shape": by_series["shape"]},
        },
        {
            "data": data,
            "mark": {"type": "text", "align": side, "baseline": "middle", "dx": shift},
            "encoding": {"x": x, "y": y, "text": {"field": "series"}},
        },
    ]


def _day_in_words() -> str:
    """The label of a day on the axis, in the words of the language."""
    months = ", ".join(f"'{MONTHS[number]}'" for number in range(1, 13))
    return f"utcdate(datum.value) + ' ' + [{months}][utcmonth(datum.value)] + ' ' + utcyear(datum.value)"


def _of_the_last_year(records: "QuerySet[Any]") -> "list[Any]":
    """The records of the days up to the latest one, the first day first."""
    latest = records.model._default_manager.aggregate(latest=Max("on_date"))["latest"]
    if latest is None:
        return []
    since = latest - datetime.timedelta(days=WINDOW)
    return sorted(records.filter(on_date__gt=since), key=lambda record: record.on_date)
