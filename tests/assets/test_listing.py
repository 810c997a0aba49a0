"""The register's list at a few thousand assets: what it finds, how often it asks, and by which index."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.business_date import business_date
from approvals.models import Memorandum
from assets.listing import VALUE, encumbered, in_stage, listed, never_proposed, register, rows_of, without_live_case
from assets.models import ExchangeRate, Instrument, Valuation
from assets.services.legal_facts import record_legal_fact
from assets.views.register_filters import AssetFilters
from portal.benchmarks.register_filling import Filling, expect_rows, fill
from tests.assets.conftest import Register

ASSETS, VALUED, CASES = 3000, 600, 20


@pytest.fixture
def filled(register: Register, paper: Any) -> Any:
    """Adds so many assets at once."""
    cast = register.cast
    filling = Filling(
        officer=cast.case_officer.pk,
        approver=cast.approver.pk,
        memorandum=Memorandum.objects.get().pk,
        rate=ExchangeRate.objects.get().pk,
        document=paper(cast.case_officer).pk,
        today=business_date(),
    )
    expect_rows()
    return lambda assets=ASSETS, valued=VALUED, cases=CASES: fill(filling, assets=assets, valued=valued, cases=cases)


def found(**asked: str) -> Any:
    """The assets that the filters leave."""
    return AssetFilters(asked, queryset=listed()).qs


def test_an_order_by_value_and_the_rows_of_a_page_agree_with_the_whole_register(filled: Any) -> None:
    filled()
    by_value = listed().order_by(VALUE, "number")
    rows = rows_of(by_value[550:650])
    everything = {row.pk: row for row in register()}
    assert [row.value_usd for row in rows] == [everything[row.pk].value_usd for row in rows]
    assert [row.value_usd for row in rows[:50]] == sorted(row.value_usd for row in rows[:50])
    assert rows[-1].value_usd is None
    assert rows[0].valued_as_at == business_date()
    assert by_value.count() == len(everything) == ASSETS


def test_the_latest_accepted_valuation_counts_and_a_later_one_that_nobody_accepted_does_not(filled: Any) -> None:
    filled(assets=4, valued=2, cases=0)
    for asset in register().filter(value_usd__isnull=False):
        accepted = Valuation.objects.filter(instrument=asset, acceptance__isnull=False).order_by("-as_at", "-id")
        newest = accepted[0]
        assert (asset.value_usd, asset.valued_as_at) == (newest.value_usd, newest.as_at)
        Valuation.objects.create(
            **{field.attname: getattr(newest, field.attname) for field in Valuation._meta.fields if field.name != "id"}
            | {"value_usd": 1}
        )
        assert register().get(pk=asset.pk).value_usd == newest.value_usd


@pytest.mark.parametrize("words", ["Gwadar", "gwadar, SERIES 00", "highway auth"])
def test_the_search_of_a_part_of_a_name_or_an_owner_reads_the_index_of_three_letters(filled: Any, words: str) -> None:
    filled()
    assets = found(search=words)
    assert 0 < assets.count() < ASSETS
    with connection.cursor() as cursor:
        # So few rows, of which nobody told the planner, are read one by one whatever there is.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    assert "Bitmap Index Scan on register_search" in assets.explain()


def test_an_isin_is_found_whole_in_either_case_and_no_part_of_it(filled: Any) -> None:
    filled(assets=40)
    isin = listed().exclude(isin="")[0].isin
    assert [asset.isin for asset in found(search=isin.lower())] == [isin]
    assert not found(search=isin[:-1]).exists()


def test_signs_that_patterns_use_are_searched_for_as_they_are(filled: Any) -> None:
    filled(assets=40)
    assert not found(search="%").exists()
    assert not found(search="a_e").exists()


def test_filters_narrow_to_what_each_says(filled: Any) -> None:
    filled()
    assert {
        asset.security.maturity_date.year for asset in found(matures_from="2030-01-01", matures_to="2030-12-31")
    } == {2030}
    assert {asset.currency for asset in found(currency="USD")} == {"USD"}
    assert {asset.title_status for asset in found(title="to_be_proven")} == {"to_be_proven"}
    assert {asset.eligibility for asset in found(eligibility="referred")} == {"referred"}
    with_lien, without = found(encumbered="yes"), found(encumbered="no")
    assert with_lien.count() == ASSETS // 100
    assert with_lien.count() + without.count() == ASSETS


def test_an_encumbrance_that_was_released_stands_no_more(filled: Any, register: Register) -> None:
    filled(assets=300)
    asset = listed().filter(encumbered())[0]
    record_legal_fact(
        actor=register.cast.case_officer,
        instrument=asset,
        kind="lien_release",
        statement="Released",
        document=register.paper(register.cast.case_officer),
    )
    assert asset not in listed().filter(encumbered())


def test_every_asset_is_either_never_proposed_or_has_a_case_and_ended_cases_are_in_no_stage(filled: Any) -> None:
    filled()
    assert listed().filter(never_proposed()).count() == ASSETS - CASES
    live = sum(listed().filter(in_stage(stage)).count() for stage in range(1, 7))
    assert live == CASES - CASES // 5
    assert without_live_case().count() == ASSETS - live


def test_a_page_of_rows_is_two_queries_and_all_of_them_are_one_however_many_there_are(filled: Any) -> None:
    counts = []
    for _ in range(2):
        filled()
        with CaptureQueriesContext(connection) as queries:
            rows_of(listed().order_by("number")[:50])
            list(register())
        counts.append(len(queries))
    assert counts == [3, 3]
    assert Instrument.objects.count() == 2 * ASSETS
