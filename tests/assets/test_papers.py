"""Papers of an asset."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from approvals.canonical import read_canonical
from approvals.choices import PaperKind
from approvals.exceptions import InvalidInput, NotPermitted
from approvals.models import AuditEvent, Case, Document, Dossier
from approvals.services.documents import store_document
from assets.models import AssetPaper, Instrument
from assets.papers import papers_of
from assets.services.legal_facts import record_legal_fact
from assets.services.papers import attach_paper
from tests.assets.conftest import MTB_12M, WHEAT


def stored(actor: Any, text: str, **more: Any) -> Document:
    return store_document(actor=actor, title=text, file_name="paper.txt", content=text.encode(), **more)


def attached(register: Any, asset: Instrument, text: str, **more: Any) -> Document:
    actor = register.cast.case_officer
    document = stored(actor, text, **({"kind": PaperKind.ASSET} | more))
    attach_paper(actor=actor, instrument=asset, document=document)
    return document


def dossier_of(asset: Instrument) -> list[dict[str, Any]]:
    case = Case.objects.get(subject_key=asset.key)
    content = read_canonical(Dossier.objects.get(case=case, digest=case.dossier_digest).content)
    papers: list[dict[str, Any]] = content["sections"]["documents"]["papers"]
    return papers


def test_an_assets_papers_are_those_attached_and_those_of_its_valuations_and_facts(register: Any) -> None:
    asset = register.ready()
    record_legal_fact(
        actor=register.cast.case_officer,
        instrument=asset,
        kind="title_proof",
        statement="Proven",
        document=stored(register.cast.case_officer, "Deed"),
    )
    attached(register, asset, "Term sheet")
    register.ready(WHEAT)
    papers = papers_of(asset)
    assert [paper.document.title for paper in papers] == ["Term sheet", "Deed", "Valuation note"]
    assert [str(paper.belongs_to) for paper in papers] == [
        "The asset itself",
        "Title proven",
        "Valuation as at 2 January 2026",
    ]
    assert all(paper.is_newest for paper in papers)


def test_the_number_of_queries_does_not_grow_with_the_papers(register: Any, django_assert_num_queries: Any) -> None:
    asset = register.ready()
    attached(register, asset, "First")
    with django_assert_num_queries(6):
        papers_of(asset)
    for number in range(5):
        attached(register, asset, f"Further {number}")
    with django_assert_num_queries(6):
        assert len([paper.document.stored_by.full_name for paper in papers_of(asset)]) == 7


def test_a_newer_version_of_any_paper_of_the_asset_is_attached_and_audited(register: Any) -> None:
    asset = register.ready()
    (note,) = papers_of(asset)
    newer = attached(register, asset, "Corrected note", kind=None, replaces=note.document)
    assert [(paper.document.version, paper.is_newest) for paper in papers_of(asset)] == [(2, True), (1, False)]
    event = AuditEvent.objects.get(verb="paper_version_attached", subject=asset.key)
    content = read_canonical(event.content)
    assert content["data"] == {
        "document": newer.sha256,
        "title": "Corrected note",
        "replaces": note.document.sha256,
        "version": 2,
    }


def test_a_paper_belongs_to_one_asset_and_its_versions_to_the_same(register: Any) -> None:
    bill, wheat = register.ready(MTB_12M), register.ready(WHEAT)
    actor = register.cast.case_officer
    sheet = attached(register, bill, "Term sheet")
    with pytest.raises(InvalidInput, match="belongs to an asset already"):
        attach_paper(actor=actor, instrument=wheat, document=sheet)
    newer = stored(actor, "Newer sheet", replaces=sheet)
    with pytest.raises(InvalidInput, match="no paper of this asset"):
        attach_paper(actor=actor, instrument=wheat, document=newer)
    with pytest.raises(DatabaseError, match="belongs to the asset"), transaction.atomic():
        AssetPaper.objects.create(instrument=wheat, document=newer, attached_by=actor, attached_on=sheet.stored_on)


@pytest.mark.parametrize("who", ["approver", "programme_lead", "gate_chair", "auditor", "first_treasury_operator"])
def test_only_a_case_officer_attaches_papers(register: Any, who: str) -> None:
    asset = register.ready()
    document = stored(register.cast.case_officer, "Term sheet")
    with pytest.raises(NotPermitted, match="case officer"):
        attach_paper(actor=getattr(register.cast, who), instrument=asset, document=document)
    assert not AssetPaper.objects.exists()


def test_a_paper_of_an_open_case_changes_its_dossier(register: Any) -> None:
    asset = register.ready()
    register.proposed(asset)
    before = Case.objects.get().dossier_digest
    assert dossier_of(asset) == []
    sheet = attached(register, asset, "Term sheet")
    assert Case.objects.get().dossier_digest != before
    assert dossier_of(asset) == [{"title": "Term sheet", "sha256": sheet.sha256}]
    events = AuditEvent.objects.filter(case_key=Case.objects.get().key, verb="paper_attached")
    assert events.count() == 1


def test_of_a_paper_with_versions_the_dossier_names_the_newest_and_whom_it_replaces(register: Any) -> None:
    asset = register.ready()
    first = attached(register, asset, "First sheet")
    second = attached(register, asset, "Second sheet", replaces=first)
    register.proposed(asset)
    third = attached(register, asset, "Third sheet", replaces=second)
    assert dossier_of(asset) == [
        {"title": "Third sheet", "sha256": third.sha256, "replaces": [second.sha256, first.sha256]}
    ]


def test_a_newer_version_of_a_facts_paper_stands_in_its_place_and_the_fact_keeps_its_own(register: Any) -> None:
    asset = register.ready(WHEAT)
    deed = stored(register.cast.case_officer, "Deed")
    record_legal_fact(
        actor=register.cast.case_officer, instrument=asset, kind="title_proof", statement="Proven", document=deed
    )
    register.proposed(asset)
    newer = attached(register, asset, "Deed with its seal", kind=None, replaces=deed)
    assert dossier_of(asset) == [{"title": "Deed with its seal", "sha256": newer.sha256, "replaces": [deed.sha256]}]
    case = Case.objects.get()
    content = read_canonical(Dossier.objects.get(case=case, digest=case.dossier_digest).content)
    assert [fact["sha256"] for fact in content["sections"]["title"]["facts"]] == [deed.sha256]
