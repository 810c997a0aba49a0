"""What an asset pays and how its value went: drawings of plain data, with the same figures as a table and in words."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from assets.conventions.business_days import Calendar, Rolling
from assets.conventions.cash_flows import CashFlow, Kind, cash_flows, totals
from assets.conventions.terms import Reset, Terms
from assets.payments import Payments
from assets.wording import kind_text
from portal.charts.assets import ValuationPoint, cash_flows_chart, valuation_history_chart
from portal.charts.chart import Chart
from portal.charts.drawing import page_svg, svg_file
from tests.assets.conventions.samples import bill, bond, day, sukuk

#: How the drawing paints a bar whose rate is fixed, one that is projected, and a redemption.
FIXED, PROJECTED, REDEMPTION = "#1c623a", "#a9cdb6", "#43865e"
#: Words that a sukuk's conventions do not know.
NOT_OF_SUKUK = re.compile("interest|coupon", re.IGNORECASE)


def floating_sukuk(maturity: str = "2031-01-22") -> Terms:
    """A sukuk with a variable rental of which three periods are fixed."""
    fixed = (("2026-01-22", "10.75"), ("2026-07-22", "11.20"), ("2027-01-22", "12.10"))
    resets = tuple(Reset(day(start), Decimal(rate)) for start, rate in fixed)
    return sukuk(maturity=day(maturity), rate_pct=Decimal("12.10"), resets=resets)


def chart_of(terms: Terms) -> Chart:
    chart = cash_flows_chart(cash_flows(terms), "PKR")
    assert chart is not None
    return chart


def bars(svg: str, colour: str) -> list[tuple[float, float, float]]:
    """Left end, width and height of every bar of a colour; a legend's square is drawn around its middle and left out."""
    found = re.findall(rf'd="M([\d.]+),[\d.-]+h([\d.-]+)v([\d.-]+)[^"]*" fill="(?:var\(\S+ )?{colour}', svg)
    return [(float(left), float(width), abs(float(height))) for left, width, height in found]


# What it pays ---------------------------------------------------------------------------------------------------------


def test_every_payment_is_a_bar_and_a_line_of_the_table() -> None:
    flows, chart = cash_flows(bond()), chart_of(bond())
    svg = svg_file(chart)
    assert len(bars(svg, FIXED)) == 10
    assert len(bars(svg, REDEMPTION)) == 1
    table = [[text for _column, text in line] for line in chart.table()]
    assert table[0] == ["15 July 2026", "Coupon", "Fixed", "5\u202f500\u202f000.00"]
    assert table[-1] == ["15 January 2031", "Redemption", "\u2013", "100\u202f000\u202f000.00"]
    assert [row["amount"] for row in chart.rows] == [flow.amount for flow in flows]


def test_a_redemption_does_not_dwarf_the_income_and_words_say_that_scales_differ() -> None:
    chart = chart_of(bond())
    svg = svg_file(chart)
    paid_back, paid = (bars(svg, colour)[0][2] for colour in (REDEMPTION, FIXED))
    assert paid > paid_back  # 5.5 m beside 100 m
    assert "PKR\u00a0100\u202f000\u202f000.00" in svg
    assert "Redemption, in million PKR" in svg
    assert "Coupon, in million PKR" in svg
    assert "heights compare only within a panel" in chart.description
    assert "Coupon: 10 payments, PKR\u00a055\u202f000\u202f000.00 together." in chart.description


def test_projected_payments_look_different_and_words_say_so() -> None:
    chart = chart_of(floating_sukuk())
    svg = svg_file(chart)
    assert (len(bars(svg, FIXED)), len(bars(svg, PROJECTED))) == (3, 7)
    assert "Projected: rate not fixed yet" in svg
    assert "From 22 January 2028 on payments are projected" in chart.description
    assert [row["standing"] for row in chart.rows] == ["Fixed"] * 3 + ["Projected"] * 7 + [None]
    assert "Projected" not in svg_file(chart_of(sukuk()))


def test_a_sukuk_pays_rental_in_every_word_of_its_drawing() -> None:
    for terms in (sukuk(), floating_sukuk()):
        chart = chart_of(terms)
        words = svg_file(chart) + "".join(chart.csv_lines())
        assert "Rental" in words
        assert not NOT_OF_SUKUK.search(words)


def test_sixty_payments_stand_apart_on_a_telephone() -> None:
    svg = page_svg(chart_of(floating_sukuk("2056-01-22")), is_narrow=True)
    drawn = sorted(bars(svg, FIXED) + bars(svg, PROJECTED))
    assert len(drawn) == 60
    assert all(left + width < later for (left, width, _height), (later, _width, _high) in pairwise(drawn))
    assert float(re.findall(r'viewBox="\S+ \S+ (\S+)', svg)[0]) < 340


def test_paper_that_pays_once_is_one_panel() -> None:
    chart = chart_of(bill(364))
    svg = svg_file(chart)
    assert len(bars(svg, REDEMPTION)) == 1
    assert bars(svg, FIXED) == []
    assert "two panels" not in chart.description
    assert [row["kind"] for row in chart.rows] == ["Redemption of paper sold below par"]


def test_the_last_income_alone_and_a_moved_payment_are_drawn_at_their_dates() -> None:
    moved = cash_flows(bond(), calendar=Calendar(), rolling=Rolling.FOLLOWING)
    chart = cash_flows_chart(moved[:1], "PKR")
    assert chart is not None
    assert [row["date"] for row in chart.rows] == ["15 July 2026"]
    assert len(bars(svg_file(chart), FIXED)) == 1
    weekend = cash_flows_chart(moved, "PKR")
    assert weekend is not None
    assert weekend.rows[3]["date"] == "17 January 2028"


def test_in_urdu_time_runs_from_right_to_left() -> None:
    with translation.override("ur"):
        svg = svg_file(chart_of(bond()))
    (redeemed,) = bars(svg, REDEMPTION)
    assert redeemed[0] < min(left for left, _width, _height in bars(svg, FIXED)[:-1])
    assert "جنوری" in svg


def test_without_payments_there_is_no_chart() -> None:
    assert cash_flows_chart((), "PKR") is None


def test_every_kind_of_payment_has_its_words() -> None:
    assert all(str(kind_text(kind)) for kind in Kind)


# How the value went ---------------------------------------------------------------------------------------------------


def valued(on: str, usd: str, market: str | None = None, *, is_accepted: bool = True) -> ValuationPoint:
    """A valuation of a bond of 60 bn rupees."""
    return ValuationPoint(
        day(on), Decimal(usd), Decimal("60000000000.00"), Decimal(market) if market else None, is_accepted
    )


HISTORY = (
    valued("2026-03-02", "215827338.13"),
    valued("2026-01-02", "214285714.29", "209000000.00"),
    valued("2026-06-05", "212000000.00", "207500000.00", is_accepted=False),
)


def history(points: Sequence[ValuationPoint]) -> Chart:
    chart = valuation_history_chart(points)
    assert chart is not None
    return chart


def test_the_history_is_in_the_order_of_days_and_its_table_has_both_currencies() -> None:
    table = [[text for _column, text in line] for line in history(HISTORY).table()]
    assert [line[0] for line in table] == ["2 January 2026", "2 March 2026", "5 June 2026"]
    assert table[0] == [
        "2 January 2026",
        "USD\u00a0214\u202f285\u202f714.29",
        "60\u202f000\u202f000\u202f000.00",
        "USD\u00a0209\u202f000\u202f000.00",
        "Accepted",
    ]
    assert table[1][3] == "\u2013"
    assert table[2][4] == "Waiting for an approver"


def test_series_and_standings_are_named_where_they_occur() -> None:
    svg = svg_file(history(HISTORY))
    for words in ("Value, in million USD", "Accepted", "Waiting for an approver", "Market value"):
        assert words in svg
    plain = svg_file(history([replace(point, market_value=None, is_accepted=True) for point in HISTORY]))
    assert "Market value" not in plain
    assert "Waiting" not in plain


@pytest.mark.parametrize("usd", ["214285714.29", "0.00"])
@pytest.mark.parametrize("is_narrow", [False, True])
def test_a_single_valuation_is_a_point_that_has_a_place(usd: str, is_narrow: bool) -> None:
    chart = history([valued("2026-01-02", usd)])
    svg = page_svg(chart, is_narrow=is_narrow)
    assert "NaN" not in svg
    assert "2 January 2026" in svg


def test_a_day_with_two_valuations_keeps_both() -> None:
    chart = history([valued("2026-01-02", "214000000"), valued("2026-01-02", "215000000", is_accepted=False)])
    assert len(chart.rows) == 2
    assert "NaN" not in page_svg(chart)


def test_without_a_valuation_there_is_no_chart() -> None:
    assert valuation_history_chart(()) is None


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("is_narrow", [False, True])
def test_drawings_are_sound_at_both_widths_in_both_languages(language: str, is_narrow: bool) -> None:
    with translation.override(language):
        charts = [*(chart_of(terms) for terms in (bond(), floating_sukuk("2056-01-22"), bill(84))), history(HISTORY)]
        for chart in charts:
            svg = page_svg(chart, is_narrow=is_narrow)
            ElementTree.fromstring(svg)
            assert not re.search("NaN|undefined|null", svg)
            assert float(re.findall(r'viewBox="\S+ \S+ (\S+)', svg)[0]) < (340 if is_narrow else 900)


# On the page ----------------------------------------------------------------------------------------------------------


def page(flows: Sequence[CashFlow], *, is_sukuk: bool = False) -> str:
    """The part of an asset's page, without its marks."""
    context: dict[str, Any] = {
        "payments": Payments(tuple(flows), totals(flows)),
        "asset": SimpleNamespace(currency="PKR", is_sukuk=is_sukuk),
    }
    return render_to_string("assets/parts/cash_flows.html", context)


def cells(html: str) -> list[list[str]]:
    """The cells of the part's own table, which stands after that of the chart."""
    table = html[html.rindex("<table") :]
    lines = re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.DOTALL)
    return [
        [
            " ".join(re.sub("<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL)
        ]
        for line in lines
    ]


def test_a_bond_s_table_has_every_number_and_foots() -> None:
    html = page(cash_flows(bond()))
    head, *lines = cells(html)
    assert head == ["Period", "Payment date", "Kind", "Rate", "Share of a year", "Per 100", "Amount"]
    assert lines[0] == [
        "15 January 2026 to 15 July 2026",
        "15 July 2026",
        "Coupon",
        "11.00 %",
        "0.500000",
        "5.500000",
        "PKR 5 500 000.00",
    ]
    assert lines[10][2:] == ["Redemption", "\u2013", "\u2013", "100.000000", "PKR 100 000 000.00"]
    assert [line[-1] for line in lines[11:]] == ["PKR 55 000 000.00", "PKR 100 000 000.00"]
    assert "Each coupon is the rate times the share of a year times the face, rounded half up" in html
    assert "Projected" not in html


def test_a_sukuk_s_page_speaks_of_rental_alone_and_says_what_is_projected() -> None:
    html = page(cash_flows(floating_sukuk()), is_sukuk=True)
    assert "Each rental is the rate times" in html
    assert "the last known fixing stands in for it" in html
    assert [line[2] for line in cells(html)][3:5] == ["Rental", "Rental ◷ Projected"]
    assert not NOT_OF_SUKUK.search(html)


def test_a_bill_s_page_says_that_it_pays_once() -> None:
    html = page(cash_flows(bill(84)))
    assert "It pays nothing before its maturity." in html
    assert "Each coupon" not in html


def test_before_anything_is_due_the_page_says_so() -> None:
    html = page(())
    assert "No payment is due." in html
    assert "<svg" not in html
