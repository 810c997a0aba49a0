"""The charts of one asset: what it pays and when, and how its value went. They take plain data and read no record.

They stand in no list, so they have no name and no downloads; their figures stand beneath them as a table.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.wording import amount_text, date_text, isolated
from assets.conventions.cash_flows import CashFlow, Kind
from assets.wording import kind_text
from portal.charts.chart import Chart, Column, mirrored
from portal.charts.drawing import PALETTE
from portal.charts.timeline import LINE, amounts, time_axis, unit_for, words_at

#: What is paid back, which is so much more than every income that it has a panel of its own.
_REDEMPTIONS = frozenset({Kind.REDEMPTION, Kind.DISCOUNT_REDEMPTION})
#: Heights in pixels of the panels: of the one bar of a redemption, and of the bars of income.
_REDEMPTION_HEIGHT, _INCOME_HEIGHT = 70, 170
#: How wide a bar is at least and at most, as a part of the drawing.
_THINNEST, _BROADEST = 0.006, 0.025
_FIXED = {"fill": PALETTE["--chart-5"], "stroke": PALETTE["--chart-5"]}
_PROJECTED = {"fill": PALETTE["--chart-2"], "stroke": PALETTE["--chart-5"]}


def cash_flows_chart(flows: Sequence[CashFlow], currency: str) -> Chart | None:
    """Every payment as a bar at its date; None where nothing is paid.

    Income and redemption stand in two panels, each with a scale of its own, as the redemption would leave nothing to be
    seen of the income. Income at a rate that is not fixed yet is drawn hollow, and words say from which day on.
    """
    if not flows:
        return None
    income = [flow for flow in flows if flow.kind not in _REDEMPTIONS]
    redemption = [flow for flow in flows if flow.kind in _REDEMPTIONS]
    return Chart(
        name="",
        title=_("What it pays, and when"),
        description=_in_words(income, redemption, currency),
        columns=(
            Column("date", _("Payment date")),
            Column("kind", _("Kind")),
            Column("standing", _("Rate")),
            Column("amount", _("Amount in %(currency)s") % {"currency": isolated(currency)}, "number"),
        ),
        rows=[_row(flow) for flow in flows],
        has_bars=False,
        spec=_panels(income, redemption, currency),
    )


def _in_words(income: Sequence[CashFlow], redemption: Sequence[CashFlow], currency: str) -> str:
    sentences = []
    if income:
        total = sum((flow.amount for flow in income), Decimal(0))
        sentences.append(
            ngettext(
                "%(kind)s: %(count)s payment of %(total)s.",
                "%(kind)s: %(count)s payments, %(total)s together.",
                len(income),
            )
            % {
                "kind": kind_text(income[0].kind),
                "count": isolated(str(len(income))),
                "total": amount_text(total, currency),
            }
        )
    sentences += [
        _("%(kind)s: %(amount)s on %(day)s.")
        % {
            "kind": kind_text(flow.kind),
            "amount": amount_text(flow.amount, currency),
            "day": date_text(flow.payment_date),
        }
        for flow in redemption
    ]
    projected = [flow for flow in income if flow.projected]
    if projected:
        sentences.append(
            _("From %(day)s on payments are projected, as their rate is not fixed yet.")
            % {"day": date_text(projected[0].payment_date)}
        )
    if income and redemption:
        sentences.append(_("The two panels have a scale of their own each, so heights compare only within a panel."))
    return " ".join(sentences)


def _row(flow: CashFlow) -> dict[str, Any]:
    standing = None if flow.rate_pct is None else _("Projected") if flow.projected else _("Fixed")
    return {
        "at": flow.payment_date.toordinal(),
        "date": date_text(flow.payment_date),
        "kind": str(kind_text(flow.kind)),
        "standing": standing,
        "amount": flow.amount,
        "is_income": flow.kind not in _REDEMPTIONS,
        "projected": flow.projected,
    }


def _panels(income: Sequence[CashFlow], redemption: Sequence[CashFlow], currency: str) -> dict[str, Any]:
    """The redemption above, the income beneath it, at one axis of days that begins with the first period."""
    flows = [*income, *redemption]
    begun = min(flow.period_start for flow in income or redemption)
    days = [begun, *(flow.payment_date for flow in flows)]
    width = {"expr": f"max(2, width * {_width(days):.5f})"}
    layers: list[dict[str, Any]] = []
    bottom = 0
    if redemption:
        layers += _redemption_panel(redemption, currency, width, top=LINE)
        bottom = LINE + _REDEMPTION_HEIGHT
    if income:
        top = bottom + (LINE if bottom else 0)
        lines = _legend(income, currency, top)
        top += LINE * _lines_of_words(lines) + (LINE // 3 if _lines_of_words(lines) > 1 else 0)
        bottom = top + _INCOME_HEIGHT
        layers += [*lines, _income_bars(income, currency, width, [bottom, top])]
    return {
        "height": bottom,
        "encoding": {"x": time_axis(days)},
        "resolve": {"scale": {"y": "independent"}, "axis": {"y": "independent"}},
        "layer": layers,
    }


def _width(days: Sequence[datetime.date]) -> float:
    """How wide a bar is, as a part of the drawing: most of the shortest time between two payments."""
    ordinals = sorted({day.toordinal() for day in days})
    span = max(1, ordinals[-1] - ordinals[0])
    shortest = min((later - earlier for earlier, later in pairwise(ordinals)), default=span)
    return min(max(0.6 * shortest / span, _THINNEST), _BROADEST)


def _redemption_panel(flows: Sequence[CashFlow], currency: str, width: Any, *, top: int) -> list[dict[str, Any]]:
    """One bar with its amount beside it, towards the earlier days, where there is room."""
    highest = max(flow.amount for flow in flows)
    unit = unit_for(highest)
    bottom = top + _REDEMPTION_HEIGHT
    y = amounts("amount", unit, [Decimal(0), highest], [bottom, top], values=[0, float(highest)])
    side, towards = ("left", 1) if mirrored() else ("right", -1)
    label = {
        "type": "text",
        "align": side,
        "baseline": "middle",
        "dx": {"expr": f"{towards} * (6 + {width['expr']} / 2)"},
    }
    return [
        *words_at(unit.title(kind_text(Kind.REDEMPTION), currency), top - LINE // 2),  # The short word has room.
        {
            "transform": [{"filter": "!datum.is_income"}],
            "mark": {"type": "bar", "orient": "vertical", "width": width, "color": PALETTE["--chart-4"]},
            "encoding": {"y": y},
        },
        {
            "transform": [{"filter": "!datum.is_income"}],
            "mark": label,
            "encoding": {"y": {"value": (top + bottom) // 2}, "text": {"value": amount_text(highest, currency)}},
        },
    ]


def _legend(income: Sequence[CashFlow], currency: str, top: int) -> list[dict[str, Any]]:
    """The title of the income's panel; and what filled and hollow bars mean, where there are both."""
    unit = unit_for(max(flow.amount for flow in income))
    lines = words_at(unit.title(kind_text(income[0].kind), currency), top + LINE // 2)
    projected = [flow for flow in income if flow.projected]
    if not projected:
        return lines
    entries: list[tuple[str, dict[str, str]]] = []
    if len(projected) < len(income):
        entries.append((_("The rate is fixed"), _FIXED))
    entries.append((_("Projected: rate not fixed yet"), _PROJECTED))
    for place, (text, look) in enumerate(entries, start=1):
        lines += words_at(text, top + LINE * place + LINE // 2, mark={"shape": "square", "filled": True, **look})
    return lines


def _lines_of_words(layers: Sequence[dict[str, Any]]) -> int:
    return len([layer for layer in layers if layer["mark"]["type"] == "text"])


def _income_bars(income: Sequence[CashFlow], currency: str, width: Any, place: Sequence[int]) -> dict[str, Any]:
    highest = max(flow.amount for flow in income)
    y = amounts("amount", unit_for(highest), [Decimal(0), highest or Decimal(1)], place)
    looks = {
        channel: {"condition": {"test": "datum.projected", "value": _PROJECTED[channel]}, "value": _FIXED[channel]}
        for channel in ("fill", "stroke")
    }
    return {
        "transform": [{"filter": "datum.is_income"}],
        # A thin bar is not all outline, so that it still looks hollow.
        "mark": {
            "type": "bar",
            "orient": "vertical",
            "width": width,
            "strokeWidth": {"expr": f"min(1, {width['expr']} / 8)"},
        },
        "encoding": {"y": y, **looks},
    }


# How the value went ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ValuationPoint:
    """One valuation as it is drawn: all units on a day, in both currencies; the market value is in US dollars, too."""

    as_at: datetime.date
    value_usd: Decimal
    value_pkr: Decimal
    market_value: Decimal | None
    is_accepted: bool


@dataclass(frozen=True)
class _Series:
    """One line. Colour, shape and dashes tell the two apart, so that nobody needs the colours alone."""

    field: str
    colour: str
    shape: str
    dashes: tuple[int, int]


_VALUE = _Series("value_usd", PALETTE["--chart-6"], "circle", (1, 0))
_MARKET = _Series("market_value", PALETTE["--chart-contrast"], "square", (6, 3))
_HEIGHT = 240


def valuation_history_chart(points: Sequence[ValuationPoint]) -> Chart | None:
    """Every valuation in US dollars by its day, filled where an approver accepted it; None where there is none.

    The market value is a second line, over the days that have one.
    """
    if not points:
        return None
    points = sorted(points, key=lambda point: point.as_at)
    has_market = any(point.market_value is not None for point in points)
    market = (Column("market_value", _("Market value in USD"), "usd"),) if has_market else ()
    return Chart(
        name="",
        title=_("The value over time"),
        description=_("Every valuation in US dollars by its day. The scale does not begin at zero."),
        columns=(
            Column("date", _("As at")),
            Column("value_usd", _("Value in USD"), "usd"),
            Column("value_pkr", _("Value in PKR"), "number"),
            *market,
            Column("standing", _("Accepted")),
        ),
        rows=[_valued(point) for point in points],
        has_bars=False,
        spec=_history(points, has_market=has_market),
    )


def _valued(point: ValuationPoint) -> dict[str, Any]:
    return {
        "at": point.as_at.toordinal(),
        "date": date_text(point.as_at),
        "value_usd": point.value_usd,
        "value_pkr": point.value_pkr,
        "market_value": point.market_value,
        "standing": _("Accepted") if point.is_accepted else _("Waiting for an approver"),
        "is_accepted": point.is_accepted,
    }


def _history(points: Sequence[ValuationPoint], *, has_market: bool) -> dict[str, Any]:
    values = [point.value_usd for point in points]
    values += [point.market_value for point in points if point.market_value is not None]
    lowest, highest = min(values), max(values)
    room = max((highest - lowest) / 10, abs(highest) / 50, Decimal(1))
    unit = unit_for(highest)
    lines = [*words_at(unit.title(_("Value"), "USD"), LINE // 2), *_markers(points, has_market=has_market)]
    top = LINE * _lines_of_words(lines)
    domain = [max(Decimal(0), lowest - room), highest + room]
    for series in (_VALUE, _MARKET) if has_market else (_VALUE,):
        lines += _line(series, amounts(series.field, unit, domain, [top + _HEIGHT, top], tickCount=5))
    return {"height": top + _HEIGHT, "encoding": {"x": time_axis([point.as_at for point in points])}, "layer": lines}


def _line(series: _Series, y: dict[str, Any]) -> list[dict[str, Any]]:
    """The line over the days that have a value, and its markers: filled where accepted, hollow where waiting."""
    recorded = {"filter": f"datum.{series.field} != null"}
    line = {"type": "line", "color": series.colour, "strokeDash": list(series.dashes)}
    layers = [{"transform": [recorded], "mark": line, "encoding": {"y": y}}]
    for test, is_filled in (("datum.is_accepted", True), ("!datum.is_accepted", False)):
        mark = {"type": "point", "size": 70, "opacity": 1, **_marker(series, is_filled=is_filled)}
        layers.append({"transform": [recorded, {"filter": test}], "mark": mark, "encoding": {"y": y}})
    return layers


def _marker(series: _Series, *, is_filled: bool) -> dict[str, Any]:
    return {"shape": series.shape, "color": series.colour, "filled": is_filled}


def _markers(points: Sequence[ValuationPoint], *, has_market: bool) -> list[dict[str, Any]]:
    """What each marker means, of those that there are."""
    entries: list[tuple[str, dict[str, Any]]] = []
    if any(point.is_accepted for point in points):
        entries.append((_("Accepted"), _marker(_VALUE, is_filled=True)))
    if not all(point.is_accepted for point in points):
        entries.append((_("Waiting for an approver"), _marker(_VALUE, is_filled=False)))
    if has_market:
        entries.append((_("Market value"), _marker(_MARKET, is_filled=True)))
    lines: list[dict[str, Any]] = []
    for place, (words, mark) in enumerate(entries, start=1):
        lines += words_at(words, LINE * place + LINE // 2, mark=mark)
    return lines
