"""The pages of exchange rates and benchmark fixings, and an asset's value as at a day."""

import csv
import datetime
import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from approvals.models import Document
from assets.models import Benchmark, BenchmarkFixing, ExchangeRate
from assets.services.fixings import record_fixing
from assets.services.rates import record_rate
from portal.charts import over_time  # noqa: F401  (lists its charts)
from portal.charts.chart import CHARTS
from portal.charts.drawing import page_svg, svg_file
from tests.officials import Official
from tests.stories import BILL_12M, REGISTERED_ON

DAY = datetime.timedelta(days=1)
BILL = f"/assets/{BILL_12M}/"


@pytest.fixture
def officer(story: Any, cast: Any) -> Official:
    """A case officer's browser, with two rates and five fixings on record."""
    story.registered(BILL_12M)
    record_rate(
        actor=cast.case_officer,
        base="USD",
        quote="PKR",
        rate=Decimal("278.1705"),
        on_date=REGISTERED_ON - 30 * DAY,
        source="Interbank closing",
    )
    for code, value, ago, is_fallback, auction in (
        ("MTB_3M", "11.0152", 2, False, "51"),
        ("MTB_3M", "11.1000", 16, True, ""),
        ("MTB_6M", "10.9876", 2, False, "51"),
        ("PKRV_3M", "11.0200", 1, False, ""),
        ("PKRV_6M", "11.0000", 1, False, ""),
    ):
        record_fixing(
            actor=cast.case_officer,
            benchmark=Benchmark.objects.get(pk=code),
            on_date=REGISTERED_ON - ago * DAY,
            value_pct=Decimal(value),
            auction_number=auction,
            is_fallback=is_fallback,
            source="State Bank",
        )
    return Official(cast.case_officer)


def ids(response: Any) -> list[int]:
    return [record.pk for record in response.context["page"].object_list]


def downloaded(response: Any) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_register_leads_to_both_lists(officer: Official) -> None:
    html = officer.get("/assets/").content.decode()
    assert 'href="/assets/rates/"' in html
    assert 'href="/assets/fixings/"' in html


def test_rates_are_searched_filtered_sorted_and_taken_away(officer: Official) -> None:
    first, second = ExchangeRate.objects.order_by("on_date").values_list("pk", flat=True)
    assert ids(officer.get("/assets/rates/")) == [second, first]
    assert ids(officer.get("/assets/rates/?search=interbank")) == [first]
    assert ids(officer.get("/assets/rates/?since=2026-01-01")) == [second]
    assert ids(officer.get("/assets/rates/?until=2026-01-01")) == [first]
    assert ids(officer.get("/assets/rates/?sort=rate")) == [first, second]
    chips = officer.get("/assets/rates/?since=2026-01-01").context["chips"]
    assert [chip.text for chip in chips] == ["From: 1 January 2026"]
    rows = downloaded(officer.get("/assets/rates/?search=interbank&download=csv"))
    assert [(row["Date"], row["Currencies"], row["Rate"]) for row in rows] == [("2025-12-03", "USD/PKR", "278.170500")]


def test_a_rate_says_its_direction(officer: Official) -> None:
    html = officer.get("/assets/rates/").content.decode()
    assert "PKR for one USD" in html
    assert "278.1705" in html


def test_fixings_are_searched_filtered_sorted_and_taken_away(officer: Official) -> None:
    def values(query: str) -> list[str]:
        return [f"{found.value_pct}" for found in officer.get(f"/assets/fixings/?{query}").context["page"].object_list]

    assert values("benchmark=MTB_3M") == ["11.0152", "11.1000"]
    assert values("kind=True") == ["11.1000"]
    assert values("search=51&sort=value") == ["10.9876", "11.0152"]
    assert values("benchmark=PKRV_6M&until=2025-12-31") == []
    assert len(values("benchmark=nonsense&kind=nonsense&since=nonsense&sort=nonsense&page=nonsense")) == 5
    rows = downloaded(officer.get("/assets/fixings/?benchmark=MTB_6M&download=csv"))
    assert [(row["Benchmark"], row["Percent a year"], row["Auction"], row["Kind"]) for row in rows] == [
        ("6M MTB weighted average yield", "10.9876", "51", "As published")
    ]


@pytest.mark.parametrize("address", ["/assets/rates/", "/assets/fixings/"])
def test_the_queries_of_a_list_do_not_grow_with_its_rows(
    officer: Official, cast: Any, address: str, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    officer.get(address)
    with django_assert_max_num_queries(20) as few:
        officer.get(address)
    benchmark = Benchmark.objects.get(pk="PKRV_3M")
    dated = [{"on_date": REGISTERED_ON - ago * DAY, "source": "Bulk"} for ago in range(60)]
    by = {"recorded_by": cast.case_officer, "recorded_on": REGISTERED_ON}
    ExchangeRate.objects.bulk_create(ExchangeRate(base="USD", quote="PKR", rate=280, **day, **by) for day in dated)
    BenchmarkFixing.objects.bulk_create(
        BenchmarkFixing(benchmark=benchmark, value_pct=11, **day, **by) for day in dated
    )
    with django_assert_num_queries(len(few)):
        page = officer.get(address).context["page"]
    assert page.paginator.num_pages == 2


def test_a_case_officer_records_a_fixing_with_and_without_a_paper(officer: Official) -> None:
    entered = {"benchmark": "MTB_3M", "on_date": "2026-01-02", "value_pct": "11.0000", "source": "State Bank"}
    assert officer.acts("/assets/fixings/record/", entered | {"auction_number": "52"}).status_code == 302
    paper = SimpleUploadedFile("result.txt", b"The result of the auction.", content_type="text/plain")
    with_paper = entered | {"benchmark": "MTB_6M", "paper_title": "Auction result", "paper": paper}
    assert officer.acts("/assets/fixings/record/", with_paper).status_code == 302
    latest = {found.benchmark_id: found for found in BenchmarkFixing.objects.filter(on_date=REGISTERED_ON)}
    assert (latest["MTB_3M"].auction_number, latest["MTB_3M"].document) == ("52", None)
    assert latest["MTB_6M"].document == Document.objects.get(title="Auction result")
    assert "Auction result" in officer.get("/assets/fixings/").content.decode()


def test_a_second_value_of_the_same_day_is_refused_with_a_sentence(officer: Official) -> None:
    entered = {"benchmark": "MTB_3M", "on_date": "2025-12-31", "value_pct": "11.5", "source": "State Bank"}
    answer = officer.acts("/assets/fixings/record/", entered)
    assert answer.status_code == 422
    assert "State Bank already has a value of 3M MTB weighted average yield" in answer.content.decode()
    assert BenchmarkFixing.objects.count() == 5


def test_a_title_without_its_paper_is_asked_about(officer: Official) -> None:
    entered = {
        "benchmark": "MTB_3M",
        "on_date": "2026-01-02",
        "value_pct": "11",
        "source": "S",
        "paper_title": "Result",
    }
    answer = officer.acts("/assets/fixings/record/", entered)
    assert answer.status_code == 422
    assert "Choose the paper that has this title" in answer.content.decode()


@pytest.mark.parametrize("name", ["exchange-rates", "benchmark-fixings"])
def test_a_chart_over_time_has_its_words_table_and_downloads(officer: Official, name: str) -> None:
    address = {"exchange-rates": "/assets/rates/", "benchmark-fixings": "/assets/fixings/"}[name]
    html = officer.get(address).content.decode()
    for form in ("svg", "png", "csv"):
        assert f'href="/charts/{name}/{form}/"' in html
        assert officer.get(f"/charts/{name}/{form}/").status_code == 200
    rows = downloaded(officer.get(f"/charts/{name}/csv/"))
    assert len(rows) == {"exchange-rates": 2, "benchmark-fixings": 5}[name]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["exchange-rates", "benchmark-fixings"])
def test_a_chart_without_anything_on_record_says_so(name: str) -> None:
    assert CHARTS[name]().rows == []


def test_in_urdu_time_runs_from_right_to_left_and_months_are_words(officer: Official) -> None:
    def heights(svg: str) -> list[float]:
        """How high the line stands from left to right, counted from the top."""
        line = re.search(r'd="(M[^"]*L[^"]*)" stroke="#01411c"', svg)
        assert line is not None
        return [float(height) for height in re.findall(r"[ML][\d.]+,([\d.]+)", line[1])]

    low, high = heights(svg_file(CHARTS["exchange-rates"]()))
    assert low > high
    with translation.override("ur"):
        chart = CHARTS["exchange-rates"]()
        assert heights(svg_file(chart)) == [high, low]
        assert "دسمبر" in page_svg(chart, is_narrow=True)


def test_a_value_as_at_a_day_says_its_rate_and_how_old_it_is(officer: Official) -> None:
    today = officer.get(BILL)
    assert today.context["value"].rate.rate == 280
    assert "The rate of that very day" in today.content.decode()
    earlier = officer.get(f"{BILL}?as_at=2025-12-13")
    html = earlier.content.decode()
    assert earlier.context["value"].rate.rate == Decimal("278.1705")
    for words in ("USD/PKR\u00a0278.1705 on 3 December 2025", "Interbank closing", "10 days old on 13 December 2025"):
        assert words in html


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2025-12-02", "a later one is never used"),
        ("2026-01-03", "cannot be known on 2 January 2026"),
        ("nonsense", "This is not a date"),
        ("", "This is missing"),
    ],
)
def test_a_day_without_a_value_says_why(officer: Official, day: str, sentence: str) -> None:
    answer = officer.get(BILL, {"as_at": day})
    assert answer.status_code == 200
    assert answer.context["value"] is None
    assert sentence in answer.content.decode()
