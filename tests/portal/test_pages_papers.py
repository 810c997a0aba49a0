"""The pages of papers: attaching, versions, scanner, download."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from approvals.models import AuditEvent, Document
from approvals.services.documents import store_document
from assets.models import AssetPaper, Instrument
from tests.officials import Official
from tests.papers import PDF, office
from tests.portal.test_pages_every import sound
from tests.stories import BOND, WHEAT

ATTACH = f"/assets/{WHEAT}/papers/attach/"


def entered(title: str, content: bytes, name: str = "sheet.pdf") -> dict[str, Any]:
    return {"paper_title": title, "paper": SimpleUploadedFile(name, content)}


@pytest.fixture
def wheat(story: Any) -> Instrument:
    asset: Instrument = story.registered(WHEAT)
    return asset


def test_a_case_officer_attaches_a_paper_and_then_stores_a_newer_version(wheat: Instrument, cast: Any) -> None:
    officer = Official(cast.case_officer)
    assert ATTACH in officer.get(f"/assets/{WHEAT}/").content.decode()
    assert officer.acts(ATTACH, entered("Term sheet", PDF)).status_code == 302
    first = AssetPaper.objects.get().document
    replace = f"/assets/{WHEAT}/papers/{first.pk}/replace/"
    assert replace in officer.get(f"/assets/{WHEAT}/").content.decode()
    form = officer.get(replace)
    sound(form)
    assert 'value="Term sheet"' in form.content.decode()
    answer = officer.acts(replace, entered("Term sheet, final", office("docx"), "sheet.docx"))
    assert "/done/" in answer["Location"]
    second = Document.objects.get(replaces=first)
    assert (second.version, second.kind, second.media_type.rpartition(".")[2]) == (2, "asset", "document")
    asset_page = officer.get(f"/assets/{WHEAT}/").content.decode()
    assert replace not in asset_page
    assert f"/assets/{WHEAT}/papers/{second.pk}/replace/" in asset_page
    assert set(AuditEvent.objects.filter(subject=wheat.key).values_list("verb", flat=True)) >= {
        "paper_attached",
        "paper_version_attached",
    }


def test_a_papers_page_shows_the_chain_and_which_version_is_the_newest(wheat: Instrument, cast: Any) -> None:
    officer = Official(cast.case_officer)
    officer.acts(ATTACH, entered("Sheet one", PDF))
    first = AssetPaper.objects.get().document
    page = officer.get(f"/papers/{first.pk}/")
    sound(page)
    assert 'id="versions"' not in page.content.decode()
    officer.acts(f"/assets/{WHEAT}/papers/{first.pk}/replace/", entered("Sheet two", PDF + b"\n"))
    second = Document.objects.get(replaces=first)
    for paper, newest in ((first, False), (second, True)):
        page = officer.get(f"/papers/{paper.pk}/")
        sound(page)
        html = page.content.decode()
        assert ("This is version 1. The newest is version 2:" in html) is not newest
        assert html.index("Sheet two", html.index('id="versions"')) < html.rindex("Sheet one")
        assert officer.get(f"/papers/{paper.pk}/file/").status_code == 200


def test_a_version_that_was_replaced_meanwhile_is_refused_and_keeps_what_was_typed(
    wheat: Instrument, cast: Any
) -> None:
    officer = Official(cast.case_officer)
    officer.acts(ATTACH, entered("Sheet one", PDF))
    first = AssetPaper.objects.get().document
    replace = f"/assets/{WHEAT}/papers/{first.pk}/replace/"
    officer.acts(replace, entered("Sheet two", PDF + b"\n"))
    late = officer.acts(replace, entered("Sheet three", PDF + b" "))
    assert late.status_code == 422
    assert "has a newer version already" in late.content.decode()
    assert "Sheet three" in late.content.decode()
    assert AssetPaper.objects.count() == 2


def test_a_paper_of_another_asset_cannot_be_replaced_here(story: Any, wheat: Instrument, cast: Any) -> None:
    bond = story.registered(BOND)
    foreign = bond.valuations.get().document_id
    assert Official(cast.case_officer).get(f"/assets/{WHEAT}/papers/{foreign}/replace/").status_code == 404


def test_the_page_says_honestly_whether_anybody_scanned_the_paper(wheat: Instrument, cast: Any, settings: Any) -> None:
    unscanned = Document.objects.latest("pk")
    client = Official(cast.auditor)
    assert "No scanner was set up" in client.get(f"/papers/{unscanned.pk}/").content.decode()
    settings.DOCUMENT_SCANNER = "tests.approvals.test_scanning.any_scanner"
    scanned = store_document(actor=cast.case_officer, title="Deed", file_name="deed.txt", content=b"A deed.")
    html = client.get(f"/papers/{scanned.pk}/").content.decode()
    assert "Nothing found" in html
    assert "Counter of 7 bytes, 1.0" in html
    settings.DOCUMENT_SCANNER, settings.CLAMD_ADDRESS = "approvals.clamd.ClamdScanner", "tcp://127.0.0.1:1"
    settings.DOCUMENT_SCAN_REQUIRED = False
    hasty = store_document(actor=cast.case_officer, title="Deed", file_name="deed.txt", content=b"A deed.")
    assert "The scanner did not answer" in client.get(f"/papers/{hasty.pk}/").content.decode()


def test_a_download_is_the_exact_bytes_and_never_something_to_show(wheat: Instrument, cast: Any) -> None:
    content = b"<!DOCTYPE html><script>document.title = 'it ran'</script>"
    page = store_document(actor=cast.case_officer, title="Page", file_name="page.txt", content=content)
    answer = Official(cast.auditor).get(f"/papers/{page.pk}/file/")
    assert answer.content == content
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == 'attachment; filename="page.txt"'
    assert "sandbox" in answer["Content-Security-Policy"]


def test_the_dossiers_page_says_which_paper_stands_in_the_place_of_another(story: Any, cast: Any) -> None:
    case = story.proposed(WHEAT)
    officer = Official(cast.case_officer)
    officer.acts(ATTACH, entered("Sheet one", PDF))
    first = AssetPaper.objects.get().document
    officer.acts(f"/assets/{WHEAT}/papers/{first.pk}/replace/", entered("Sheet two", PDF + b"\n"))
    case.refresh_from_db()
    page = officer.get(f"/cases/{case.reference}/dossiers/{case.dossier_digest}/")
    sound(page)
    assert "in the place of an earlier version" in page.content.decode()
