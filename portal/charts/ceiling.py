"""The charts of the ceiling: what is in scope now, asset by asset, and how it came about."""

import json
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.choices import LIVE_STATUSES
from approvals.models import Memorandum
from approvals.wording import amount_text, billions_text, date_text
from assets.choices import InstrumentType
from assets.models import CeilingReading, Proposal
from portal.charts.chart import Chart, Column, chart, mirrored
from portal.charts.drawing import PALETTE
from portal.charts.figures import SHOWN, bars, labelled, scale, text_mark

#: Readings of the ceiling in one picture, the latest.
READINGS = 400
#: Labels of an axis in billions.
_IN_BILLIONS = "format(datum.value / 1000000000, '.1f')"


@chart("ceiling")
def ceiling() -> Chart:
    """What is in scope, kind by kind from the start to the end of the bar, against the memorandum's ceiling."""
    limit = Memorandum.objects.values_list("ceiling_usd", flat=True).first() or Decimal(0)
    kinds = dict(InstrumentType.choices)
    amounts = (
        Proposal.objects.filter(case__status__in=LIVE_STATUSES)
        .values_list("instrument__instrument_type")
        .annotate(total=Sum("value_usd"))
        .order_by("-total")
    )
    rows: list[dict[str, Any]] = []
    reached = Decimal(0)
    for kind, total in amounts:
        rows.append({"kind": str(kinds.get(kind, kind)), "usd": total, "from": reached, "to": reached + total})
        reached += total
    rows = labelled(rows, lambda row: billions_text(row["usd"], "USD"))
    x = {"type": "quantitative", "scale": scale(domain=[0, float(max(limit, reached)) * 1.12]), "title": None}
    y = {"field": "kind", "type": "nominal", "sort": None, "title": None}
    at_limit = {
        "values": [{"limit": float(limit), "words": _("Ceiling %(amount)s") % {"amount": billions_text(limit, "USD")}}]
    }
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "bar", "height": 22},
            "encoding": {
                "x": {**x, "field": "from", "axis": {"labelExpr": _IN_BILLIONS}},
                "x2": {"field": "to"},
                "y": y,
            },
        },
        {"mark": text_mark(), "encoding": {"x": {**x, "field": "to"}, "y": y, "text": {"field": "label"}}},
        {"data": at_limit, "mark": {"type": "rule"}, "encoding": {"x": {**x, "field": "limit"}}},
        {
            "data": at_limit,
            "mark": {"type": "text", "color": PALETTE["--chart-contrast"], "fontWeight": "bold", "dy": -12},
            "encoding": {"x": {**x, "field": "limit"}, "y": {"value": 0}, "text": {"field": "words"}},
        },
    ]
    return Chart(
        name="ceiling",
        title=_("In scope by kind of asset, against the ceiling"),
        description=_("%(used)s of the ceiling of %(ceiling)s is in scope; each kind begins where the one before ends.")
        % {"used": amount_text(reached, "USD"), "ceiling": amount_text(limit, "USD")},
        columns=(Column("kind", _("Kind of asset")), Column("usd", _("In scope"), "usd")),
        rows=rows,
        spec={"height": {"step": 38}, "layer": layers},
    )


@chart("ceiling-by-asset")
def ceiling_by_asset() -> Chart:
    """What each asset takes, the largest first, and what is free."""
    memorandum = Memorandum.objects.first()
    limit = memorandum.ceiling_usd if memorandum else Decimal(0)
    proposals = Proposal.objects.filter(case__status__in=LIVE_STATUSES).select_related("case")
    rows: list[dict[str, Any]] = [
        {
            "asset": f"{proposal.case.reference} {proposal.case.subject_label}",
            "usd": proposal.value_usd,
            "is_free": False,
        }
        for proposal in proposals.order_by("-value_usd", "id")
    ]
    used = sum((row["usd"] for row in rows), Decimal(0))
    if len(rows) > SHOWN:
        others = sum((row["usd"] for row in rows[SHOWN:]), Decimal(0))
        rows = [*rows[:SHOWN], {"asset": _("All other assets"), "usd": others, "is_free": False}]
    if memorandum:
        rows.append({"asset": _("Free"), "usd": limit - used, "is_free": True})
    spec = bars("asset", "usd", axis=False)
    spec["layer"][0]["encoding"] = {
        "color": {
            "condition": {"test": "datum.is_free", "value": PALETTE["--chart-2"]},
            "value": PALETTE["--chart-5"],
        }
    }
    return Chart(
        name="ceiling-by-asset",
        title=_("What each asset takes, and what is free"),
        description=_("%(used)s of the ceiling of %(ceiling)s is in use at frozen values; %(free)s is free.")
        % {
            "used": amount_text(used, "USD"),
            "ceiling": amount_text(limit, "USD"),
            "free": amount_text(limit - used, "USD"),
        },
        columns=(Column("asset", _("Asset")), Column("usd", _("Frozen value"), "usd")),
        rows=labelled(rows, lambda row: billions_text(row["usd"], "USD")),
        spec=spec,
    )


@chart("ceiling-history")
def ceiling_history() -> Chart:
    """What was in use after every act that moved it, at the frozen values and at the latest rate, against the ceiling."""
    readings = list(CeilingReading.objects.select_related("exchange_rate", "case").order_by("-pk")[:READINGS])[::-1]
    rows: list[dict[str, Any]] = [
        {
            "day": date_text(reading.taken_on),
            "cause": f"{reading.get_cause_display()} {reading.case.reference if reading.case else ''}".strip(),
            "in_use": reading.in_use_usd,
            "at_latest": reading.at_latest_rate_usd,
            "headroom": reading.headroom_usd,
            "rate": str(reading.exchange_rate or ""),
            "at": reading.taken_on.toordinal(),
        }
        for reading in readings
    ]
    limit = readings[-1].ceiling_usd if readings else Decimal(0)
    return Chart(
        name="ceiling-history",
        title=_("In use after every act, against the ceiling"),
        description=_(
            "The filled area is in use at the values frozen with proposals; the broken line is the same assets at the "
            "latest rate. What lies between the area and the ceiling of %(ceiling)s was free."
        )
        % {"ceiling": amount_text(limit, "USD")},
        columns=(
            Column("day", _("Date")),
            Column("cause", _("Cause")),
            Column("in_use", _("In use at frozen values"), "usd"),
            Column("at_latest", _("In use at the latest rate"), "usd"),
            Column("headroom", _("Headroom"), "usd"),
            Column("rate", _("Rate")),
        ),
        rows=rows,
        has_bars=False,
        spec=_history(rows, limit),
    )


def _history(rows: list[dict[str, Any]], limit: Decimal) -> dict[str, Any]:
    """Steps from reading to reading and on to today; the days at the axis are in the words of the language."""
    days = {row["at"]: row["day"] for row in rows}
    if days:
        today = business_date()
        days[max(today.toordinal(), rows[-1]["at"])] = date_text(today)
    marked = sorted({min(days), max(days)}) if days else []
    first, last = (marked[0], marked[-1]) if days else (0, 0)
    last += max(1, (last - first) // 30)  # The latest step is seen, too.
    steps = _steps(rows, float(last))
    names = json.dumps({str(day): days[day] for day in marked}, ensure_ascii=False)
    highest = max([limit, *(row["in_use"] for row in rows), *(row["at_latest"] for row in rows)])
    y: dict[str, Any] = {
        "type": "quantitative",
        "scale": {"domain": [0, float(highest) * 1.15], "nice": False},
        "stack": None,
        "title": None,
        "axis": {"labelExpr": _IN_BILLIONS, "grid": True, "gridDash": [2, 3], "tickCount": 5},
    }
    x = {
        "field": "at",
        "type": "quantitative",
        "scale": {"domain": [first, last], "nice": False, "zero": False, "reverse": mirrored()},
        "title": None,
        "axis": {"values": marked, "labelExpr": f"({names})[datum.value]", "grid": False, "labelFlush": True},
    }
    words = {"words": _("Ceiling %(amount)s") % {"amount": billions_text(limit, "USD")}, "limit": float(limit)}
    at_limit = {"values": [words]}
    beginning = {"align": "right", "dx": -4} if mirrored() else {"align": "left", "dx": 4}
    lines: list[tuple[str, dict[str, Any]]] = [
        ("in_use", {"type": "area", "color": PALETTE["--chart-2"]}),
        ("in_use", {"type": "line", "color": PALETTE["--chart-5"], "strokeWidth": 2}),
        ("at_latest", {"type": "line", "color": PALETTE["--chart-ink"], "strokeWidth": 2, "strokeDash": [6, 4]}),
    ]
    return {
        "height": 300,
        "encoding": {"x": x},
        "layer": [
            *(
                {
                    "data": {"values": steps},
                    "mark": mark,
                    "encoding": {"y": {**y, "field": field}},
                }
                for field, mark in lines
            ),
            {
                "data": at_limit,
                "mark": {"type": "rule"},
                "encoding": {"x": {"value": 0}, "x2": {"value": "width"}, "y": {**y, "field": "limit"}},
            },
            {
                "data": at_limit,
                "mark": {
                    "type": "text",
                    "color": PALETTE["--chart-contrast"],
                    "fontWeight": "bold",
                    "dy": -10,
                    **beginning,
                },
                "encoding": {
                    "x": {"value": "width" if mirrored() else 0},
                    "y": {**y, "field": "limit"},
                    "text": {"field": "words"},
                },
            },
        ],
    }


def _steps(rows: list[dict[str, Any]], last: float) -> list[dict[str, float]]:
    """The corners of the steps. None stands exactly above another, so that they are joined in the same order from left
    and from right: acts of one day follow one another within it.
    """
    corners: list[dict[str, float]] = []
    for number, row in enumerate(rows):
        earlier_that_day = sum(1 for other in rows[:number] if other["at"] == row["at"])
        at = row["at"] + earlier_that_day / READINGS / 2
        if corners:
            corners.append({**corners[-1], "at": at})
        corners.append(
            {"at": at + 1 / READINGS / 4, "in_use": float(row["in_use"]), "at_latest": float(row["at_latest"])}
        )
    return [*corners, {**corners[-1], "at": last}] if corners else []
