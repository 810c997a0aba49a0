"""The auditor finds an entry of the trail, checks its hash for themselves, takes the trail home, and changes nothing."""

import csv
import hashlib
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import expect

from approvals.models import AuditEvent
from approvals.views.acts import ActPage
from approvals.wording import name_text
from portal.look.verbs import VERBS
from tests.browser.journey import Person

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("language", ["en", "ur"])]


def test_the_auditor_checks_an_entry_downloads_the_trail_and_is_offered_nothing_to_change(
    story: Any, cast: Any, at_a_browser: Any, language: str
) -> None:
    case = story.proposed()
    auditor: Person = at_a_browser(cast.auditor)
    auditor.begins()
    auditor.follows("Read the trail")
    auditor.arrives("Audit trail")
    auditor.enters({"Act": VERBS["proposal_submitted"]})
    auditor.page.wait_for_url("**/trail/?*verb=proposal_submitted*")
    expect(auditor.page.locator("#results tbody tr")).to_have_count(1)
    event = AuditEvent.objects.get(verb="proposal_submitted")
    finds(auditor, event)

    auditor.page.go_back()
    auditor.arrives("Audit trail")
    kept = auditor.downloads("Download all of these as CSV").path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(kept.splitlines()))
    assert [row["event_id"] for row in rows] == [str(event.event_id)]
    assert rows[0]["leaf_hash"] == bytes(event.leaf_hash).hex()
    auditor.follows("Show everything")
    kept = auditor.downloads("Download all of these as CSV").path().read_text(encoding="utf-8-sig")
    assert len(list(csv.DictReader(kept.splitlines()))) == AuditEvent.objects.count()

    entries = AuditEvent.objects.count()
    places = (
        "/",
        "/overview/",
        "/trail/",
        "/assets/",
        "/assets/3/",
        "/cases/",
        f"/cases/{case.reference}/",
        "/orders/",
    )
    for address in places:
        auditor.page.goto(address)
        auditor.reads_own_language()
        assert offered(auditor) == []
    for address in ("/assets/3/propose/", f"/cases/{case.reference}/gates/G0/rule/", "/people/"):
        answer = auditor.page.goto(address)
        assert answer is not None
        assert answer.status == 403
        auditor.reads_own_language()
    assert AuditEvent.objects.count() == entries


def finds(auditor: Person, event: AuditEvent) -> None:
    """The entry's page says that it holds; the auditor computes the hash from the bytes shown and agrees."""
    auditor.opens(str(event.pk))
    auditor.arrives("Entry %(number)s of the audit trail", number=event.pk)
    auditor.reads("Holds")
    auditor.sees_fact("Who", auditor.own(name_text, "Case Officer, Debt Management Office"))
    auditor.sees_fact("Event id", str(event.event_id))
    shown = auditor.page.locator("pre").text_content() or ""
    leaf = hashlib.sha256(b"\x00" + shown.encode()).hexdigest()
    auditor.sees_fact("Leaf hash, recorded", leaf)
    auditor.sees_fact("Leaf hash, computed now", leaf)


def offered(person: Person) -> list[str]:
    """Whatever the content of the page offers that would change something: forms that post, ways to pages of acts."""
    main = person.page.get_by_role("main")
    found: list[str] = main.locator("form").evaluate_all(
        "forms => forms.filter(form => form.method === 'post').map(form => form.action)"
    )
    links: list[str] = main.locator("a[href]").evaluate_all("links => links.map(link => link.href)")
    return found + [link for link in links if leads_to_an_act(urlsplit(link).path)]


def leads_to_an_act(path: str) -> bool:
    """Whether a page of an act answers at the path."""
    view = getattr(resolve(path).func, "view_class", object)
    return issubclass(view, ActPage)
