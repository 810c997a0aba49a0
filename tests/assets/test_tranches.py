"""Re-openings: more of the same security at another price."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from approvals.exceptions import InvalidInput, NotPermitted, WrongState
from approvals.models import AuditEvent
from assets.models import Instrument, IssueTranche
from assets.services.instruments import amend_instrument
from assets.services.tranches import record_tranche
from assets.services.valuations import accept_valuation
from assets.tranches import tranches_of
from tests.assets.conftest import MTB_12M, PIB, WHEAT, Register

SETTLED = datetime.date(2021, 3, 4)


@pytest.fixture
def bond(register: Register) -> Instrument:
    """The three-year bond of August 2020 that the State Bank opened for the seventh time in March 2021."""
    return register.registered(
        PIB,
        issue_date=datetime.date(2020, 8, 20),
        maturity_date=datetime.date(2023, 8, 20),
        rate_pct=Decimal(7),
        nominal_amount=Decimal(10_000_000_000),
    )


def opened_again(register: Register, asset: Instrument, **changes: Any) -> IssueTranche:
    """The first bid of the printed record."""
    bid: dict[str, Any] = {
        "settlement_date": SETTLED,
        "face": Decimal(2_000_000_000),
        "clean_price": Decimal("95.6574"),
        "auction_number": "51",
    }
    return record_tranche(
        actor=register.cast.case_officer,
        instrument=asset,
        document=register.paper(register.cast.case_officer, "Auction result"),
        **bid | changes,
    )


def test_the_seventh_reopening_costs_what_the_state_bank_printed(register: Register, bond: Instrument) -> None:
    tranche = opened_again(register, bond)
    assert (tranche.number, str(tranche.yield_pct)) == (2, "9.0000")
    assert (tranche.clean_amount, tranche.accrued_amount, tranche.settlement_amount) == (
        Decimal("1913148000.00"),
        Decimal("4640883.98"),
        Decimal("1917788883.98"),
    )


def test_the_faces_of_all_tranches_add_up_to_the_nominal_amount(register: Register, bond: Instrument) -> None:
    opened_again(register, bond)
    opened_again(register, bond, face=Decimal(250_000_000), clean_price=Decimal("95.0711"))
    asset = Instrument.objects.get()
    assert (asset.version, asset.security.nominal_amount, asset.units) == (3, 12_250_000_000, 122_500)
    rows = tranches_of(asset)
    assert [row.number for row in rows] == [1, 2, 3]
    assert sum(row.face for row in rows) == asset.security.nominal_amount
    events = AuditEvent.objects.filter(verb="tranche_recorded", subject=asset.key)
    assert events.count() == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"nominal_amount": Decimal(1_000_000_000)},
        {"denomination": Decimal(200_000)},
        {"issue_date": datetime.date(2021, 3, 5)},
        {"currency": "USD"},
    ],
)
def test_what_the_tranches_rest_on_cannot_be_amended(
    register: Register, bond: Instrument, changes: dict[str, Any]
) -> None:
    opened_again(register, bond)
    with pytest.raises(WrongState, match="was opened again on these terms"):
        amend_instrument(actor=register.cast.case_officer, instrument=bond, version=2, **changes)
    amended = amend_instrument(actor=register.cast.case_officer, instrument=bond, version=2, issuer="The Republic")
    assert amended.version == 3


def test_a_valuation_of_before_no_longer_fits(register: Register, bond: Instrument) -> None:
    valuation = register.valued(bond)
    opened_again(register, bond)
    with pytest.raises(WrongState, match="changed since it was valued"):
        accept_valuation(actor=register.cast.approver, valuation=valuation)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"face": Decimal(150_000)}, "whole number of units"),
        ({"face": Decimal(-100_000)}, "more than zero"),
        ({"face": Decimal("NaN")}, "no number"),
        ({"clean_price": Decimal(0)}, "more than zero"),
        ({"settlement_date": datetime.date(2020, 8, 19)}, "before the issue"),
        ({"settlement_date": datetime.date(2023, 8, 20)}, "before maturity"),
        ({"settlement_date": datetime.date(2026, 1, 3)}, "cannot be recorded on 2 January 2026"),
        ({"auction_number": "5\u202e1"}, "turns the direction"),
    ],
)
def test_what_cannot_be_a_reopening_changes_nothing(
    register: Register, bond: Instrument, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        opened_again(register, bond, **changes)
    assert Instrument.objects.get().security.nominal_amount == 10_000_000_000
    assert not IssueTranche.objects.exists()


def test_only_a_security_is_opened_again(register: Register) -> None:
    with pytest.raises(InvalidInput, match="Only a security"):
        opened_again(register, register.registered(WHEAT))


def test_only_a_case_officer_records_it(register: Register, bond: Instrument) -> None:
    for person in register.cast.everybody():
        if person != register.cast.case_officer:
            with pytest.raises(NotPermitted):
                record_tranche(
                    actor=person,
                    instrument=bond,
                    settlement_date=SETTLED,
                    face=Decimal(100_000),
                    clean_price=Decimal(99),
                    document=register.paper(register.cast.case_officer, "Result"),
                )


def test_units_that_a_case_reserves_do_not_grow(register: Register, on_date: Callable[[datetime.date], None]) -> None:
    bill = register.ready(MTB_12M)
    register.proposed(bill)
    on_date(datetime.date(2026, 2, 2))
    with pytest.raises(WrongState, match="cannot be opened again while"):
        opened_again(register, bill, settlement_date=datetime.date(2026, 2, 2), face=Decimal(5000))
