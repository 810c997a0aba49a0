"""Papers and their versions."""

import threading
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from approvals.choices import PaperKind
from approvals.exceptions import InvalidInput, PaperRefused, WrongState
from approvals.lineage import versions_of
from approvals.models import AuditEvent, Document
from approvals.services.documents import store_document


def stored(actor: Any, text: str, **more: Any) -> Document:
    return store_document(actor=actor, title="Term sheet", file_name="terms.txt", content=text.encode(), **more)


def test_versions_stand_in_one_line_and_all_of_them_stay_readable(cast: Any) -> None:
    first = stored(cast.case_officer, "First.", kind=PaperKind.ASSET)
    second = stored(cast.case_officer, "Second.", replaces=first)
    third = stored(cast.approver, "Third.", replaces=second)
    for version in (first, second, third):
        assert [paper.pk for paper in versions_of(version)] == [third.pk, second.pk, first.pk]
    assert [third.version, third.kind, third.first_version_id] == [3, PaperKind.ASSET, first.pk]
    assert bytes(Document.objects.get(pk=first.pk).content) == b"First."
    event = AuditEvent.objects.get(verb="document_stored", subject=f"document:{third.pk}")
    assert second.sha256.encode() in bytes(event.content)


def test_a_paper_is_replaced_once(cast: Any) -> None:
    first = stored(cast.case_officer, "First.")
    stored(cast.case_officer, "Second.", replaces=first)
    with pytest.raises(WrongState, match="newer version already"):
        stored(cast.case_officer, "Another second.", replaces=first)


def test_the_same_bytes_are_no_newer_version(cast: Any) -> None:
    first = stored(cast.case_officer, "First.")
    with pytest.raises(InvalidInput, match="same bytes"):
        stored(cast.case_officer, "First.", replaces=first)


def test_a_newer_version_is_of_the_same_kind(cast: Any) -> None:
    first = stored(cast.case_officer, "First.", kind=PaperKind.VALUATION)
    with pytest.raises(InvalidInput, match="same kind"):
        stored(cast.case_officer, "Second.", kind=PaperKind.DECISION, replaces=first)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"kind": "decision"}, "same kind"),
        ({"version": 3}, "right behind"),
        ({"version": 1}, "right behind|place_among"),
        ({"first_version_id": None}, "right behind|place_among"),
        ({"scan_outcome": "refused", "scanner": "ClamAV"}, "document_is_not_refused"),
        ({"scan_outcome": "clean", "scanner": ""}, "document_is_not_refused"),
    ],
)
def test_postgresql_itself_refuses_a_version_that_is_none(cast: Any, changes: dict[str, Any], error: str) -> None:
    first = stored(cast.case_officer, "First.", kind=PaperKind.ASSET)
    fields = {field.attname: getattr(first, field.attname) for field in Document._meta.concrete_fields}
    fields |= {"id": None, "replaces_id": first.pk, "first_version_id": first.pk, "version": 2, **changes}
    with pytest.raises(DatabaseError, match=error), transaction.atomic():
        Document(**fields).save()


def test_postgresql_itself_refuses_a_second_successor_and_any_change(cast: Any) -> None:
    first = stored(cast.case_officer, "First.")
    second = stored(cast.case_officer, "Second.", replaces=first)
    fields = {field.attname: getattr(second, field.attname) for field in Document._meta.concrete_fields}
    with pytest.raises(IntegrityError, match="replaces_id"), transaction.atomic():
        Document(**fields | {"id": None}).save()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE approvals_document SET replaces_id = NULL")


@pytest.mark.slow
def test_of_two_newer_versions_at_once_one_is_stored_and_the_other_told(committed_db: Any, cast: Any) -> None:
    first = stored(cast.case_officer, "First.")
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def replace(text: str) -> None:
        try:
            together.wait(10)
            stored(cast.case_officer, text, replaces=first)
            outcomes.append("stored")
        except WrongState:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=replace, args=(text,)) for text in ("Second.", "Another second.")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["stored", "told"]


def test_a_paper_over_the_limit_is_refused(cast: Any, settings: Any) -> None:
    settings.DOCUMENT_MAXIMUM_BYTES = 5
    with pytest.raises(PaperRefused, match="at most 5"):
        stored(cast.case_officer, "Longer than five.")
    assert AuditEvent.objects.filter(verb="refused", subject="act:store_document").exists()
