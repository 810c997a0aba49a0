"""From the register to the token, through the pages alone: every person signs in and does their own part."""

import datetime
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from approvals.choices import CriterionProof, CriterionScope
from approvals.models import AuditEvent, Case, GateCriterion, RequiredSignOff, SignOff
from approvals.verification import faults
from assets.models import Instrument, Valuation
from tests.officials import Official
from tokenisation.models import MintOrder, TestInvestor, TokenDeployment

PASSWORD = "a long passphrase for a rehearsal"

BILL = {
    "name": "Bill of the journey",
    "asset_class": "debt",
    "instrument_type": "MTB",
    "isin": "PKTEST000037",
    "cfi": "DYZTXR",
    "issuer": "Government of Pakistan",
    "obligor": "Government of Pakistan",
    "asset_owner": "Government of Pakistan",
    "currency": "PKR",
    "nominal_amount": "50000000.00",
    "denomination": "5000.00",
    "issue_date": "2026-01-22",
    "maturity_date": "2027-01-21",
    "return_type": "discount",
    "issue_yield_pct": "10.6000",
    "issue_price": "90.4397",
    "payments_per_year": "0",
    "day_count": "Act/365",
    "title_status": "not_applicable",
    "eligibility": "open",
}


class Visitors:
    """The cast, each with a browser of their own in which they signed in with their password."""

    def __init__(self) -> None:
        self._browsers: dict[int, Official] = {}

    def browser(self, person: Any) -> Official:
        """The person's browser; at first it has to sign in."""
        if person.pk not in self._browsers:
            person.set_password(PASSWORD)
            person.save(update_fields=["password"])
            client = Official()
            assert "/accounts/login/" in client.get("/assets/")["Location"]
            signed_in = client.post("/accounts/login/", {"login": person.username, "password": PASSWORD})
            assert signed_in.status_code == 302, signed_in.content.decode()
            self._browsers[person.pk] = client
        return self._browsers[person.pk]

    def does(self, person: Any, address: str, /, **fields: Any) -> str:
        """Opens the page, fills in the form, checks it, acts, and returns the address of the record."""
        client = self.browser(person)
        page = client.get(address)
        assert page.status_code == 200, f"{person} cannot open {address}: {page.status_code}"
        answer = client.acts(address, fields or None)
        words = re.sub(r"<[^>]+>", " ", answer.content.decode())
        assert answer.status_code == 302, f"{person} was refused at {address}: {' '.join(words.split())}"
        return str(client.get(answer["Location"]).context["record_url"])


def paper(title: str) -> dict[str, Any]:
    """The fields of an evidence paper."""
    return {"paper_title": title, "paper": SimpleUploadedFile("paper.txt", f"{title}. Illustrative.".encode())}


def test_an_asset_goes_from_the_register_to_a_confirmed_token_through_the_pages(
    committed_db: Any, prepared: Any, plan: Any, cast: Any, on_date: Any
) -> None:
    visitors = Visitors()
    on_date(datetime.date(2026, 1, 2))
    officer, chair = cast.case_officer, cast.gate_chair

    visitors.does(officer, "/assets/rates/record/", rate="280.00", on_date="2026-01-02", source="Illustrative fixing")
    asset_page = visitors.does(officer, "/assets/register/", **BILL)
    asset = Instrument.objects.get()
    assert asset_page == f"/assets/{asset.number}/"
    visitors.does(
        officer,
        f"{asset_page}valuations/record/",
        basis="face",
        as_at="2026-01-02",
        source="Face value",
        **paper("Valuation note"),
    )
    visitors.does(cast.approver, f"{asset_page}valuations/{Valuation.objects.get().pk}/accept/")
    visitors.does(officer, f"{asset_page}propose/", units=str(asset.units), purpose="Feasibility of test tokens")
    case = Case.objects.get()
    page = f"/cases/{case.reference}/"

    chain_page = visitors.does(cast.programme_lead, "/orders/chain/proofs/request/")
    prepared.work()
    assert "Every check passed" in visitors.browser(cast.auditor).get(chain_page).content.decode()
    for gate in ("G0", "G1", "G2", "G3", "G4"):
        attest(visitors, cast, case, gate)
        visitors.does(chair, f"{page}gates/{gate}/rule/", outcome="pass", reason="Every criterion is met.")
    on_date(datetime.date(2026, 5, 18))

    visitors.does(cast.first_treasury_operator, f"/orders/token/{case.reference}/")
    prepared.work()
    decide(visitors, cast, case)
    visitors.does(chair, f"{page}gates/G5/rule/", outcome="pass", reason="Every body has decided.")

    visitors.does(
        cast.first_treasury_operator,
        "/orders/investors/register/",
        label="Test investor A",
        address="0x00000000000000000000000000000000000E0001",
        country="PK",
        kyc_valid_until="2026-12-31",
    )
    holder = TestInvestor.objects.get()
    order_page = visitors.does(
        cast.first_treasury_operator, f"/orders/place/{case.reference}/", shares=f"{holder.label}; 10000"
    )
    visitors.does(cast.second_treasury_operator, f"{order_page}release/")
    prepared.work()

    order = MintOrder.objects.get()
    assert order.status == "reconciled"
    token = TokenDeployment.objects.get().address
    assert prepared.reader.supply(token) == 10_000
    assert prepared.reader.balance(token, holder.address) == 10_000
    seen = visitors.browser(cast.auditor).get(order_page).content.decode()
    assert token in seen
    acts = set(AuditEvent.objects.filter(case_key=case.key).values_list("verb", flat=True))
    assert {"case_opened", "signoff_confirmed", "order_released", "order_reconciled", "token_deployed"} <= acts
    assert list(faults()) == []


def attest(visitors: Visitors, cast: Any, case: Case, gate: str) -> None:
    """Everything that people must attest before the gate, each with a paper."""
    for criterion in GateCriterion.objects.filter(gate_id=gate, proof=CriterionProof.ATTESTED):
        person = cast.case_officer if criterion.scope == CriterionScope.CASE else cast.programme_lead
        visitors.does(
            person,
            f"/cases/{case.reference}/criteria/{criterion.code}/attest/",
            met="yes",
            statement="Shown by the attached paper.",
            **paper(f"Proof of {criterion.code}"),
        )


def decide(visitors: Visitors, cast: Any, case: Case) -> None:
    """Every required body decides: one officer records what they read, another confirms."""
    case.refresh_from_db()
    for row in RequiredSignOff.objects.filter(instrument_type="MTB", tier="test_mint").select_related("body"):
        visitors.does(
            cast.recorder(row.body_id),
            f"/cases/{case.reference}/decisions/record/{row.body_id}/",
            dossier_digest=case.dossier_digest,
            decision="approve",
            letter_reference=f"{row.body_id}/1",
            decided_on="2026-05-18",
            legal_basis=row.body.legal_basis,
            **paper(f"Letter of {row.body_id}"),
        )
        signoff = SignOff.objects.get(body_id=row.body_id)
        visitors.does(cast.confirmer(row.body_id), f"/cases/{case.reference}/decisions/{signoff.pk}/confirm/")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"isin": "PKTEST000038"}, "check digit does not fit"),
        ({"denomination": "3000.00"}, "does not divide"),
        ({"maturity_date": "2027-01-20"}, "Treasury bills run"),
    ],
)
def test_an_impossible_asset_comes_back_with_a_sentence_and_everything_that_was_typed(
    db: None, cast: Any, plan: Any, changes: dict[str, str], sentence: str
) -> None:
    answer = Official(cast.case_officer).acts("/assets/register/", BILL | changes)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert BILL["name"] in answer.content.decode()
    assert not Instrument.objects.exists()
