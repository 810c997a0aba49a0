"""The page of the ceiling, and where a breach is shown and resolved."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from approvals.business_date import business_date
from assets.ceiling import open_breach
from assets.models import CeilingBreach, CeilingReading
from assets.services.rates import record_rate
from tests.portal.test_pages_home import home, waiting
from tests.stories import BOND

WARNING = "The ceiling is breached."


@pytest.fixture
def breach(story: Any, cast: Any) -> CeilingBreach:
    """A bond of 60 billion rupees in scope, and a rupee so strong that it is worth 3 billion dollars."""
    story.proposed(BOND)
    rate(cast, "20", "Illustrative outlier")
    return CeilingBreach.objects.get()


def rate(cast: Any, pkr_per_usd: str, source: str) -> None:
    record_rate(
        actor=cast.case_officer,
        base="USD",
        quote="PKR",
        rate=Decimal(pkr_per_usd),
        on_date=business_date(),
        source=source,
    )


def page(person: Any, address: str) -> str:
    """A page as this person sees it."""
    client = Client()
    client.force_login(person)
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_ceiling_shows_every_reading_with_its_case_and_they_can_be_taken_away(story: Any, cast: Any) -> None:
    case = story.proposed(BOND)
    shown = page(cast.auditor, "/assets/ceiling/")
    assert case.reference in shown
    assert "The ceiling has never been breached." in shown
    client = Client()
    client.force_login(cast.auditor)
    lines = b"".join(client.get("/assets/ceiling/?download=csv").streaming_content).decode().splitlines()
    assert len(lines) == 1 + CeilingReading.objects.count()


def test_before_anything_is_recorded_the_page_of_the_ceiling_says_so(cast: Any) -> None:
    shown = page(cast.auditor, "/assets/ceiling/")
    assert "The memorandum is not recorded yet." in shown
    assert "Nothing has moved the ceiling yet." in shown


def test_overview_and_register_lead_to_the_ceiling(story: Any, cast: Any) -> None:
    for address in ("/overview/", "/assets/"):
        shown = page(cast.auditor, address)
        assert 'href="/assets/ceiling/"' in shown
        assert WARNING not in shown


@pytest.mark.parametrize("address", ["/overview/", "/assets/", "/assets/ceiling/"])
def test_a_breach_stands_where_the_study_is_read(breach: CeilingBreach, cast: Any, address: str) -> None:
    assert WARNING in page(cast.case_officer, address)


def test_a_breach_stands_on_the_homes_of_lead_chair_and_auditor_until_it_is_resolved(
    breach: CeilingBreach, cast: Any
) -> None:
    heading = "The ceiling is breached"
    for person in (cast.programme_lead, cast.gate_chair, cast.auditor):
        (item,) = waiting(person)[heading]
        assert item.url == "/assets/ceiling/"
    rate(cast, "280", "Illustrative correction")
    (item,) = waiting(cast.programme_lead)[heading]
    assert item.url == f"/assets/ceiling/breaches/{breach.pk}/resolve/"
    (item,) = waiting(cast.gate_chair)[heading]
    assert item.url == "/assets/ceiling/"
    assert home(cast.case_officer).context["page"].groups[0].heading != heading


def test_the_programme_lead_resolves_a_breach_by_its_page(breach: CeilingBreach, cast: Any) -> None:
    client = Client()
    client.force_login(cast.programme_lead)
    address = reverse("assets:resolve-breach", args=[breach.pk])
    assert "is still above the ceiling" in client.get(address).content.decode()
    client.post(address, {"reason": "The rate was an outlier."})
    refused = client.post(address, {"act": "1"})
    assert refused.status_code == 422
    assert "still above the ceiling of" in refused.content.decode()
    rate(cast, "280", "Illustrative correction")
    client.post(address, {"reason": "The rate was an outlier."})
    assert client.post(address, {"act": "1"}).status_code == 302
    assert open_breach(breach.memorandum) is None
    shown = page(cast.auditor, "/assets/ceiling/")
    assert WARNING not in shown
    assert "The rate was an outlier." in shown
    assert "was resolved on" in client.get(address).content.decode()
