"""The pages of imports, and what the register is taken away as."""

import csv
import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from approvals.models import AuditEvent
from assets.imports.columns import all_columns
from assets.models import Instrument, RegisterImport
from assets.services import imports
from assets.services.import_work import work_on_imports
from tests.assets.imports.files import BILL, BOND, PROPERTY, WHEAT, an_isin, as_workbook, one_of_each_kind, row, written
from tests.officials import Official
from tests.portal.test_lists import downloaded
from tests.portal.test_pages_every import sound

LIST = "/assets/imports/"


@pytest.fixture
def officer(story: Any, cast: Any) -> Official:
    """A case officer's browser."""
    return Official(cast.case_officer)


def upload(officer: Official, content: Any, name: str = "assets.csv") -> Any:
    content = content if isinstance(content, bytes) else written(content)
    return officer.post(f"{LIST}start/", {"file": SimpleUploadedFile(name, content)})


def brought(officer: Official, content: Any, name: str = "assets.csv") -> str:
    """The address of the import of a file that was taken."""
    answer = upload(officer, content, name)
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer["Location"])


def html_of(answer: Any) -> str:
    sound(answer)
    return str(answer.content.decode())


def test_the_register_leads_to_the_imports_and_these_to_bringing_a_file(officer: Official) -> None:
    assert f'href="{LIST}"' in html_of(officer.get("/assets/"))
    assert "No file has been brought yet." in html_of(officer.get(LIST))
    page = html_of(officer.get(f"{LIST}start/"))
    assert f'href="{LIST}template/"' in page
    assert "Nothing is imported yet" in page


def test_the_file_to_fill_in_can_be_brought_as_it_is(officer: Official) -> None:
    answer = officer.get(f"{LIST}template/")
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    run = RegisterImport.objects.get(pk=brought(officer, content).rstrip("/").rpartition("/")[2])
    assert (run.good, run.wrong) == (13, 0)


@pytest.mark.parametrize("name", ["assets.csv", "assets.xlsx"])
def test_a_file_goes_from_its_check_to_the_register_with_a_confirmation(officer: Official, name: str) -> None:
    rows = one_of_each_kind()
    address = brought(officer, as_workbook(rows) if name.endswith("xlsx") else rows, name)
    page = html_of(officer.get(address))
    assert "Checked, nothing imported yet" in page
    assert f'href="{address}carry-out/"' in page
    assert not Instrument.objects.exists()
    assert "One wrong row" not in html_of(officer.get(f"{address}carry-out/"))
    answer = officer.acts(f"{address}carry-out/", {"mode": "all_or_nothing"})
    assert answer.status_code == 302
    assert "13 assets were imported." in html_of(officer.get(answer["Location"]))
    assert Instrument.objects.count() == 13
    page = html_of(officer.get(address))
    assert RegisterImport.objects.get().digest in page
    assert "carry-out" not in page
    asset = html_of(officer.get("/assets/4/"))
    assert "Imported from" in asset
    assert f'href="{address}"' in asset
    assert "row 5" in asset


def test_what_is_wrong_stands_in_a_table_and_can_be_taken_away(officer: Official) -> None:
    rows = [row(BOND, 1), *(row(BILL, number, nominal_amount="NaN") for number in range(2, 62))]
    address = brought(officer, rows)
    page = html_of(officer.get(address))
    assert "60 problems, in 60 rows" in page
    for words in ("nominal_amount", "NaN", "not a number that can be counted with", "page=2"):
        assert words in page
    assert len(officer.get(f"{address}?page=2").context["page"].object_list) == 10
    lines = downloaded(officer.get(f"{address}?download=csv"))
    assert len(lines) == 60
    assert (lines[0]["Row"], lines[0]["Column"], lines[0]["Value"]) == ("3", "nominal_amount", "NaN")


def test_the_choice_of_what_becomes_of_wrong_rows_is_the_persons(officer: Official) -> None:
    address = brought(officer, [row(BOND, 1), row(BILL, 2, nominal_amount="NaN")])
    refused = officer.acts(f"{address}carry-out/", {"mode": "all_or_nothing"})
    assert refused.status_code == 422
    assert "1 row is wrong, so nothing is imported." in html_of(refused)
    assert not Instrument.objects.exists()
    assert officer.acts(f"{address}carry-out/", {"mode": "good_rows_only"}).status_code == 302
    assert list(Instrument.objects.values_list("number", flat=True)) == [1]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"asset,colour\r\na,b\r\n", "unknown: colour"),
        (b"%PDF-1.7", "neither a CSV file nor an .xlsx workbook"),
        ("name\r\nCaf\u00e9\r\n".encode("latin-1"), "not encoded in UTF-8: line 2"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_on_the_same_page(officer: Official, content: bytes, sentence: str) -> None:
    answer = upload(officer, content)
    assert answer.status_code == 422
    assert sentence in html_of(answer)
    assert not RegisterImport.objects.exists()
    assert AuditEvent.objects.filter(verb="refused").count() == 1


def test_a_file_that_is_too_large_is_let_go_while_it_arrives(officer: Official, monkeypatch: Any) -> None:
    from assets.views import importing

    monkeypatch.setattr(importing.StartImport, "largest_file", 1000)
    monkeypatch.setattr(importing, "LARGEST_FILE", 1000)
    answer = upload(officer, b"x" * 2000)
    assert answer.status_code == 422
    assert "larger than" in html_of(answer)


def test_without_a_file_the_page_asks_for_one(officer: Official) -> None:
    answer = officer.post(f"{LIST}start/", {})
    assert answer.status_code == 422
    assert "Nothing was changed" in html_of(answer)


def test_the_page_of_a_large_file_looks_again_until_a_worker_is_done(officer: Official, monkeypatch: Any) -> None:
    monkeypatch.setattr(imports, "SMALL", 0)
    monkeypatch.setattr(imports, "wake", lambda: None)
    address = brought(officer, [row(PROPERTY, 1), row(WHEAT, 2)])
    page = html_of(officer.get(address))
    for words in ("<progress", 'hx-trigger="every 2s"', "Look again", "0 of about 2"):
        assert words in page
    work_on_imports()
    page = html_of(officer.get(address))
    assert "hx-trigger" not in page.partition('id="import"')[2]
    answer = officer.acts(f"{address}carry-out/", {"mode": "all_or_nothing"})
    assert answer["Location"] == address
    page = html_of(officer.get(address))
    assert "The rows are imported" in page
    assert "A worker imports the assets now." in page
    work_on_imports()
    assert "Assets added" in html_of(officer.get(address))


def test_a_stopped_import_says_why_and_can_be_checked_again_or_discarded(officer: Official) -> None:
    address = brought(officer, [row(PROPERTY, 1)])
    RegisterImport.objects.update(state="failed", reason="The worker stopped.")
    page = html_of(officer.get(address))
    assert "It stopped, and nothing was imported." in page
    assert officer.acts(f"{address}check-again/").status_code == 302
    assert RegisterImport.objects.get().state == "checked"
    assert officer.acts(f"{address}discard/").status_code == 302
    assert RegisterImport.objects.get().state == "discarded"
    assert officer.acts(f"{address}discard/").status_code == 422


def test_the_list_of_imports_is_searched_and_taken_away(officer: Official) -> None:
    brought(officer, [row(PROPERTY, 1)], "properties.csv")
    brought(officer, [row(BOND, 2)], "bonds.csv")
    page = officer.get(f"{LIST}?search=bonds")
    assert [run.file_name for run in page.context["page"].object_list] == ["bonds.csv"]
    (line,) = downloaded(officer.get(f"{LIST}?search=properties&state=checked&download=csv"))
    assert (line["File"], line["Rows"], line["Added"]) == ("properties.csv", "1", "0")


def test_an_auditor_reads_imports_and_is_offered_no_act(officer: Official, cast: Any) -> None:
    address = brought(officer, [row(PROPERTY, 1)])
    page = html_of(Official(cast.auditor).get(address))
    assert "carry-out" not in page
    assert "discard" not in page
    assert f"{LIST}start/" not in html_of(Official(cast.auditor).get(LIST))


def test_an_import_shows_again_who_acts_where_the_sign_in_is_long_ago(story: Any, cast: Any) -> None:
    cast.case_officer.set_password("a long enough pass phrase")
    cast.case_officer.save()
    officer = Official(cast.case_officer)
    address = brought(officer, [row(PROPERTY, 1)])
    answer = officer.acts(f"{address}carry-out/", {"mode": "all_or_nothing"})
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert not Instrument.objects.exists()


@pytest.fixture
def filled(officer: Official) -> Official:
    """The browser, with an asset of each kind in the register."""
    address = brought(officer, one_of_each_kind())
    officer.acts(f"{address}carry-out/", {"mode": "all_or_nothing"})
    return officer


@pytest.mark.parametrize("form", ["facts-csv", "facts-xlsx"])
def test_what_the_register_gives_away_comes_back_unchanged(filled: Official, form: str) -> None:
    assert f"download={form}" in html_of(filled.get("/assets/"))
    content = b"".join(filled.get(f"/assets/?download={form}").streaming_content)
    run = RegisterImport.objects.get(pk=brought(filled, content, f"export.{form[6:]}").rstrip("/").rpartition("/")[2])
    assert (run.unchanged, run.wrong, run.good) == (13, 0, 0)


def test_an_export_holds_every_fact_of_what_the_filters_leave_and_no_formula(filled: Official) -> None:
    Instrument.objects.filter(number=11).update(note="=1+1")
    text = b"".join(filled.get("/assets/?kind=COMMODITY_LOT&download=facts-csv").streaming_content).decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(text))
    assert tuple(line) == all_columns()
    assert (line["asset_no"], line["warehouse"], line["note"]) == ("11", "Illustrative warehouse 7", "'=1+1")


def test_the_json_has_the_taxonomys_names_beside_ours_and_claims_no_conformance(filled: Official) -> None:
    content = json.loads(b"".join(filled.get("/assets/?search=Asset 2&download=facts-json").streaming_content))
    assert "Conformance with it is not claimed" in content["about"]["note"]
    assert content["about"]["bond_data_taxonomy"]["isin"]["path"].startswith("ICMABondDataTaxonomy.")
    (found,) = content["rows"]
    assert (found["asset_no"], found["isin"], found["nominal_amount"]) == (2, an_isin(2), "25000000000.00")
