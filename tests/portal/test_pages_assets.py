"""The register's pages."""

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from approvals.models import AuditEvent, Case, Document
from assets.models import Instrument, LegalFact, Proposal, Valuation, ValuationAcceptance
from tests.officials import Official
from tests.stories import BILL_12M, BOND, GOLD, WHEAT


def upload(text: str = "An illustrative paper.") -> SimpleUploadedFile:
    """A paper as a browser sends it."""
    return SimpleUploadedFile("paper.txt", text.encode(), content_type="text/plain")


def test_the_register_shows_the_currency_before_the_number_and_the_case(story: Any, cast: Any) -> None:
    story.proposed(BILL_12M)
    html = Official(cast.case_officer).get("/assets/").content.decode()
    value = Valuation.objects.get().value_usd
    assert f"<bdi>USD\u00a0{value:,.2f}".replace(",", "\u202f") in html
    assert "CASE-0001" in html


def test_the_register_is_searched_filtered_and_sorted(story: Any, cast: Any) -> None:
    story.registered(BILL_12M)
    story.proposed(WHEAT)
    client = Official(cast.case_officer)

    def numbers(query: str) -> list[int]:
        return [asset.number for asset in client.get(f"/assets/?{query}").context["page"].object_list]

    assert numbers("") == [BILL_12M, WHEAT]
    assert numbers("sort=-number") == [WHEAT, BILL_12M]
    assert numbers("kind=COMMODITY_LOT") == [WHEAT]
    assert numbers("stage=1") == [WHEAT]
    assert numbers("stage=none") == [BILL_12M]
    assert numbers("stage=6") == []
    assert numbers(f"search={Instrument.objects.get(number=WHEAT).name[:6]}") == [WHEAT]
    assert numbers("sort=nonsense&stage=nonsense&kind=nonsense&page=nonsense") == [BILL_12M, WHEAT]


def test_the_registers_queries_do_not_grow_with_its_rows(
    story: Any, cast: Any, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    client = Official(cast.case_officer)
    story.proposed(BILL_12M)
    client.get("/assets/")
    with django_assert_max_num_queries(20) as few:
        client.get("/assets/")
    first = Instrument.objects.get()
    Instrument.objects.bulk_create(
        [
            Instrument(
                number=1000 + number,
                name=f"Illustrative lot {number}",
                asset_class=first.asset_class,
                instrument_type="COMMODITY_LOT",
                asset_owner="The federation",
                currency="PKR",
                title_status="to_be_proven",
                registered_by=cast.case_officer,
                registered_on=datetime.date(2026, 1, 2),
            )
            for number in range(120)
        ]
    )
    with django_assert_num_queries(len(few)):
        page = client.get("/assets/").context["page"]
    assert len(page.object_list) == 50
    assert page.paginator.num_pages == 3


def test_a_case_officer_records_a_legal_fact_with_its_paper(story: Any, cast: Any) -> None:
    story.registered(WHEAT)
    response = Official(cast.case_officer).acts(
        "/assets/8/legal-facts/record/",
        {
            "kind": "title_proof",
            "statement": "The store belongs to the federation",
            "paper_title": "Deed",
            "paper": upload(),
        },
    )
    assert response.status_code == 302
    fact = LegalFact.objects.get()
    assert (fact.statement, fact.document.title) == ("The store belongs to the federation", "Deed")


def test_a_refused_paper_keeps_what_was_typed_and_stores_nothing(story: Any, cast: Any) -> None:
    story.registered(WHEAT)
    papers = Document.objects.count()
    broken = SimpleUploadedFile("deed.pdf", b"not a PDF at all", content_type="application/pdf")
    response = Official(cast.case_officer).acts(
        "/assets/8/legal-facts/record/",
        {"kind": "title_proof", "statement": "A statement worth keeping", "paper_title": "Deed", "paper": broken},
    )
    html = response.content.decode()
    assert response.status_code == 422
    assert "does not hold what its name says" in html
    assert "A statement worth keeping" in html
    assert "<title>Error:" in html
    assert (LegalFact.objects.count(), Document.objects.count()) == (0, papers)
    assert AuditEvent.objects.filter(verb="refused", subject="act:record_legal_fact").exists() is True


def test_act_and_paper_stand_or_fall_together(story: Any, cast: Any) -> None:
    """The valuation is refused for want of a rate, after its paper was stored: the paper goes too."""
    story.registered(WHEAT)
    papers = Document.objects.count()
    response = Official(cast.case_officer).acts(
        "/assets/8/valuations/record/",
        {"as_at": "2020-01-01", "source": "A long time ago", "paper_title": "Old note", "paper": upload()},
    )
    assert response.status_code == 422
    assert Document.objects.count() == papers


def test_an_approver_accepts_a_valuation(story: Any, cast: Any) -> None:
    story.registered(WHEAT)
    Official(cast.case_officer).acts(
        "/assets/8/valuations/record/",
        {"as_at": "2026-01-02", "source": "Second look", "paper_title": "Note", "paper": upload()},
    )
    valuation = Valuation.objects.latest("id")
    address = f"/assets/8/valuations/{valuation.pk}/accept/"
    assert Official(cast.case_officer).acts(address).status_code == 403
    approver = Official(cast.approver)
    assert address in approver.get("/").content.decode()
    assert approver.acts(address).status_code == 302
    assert ValuationAcceptance.objects.filter(valuation=valuation).exists()
    assert approver.acts(address).status_code == 422


def test_proposing_opens_the_case_and_leads_to_it(story: Any, cast: Any) -> None:
    story.registered(WHEAT)
    response = Official(cast.case_officer).acts("/assets/8/propose/", {"units": "1000", "purpose": "To learn"})
    assert response["Location"].startswith("/done/")
    assert Proposal.objects.get().units == 1000


def test_proposing_too_many_units_says_so_and_keeps_the_purpose(story: Any, cast: Any) -> None:
    story.registered(WHEAT)
    response = Official(cast.case_officer).acts(
        "/assets/8/propose/", {"units": "999999999999", "purpose": "To learn much"}
    )
    assert response.status_code == 422
    assert "To learn much" in response.content.decode()
    assert "999999999999" in response.content.decode()
    assert not Case.objects.exists()


def test_an_asset_that_has_matured_shows_in_the_register_that_it_cannot_be_proposed(
    story: Any, cast: Any, on_date: Any
) -> None:
    asset = story.registered(BILL_12M)
    words, client = "Cannot be proposed", Official(cast.case_officer)
    assert words not in client.get("/assets/").content.decode()
    on_date(asset.maturity_date)
    assert words in client.get("/assets/").content.decode()


def test_gold_that_is_not_the_federations_says_why_it_cannot_be_proposed(story: Any, cast: Any) -> None:
    story.registered(GOLD)
    client = Official(cast.case_officer)
    html = client.get("/assets/9/").content.decode()
    assert "is not the federation" in html
    assert "/assets/9/propose/" not in html
    assert client.acts("/assets/9/propose/", {"units": "1", "purpose": "To try"}).status_code == 422


@pytest.mark.parametrize("name", ['<script>alert("x")</script>', "{{ 7|add:7 }}", "\u202egnp.exe"])
def test_what_people_type_is_shown_as_text(story: Any, cast: Any, name: str) -> None:
    story.registered(BOND)
    Official(cast.case_officer).acts(
        "/assets/4/legal-facts/record/",
        {"kind": "title_proof", "statement": name, "paper_title": name, "paper": upload()},
    )
    html = Official(cast.auditor).get("/assets/4/").content.decode()
    assert "<script>alert" not in html
    assert ">14<" not in html
