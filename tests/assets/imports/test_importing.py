"""Importing a file: what comes into the register, what is left as it is, and what the trail says of it."""

import json
from typing import Any

import pytest

from approvals.exceptions import WrongState
from approvals.models import AuditEvent
from assets.facts import stated_facts
from assets.family import parts_of
from assets.imports.copying import digest_of
from assets.imports.samples import SAMPLE_ASSETS
from assets.models import Encumbrance, ImportedAsset, ImportPiece, Instrument
from assets.models.register_import import ImportMode
from assets.services.encumbrances import StatedEncumbrance, record_encumbrance
from assets.services.imports import carry_out_import, check_again, discard_import, order_import
from assets.services.instruments import amend_instrument, register_instrument
from tests.assets.conftest import Register, sample
from tests.assets.imports.files import (
    BILL,
    BOND,
    PROPERTY,
    WHEAT,
    an_isin,
    as_workbook,
    brought,
    one_of_each_kind,
    problems_of,
    row,
)

ALL, GOOD = ImportMode.ALL_OR_NOTHING, ImportMode.GOOD_ROWS_ONLY


def imported(register: Register, content: Any, mode: ImportMode = ALL, name: str = "assets.csv") -> Any:
    officer = register.cast.case_officer
    return order_import(actor=officer, run=brought(officer, content, name), mode=mode)


def test_the_illustrative_data_come_in_as_if_people_had_registered_them(register: Register) -> None:
    run = imported(register, SAMPLE_ASSETS.read_bytes())
    assert (run.state, run.added, run.wrong) == ("done", 10, 0)
    by_file = {asset.number: stated_facts(asset) for asset in Instrument.objects.all()}
    held = list(Encumbrance.objects.values_list("instrument__number", "kind", "currency", "amount"))
    assert held == [(8, "lien", "PKR", None)]
    for number in range(1, 11):
        changes = {"number": 100 + number, "isin": an_isin(number) if sample(number)["isin"] else ""}
        by_hand = register_instrument(actor=register.cast.case_officer, **sample(number, **changes))
        assert {**stated_facts(by_hand), "number": "", "isin": ""} == {**by_file[number], "number": "", "isin": ""}


@pytest.mark.parametrize("kind_of_file", ["csv", "xlsx"])
def test_every_kind_comes_in_with_its_parts(register: Register, kind_of_file: str) -> None:
    rows = one_of_each_kind()
    run = imported(register, as_workbook(rows) if kind_of_file == "xlsx" else rows)
    assert run.added == len(rows)
    for asset in Instrument.objects.all():
        assert [part for part in ("security", "pool", "lot", "holding") if hasattr(asset, part)] == list(
            parts_of(asset.instrument_type)
        )
        assert (asset.registered_by, asset.version) == (register.cast.case_officer, 1)


def test_an_asset_leads_to_the_import_and_the_row_by_which_it_came(register: Register) -> None:
    run = imported(register, [row(BOND, 5), row(WHEAT, 6)])
    assert list(ImportedAsset.objects.values_list("instrument__number", "run", "row")) == [
        (5, run.pk, 2),
        (6, run.pk, 3),
    ]


def test_one_entry_of_the_trail_stands_for_the_whole_import(register: Register) -> None:
    run = imported(register, one_of_each_kind())
    (event,) = AuditEvent.objects.filter(subject=run.key)
    data = json.loads(bytes(event.content))["data"]
    assert (event.verb, event.actor, event.subject_label) == (
        "assets_imported",
        register.cast.case_officer,
        "assets.csv",
    )
    assert (data["rows"], data["added"], data["wrong"], data["mode"]) == (13, 13, 0, "all_or_nothing")
    assert data["sha256"] == run.sha256
    assert data["digest"] == digest_of(asset.instrument for asset in ImportedAsset.objects.order_by("row"))
    assert not AuditEvent.objects.filter(verb="instrument_registered").exists()


def test_the_bytes_are_kept_until_the_import_is_done_or_discarded(register: Register) -> None:
    officer = register.cast.case_officer
    first, second = brought(officer, [row(BOND, 1)]), brought(officer, [row(BOND, 2)])
    assert ImportPiece.objects.count() == 2
    carry_out_import(actor=officer, run=first, mode=ALL)
    assert discard_import(actor=officer, run=second).state == "discarded"
    assert not ImportPiece.objects.exists()
    for run in (first, second):
        with pytest.raises(WrongState, match="not possible any more"):
            carry_out_import(actor=officer, run=run, mode=ALL)


def test_good_rows_come_in_without_the_wrong_ones_where_that_was_chosen(register: Register) -> None:
    rows = [row(BOND, 1), row(BILL, 2, nominal_amount="NaN"), row(PROPERTY, 3)]
    run = imported(register, rows, GOOD)
    assert (run.added, run.wrong, run.good) == (2, 1, 2)
    assert list(Instrument.objects.values_list("number", flat=True)) == [1, 3]
    assert [line for line, *_ in problems_of(run)] == [3]


def test_the_same_file_again_adds_nothing(register: Register) -> None:
    imported(register, one_of_each_kind())
    again = brought(register.cast.case_officer, one_of_each_kind())
    assert (again.good, again.unchanged, again.wrong) == (0, 13, 0)
    with pytest.raises(WrongState, match="nothing to import"):
        order_import(actor=register.cast.case_officer, run=again, mode=ALL)
    more = imported(register, [*one_of_each_kind(), row(PROPERTY, 99)])
    assert (more.added, more.unchanged) == (1, 13)


def test_a_row_without_a_number_gets_the_next_one_and_is_known_again_by_its_isin(register: Register) -> None:
    register.registered(3)
    rows = [row(BOND, 50, asset_no=""), row(BOND, 40), row(BOND, 51, asset_no="")]
    run = imported(register, rows)
    assert list(ImportedAsset.objects.order_by("row").values_list("instrument__number", flat=True)) == [41, 40, 42]
    assert run.added == 3
    assert brought(register.cast.case_officer, rows).unchanged == 3


def test_other_facts_of_a_known_asset_name_the_columns_and_lead_to_its_page(register: Register) -> None:
    imported(register, [row(BOND, 1), row(WHEAT, 2)])
    changed = [row(BOND, 1, listing="Another exchange", rate_pct="12.5"), row(WHEAT, 2, encumbrance_amount="7.00")]
    run = brought(register.cast.case_officer, changed)
    assert {(line, column) for line, column, *_ in problems_of(run)} == {
        (2, "rate_pct, listing"),
        (3, "encumbrance_amount"),
    }
    assert all("amend it on its page" in reason for *_, reason in problems_of(run))


def test_the_isin_of_one_asset_beside_the_number_of_another_is_refused(register: Register) -> None:
    imported(register, [row(BOND, 1), row(BOND, 2)])
    run = brought(register.cast.case_officer, [row(BOND, 2, isin=an_isin(1))])
    assert problems_of(run)[0][1] == "isin"
    assert "No. 1" in problems_of(run)[0][3]


def test_a_column_that_a_file_does_not_have_says_nothing_about_a_known_asset(register: Register) -> None:
    run = imported(register, SAMPLE_ASSETS.read_bytes())
    asset = Instrument.objects.get(number=4)
    amend_instrument(actor=register.cast.case_officer, instrument=asset, version=1, governing_law="Law of Pakistan")
    again = brought(register.cast.case_officer, SAMPLE_ASSETS.read_bytes())
    assert (run.added, again.unchanged, again.wrong) == (10, 10, 0)


def test_what_a_colleague_registers_meanwhile_stops_the_import_and_shows_at_the_next_check(register: Register) -> None:
    officer = register.cast.case_officer
    run = brought(officer, [row(PROPERTY, 1), row(PROPERTY, 2)])
    register.registered(10, number=2)
    with pytest.raises(WrongState, match="The register changed since the file was checked"):
        carry_out_import(actor=officer, run=run, mode=ALL)
    assert Instrument.objects.count() == 1
    run = check_again(actor=officer, run=run)
    assert (run.state, run.good, run.wrong) == ("checked", 1, 1)


def test_a_lien_recorded_since_is_a_difference(register: Register) -> None:
    imported(register, [row(BOND, 1)])
    asset = Instrument.objects.get()
    record_encumbrance(actor=register.cast.case_officer, instrument=asset, stated=StatedEncumbrance(holder="A bank"))
    assert problems_of(brought(register.cast.case_officer, [row(BOND, 1)]))[0][1] == "encumbered"


def test_an_urdu_name_with_its_joiner_comes_in_as_it_is_written(register: Register) -> None:
    name = "علی\u200cپور کی زمین"
    imported(register, [row(PROPERTY, 1, asset=name, note="پہلی سطر\nدوسری سطر")])
    assert Instrument.objects.get().name == name
    assert Instrument.objects.get().note == "پہلی سطر\nدوسری سطر"


def test_signs_with_a_meaning_for_copy_are_only_signs(register: Register) -> None:
    imported(register, [row(PROPERTY, 1, note="a\\tb\\N \\. \\\\", location="c:\\new")])
    asset = Instrument.objects.select_related("holding").get()
    assert (asset.note, asset.holding.location) == ("a\\tb\\N \\. \\\\", "c:\\new")
