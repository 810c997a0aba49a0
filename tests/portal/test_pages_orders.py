"""The mint's pages, over a real local chain."""

import datetime
from typing import Any

import pytest

from approvals.models import AuditEvent
from approvals.services.drafts import LONGEST
from tests.officials import Official
from tests.portal.test_pages_every import sound
from tokenisation.forms import OrderForm
from tokenisation.models import Allocation, ChainOperation, MintOrder, TestInvestor, TokenDeployment


@pytest.fixture
def ready(committed_db: Any, case_with_token: Any) -> Any:
    """A case past G5 with its token on the chain."""
    return case_with_token[0]


def test_an_order_is_placed_released_by_another_and_seen_on_the_chain(
    ready: Any, cast: Any, prepared: Any, investors: Any
) -> None:
    first, second = Official(cast.first_treasury_operator), Official(cast.second_treasury_operator)
    holders = investors(2)
    place = f"/orders/place/{ready.reference}/"
    assert place in first.get("/").content.decode()
    assert place in first.get(f"/cases/{ready.reference}/").content.decode()
    sound(first.get(place))
    response = first.acts(place, {"shares": "Test investor 0; 70\nTest investor 1; 30"})
    assert "/orders/MO-0001/" in first.get(response["Location"]).content.decode()
    order = MintOrder.objects.get()
    assert [(row.investor, row.units) for row in order.allocations.all()] == [(holders[0], 70), (holders[1], 30)]

    html = first.get("/orders/MO-0001/").content.decode()
    assert "another treasury operator must release it" in html
    assert "/orders/MO-0001/release/" not in html
    own = first.acts("/orders/MO-0001/release/")
    assert own.status_code == 422
    assert "another treasury operator must release it" in own.content.decode()
    assert MintOrder.objects.get().status == "placed"

    release = "/orders/MO-0001/release/"
    assert release in second.get("/").content.decode()
    assert "Issued units cannot be taken back" in second.get("/orders/MO-0001/").content.decode()
    sound(second.get(release))
    assert second.acts(release).status_code == 302
    prepared.work()
    order.refresh_from_db()
    assert order.status == "reconciled"

    page = Official(cast.auditor).get("/orders/MO-0001/")
    sound(page)
    html = page.content.decode()
    for operation in ChainOperation.objects.filter(order=order):
        assert operation.mined_hash
        assert operation.mined_hash in html
    assert TokenDeployment.objects.get().address in html
    assert "Register and chain agree" in html
    sound(Official(cast.auditor).get(f"/cases/{ready.reference}/"))


def test_an_order_above_the_approved_units_is_refused_and_keeps_what_was_typed(
    ready: Any, cast: Any, investors: Any
) -> None:
    investors(1)
    response = Official(cast.first_treasury_operator).acts(
        f"/orders/place/{ready.reference}/", {"shares": "Test investor 0; 987654321987"}
    )
    assert response.status_code == 422
    assert "987654321987" in response.content.decode()
    assert not Allocation.objects.exists()


class TestLinesOfAnOrder:
    """Five investors and five thousand are entered in the same way."""

    def test_a_few_investors_stand_there_and_those_without_units_are_left_out(
        self, story: Any, cast: Any, investors: Any
    ) -> None:
        holders = investors(3)
        prepared = OrderForm()["shares"].value()
        assert prepared == "Test investor 0; \nTest investor 1; \nTest investor 2; \n"
        form = OrderForm({"shares": prepared.replace("1; ", "1; 1\u202f500")})
        assert form.is_valid(), form.errors
        assert form.allocations() == [(holders[1], 1500)]

    def test_labels_and_addresses_are_understood_however_they_are_kept_from_units(
        self, story: Any, cast: Any, investors: Any
    ) -> None:
        holders = investors(4)
        lines = [
            f"{holders[0].address.upper().replace('0X', '0x')};7",
            "Test investor 1 ؛ ۱۲",
            "Test investor 2\t1 000",
            "",
            "Test investor 3\t",
        ]
        form = OrderForm({"shares": "\r\n".join(lines)})
        assert form.is_valid(), form.errors
        assert form.allocations() == [(holders[0], 7), (holders[1], 12), (holders[2], 1000)]

    @pytest.mark.parametrize(
        ("lines", "sentences"),
        [
            ("Test investor 0 500", ["Line 1 has no semicolon."]),
            ("Test investor 0; 5\nSomebody; 5", ["Line 2: no test investor is called “Somebody”."]),
            ("Test investor 0; 1,5\nTest investor 0; -2", ["Line 1: “1,5” is no", "Line 2: “-2” is no"]),
            ("Test investor 0;", ["Give units to at least one test investor."]),
            ("x\n" * 50, [f"Line {number} has" for number in range(1, 11)]),
            ("Test investor 0; 5" + "0" * 500_000, ["These are too many lines for one order."]),
        ],
    )
    def test_a_line_that_says_nothing_is_named(
        self, story: Any, cast: Any, investors: Any, lines: str, sentences: list[str]
    ) -> None:
        investors(1)
        found = OrderForm({"shares": lines[:LONGEST]}).errors["shares"]
        assert len(found) == len(sentences)
        assert all(fault.startswith(sentence) for fault, sentence in zip(found, sentences, strict=True))

    def test_five_thousand_investors_are_entered_at_once(self, ready: Any, cast: Any) -> None:
        TestInvestor.objects.bulk_create(
            TestInvestor(
                label=f"Illustrative test investor number {number}",
                address=f"0x{0xE0000 + number:040x}",
                country="PK",
                kyc_valid_until=datetime.date(2027, 12, 31),
                registered_by=cast.first_treasury_operator,
                registered_on=datetime.date(2026, 1, 2),
            )
            for number in range(5000)
        )
        client = Official(cast.first_treasury_operator)
        place = f"/orders/place/{ready.reference}/"
        page = client.get(place)
        assert page.context["form"]["shares"].value() in (None, "")
        lines = "\n".join(f"{investor.address}; 2" for investor in TestInvestor.objects.all())
        client.post(place, {"shares": lines})
        checked = client.get(f"{place}?check=1").content.decode()
        assert "You order 10\u202f000 units for 5\u202f000 investors." in checked
        client.post(place, {"act": "1"})
        assert Allocation.objects.filter(units=2).count() == 5000


def test_an_order_is_cancelled_before_its_release(ready: Any, cast: Any, investors: Any) -> None:
    investors(1)
    client = Official(cast.first_treasury_operator)
    client.acts(f"/orders/place/{ready.reference}/", {"shares": "Test investor 0; 5"})
    sound(client.get("/orders/MO-0001/cancel/"))
    assert client.acts("/orders/MO-0001/cancel/", {"reason": "Wrong investor"}).status_code == 302
    order = MintOrder.objects.get()
    assert (order.status, order.reason) == ("cancelled", "Wrong investor")


def test_a_token_is_requested_once(case_in_stage_6: Any, cast: Any, prepared: Any) -> None:
    client = Official(cast.first_treasury_operator)
    address = f"/orders/token/{case_in_stage_6.reference}/"
    assert address in client.get("/").content.decode()
    sound(client.get(address))
    assert client.acts(address).status_code == 302
    again = client.acts(address)
    assert again.status_code == 422
    assert "already has the token" in again.content.decode()
    assert TokenDeployment.objects.count() == 1
    assert address not in client.get(f"/cases/{case_in_stage_6.reference}/").content.decode()


def test_an_investor_is_registered_by_a_treasury_operator_only(cast: Any, plan: Any) -> None:
    entered = {
        "label": "Test investor A",
        "address": "0x00000000000000000000000000000000000e0001",
        "country": "PK",
        "kyc_valid_until": "2026-12-31",
    }
    address = "/orders/investors/register/"
    assert Official(cast.programme_lead).acts(address, entered).status_code == 403
    assert AuditEvent.objects.filter(verb="refused", subject="act:register_investor").exists()
    client = Official(cast.first_treasury_operator)
    refused = client.acts(address, entered | {"address": "0x12"})
    assert refused.status_code == 422
    assert "is not an address" in refused.content.decode()
    assert client.acts(address, entered).status_code == 302
    assert ">Pakistan</td>" in client.get("/orders/investors/").content.decode()
    client.cookies["django_language"] = "ur"
    assert ">پاکستان</td>" in client.get("/orders/investors/").content.decode()
    assert TestInvestor.objects.get().label == "Test investor A"
