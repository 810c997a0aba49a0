"""Pages on which assets are valued, opened again, encumbered and revalued, and where each figure is understood."""

import datetime
from decimal import Decimal
from typing import Any

import pytest

from assets.models import Encumbrance, Instrument, IssueTranche, LegalFact, Revaluation, Valuation
from tests.officials import Official
from tests.portal.test_pages_assets import upload
from tests.portal.test_pages_every import sound
from tests.stories import BOND, PROPERTY, SUKUK, WHEAT

MARCH = datetime.date(2026, 3, 5)


def words_of(page: Any) -> str:
    """A page's words, with their narrow spaces, on one line."""
    return " ".join(page.content.decode().split())


@pytest.fixture
def bond(story: Any, on_date: Any) -> Instrument:
    """The bond of the sample register, on a day on which interest has accrued."""
    asset: Instrument = story.registered(BOND)
    on_date(MARCH)
    return asset


def priced(client: Official, number: int, **answers: str) -> Any:
    """Records a valuation by its page."""
    given = {"basis": "yield", "quote": "11.2500", "as_at": "2026-03-05", "source": "The market"} | answers
    return client.acts(
        f"/assets/{number}/valuations/record/", given | {"paper_title": "Price list", "paper": upload("Prices")}
    )


class TestAValuation:
    def test_its_page_says_how_every_figure_comes_about_and_that_it_does_so_again(self, bond: Any, cast: Any) -> None:
        assert priced(Official(cast.case_officer), BOND).status_code == 302
        valuation = Valuation.objects.latest("pk")
        page = Official(cast.auditor).get(f"/assets/{BOND}/valuations/{valuation.pk}/")
        sound(page)
        texts = {str(step.label): step.text for step in page.context["steps"]}
        assert texts["Clean price, for each 100"] == "99.0530"
        assert texts["Share of a year gone by"] == "0.135359"
        assert texts["Accrued, for each 100"] == "1.488950"
        assert texts["Payments left"] == "10"
        assert "The same figures" in words_of(page)
        assert page.context["may_accept"] is False

    def test_an_amended_rate_shows_that_the_figures_no_longer_come_out(self, bond: Any, cast: Any) -> None:
        from assets.services.instruments import amend_instrument

        priced(Official(cast.case_officer), BOND)
        amend_instrument(actor=cast.case_officer, instrument=bond, version=1, rate_pct=Decimal(10))
        valuation = Valuation.objects.latest("pk")
        page = Official(cast.approver).get(f"/assets/{BOND}/valuations/{valuation.pk}/")
        assert "Other figures" in words_of(page)
        assert page.context["may_accept"] is True

    def test_the_asset_shows_price_and_yield_beside_what_counts(self, bond: Any, cast: Any) -> None:
        priced(Official(cast.case_officer), BOND)
        words = words_of(Official(cast.approver).get(f"/assets/{BOND}/"))
        assert "99.0530 for each 100" in words.replace("<bdi>", "").replace("</bdi>", "").replace("\u2068", "").replace(
            "\u2069", ""
        )
        assert "whatever a security would fetch" in words

    @pytest.mark.parametrize(
        ("answers", "sentence"),
        [
            ({"quote": ""}, "State the price or the yield"),
            ({"basis": "face"}, "At face there is neither a price nor a yield"),
            ({"quote": "11,25"}, "The decimal sign is a point"),
            ({"quote": "12.34567"}, "Enter at most 4 decimals"),
            ({"basis": "clean_price", "quote": "0"}, "A price is a positive number"),
        ],
    )
    def test_a_price_that_cannot_be_right_comes_back_with_a_sentence(
        self, bond: Any, cast: Any, answers: dict[str, str], sentence: str
    ) -> None:
        before = Valuation.objects.count()
        refused = priced(Official(cast.case_officer), BOND, **answers)
        assert refused.status_code == 422
        assert sentence in words_of(refused)
        assert Valuation.objects.count() == before

    def test_what_is_no_security_has_one_basis_and_is_not_asked(self, story: Any, cast: Any) -> None:
        story.registered(PROPERTY)
        fields = Official(cast.case_officer).get(f"/assets/{PROPERTY}/valuations/record/").context["form"].fields
        assert "basis" not in fields
        assert "quote" not in fields


class TestPayments:
    def test_a_bond_pays_coupons_and_a_sukuk_rentals(self, story: Any, cast: Any) -> None:
        story.registered(BOND)
        story.registered(SUKUK)
        client = Official(cast.auditor)
        bond, sukuk = words_of(client.get(f"/assets/{BOND}/")), words_of(client.get(f"/assets/{SUKUK}/"))
        assert "Each coupon is the rate" in bond
        assert "Each rental is the rate" in sukuk
        assert "nterest" not in sukuk
        assert "oupon" not in sukuk

    def test_a_record_without_its_rate_says_what_it_lacks(self, bond: Any, cast: Any) -> None:
        from assets.services.instruments import amend_instrument

        amend_instrument(actor=cast.case_officer, instrument=bond, version=1, rate_pct=None)
        assert "its record lacks: Rate" in words_of(Official(cast.auditor).get(f"/assets/{BOND}/"))


class TestEncumbrances:
    def test_one_is_recorded_with_its_paper_and_released_by_another(self, story: Any, cast: Any) -> None:
        story.registered(WHEAT)
        client = Official(cast.case_officer)
        done = client.acts(
            f"/assets/{WHEAT}/encumbrances/record/",
            {
                "kind": "pledge",
                "holder": "A bank",
                "amount": "1000000.00",
                "currency": "PKR",
                "statement": "Against a loan.",
                "paper_title": "Pledge",
                "paper": upload("Pledge"),
            },
        )
        assert done.status_code == 302
        pledge = Encumbrance.objects.get(kind="pledge")
        released = client.acts(
            f"/assets/{WHEAT}/legal-facts/record/",
            {
                "kind": "lien_release",
                "encumbrance": str(pledge.pk),
                "statement": "The loan is paid back.",
                "paper_title": "Release",
                "paper": upload("Release"),
            },
        )
        assert released.status_code == 302
        assert list(LegalFact.objects.get().encumbrances.all()) == [pledge]
        page = client.get(f"/assets/{WHEAT}/")
        sound(page)
        assert [row.is_released for row in page.context["encumbrances"]] == [False, True]


class TestReopenings:
    def test_one_is_recorded_and_stands_below_the_first_issue(self, bond: Any, cast: Any) -> None:
        client = Official(cast.case_officer)
        answers = {"settlement_date": "2026-03-05", "face": "2000000000", "clean_price": "99.0530"}
        done = client.acts(
            f"/assets/{BOND}/tranches/record/",
            answers | {"auction_number": "52", "paper_title": "Result", "paper": upload("Result")},
        )
        assert done.status_code == 302
        assert IssueTranche.objects.get().accrued_amount == Decimal("29779005.52")
        page = client.get(f"/assets/{BOND}/")
        sound(page)
        assert [row.face for row in page.context["tranches"]] == [60_000_000_000, 2_000_000_000]

    def test_wheat_is_never_opened_again(self, story: Any, cast: Any) -> None:
        story.registered(WHEAT)
        assert Official(cast.case_officer).get(f"/assets/{WHEAT}/tranches/record/").status_code == 404


class TestRevaluations:
    def test_the_officer_revalues_and_the_approver_finds_it_at_home_and_accepts(self, bond: Any, cast: Any) -> None:
        officer, approver = Official(cast.case_officer), Official(cast.approver)
        done = officer.acts(
            "/assets/revaluations/record/",
            {"as_at": "2026-03-05", "source": "Rates of the day", "paper_title": "Note", "paper": upload("Note")},
        )
        assert done.status_code == 302
        revaluation = Revaluation.objects.get()
        address = f"/assets/revaluations/{revaluation.pk}/"
        assert f"{address}accept/" in approver.get("/").content.decode()
        page = approver.get(address)
        sound(page)
        assert page.context["sums"]["count"] == 1
        assert page.context["may_accept"] is True
        assert approver.acts(f"{address}accept/").status_code == 302
        assert f"{address}accept/" not in approver.get("/").content.decode()
        listed = officer.get("/assets/revaluations/")
        sound(listed)
        assert "Accepted" in words_of(listed)
        csv = b"".join(officer.get(f"{address}?download=csv").streaming_content).decode()
        assert bond.name in csv
