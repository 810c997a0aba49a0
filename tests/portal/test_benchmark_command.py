"""`manage.py benchmark` shows figures as they were measured, keeps them in a document, and judges nobody by them."""

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from approvals.services.documents import store_document
from assets.models import ExchangeRate, Instrument
from portal.benchmarks import pages, ratios, register_lists
from portal.benchmarks.answering import WARM_UP, Answering, Spread, compared
from portal.benchmarks.asking import Asked
from portal.benchmarks.ratios import Ratio
from portal.benchmarks.scratch import begin_study, scratch
from portal.management.commands import benchmark

RECORDED = [
    pages.Measured(
        name="overview",
        language="en",
        score=98,
        scores=(96, 98, 99),
        paint_seconds=1.817,
        shift=0.0301,
        bytes_without_fonts=38_604,
        bytes_total=160_269,
        answering=Answering(Spread(85, 93.1, 99), Spread(1.4, 1.6, 2.1), Spread(71.7, 82.04, 86.9)),
    ),
    pages.Measured(
        name="overview",
        language="ur",
        score=12,
        scores=(9, 12, 50),
        paint_seconds=14.0,
        shift=0.397,
        bytes_without_fonts=39_426,
        bytes_total=319_101,
        answering=Answering(Spread(9000, 9100, 9200), Spread(1.4, 1.6, 2.1), Spread(5000, 5687.5, 6000)),
    ),
]
DOCUMENT = """# Benchmarks

An introduction.

## Pages

What was measured last year.

## Minting

Written by another subject.
"""


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measurements of another day stand in for a demo and a browser."""
    monkeypatch.setitem(
        benchmark.SUBJECTS, "pages", lambda say, **options: [pages.report(RECORDED, sentences=["Then."])]
    )


def said(*words: str) -> str:
    out = io.StringIO()
    call_command("benchmark", *words, stdout=out)
    return out.getvalue()


def test_the_table_shows_every_page_also_where_the_goal_is_missed(recorded: None) -> None:
    lines = [[cell.strip() for cell in line.split("│")[1:-1]] for line in said("pages").splitlines() if "│" in line]
    assert lines == [
        ["overview", "en", "98 (96 to 99)", "1.8", "0.030", "38.6", "160.3", "93.1", "82.0 (71.7 to 86.9)"],
        ["overview", "ur", "12 (9 to 50)", "14.0", "0.397", "39.4", "319.1", "9100.0", "5687.5 (5000.0 to 6000.0)"],
    ]


def test_a_document_gets_the_subjects_section_and_keeps_everything_else(recorded: None, tmp_path: Path) -> None:
    document = tmp_path / "benchmarks.md"
    document.write_text(DOCUMENT, encoding="utf-8")
    said("pages", "--markdown", str(document))
    text = document.read_text(encoding="utf-8")
    assert text.startswith("# Benchmarks\n\nAn introduction.\n\n## Pages\n\nThen.\n\n")
    assert text.endswith("\n\n## Minting\n\nWritten by another subject.\n")
    assert "| overview | en | 98 (96 to 99) | 1.8 |" in text
    assert "below it: overview (ur)." in text
    assert "last year" not in text
    said("pages", "--markdown", str(document))
    assert document.read_text(encoding="utf-8") == text


def test_a_document_that_is_not_there_yet_is_begun(recorded: None, tmp_path: Path) -> None:
    said("pages", "--markdown", str(tmp_path / "new.md"))
    assert (tmp_path / "new.md").read_text(encoding="utf-8").startswith("# Benchmarks\n\n## Pages\n\nThen.\n\n")


def test_an_unknown_subject_is_refused_with_a_sentence() -> None:
    with pytest.raises(CommandError, match=r"There is no benchmark of “weather”\. There are: pages, register\."):
        said("weather")


@pytest.mark.parametrize(
    ("option", "words"), [("--requests=1", "1 is no number of 2"), ("--runs=no", "no is no number")]
)
def test_too_few_to_have_a_middle_are_refused(option: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        said("pages", option)


@pytest.fixture
def asked() -> Iterator[tuple[str, list[Any]]]:
    """A server that notes what it is asked, by whom, and has no other page than two."""
    noted: list[Any] = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            noted.append((self.path, self.headers["Cookie"]))
            self.send_response(200 if self.path in ("/page/", "/icon.svg") else 404)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", noted
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_page_and_the_least_of_its_server_are_asked_in_turns(asked: tuple[str, list[Any]]) -> None:
    address, noted = asked
    found = compared(f"{address}/page/", f"{address}/icon.svg", cookies={"a": "1", "b": "2"}, requests=3)
    assert noted == [("/icon.svg", None), ("/page/", "a=1; b=2")] * (WARM_UP + 3)
    for spread in (found.page, found.limit, found.ratio):
        assert 0 < spread.lower <= spread.median <= spread.upper


def test_an_address_that_does_not_answer_as_a_page_is_not_measured(asked: tuple[str, list[Any]]) -> None:
    address, _ = asked
    with pytest.raises(LookupError, match=r"nowhere/ answers 404"):
        compared(f"{address}/nowhere/", f"{address}/icon.svg", cookies={}, requests=2)


def test_a_look_says_what_it_took_on_both_registers_and_which_grow_or_are_slow() -> None:
    look = register_lists.Look("Register, first page", "auditor", "/assets/")
    slow = register_lists.Look("Home", "approver", "/")
    found = [
        register_lists.Listed(look, Asked(10, 4.2, 60.0), Asked(10, 8.24, 75.6)),
        register_lists.Listed(slow, Asked(9, 4.2, 60.0), Asked(1009, 3041.0, 4000.0)),
    ]
    report = register_lists.report(found, assets=100_000, few=1_000, sentences=["Then."])
    assert report.rows[0] == ["Register, first page", "10", "10", "4.2", "8.2", "76"]
    assert "those that do: Home." in report.sentences[1]
    assert "above it: Home." in report.sentences[1]


def test_an_act_beside_its_bare_work_says_its_share_and_whether_the_goal_is_reached() -> None:
    quick = Ratio(what="Import", bare="COPY", count=100_000, seconds=30, bare_seconds=12, goal=1 / 3)
    slow = Ratio(what="Revalue", bare="Computing", count=10_000, seconds=30, bare_seconds=12, goal=1 / 2)
    report = ratios.report([quick, slow], title="Acts", sentences=["Then."])
    assert [row[5:] for row in report.rows] == [["0.40", "0.33", "yes"], ["0.40", "0.50", "no"]]
    assert report.rows[0][:3] == ["Import", "COPY", "100\u202f000"]


@pytest.mark.django_db
def test_every_look_at_the_register_finds_something_and_asks_as_often_whatever_its_size() -> None:
    begin_study()
    said_meanwhile: list[str] = []
    found = register_lists.measured(said_meanwhile.append, settle=lambda: None, assets=600, few=300, times=1)
    assert Instrument.objects.count() == 600
    assert [one.look for one in found] == register_lists.looks()
    assert [(one.look.what, one.many.queries) for one in found] == [(one.look.what, one.few.queries) for one in found]
    assert said_meanwhile[1].startswith("Register, first page: ")


@pytest.mark.slow
def test_the_registers_benchmark_has_databases_of_its_own_of_which_nothing_is_left(
    committed_db: None,
) -> None:
    before = ExchangeRate.objects.count()
    with scratch(lambda words: None) as own:
        with own.database("benchmark_first"):
            cast = begin_study()
            store_document(actor=cast.case_officer, title="Another", file_name="a.txt", content=b"Illustrative.\n")
            assert ExchangeRate.objects.count() == 1
            own.settle()
        with own.database("benchmark_second"):
            assert not ExchangeRate.objects.exists()
    assert ExchangeRate.objects.count() == before


@pytest.mark.parametrize("option", ["--part=weather", "--assets=10", "--times=0"])
def test_what_the_registers_benchmark_does_not_have_is_refused_before_anything_starts(option: str) -> None:
    with pytest.raises(CommandError):
        said("register", option)
