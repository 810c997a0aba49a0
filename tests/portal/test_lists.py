"""Lists: what is asked for by the address is what is shown and what is taken away, and nothing breaks them."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from approvals.business_date import business_date
from approvals.models import Memorandum
from assets.models import ExchangeRate
from portal.benchmarks.register_filling import Filling, expect_rows, fill
from tests.officials import Official
from tests.stories import BILL_12M, BOND, WHEAT

LISTS = ["/assets/", "/cases/", "/orders/", "/orders/investors/"]


def numbers(response: Any) -> list[int]:
    """The assets on the page, in order."""
    return [asset.number for asset in response.context["page"].object_list]


def downloaded(response: Any) -> list[dict[str, str]]:
    """The rows of a CSV answer."""
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def auditor(story: Any, cast: Any) -> Client:
    """Somebody who reads a register of three assets, one of them with a case."""
    for number in (BILL_12M, BOND):
        story.registered(number)
    story.proposed(WHEAT)
    return Official(cast.auditor)


def test_filters_narrow_the_list_and_stand_above_it_with_a_way_to_remove_each(auditor: Client) -> None:
    response = auditor.get("/assets/", {"kind": "COMMODITY_LOT", "search": "wheat", "sort": "-name"})
    assert numbers(response) == [WHEAT]
    chips = {chip.text: chip.url for chip in response.context["chips"]}
    assert set(chips) == {"Name, owner or ISIN: wheat", "Kind: Commodity lot"}
    assert chips["Kind: Commodity lot"] == "/assets/?search=wheat&sort=-name"


def test_the_download_holds_exactly_what_the_filters_leave(auditor: Client) -> None:
    rows = downloaded(auditor.get("/assets/", {"stage": "none", "sort": "-number", "download": "csv"}))
    assert [int(row["No."]) for row in rows] == sorted([BILL_12M, BOND], reverse=True)
    assert float(rows[0]["Accepted value in USD"]) > 0


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        {"page": "999"},
        {"page": "-1"},
        {"page": "x"},
        {"sort": "password"},
        {"sort": "-"},
        {"search": "\x00%_'\"<script>"},
        {"status": "no such"},
        {"stage": "99999999999999999999"},
        {"kind": "no such"},
        {"download": "exe"},
    ],
)
def test_no_address_breaks_a_list(auditor: Client, address: str, query: dict[str, str]) -> None:
    assert auditor.get(address, query).status_code == 200


def test_what_is_not_understood_is_said_and_left_out(auditor: Client) -> None:
    response = auditor.get("/assets/", {"kind": "no such"})
    assert len(numbers(response)) == 3
    assert "left out: Kind." in response.content.decode()


def test_an_empty_list_says_why_apart_from_one_that_is_filtered_empty(story: Any, cast: Any) -> None:
    client = Official(cast.auditor)
    assert "The register is empty." in client.get("/assets/").content.decode()
    story.registered(WHEAT)
    assert "Nothing fits these filters." in client.get("/assets/", {"search": "zzz"}).content.decode()


@pytest.mark.parametrize("address", LISTS)
def test_a_sorted_column_says_so_and_offers_the_other_direction(auditor: Client, address: str) -> None:
    column = auditor.get(address).context["columns"][0]
    rising = auditor.get(address, {"sort": column.name}).content.decode()
    falling = auditor.get(address, {"sort": f"-{column.name}"}).content.decode()
    if "<thead" in rising:
        assert 'aria-sort="ascending"' in rising
        assert f"sort=-{column.name}" in rising
        assert 'aria-sort="descending"' in falling


def test_a_longer_list_asks_the_database_no_more_often(
    story: Any, cast: Any, django_assert_max_num_queries: Any
) -> None:
    for number in (BILL_12M, BOND, WHEAT):
        story.registered(number)
    client = Official(cast.auditor)
    with django_assert_max_num_queries(11):
        client.get("/assets/")


@pytest.mark.parametrize(
    "address",
    [
        "/assets/",
        "/assets/?page=40",
        "/assets/?search=gwadar&sort=-value",
        "/assets/?stage=none&sort=name",
        "/assets/?encumbered=no&matures_from=2026-09-05&sort=-stage",
        "/assets/?sort=maturity&download=csv",
    ],
)
def test_the_register_asks_as_often_of_thousands_of_assets_as_of_a_hundred(
    story: Any, cast: Any, paper: Any, address: str
) -> None:
    client = Official(cast.auditor)
    story.registered(WHEAT)
    filling = Filling(
        officer=cast.case_officer.pk,
        approver=cast.approver.pk,
        memorandum=Memorandum.objects.get().pk,
        rate=ExchangeRate.objects.get().pk,
        document=paper(cast.case_officer).pk,
        today=business_date(),
    )
    expect_rows()
    counts = []
    for assets in (100, 4900):
        fill(filling, assets=assets, valued=assets // 4, cases=10)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
            b"".join(response)
        assert response.status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_rarer_filters_are_folded_up_until_one_is_in_force(auditor: Client) -> None:
    folded, open_ = (auditor.get("/assets/", asked).content.decode() for asked in ({}, {"encumbered": "no"}))
    assert '<details class="govuk-details portal-more-filters">' in folded
    assert '<details class="govuk-details portal-more-filters" open>' in open_
    assert "Encumbrance: None stands" in open_


def test_a_day_that_is_none_is_left_out_of_the_filters(auditor: Client) -> None:
    response = auditor.get("/assets/", {"matures_from": "2030-02-31"})
    assert len(numbers(response)) == 3
    assert "left out: Matures from." in response.content.decode()


def test_a_download_can_never_hold_a_formula(story: Any, cast: Any) -> None:
    asset = story.registered(WHEAT)
    type(asset).objects.filter(pk=asset.pk).update(name="=HYPERLINK(1)")
    (row,) = downloaded(Official(cast.auditor).get("/assets/", {"download": "csv"}))
    assert row["Asset"] == "'=HYPERLINK(1)"
