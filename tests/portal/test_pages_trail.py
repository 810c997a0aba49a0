"""The auditor's trail."""

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client

from approvals.canonical import leaf_hash
from approvals.csv_lines import csv_lines, safe_cell
from approvals.models import AuditEvent
from portal.accounts.trail import record_signed_in
from portal.dashboards.trail import examine
from tests.portal.test_pages_every import sound


def signed_in(person: Any) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(person)
    return client


def test_every_entry_is_shown_with_its_hash_and_the_hash_computed_now(story: Any, cast: Any) -> None:
    story.proposed()
    client = signed_in(cast.auditor)
    response = client.get("/trail/")
    sound(response)
    assert all(event.examined.holds for event in response.context["page"].object_list)
    event = AuditEvent.objects.filter(verb="case_opened").get()
    page = client.get(f"/trail/{event.event_id}/")
    sound(page)
    html = page.content.decode()
    assert html.count(leaf_hash(event.content).hex()) == 2
    assert "every column says what the bytes say" in html


def test_whoever_acts_on_themselves_is_named_once(cast: Any) -> None:
    record_signed_in(person=cast.administrator)
    name = cast.administrator.full_name
    page = signed_in(cast.administrator).get(f"/people/{cast.administrator.username}/").content.decode()
    assert re.search(rf"<strong><bdi[^>]*>{name}</bdi></strong> signed in</p>", page)
    row = signed_in(cast.auditor).get("/trail/").content.decode().partition("<tbody")[2].partition("</tr>")[0]
    assert row.count(name) == 1


def test_an_entry_whose_bytes_do_not_fit_its_hash_or_columns_is_told(story: Any, cast: Any) -> None:
    story.proposed()
    event = AuditEvent.objects.latest("id")
    assert examine(event).holds
    event.actor_name = "Somebody else"
    assert examine(event).differing_columns == ("actor_name",)
    event.content = bytes(event.content) + b" "
    found = examine(event)
    assert not found.hash_matches
    assert not found.holds
    event.content = b"no JSON"
    assert not examine(event).holds


def test_the_trail_is_filtered_by_act_person_case_and_subject(story: Any, cast: Any) -> None:
    case = story.proposed()
    client = signed_in(cast.auditor)

    def found(query: str) -> list[AuditEvent]:
        return list(client.get(f"/trail/?{query}").context["page"].object_list)

    assert {event.verb for event in found("verb=case_opened")} == {"case_opened"}
    assert {event.actor for event in found("person=approver")} == {cast.approver}
    assert {event.actor for event in found("person=_portal")} == {None}
    assert {event.case_key for event in found(f"case={case.reference}")} == {case.key}
    assert {event.subject for event in found(f"subject={case.key}")} == {case.key}
    assert found("case=CASE-9999") == found("verb=refused") == []
    assert "not understood here" in client.get("/trail/?verb=nothing").content.decode()


def test_the_trail_goes_on_from_entry_to_entry(story: Any, cast: Any) -> None:
    story.signed_by_all(story.in_stage_6())
    client = signed_in(cast.auditor)
    seen: list[int] = []
    address = "/trail/"
    while address:
        page = client.get(address).context["page"]
        seen += [event.pk for event in page.object_list]
        address = f"/trail/?before={page.older}" if page.older else ""
    assert seen == list(AuditEvent.objects.order_by("-id").values_list("pk", flat=True))
    assert len(seen) > 50


def test_the_trail_takes_no_post_and_only_its_readers(story: Any, cast: Any) -> None:
    assert signed_in(cast.auditor).post("/trail/").status_code == 405
    assert signed_in(cast.programme_lead).get("/trail/").status_code == 200
    for person in (cast.case_officer, cast.gate_chair, cast.recorder("LAW"), cast.adviser, cast.administrator):
        assert signed_in(person).get("/trail/").status_code == 403
        assert signed_in(person).get("/trail/?download=csv").status_code == 403


def test_the_download_holds_every_entry_and_no_formula(story: Any, cast: Any) -> None:
    story.registered()
    from approvals.services.documents import store_document

    store_document(actor=cast.case_officer, title='=HYPERLINK("x")', file_name="a.txt", content=b"text")
    response = signed_in(cast.auditor).get("/trail/?download=csv&verb=document_stored")
    text = response.getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    events = AuditEvent.objects.filter(verb="document_stored")
    assert [row["leaf_hash"] for row in rows] == [bytes(event.leaf_hash).hex() for event in events.order_by("-id")]
    assert rows[0]["subject_label"] == '\'=HYPERLINK("x")'
    assert response["Content-Disposition"] == 'attachment; filename="audit-trail.csv"'


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", "  =1", "\n=1", "\uff1d1", "|calc"])
def test_a_cell_that_a_spreadsheet_would_compute_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "plain", "a=b", "1", '{"a":1}'])
def test_any_other_cell_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_cells_with_quotes_and_line_breaks_come_back_whole() -> None:
    text = "".join(csv_lines(("a", "b"), [('say "yes"', "two\r\nlines")]))
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))[1] == ['say "yes"', "two\r\nlines"]


def test_the_auditors_home_tells_whether_the_latest_entries_hold(story: Any, cast: Any) -> None:
    story.proposed()
    response = signed_in(cast.auditor).get("/")
    assert response.context["examined_count"] == AuditEvent.objects.count()
    assert response.context["page"].groups[0].items == []
    assert "match their hashes" in response.content.decode()
