"""Charts: the same picture for page, print and file, with its words, its data and nothing that a page forbids."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from assets.models import Proposal
from portal.charts import drawing
from portal.charts.chart import CHARTS, Chart, Column
from portal.charts.drawing import digest, page_svg, png_file, svg_file
from portal.charts.figures import bars
from tests.stories import BILL_12M


def a_chart(label: str = "Stage 1", cases: int = 3) -> Chart:
    """Two bars that need no database."""
    rows = [
        {"stage": label, "cases": cases, "label": str(cases)},
        {"stage": "Stage 2", "cases": 1, "label": "1"},
    ]
    return Chart(
        name="example",
        title="Cases by stage",
        description="How many cases stand where.",
        columns=(Column("stage", "Stage"), Column("cases", "Cases", "number")),
        rows=rows,
        spec=bars("stage", "cases", axis=False),
    )


def test_a_page_gets_a_named_picture_without_styles_scripts_or_outside_addresses() -> None:
    svg = page_svg(a_chart())
    assert 'role="img"' in svg
    assert "<title" in svg
    assert "How many cases stand where." in svg
    assert not re.search(r"style=|<style|<script|class=|font-family", svg)
    assert set(re.findall(r"https?://[^\"' ]+", svg)) == {"http://www.w3.org/2000/svg"}
    assert "var(--chart-5, #1c623a)" in svg


def width(svg: str) -> float:
    """How wide a drawing is, in the pixels of its own letters."""
    return float(re.findall(r'viewBox="\S+ \S+ (\S+)', svg)[0])


@pytest.mark.parametrize("language", ["en", "ur"])
def test_on_a_telephone_the_names_stand_above_their_bars_in_letters_that_keep_their_size(language: str) -> None:
    name = "Legal and regulatory appraisal of the assets"
    with translation.override(language):
        wide, narrow = page_svg(a_chart(name)), page_svg(a_chart(name), is_narrow=True)
    assert width(wide) > 800
    assert width(narrow) < 340
    assert name in narrow
    assert re.findall(r'font-size="(\d+)px"', narrow) == re.findall(r'font-size="(\d+)px"', wide)


def test_the_same_data_is_drawn_once_and_other_data_again(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    first = page_svg(a_chart())
    monkeypatch.setattr(drawing, "_svg", lambda chart, **size: pytest.fail("It was drawn again."))
    strip = re.compile(r"chart-[0-9a-f]{8}")
    assert strip.sub("", page_svg(a_chart())) == strip.sub("", first)
    assert digest(a_chart()) != digest(a_chart(cases=4))
    with translation.override("ur"):
        in_urdu = digest(a_chart())
    assert in_urdu != digest(a_chart())


def test_another_colour_or_look_is_another_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest(a_chart())
    monkeypatch.setitem(drawing.PALETTE, "--chart-5", "#000000")
    assert digest(a_chart()) != before
    monkeypatch.undo()
    monkeypatch.setitem(drawing.FAMILIES, False, "Noto Naskh Arabic")
    assert digest(a_chart()) != before


def test_a_cache_that_is_away_costs_time_and_nothing_else(settings: Any) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"socket_connect_timeout": 1},
        }
    }
    assert "<svg" in page_svg(a_chart())


def test_in_urdu_bars_grow_from_right_to_left() -> None:
    def sides(svg: str) -> tuple[set[float], set[float]]:
        found = re.findall(r'd="M([\d.]+),[\d.]+h(-?[\d.]+)[^"]*" fill="#1c623a"', svg)
        assert len(found) == 2
        return {float(start) for start, _length in found}, {float(start) + float(length) for start, length in found}

    left, right = sides(svg_file(a_chart()))
    assert (left, len(right)) == ({0}, 2)
    with translation.override("ur"):
        left, right = sides(svg_file(a_chart()))
    assert (len(left), len(right)) == (2, 1)


def test_in_urdu_the_words_of_a_drawing_run_from_right_to_left_on_the_page_and_in_the_file() -> None:
    assert ">1. Stage</text>" in page_svg(a_chart("1. Stage"))
    with translation.override("ur"):
        for svg in (page_svg(a_chart("1. مرحلہ")), svg_file(a_chart("1. مرحلہ"))):
            assert ">\u20671. مرحلہ\u2069</text>" in svg


def test_in_urdu_letters_are_drawn_in_the_font_that_has_all_of_them() -> None:
    assert 'font-family="Public Sans, Noto Naskh Arabic"' in svg_file(a_chart())
    with translation.override("ur"):
        assert 'font-family="Noto Naskh Arabic, Public Sans"' in svg_file(a_chart("دائرہ کار"))


def test_the_component_page_draws_its_chart_in_the_direction_that_was_asked_for(cast: Any) -> None:
    client = Client()
    client.force_login(cast.auditor)
    for language in ("en", "ur"):
        client.cookies["django_language"] = language
        for direction, starts_at_the_left in (("ltr", True), ("rtl", False)):
            page = client.get("/components/", {"direction": direction}).content.decode()
            shortest = re.findall(r'd="M([\d.]+),[^"]*" fill="var\(--chart-5', page)[-1]
            assert (float(shortest) == 0) is starts_at_the_left, (language, direction)


@pytest.mark.parametrize("label", ["</svg><script>alert(1)</script>", '" onload="alert(1)', "=HYPERLINK(1)"])
def test_a_label_can_be_neither_markup_nor_a_formula(label: str) -> None:
    chart = a_chart(label)
    for svg in (page_svg(chart), svg_file(chart)):
        for element in ElementTree.fromstring(svg).iter():
            assert not element.tag.endswith("script")
            assert not [name for name in element.attrib if name.startswith("on")]
    table = "".join(chart.csv_lines())
    assert "=HYPERLINK" not in table.replace("'=HYPERLINK", "")


def test_a_picture_file_is_a_png_and_every_row_stands_in_table_and_csv() -> None:
    chart = a_chart()
    assert png_file(chart).startswith(b"\x89PNG\r\n\x1a\n")
    lines = list(chart.csv_lines())
    assert len(lines) == 1 + 1 + len(chart.rows)  # the mark of UTF-8, the header, the rows
    assert [[text for _column, text in line] for line in chart.table()] == [["Stage 1", "3"], ["Stage 2", "1"]]


@pytest.mark.parametrize(
    "name",
    ["cases-by-stage", "ceiling", "ceiling-by-asset", "ceiling-history", "signoffs-matrix", "tokens"],
)
def test_every_chart_is_drawn_from_a_live_study(name: str, case_in_stage_6: Any, story: Any, cast: Any) -> None:
    client = Client()
    client.force_login(cast.programme_lead)
    for form, beginning in (("svg", b"<svg"), ("png", b"\x89PNG"), ("csv", b"\xef\xbb\xbf")):
        response = client.get(f"/charts/{name}/{form}/")
        content = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code == 200
        assert content.startswith(beginning)
        again = client.get(f"/charts/{name}/{form}/", headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304
    assert width(page_svg(CHARTS[name](), is_narrow=True)) < 400 or not CHARTS[name]().rows


def test_figures_of_the_ceiling_are_those_of_the_record(story: Any) -> None:
    case = story.proposed(BILL_12M)
    proposal = Proposal.objects.get(case=case)
    (row,) = CHARTS["ceiling"]().rows
    assert (row["usd"], row["from"], row["to"]) == (proposal.value_usd, 0, proposal.value_usd)


def test_the_history_of_the_ceiling_is_that_of_its_readings(story: Any) -> None:
    case = story.proposed(BILL_12M)
    proposal = Proposal.objects.get(case=case)
    latest = CHARTS["ceiling-history"]().rows[-1]
    assert (latest["in_use"], latest["headroom"]) == (
        proposal.value_usd,
        case.memorandum.ceiling_usd - proposal.value_usd,
    )
    taken, free = CHARTS["ceiling-by-asset"]().rows
    assert (taken["usd"], free["usd"]) == (latest["in_use"], latest["headroom"])


def test_before_anything_is_recorded_the_page_says_that_there_is_nothing_to_draw(cast: Any, plan: Any) -> None:
    client = Client()
    client.force_login(cast.auditor)
    assert "There is nothing to draw yet." in client.get("/overview/").content.decode()


def test_an_unknown_chart_is_not_found(cast: Any) -> None:
    client = Client()
    client.force_login(cast.auditor)
    assert client.get("/charts/secrets/svg/").status_code == 404
    assert client.get("/charts/ceiling/exe/").status_code == 404
