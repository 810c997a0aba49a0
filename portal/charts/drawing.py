"""Drawing a chart: colours and type of the portal, SVG for the page, SVG and PNG that stand alone.

The picture within a page takes its colours from the page's custom properties, so that dark and high-contrast
preferences reach it, and carries no style of its own, which the content security policy would block. What stands alone
carries real colours, and its letters are those of the registered fonts.
"""

import hashlib
import json
import re
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4

import vl_convert
from django.core.cache import cache as shared_cache
from django.utils.html import escape
from django.utils.translation import get_language, get_language_bidi
from redis.exceptions import RedisError

from portal.charts.chart import Chart, mirrored

FONTS = Path(__file__).resolve().parents[2] / "node_modules" / "@expo-google-fonts"
#: What a family lacks is drawn in any font of the machine, so the one that has the language's letters comes first.
FAMILIES = {False: "Public Sans, Noto Naskh Arabic", True: "Noto Naskh Arabic, Public Sans"}
#: The palette of `portal/look/styles/_properties.scss` on paper, by the property that carries it on a page.
PALETTE = {
    "--chart-1": "#dcebe1",
    "--chart-2": "#a9cdb6",
    "--chart-3": "#74ab88",
    "--chart-4": "#43865e",
    "--chart-5": "#1c623a",
    "--chart-6": "#01411c",
    "--chart-contrast": "#b8470b",
    "--chart-ink": "#1d1b18",
    "--chart-quiet": "#595449",
    "--chart-line": "#c9c2b4",
}
#: Pixels that a drawing is wide with its labels, on a page and on a telephone, and those that a line of words takes.
WIDE, NARROW, LINE = 860, 320, 24
#: Seconds that a drawing is kept; a changed figure has another digest and is drawn at once.
KEPT = 24 * 60 * 60
#: Around the words of a mirrored drawing, whose own direction stays that of its figures.
_RIGHT_TO_LEFT, _END = "\u2067", "\u2069"
_FORMAT = {"decimal": ".", "thousands": "\u202f", "grouping": [3], "currency": ["", ""]}


def digest(chart: Chart) -> str:
    """SHA-256 of everything that its forms depend on: words, data, look, language and the library that draws."""
    library = version("vl-convert-python")
    parts = [chart.title, chart.description, chart.columns, _dressed(chart), _FORMAT, get_language(), library]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def page_svg(chart: Chart, *, is_narrow: bool = False) -> str:
    """The drawing for a page, wide or for a telephone, with title and description for those who hear the page."""
    svg = _drawn(chart, "narrow" if is_narrow else "page", lambda: _for_page(_svg(chart, is_narrow=is_narrow)))
    identifier = f"chart-{uuid4().hex[:8]}"
    head = (
        f'<svg role="img" direction="ltr" aria-labelledby="{identifier}-title {identifier}-about"'
        f' xmlns="http://www.w3.org/2000/svg" viewBox="{_view_box(svg)}">'
        f'<title id="{identifier}-title">{escape(chart.title)}</title>'
        f'<desc id="{identifier}-about">{escape(chart.description)}</desc>'
    )
    return re.sub(r"<svg[^>]*>", lambda _found: head, svg, count=1)


def svg_file(chart: Chart) -> str:
    """The drawing as a file of its own, with its title and description."""
    svg = _drawn(chart, "svg", lambda: _svg(chart))
    words = f"<title>{escape(chart.title)}</title><desc>{escape(chart.description)}</desc>"
    return re.sub(r"(<svg[^>]*>)", lambda found: found.group(1) + words, svg, count=1)


def png_file(chart: Chart) -> bytes:
    """The drawing in pixels, at twice its size."""
    drawn: bytes = _drawn(
        chart,
        "png",
        lambda: _ready().svg_to_png(_svg(chart), scale=2),
    )
    return drawn


def _drawn(chart: Chart, form: str, draw: Any) -> Any:
    """From the cache, else drawn and kept there. A cache that is away costs time and nothing else."""
    key = f"chart:{form}:{digest(chart)}"
    try:
        kept = shared_cache.get(key)
    except RedisError:
        return draw()
    if kept is None:
        kept = draw()
        try:
            shared_cache.set(key, kept, KEPT)
        except RedisError:
            return kept
    return kept


def _svg(chart: Chart, *, is_narrow: bool = False) -> str:
    spec = _narrowed(chart) if is_narrow else _dressed(chart)
    drawn: str = _ready().vegalite_to_svg(spec, format_locale=_FORMAT, show_warnings=False, allowed_base_urls=[])
    if mirrored():
        drawn = re.sub(r"(<text[^>]*>)([^<]+)", r"\1" + _RIGHT_TO_LEFT + r"\2" + _END, drawn)
    return drawn


@cache
def _ready() -> Any:
    """The drawing library with the portal's fonts, registered once in a process."""
    for family in ("public-sans", "noto-naskh-arabic"):
        for weight in ("400Regular", "700Bold"):
            vl_convert.register_font_directory(str(FONTS / family / weight))
    return vl_convert


def _dressed(chart: Chart) -> dict[str, Any]:
    """The specification with the portal's look."""
    spec = chart.full_spec
    side = "right" if mirrored() else "left"
    return {
        "width": WIDE,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "background": "transparent",
        "padding": 4,
        **spec,
        "config": {
            "font": FAMILIES[get_language_bidi()],
            "view": {"stroke": None},
            "axis": {
                "labelColor": PALETTE["--chart-ink"],
                "titleColor": PALETTE["--chart-quiet"],
                "gridColor": PALETTE["--chart-line"],
                "domainColor": PALETTE["--chart-line"],
                "tickColor": PALETTE["--chart-line"],
                "labelFontSize": 14,
                "titleFontSize": 13,
                "titleFontWeight": "normal",
                "labelLimit": 320,
            },
            "axisX": {"grid": True, "gridDash": [2, 3], "domain": False, "ticks": False, "tickCount": 5},
            "axisY": {"orient": side, "domain": False, "ticks": False, "labelPadding": 8, "grid": False},
            "bar": {"color": PALETTE["--chart-5"]},
            "text": {"color": PALETTE["--chart-ink"], "fontSize": 14},
            "rule": {"color": PALETTE["--chart-contrast"], "strokeWidth": 2},
            **spec.get("config", {}),
        },
    }


def _narrowed(chart: Chart) -> dict[str, Any]:
    """The specification for a telephone: names of bars stand above them, those of columns on end."""
    spec = _dressed(chart)
    if not chart.has_bars:
        x = spec["encoding"]["x"]
        on_end = {**x, "axis": {**x["axis"], "labelAngle": -90}}
        return {**spec, "width": NARROW, "encoding": {**spec["encoding"], "x": on_end}}
    step, axis = spec["height"]["step"] + LINE, spec["config"]["axisY"]
    above = {
        "labelAlign": axis["orient"],
        "labelPadding": 0,
        "labelOffset": LINE / 3 - step / 2,
        "labelLimit": NARROW,
    }
    height = {**spec["height"], "step": step}
    return {**spec, "width": NARROW, "height": height, "config": {**spec["config"], "axisY": {**axis, **above}}}


def _for_page(svg: str) -> str:
    """Colours by custom property, letters of the page, and neither styles nor names of classes."""
    for name, colour in PALETTE.items():
        svg = svg.replace(f'"{colour}"', f'"var({name}, {colour})"')
    svg = re.sub(r' font-family="[^"]*"', "", svg)
    svg = re.sub(r' (?:style|class)="[^"]*"', "", svg)
    return re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg)


def _view_box(svg: str) -> str:
    found = re.search(r'viewBox="([^"]*)"', svg)
    if found is None:
        raise ValueError("The drawing has no size.")
    return found.group(1)
