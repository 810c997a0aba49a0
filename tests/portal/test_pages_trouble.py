"""What people see when something is away, expired or mistyped."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from assets.criteria import units_are_whole
from assets.models import Instrument
from tokenisation.models import MintOrder, WorkerPass
from tokenisation.selectors import worker_trouble
from tokenisation.services.orders import place_mint_order, release_mint_order
from tokenisation.services.work import note_pass
from tokenisation.tasks import work_on_chain


def signed_in(person: Any) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.django_db
def test_a_worker_that_is_away_is_told_in_a_sentence() -> None:
    assert "No worker has looked for work yet" in worker_trouble()
    note_pass()
    assert worker_trouble() == ""
    with freeze_time(timezone.now() + datetime.timedelta(minutes=2)):
        assert "No worker has looked for work since" in worker_trouble()


def test_an_order_whose_node_is_away_says_so_and_goes_on_when_it_is_back(
    committed_db: Any, prepared: Any, case_with_token: Any, cast: Any, investors: Any, settings: Any
) -> None:
    case, _deployment = case_with_token
    order = place_mint_order(actor=cast.first_treasury_operator, case=case, allocations=[(investors(1)[0], 5)])
    release_mint_order(actor=cast.second_treasury_operator, order=order)
    address, settings.CHAIN_RPC_URL = settings.CHAIN_RPC_URL, "http://127.0.0.1:1"
    assert work_on_chain() == {"ended_early": True}
    page = signed_in(cast.auditor).get(f"/orders/{order.reference}/").content.decode()
    assert "does not answer" in page
    assert "Nothing is lost" in page
    settings.CHAIN_RPC_URL = address
    work_on_chain()
    assert WorkerPass.objects.get().problem == ""
    prepared.work()
    assert MintOrder.objects.get(pk=order.pk).status == "reconciled"
    page = signed_in(cast.auditor).get(f"/orders/{order.reference}/").content.decode()
    assert "does not answer" not in page


def test_test_investors_show_whether_their_identity_check_still_counts(
    db: None, cast: Any, investors: Any, on_date: Any
) -> None:
    investors(1)
    client = signed_in(cast.first_treasury_operator)
    assert "Valid" in client.get("/orders/investors/").content.decode()
    on_date(datetime.date(2028, 1, 1))
    page = client.get("/orders/investors/").content.decode()
    assert "Expired" in page
    assert "Valid" not in page


@pytest.mark.parametrize("name", ["verb", "subject", "person", "case", "before"])
def test_a_nul_in_the_trails_filters_is_no_fault_of_the_portal(db: None, cast: Any, name: str) -> None:
    client = signed_in(cast.auditor)
    assert client.get("/trail/", {name: "a\x00"}).status_code == 200
    assert client.get("/trail/", {name: "a\x00", "download": "csv"}).status_code == 200


def test_an_asset_that_matured_is_minted_no_more(db: None, story: Any, on_date: Any) -> None:
    case = story.proposed(1)  # the three-month bill
    on_date(datetime.date(2026, 4, 1))
    assert units_are_whole(case).met
    on_date(Instrument.objects.get(number=1).maturity_date)
    answer = units_are_whole(case)
    assert not answer.met
    assert "matured" in answer.reason
