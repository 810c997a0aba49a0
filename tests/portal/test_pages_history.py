"""An asset's history: what each act changed, in words, with the currency of its time."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from approvals.services.trail import record_event
from assets.history import changes_among, latest_changes
from assets.models import Instrument
from assets.selectors import history
from assets.services.encumbrances import StatedEncumbrance, record_encumbrance
from assets.services.instruments import amend_instrument
from assets.services.legal_facts import record_legal_fact
from tests.officials import Official
from tests.stories import BOND, WHEAT


def amended(cast: Any, asset: Instrument, **changes: Any) -> Instrument:
    """The asset after one more amendment."""
    asset.refresh_from_db()
    return amend_instrument(actor=cast.case_officer, instrument=asset, version=asset.version, **changes)


def told(asset: Instrument) -> list[Any]:
    """Every act on the asset in words, newest first."""
    return changes_among(Instrument.objects.get(pk=asset.pk), history(asset))


def as_tuples(change: Any) -> list[tuple[str, str, str]]:
    return [(fact.label, fact.before, fact.after) for fact in change.changed]


def test_an_amendment_shows_each_fact_before_and_after_in_words(story: Any, cast: Any) -> None:
    asset = amended(cast, story.registered(BOND), title_status="to_be_proven", denomination=Decimal("200000"))
    newest = told(asset)[0]
    assert newest.version == 2
    assert as_tuples(newest) == [
        ("Denomination", "PKR\u00a0100\u202f000.00", "PKR\u00a0200\u202f000.00"),
        ("Title status", "Not applicable: debt of the state itself", "To be proven"),
    ]


def test_amounts_are_read_in_the_currency_of_their_time(story: Any, cast: Any) -> None:
    asset = amended(cast, story.registered(WHEAT), unit_price=Decimal("90000"))
    amended(cast, asset, unit_price=Decimal("320"), unit_price_currency="USD", currency="USD")
    amended(cast, asset, unit_price=Decimal("330"))
    latest, turn, first, *_older = told(asset)
    assert as_tuples(latest) == [("Unit price", "USD\u00a0320.00", "USD\u00a0330.00")]
    assert ("Unit price", "PKR\u00a090\u202f000.00", "USD\u00a0320.00") in as_tuples(turn)
    assert as_tuples(first)[0][2] == "PKR\u00a090\u202f000.00"


def test_an_older_page_reads_its_amounts_without_what_was_amended_since(story: Any, cast: Any) -> None:
    asset = amended(cast, story.registered(WHEAT), unit_price=Decimal("90000"))
    amended(cast, asset, unit_price=Decimal("320"), unit_price_currency="USD", currency="USD")
    asset.refresh_from_db()
    (older,) = changes_among(asset, history(asset)[1:2])
    assert as_tuples(older)[0][2] == "PKR\u00a090\u202f000.00"


def test_facts_and_amounts_that_the_register_no_longer_knows_stand_as_they_were_written(story: Any, cast: Any) -> None:
    asset = story.registered(BOND)
    with transaction.atomic():
        record_event(
            actor=cast.case_officer,
            verb="instrument_amended",
            subject=asset.key,
            label=asset.name,
            data={
                "version": 2,
                "changed": {
                    "face_of_old": ["12", "13"],
                    "maturity_date": ["next year", "2031-01-15"],
                    "nominal_amount": ["many", "1000.00"],
                    "instrument_type": ["OLD_KIND", "PIB_FIXED"],
                    "whole": "changed",
                },
            },
        )
    newest = told(asset)[0]
    assert as_tuples(newest)[0] == ("face_of_old", "12", "13")
    assert ("Maturity date", "next year", "15 January 2031") in as_tuples(newest)
    assert ("Nominal amount", "many", "PKR\u00a01\u202f000.00") in as_tuples(newest)
    assert ("Kind of asset", "OLD_KIND", "Pakistan Investment Bond, fixed rate") in as_tuples(newest)
    assert Official(cast.auditor).get(f"/assets/{BOND}/history/").status_code == 200


def test_other_acts_are_told_with_their_main_figures_and_papers(story: Any, cast: Any, paper: Any) -> None:
    asset = story.registered(WHEAT)
    lien = record_encumbrance(
        actor=cast.case_officer,
        instrument=asset,
        stated=StatedEncumbrance(holder="Illustrative bank", amount=Decimal("2500000")),
    )
    proof = paper(cast.case_officer, "Letter of release")
    record_legal_fact(
        actor=cast.case_officer,
        instrument=asset,
        kind="lien_release",
        statement="Paid back",
        document=proof,
        encumbrance=lien,
    )
    released, encumbered, accepted, valued, *_others, registered = told(asset)
    assert [(line.label, line.text) for line in released.figures] == [
        ("What it is", "Encumbrance released"),
        ("Statement", "Paid back"),
    ]
    assert released.papers == [proof]
    assert [(line.label, line.text) for line in encumbered.figures] == [
        ("What it is", "Lien"),
        ("Holder", "Illustrative bank"),
        ("Amount", "PKR\u00a02\u202f500\u202f000.00"),
    ]
    for act in (accepted, valued):
        figures = {line.label: line.text for line in act.figures}
        assert (figures["As at"], figures["Basis"]) == ("2 January 2026", "Quantity times unit price")
        assert figures["In USD"].startswith("USD\u00a0")
        assert figures["Exchange rate"] == "PKR 280.00 for one USD"
    stated = {line.label: line.text for line in registered.stated}
    assert stated["Kind of asset"] == "Commodity lot"


def test_an_act_of_which_nothing_is_known_is_told_by_its_label(story: Any, cast: Any) -> None:
    asset = story.registered(WHEAT)
    with transaction.atomic():
        record_event(actor=None, verb="asset_praised", subject=asset.key, label="A label of its own", data={})
    page = Official(cast.auditor).get(f"/assets/{WHEAT}/history/").content.decode()
    assert "asset praised" in page
    assert "A label of its own" in page


def test_the_assets_page_shows_the_latest_acts_and_leads_to_all_of_them(story: Any, cast: Any) -> None:
    asset = story.registered(BOND)
    for number in range(25):
        amended(cast, asset, note=f"Note {number}")
    auditor = Official(cast.auditor)
    page = auditor.get(f"/assets/{BOND}/").content.decode()
    assert "Note 24" in page
    assert "Note 19" in page  # the former form of what the fifth last changed
    assert "Note 18" not in page
    assert f'href="/assets/{BOND}/history/"' in page
    newest, oldest = (auditor.get(f"/assets/{BOND}/history/", {"page": number}) for number in (1, 2))
    assert [change.version for change in newest.context["changes"]] == list(range(26, 6, -1))
    assert oldest.context["changes"][-1].event.verb == "instrument_registered"


def test_only_readers_of_the_trail_get_its_entries(story: Any, cast: Any) -> None:
    story.registered(BOND)
    assert "/trail/" in Official(cast.auditor).get(f"/assets/{BOND}/history/").content.decode()
    assert "/trail/" not in Official(cast.case_officer).get(f"/assets/{BOND}/history/").content.decode()


@pytest.mark.parametrize("role", ["adviser", "administrator"])
def test_whoever_does_not_read_the_study_reads_no_history(story: Any, cast: Any, role: str) -> None:
    story.registered(BOND)
    assert Official(getattr(cast, role)).get(f"/assets/{BOND}/history/").status_code == 403


def test_in_urdu_amounts_and_days_stay_whole_and_choices_are_translated(story: Any, cast: Any) -> None:
    amended(cast, story.registered(BOND), title_status="to_be_proven", denomination=Decimal("200000"))
    client = Official(cast.auditor)
    client.cookies["django_language"] = "ur"
    page = client.get(f"/assets/{BOND}/history/").content.decode()
    assert "\u2066PKR\u00a0200\u202f000.00\u2069" in page
    assert "To be proven" not in page


def test_more_amendments_are_no_more_queries(story: Any, cast: Any) -> None:
    asset = story.registered(BOND)
    counts = []
    for _ in range(2):
        for number in range(4):
            amended(cast, asset, note=f"Note {number}", title_status=("to_be_proven", "not_applicable")[number % 2])
        asset.refresh_from_db()
        with CaptureQueriesContext(connection) as queries:
            latest_changes(asset)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 4
