"""Parts of charts over time: the axis of days, panels with a scale of their own each, the lines of a legend.

Time runs as the language reads. Days stand in the drawing as their ordinals, so that their names are those of the
language and not of the drawing library.
"""

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from approvals.wording import date_text, isolated
from portal.charts.chart import mirrored

#: Days that are named at the axis, at most; they find room beside one another on a page.
NAMED_DAYS = 5
#: Pixels from one line of words to the next.
LINE = 22
#: Parts of the whole time that are left free before the first day and after the last.
_MARGIN = Decimal("0.04")


def time_axis(days: Sequence[datetime.date]) -> dict[str, Any]:
    """The axis for rows with `at`, the ordinal of a day, from the first to the last of `days`, of which some are named."""
    ordinals = sorted({day.toordinal() for day in days})
    first, last = ordinals[0], ordinals[-1]
    margin = max(1.0, (last - first) * float(_MARGIN))
    named = _spread(ordinals)
    names = json.dumps({str(day): date_text(datetime.date.fromordinal(day)) for day in named}, ensure_ascii=False)
    return {
        "field": "at",
        "type": "quantitative",
        "scale": {"domain": [first - margin, last + margin], "nice": False, "zero": False, "reverse": mirrored()},
        "title": None,
        "axis": {
            "values": named,
            "labelExpr": f"({names})[datum.value]",
            "labelOverlap": "greedy",
            "labelPadding": 10,
            "grid": False,
        },
    }


def _spread(ordinals: list[int]) -> list[int]:
    """The first, the last and a few between."""
    if len(ordinals) <= NAMED_DAYS:
        return ordinals
    step = (len(ordinals) - 1) / (NAMED_DAYS - 1)
    return [ordinals[round(place * step)] for place in range(NAMED_DAYS)]


@dataclass(frozen=True)
class Unit:
    """In what an axis counts, so that its figures stay short; `sentence` is in the reader's language already."""

    divisor: int
    sentence: str

    def title(self, what: Any, currency: str) -> str:
        """What the axis shows and in what."""
        return self.sentence % {"what": what, "currency": isolated(currency)}

    @property
    def label(self) -> str:
        """The expression that writes a figure of the axis."""
        return f"format(datum.value / {self.divisor}, ',~f')"


def unit_for(highest: Decimal) -> Unit:
    """The largest unit of which there is at least one."""
    sentences = {
        10**9: _("%(what)s, in billion %(currency)s"),
        10**6: _("%(what)s, in million %(currency)s"),
        10**3: _("%(what)s, in thousand %(currency)s"),
    }
    for divisor, sentence in sentences.items():
        if abs(highest) >= divisor:
            return Unit(divisor, sentence)
    return Unit(1, _("%(what)s, in %(currency)s"))


def amounts(field: str, unit: Unit, domain: Sequence[Decimal], place: Sequence[int], **axis: Any) -> dict[str, Any]:
    """The scale of amounts from the bottom to the top of a panel, `place` in pixels from above."""
    return {
        "field": field,
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [float(end) for end in domain], "range": list(place), "nice": False, "zero": False},
        "axis": {
            "orient": "right" if mirrored() else "left",
            "labelExpr": unit.label,
            "grid": True,
            "gridDash": [2, 3],
            "tickCount": 3,
            **axis,
        },
    }


def words_at(text: str, top: int, *, mark: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """A line of words where reading begins, `top` pixels from above; with a `mark` before it, one of a legend."""
    x: dict[str, Any] = {"value": "width"} if mirrored() else {"value": 0}
    side, towards = ("right", -1) if mirrored() else ("left", 1)
    encoding = {"x": x, "y": {"value": top}}
    data = {"values": [{"words": text}]}
    line = {
        "data": data,
        "mark": {"type": "text", "align": side, "baseline": "middle", "dx": 16 * towards if mark else 0},
        "encoding": {**encoding, "text": {"field": "words"}},
    }
    if mark is None:
        return [{**line, "mark": {**line["mark"], "fontWeight": "bold"}}]  # type: ignore[dict-item]
    return [
        line,
        {
            "data": data,
            "mark": {"type": "point", "opacity": 1, "size": 70, "xOffset": 7 * towards, **mark},
            "encoding": encoding,
        },
    ]
