"""Registering and amending assets."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from approvals.canonical import read_canonical
from approvals.exceptions import InvalidInput, NotPermitted, WrongState
from approvals.models import AuditEvent
from assets.choices import Eligibility
from assets.importing import read_sample_assets
from assets.models import Instrument, Security
from assets.services.encumbrances import StatedEncumbrance
from assets.services.instruments import amend_instrument, register_instrument
from tests.assets.conftest import (
    DISCOUNT_SUKUK,
    GOLD,
    MTB_3M,
    MTB_12M,
    PIB,
    PROPERTY,
    SUKUK,
    WHEAT,
    Register,
    sample,
)


def test_the_ten_sample_assets_register_with_their_units(register: Register) -> None:
    for fields in read_sample_assets():
        register_instrument(actor=register.cast.case_officer, **fields)
    assert [instrument.units for instrument in Instrument.objects.order_by("number")] == [
        5_000_000,
        8_000_000,
        10_000_000,
        600_000,
        800_000,
        560_000,
        280_000,
        250_000,
        50_000,
        1,
    ]
    assert [i.number for i in Instrument.objects.all() if i.is_sukuk] == [SUKUK, DISCOUNT_SUKUK]


def test_a_registration_leaves_one_event_with_the_terms(register: Register) -> None:
    instrument = register.registered(MTB_3M)
    event = AuditEvent.objects.get(subject=instrument.key)
    assert (event.verb, event.actor, event.case_key) == ("instrument_registered", register.cast.case_officer, "")
    terms = read_canonical(event.content)["data"]["terms"]
    assert terms["nominal_amount"] == "25000000000.00"
    assert terms["maturity_date"] == "2026-04-02"
    assert "quantity" not in terms


def test_an_asset_without_a_number_gets_the_next_one(register: Register) -> None:
    assert register.registered(PIB).number == PIB
    assert register.registered(SUKUK, number=None).number == PIB + 1


@pytest.mark.parametrize(
    ("number", "changes", "sentence"),
    [
        (MTB_3M, {"isin": "PKTEST000012"}, "check digit"),
        (MTB_3M, {"isin": "pktest000011"}, "check digit"),
        (MTB_3M, {"maturity_date": datetime.date(2026, 4, 3)}, "would run 85"),
        (MTB_3M, {"maturity_date": datetime.date(2026, 1, 8)}, "after the issue"),
        (MTB_3M, {"maturity_date": None}, "maturity date"),
        (MTB_3M, {"cfi": "DYZTFR"}, "fifth letter"),
        (MTB_3M, {"cfi": "dyztxr"}, "capital letters"),
        (MTB_3M, {"denomination": Decimal("7000.00")}, "whole units"),
        (MTB_3M, {"denomination": None}, "denomination"),
        (MTB_3M, {"nominal_amount": Decimal("-5000.00")}, "Nominal amount: It must be more than zero"),
        (MTB_3M, {"nominal_amount": Decimal("5000.005")}, "Nominal amount"),
        (MTB_3M, {"quantity": Decimal(5)}, "Quantity: An asset of this kind .* has none"),
        (MTB_3M, {"currency": "EUR"}, "EUR is neither"),
        (MTB_3M, {"instrument_type": "CRYPTO"}, "Kind of asset"),
        (MTB_3M, {"name": "  "}, "Name"),
        (MTB_3M, {"title_status": "pool_title_to_be_shown"}, "Only a sukuk"),
        (MTB_3M, {"encumbrance": StatedEncumbrance(amount=Decimal(-5))}, "amount of an encumbrance is positive"),
        (PIB, {"payments_per_year": 0}, "sold at a discount"),
        (PIB, {"issue_price": Decimal(100_000)}, "Issue price: It is larger than anything"),
        (WHEAT, {"quantity": Decimal(10) ** 14, "unit_price": Decimal(10) ** 7}, "Quantity times price is larger"),
        (WHEAT, {"quantity": Decimal(10) ** 10, "price_unit": "gram"}, "Quantity times price is larger"),
        (WHEAT, {"price_date": datetime.date(2026, 1, 3)}, "is still to come"),
        (WHEAT, {"number": 100_000_000}, "Number: It must be from 1"),
        (MTB_3M, {"colour": "green"}, "no place for: colour"),
        (MTB_3M, {"version": 7}, "no place for: version"),
        (MTB_3M, {"eligibility": "not_eligible", "eligibility_reason": "So it is."}, "approver"),
        (MTB_3M, {"eligibility": "referred"}, "Say why"),
        (WHEAT, {"quantity": Decimal("250000.5")}, "Quantity"),
        (WHEAT, {"quantity": None}, "whole units"),
        (WHEAT, {"unit_price": Decimal(0)}, "price"),
        (WHEAT, {"unit_price_currency": ""}, "unit price"),
        (WHEAT, {"nominal_amount": Decimal(5)}, "Nominal amount: An asset of this kind .* has none"),
        (WHEAT, {"title_status": "not_applicable"}, "debt of the state"),
        (GOLD, {"eligibility": "open"}, "never open"),
        (PROPERTY, {"asset_owner": ""}, "Owner of the asset"),
    ],
)
def test_terms_that_cannot_be_right_are_refused_and_change_nothing(
    register: Register, number: int, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        register.registered(number, **changes)
    assert not Instrument.objects.exists()
    assert AuditEvent.objects.latest("id").verb == "refused"


def test_a_number_and_an_isin_are_registered_once(register: Register) -> None:
    register.registered(MTB_3M)
    with pytest.raises(InvalidInput, match="Another asset of the register has this number"):
        register.registered(PIB, number=MTB_3M)
    with pytest.raises(InvalidInput, match="ISIN"):
        register.registered(MTB_3M, number=99)
    register.registered(WHEAT)
    register.registered(PROPERTY)  # neither has an ISIN


def test_only_a_case_officer_registers_and_amends(register: Register) -> None:
    instrument = register.registered()
    for person in register.cast.everybody():
        if person != register.cast.case_officer:
            with pytest.raises(NotPermitted):
                register_instrument(actor=person, **sample(MTB_3M))
            with pytest.raises(NotPermitted):
                amend_instrument(actor=person, instrument=instrument, version=1, name="Another name")


def test_an_amendment_counts_the_version_and_records_old_and_new(register: Register) -> None:
    instrument = register.registered()
    amended = amend_instrument(
        actor=register.cast.case_officer, instrument=instrument, version=1, note="New note", fisn=""
    )
    assert (amended.version, amended.note) == (2, "New note")
    event = AuditEvent.objects.get(verb="instrument_amended")
    assert read_canonical(event.content)["data"] == {
        "version": 2,
        "changed": {"note": ["", "New note"], "fisn": ["PKGOVT/0.00 TB 20270121", ""]},
    }


def test_an_amendment_of_a_version_that_is_no_longer_the_last_is_refused(register: Register) -> None:
    instrument = register.registered()
    amend_instrument(actor=register.cast.case_officer, instrument=instrument, version=1, note="First")
    with pytest.raises(WrongState, match="somebody else"):
        amend_instrument(actor=register.cast.case_officer, instrument=instrument, version=1, note="Second")
    instrument.refresh_from_db()
    assert (instrument.note, instrument.version) == ("First", 2)


def test_the_same_terms_again_change_nothing(register: Register) -> None:
    instrument = register.registered()
    same = amend_instrument(
        actor=register.cast.case_officer, instrument=instrument, version=1, nominal_amount=Decimal(50_000_000_000)
    )
    assert same.version == 1
    assert not AuditEvent.objects.filter(verb="instrument_amended").exists()


def test_an_amendment_that_cannot_be_right_changes_nothing(register: Register) -> None:
    instrument = register.registered()
    with pytest.raises(InvalidInput, match="check digit"):
        amend_instrument(actor=register.cast.case_officer, instrument=instrument, version=1, isin="PKTEST000038")
    instrument.refresh_from_db()
    assert (instrument.isin, instrument.version) == ("PKTEST000037", 1)


def test_an_amendment_neither_finds_nor_lifts_that_an_asset_is_not_eligible(register: Register) -> None:
    instrument = register.registered()
    with pytest.raises(InvalidInput, match="approver"):
        amend_instrument(
            actor=register.cast.case_officer,
            instrument=instrument,
            version=1,
            eligibility=Eligibility.NOT_ELIGIBLE,
            eligibility_reason="Because.",
        )


def test_a_material_amendment_gives_a_live_case_a_new_dossier(register: Register) -> None:
    case = register.proposed(register.ready(PIB)).case
    instrument = Instrument.objects.get(number=PIB)
    digest = case.dossier_digest
    amend_instrument(actor=register.cast.case_officer, instrument=instrument, version=1, note="Not material")
    case.refresh_from_db()
    assert case.dossier_digest == digest
    amend_instrument(actor=register.cast.case_officer, instrument=instrument, version=2, issuer="The federation")
    case.refresh_from_db()
    assert case.dossier_digest != digest
    assert AuditEvent.objects.filter(verb="instrument_amended", case_key=case.key).count() == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"nominal_amount": Decimal("60000100000.00")},
        {"denomination": Decimal("200000.00")},
        {"currency": "USD"},
        {"instrument_type": "PIB_ZERO"},
    ],
)
def test_what_is_reserved_cannot_change_while_a_case_lives(register: Register, changes: dict[str, Any]) -> None:
    instrument = register.ready(PIB)
    case = register.proposed(instrument).case
    with pytest.raises(WrongState, match="Withdraw the case first"):
        amend_instrument(actor=register.cast.case_officer, instrument=instrument, version=1, **changes)
    case.refresh_from_db()
    assert case.dossiers.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 0},
        {"isin": "PKTEST000011"},
        {"security__nominal_amount": Decimal(0)},
        {"security__denomination": Decimal(-1)},
        {"security__maturity_date": datetime.date(2020, 1, 1)},
        {"eligibility": "referred"},
    ],
)
def test_postgresql_refuses_what_the_service_would_have_refused(register: Register, changes: dict[str, Any]) -> None:
    register.registered(MTB_3M)
    instrument = register.registered(MTB_12M)
    part, _, name = next(iter(changes)).rpartition("__")
    rows = Security.objects if part else Instrument.objects
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.filter(pk=instrument.pk).update(**{name: next(iter(changes.values()))})
