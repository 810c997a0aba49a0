"""An asset enters the register, is valued by two people, and is proposed for study: case officer and approver."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect

from approvals.choices import CaseStatus
from approvals.models import Case, Document
from approvals.wording import amount_text, date_text, name_text, number_text
from assets.asset_form import AssetForm
from assets.choices import DayCountName, InstrumentType, ReturnType, TitleStatus, ValuationBasis
from assets.models import Instrument, Valuation
from assets.services.rates import record_rate
from assets.views.acts import AcceptValuation, RecordValuation
from assets.views.recording import RegisterAsset
from tests.browser.journey import Paper, Person
from tests.browser.reader import Words

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("language", ["en", "ur"])]

#: What the officer knows of the bond, page by page of the form.
BOND: dict[str, dict[str, Words]] = {
    "Kind": {"instrument_type": InstrumentType.PIB_FIXED.label},
    "What it is": {
        "name": "Bond of the journey",
        "asset_class": "debt",
        "isin": "PKTEST000045",
        "cfi": "DBFTFR",
    },
    "Parties and title": {
        "issuer": "Government of Pakistan",
        "obligor": "Government of Pakistan",
        "asset_owner": "Government of Pakistan",
        "title_status": TitleStatus.NOT_APPLICABLE.label,
    },
    "Amounts": {"currency": "PKR", "nominal_amount": "100000000.00", "denomination": "100000.00"},
    "Terms and return": {
        "issue_date": "2026-01-15",
        "maturity_date": "2031-01-15",
        "return_type": ReturnType.FIXED_COUPON.label,
        "rate_pct": "11.0000",
        "payments_per_year": "2",
        "day_count": DayCountName.ACT_ACT_ICMA.label,
    },
    "Law and administration": {"governing_law": "Pakistan", "note": "Made for a journey through the pages."},
}
#: The figures of the guide's five-year bond at a yield of 11.25 percent.
CLEAN, ACCRUED, PAID = Decimal(99_053_000), Decimal("1488950.28"), Decimal("100541950.28")
NOTE = Paper.about("Valuation note", "valuation-note.pdf")
PURPOSE = {"en": "To learn how a bond becomes a test token.", "ur": "یہ جاننا کہ ایک بانڈ آزمائشی ٹوکن کیسے بنتا ہے"}


@pytest.fixture
def a_rate(story: Any, cast: Any, on_date: Any) -> None:
    """It is 5 March 2026, the rupee has its rate, and the keys of the chain are registered, as a dossier needs them."""
    day = datetime.date(2026, 3, 5)
    on_date(day)
    record_rate(
        actor=cast.case_officer,
        base="USD",
        quote="PKR",
        rate=Decimal("280.00"),
        on_date=day,
        source="Illustrative fixing",
    )


def test_an_asset_is_registered_valued_accepted_and_proposed(
    a_rate: None, cast: Any, at_a_browser: Any, language: str
) -> None:
    officer: Person = at_a_browser(cast.case_officer)
    officer.begins()
    registers(officer)
    asset = Instrument.objects.get()
    assert (asset.name, asset.isin, asset.units) == ("Bond of the journey", "PKTEST000045", 1_000)

    values(officer, asset)
    valuation = Valuation.objects.get()
    assert bytes(valuation.document.content) == NOTE.content
    assert valuation.value_usd == Decimal("357142.86")

    approver: Person = at_a_browser(cast.approver)
    approver.begins()
    accepts(approver, asset)
    valuation.refresh_from_db()
    assert valuation.acceptance.accepted_by == approver.user

    proposes(officer, asset, PURPOSE[language])
    case = Case.objects.get()
    assert (case.status, case.stage_id) == (CaseStatus.OPEN, 1)
    assert case.subject_key == asset.key


def registers(officer: Person) -> None:
    """The form of a further asset, from the register's list to the confirmation."""
    officer.follows("Assets")
    officer.arrives("Register of assets")
    officer.reads("The register is empty.")
    officer.presses("Register an asset")
    officer.arrives("Register an asset")
    for title, answers in BOND.items():
        officer.reads(title)
        officer.enters({label_of(name): answer for name, answer in answers.items()})
        expect(officer.field(label_of("quantity"))).to_have_count(0)
        if title != "Law and administration":
            officer.presses("Go on")
    officer.checks(
        {
            label_of("name"): "Bond of the journey",
            label_of("isin"): "PKTEST000045",
            label_of("instrument_type"): officer.word(InstrumentType.PIB_FIXED.label),
            label_of("nominal_amount"): officer.own(amount_text, Decimal(100_000_000), "PKR"),
        }
    )
    officer.reads(RegisterAsset.consequence)
    assert not Instrument.objects.exists()
    officer.presses("Register the asset")
    officer.finds_it_done(RegisterAsset.done, "instrument_registered")
    officer.presses("Go to the record")
    officer.arrives_at("Bond of the journey")


def label_of(name: str) -> Words:
    """The question of the form that asks for this, in whatever language is read."""
    label: Words = AssetForm().fields[name].label
    return label


def values(officer: Person, asset: Instrument) -> None:
    """A valuation with its paper, begun on the asset's page."""
    officer.presses("Record a valuation")
    officer.arrives("Record a valuation")
    officer.enters(
        {
            "Price or yield": "11.2500",
            "As at": "2026-03-05",
            "Source": "Yields of the market",
            "Title of the paper": "Valuation note",
        }
    )
    officer.chooses(ValuationBasis.YIELD.label)
    officer.uploads("The paper", NOTE)
    officer.checks({"Source": "Yields of the market", "The paper": NOTE.name})
    assert not Document.objects.exists()
    officer.presses("Record the valuation")
    officer.finds_it_done(RecordValuation.done, "valuation_recorded")
    officer.reads(RecordValuation.next_steps)
    officer.presses("Go to the record")
    officer.arrives_at(asset.name)
    officer.reads("Waiting for an approver")
    understands(officer)


def understands(officer: Person) -> None:
    """Every number of the valuation stands on its page with how it comes about, and the payments on the asset's."""
    officer.sees(officer.own(amount_text, Decimal(5_500_000), "PKR"))  # a coupon: 11 percent of a hundred million, by two
    officer.page.get_by_role("main").get_by_role(
        "link", name=officer.own(date_text, datetime.date(2026, 3, 5)), exact=True
    ).click()
    officer.reads("How the figures come about")
    for amount in (CLEAN, ACCRUED, PAID):
        officer.sees(officer.own(amount_text, amount, "PKR"))
    officer.reads("clean amount plus accrued amount")
    officer.reads("The same figures")
    officer.page.go_back()


def accepts(approver: Person, asset: Instrument) -> None:
    """The approver finds the valuation at home, reads its paper, and stands behind it."""
    approver.finds_waiting(1)
    approver.takes_up(asset.name)
    approver.arrives("Accept a valuation")
    approver.sees_fact("Recorded", approver.own(name_text, "Case Officer, Debt Management Office"))
    approver.opens("Valuation note")
    approver.arrives_at("Valuation note")
    with approver.page.expect_download() as paper:
        approver.presses("Download the paper")
    assert paper.value.path().read_bytes() == NOTE.content
    approver.page.go_back()
    approver.presses("Accept the valuation")
    approver.finds_it_done(AcceptValuation.done, "valuation_accepted")
    approver.presses("What waits for you")
    approver.arrives("Nothing waits for you")


def proposes(officer: Person, asset: Instrument, purpose: str) -> None:
    """The officer's home page offers the proposal now; it opens the case."""
    officer.follows("Home")
    officer.takes_up(asset.name)
    officer.arrives("Propose this asset for study")
    officer.enters({"Purpose": purpose})
    officer.checks({"Units": number_text(1_000), "Purpose": purpose})
    officer.presses("Propose and open the case")
    officer.finds_it_done("%(reference)s is open.", "proposal_submitted", reference="CASE-0001")
    officer.presses("Go to the record")
    officer.arrives_at(asset.name)
    officer.sees("CASE-0001")
    officer.sees(purpose)
