"""The mint's pages, over a real local chain."""

from typing import Any

import pytest

from approvals.models import AuditEvent
from tests.officials import Official
from tests.portal.test_pages_every import sound
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
    response = first.acts(place, {f"units-{holders[0].pk}": "70", f"units-{holders[1].pk}": "30"})
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
    holder = investors(1)[0]
    response = Official(cast.first_treasury_operator).acts(
        f"/orders/place/{ready.reference}/", {f"units-{holder.pk}": "987654321987"}
    )
    assert response.status_code == 422
    assert "987654321987" in response.content.decode()
    assert not Allocation.objects.exists()


def test_an_order_is_cancelled_before_its_release(ready: Any, cast: Any, investors: Any) -> None:
    holder = investors(1)[0]
    client = Official(cast.first_treasury_operator)
    client.acts(f"/orders/place/{ready.reference}/", {f"units-{holder.pk}": "5"})
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
