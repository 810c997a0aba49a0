"""Readings of the ceiling, and breaches that a person resolves."""

import datetime
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from approvals.choices import GateOutcome
from approvals.exceptions import InvalidInput, NotPermitted, OverCeiling, WrongState
from approvals.models import AuditEvent, Gate, Memorandum
from approvals.services.cases import withdraw_case
from approvals.services.gates import rule_on_gate
from assets.ceiling import open_breach, scope_in_use
from assets.models import CeilingBreach, CeilingReading, CeilingResolution
from assets.services.ceiling import resolve_ceiling_breach
from assets.services.eligibility import find_not_eligible
from tests.assets.conftest import PIB, PROPERTY, RATE_DAY, Register, insert_by_hand

#: 450 bn rupees: 1,607,142,857.14 at 280, exactly 2 bn at 225, above it at 224.
RUPEES = Decimal("450000000000.00")


@pytest.fixture
def large(register: Register, plan: Memorandum) -> Any:
    """A proposal of 450 billion rupees at 280."""
    return register.proposed(register.ready(PROPERTY, number=None, unit_price=RUPEES))


@pytest.fixture
def breach(large: Any, register: Register, plan: Memorandum) -> CeilingBreach:
    """The rupee has become so strong that the asset in scope is above the ceiling."""
    register.rate("224.00", source="Stronger rupee")
    found = open_breach(plan)
    assert found is not None
    return found


def readings() -> list[tuple[str, str, str, str]]:
    """Cause, value at frozen values, value at the latest rate and rate of every reading, in order."""
    return [
        (reading.cause, str(reading.in_use_usd), str(reading.at_latest_rate_usd), f"{reading.exchange_rate.rate:f}")
        for reading in CeilingReading.objects.select_related("exchange_rate").order_by("pk")
        if reading.exchange_rate
    ]


def test_every_act_that_moves_the_figure_leaves_a_reading(register: Register, plan: Memorandum) -> None:
    first = register.proposed(register.ready(PIB)).case
    second = register.proposed(register.ready(PROPERTY)).instrument
    register.rate("300.00", source="Weaker rupee")
    withdraw_case(actor=register.cast.case_officer, case=first, reason="Done")
    find_not_eligible(actor=register.cast.approver, instrument=second, reason="Done")
    assert readings() == [
        ("rate_recorded", "0.00", "0.00", "280.000000"),
        ("proposal", "214285714.29", "214285714.29", "280.000000"),
        ("proposal", "364285714.29", "364285714.29", "280.000000"),
        ("rate_recorded", "364285714.29", "340000000.00", "300.000000"),
        ("case_ended", "150000000.00", "140000000.00", "300.000000"),
        ("case_ended", "0.00", "0.00", "300.000000"),
    ]
    latest = CeilingReading.objects.latest("pk")
    assert (latest.ceiling_usd, latest.headroom_usd) == (plan.ceiling_usd, plan.ceiling_usd)


def test_a_ruling_that_stops_a_case_leaves_a_reading(register: Register, plan: Memorandum) -> None:
    case = register.proposed(register.ready(PIB)).case
    rule_on_gate(
        actor=register.cast.gate_chair,
        case=case,
        gate=Gate.objects.get(code="G0"),
        outcome=GateOutcome.STOP,
        reason="Not useful",
    )
    latest = CeilingReading.objects.latest("pk")
    assert (latest.cause, latest.case, latest.in_use_usd) == ("case_ended", case, 0)


def test_a_refused_proposal_leaves_no_reading(register: Register, plan: Memorandum) -> None:
    asset = register.worth("2000000000.01")
    before = CeilingReading.objects.count()
    with pytest.raises(OverCeiling):
        register.proposed(asset)
    assert CeilingReading.objects.count() == before


def test_an_older_rate_moves_nothing_and_leaves_no_reading(large: Any, register: Register) -> None:
    before = CeilingReading.objects.count()
    register.rate("100.00", RATE_DAY - datetime.timedelta(days=1), source="Found later")
    assert CeilingReading.objects.count() == before
    assert not CeilingBreach.objects.exists()


def test_exactly_the_ceiling_is_no_breach(large: Any, register: Register, plan: Memorandum) -> None:
    register.rate("225.00", source="Stronger rupee")
    assert CeilingReading.objects.latest("pk").at_latest_rate_usd == plan.ceiling_usd
    assert open_breach(plan) is None


def test_a_rate_that_breaches_the_ceiling_is_recorded_with_its_figures(breach: CeilingBreach) -> None:
    reading = breach.reading
    assert (reading.cause, str(reading.at_latest_rate_usd), str(reading.excess_usd)) == (
        "rate_recorded",
        "2008928571.43",
        "8928571.43",
    )
    event = AuditEvent.objects.get(verb="ceiling_breached")
    assert event.subject == breach.memorandum.key
    data = json.loads(bytes(event.content))["data"]
    assert (data["at_latest_rate_usd"], data["rate"]) == ("2008928571.43", "224.000000")


def test_a_second_rate_above_the_ceiling_opens_no_second_breach(breach: CeilingBreach, register: Register) -> None:
    register.rate("220.00", source="Still stronger")
    assert CeilingBreach.objects.count() == 1


def test_an_open_breach_blocks_every_further_reservation_and_the_rate_alone_does_not_cure_it(
    breach: CeilingBreach, register: Register, plan: Memorandum
) -> None:
    asset = register.worth("1.00")
    with pytest.raises(OverCeiling, match="until the programme lead has resolved the breach"):
        register.proposed(asset)
    register.rate("280.00", source="Back again")
    with pytest.raises(OverCeiling, match="until the programme lead has resolved the breach"):
        register.proposed(asset)
    with pytest.raises(DatabaseError, match="The ceiling is breached"), transaction.atomic():
        insert_by_hand(register, asset, plan)
    assert open_breach(plan) == breach


def test_the_programme_lead_resolves_a_breach_once_the_value_is_back(
    breach: CeilingBreach, register: Register, plan: Memorandum
) -> None:
    lead, asset = register.cast.programme_lead, register.worth("1.00")
    with pytest.raises(WrongState, match="still above the ceiling"):
        resolve_ceiling_breach(actor=lead, breach=breach, reason="It will pass.")
    register.rate("280.00", source="Back again")
    with pytest.raises(InvalidInput):
        resolve_ceiling_breach(actor=lead, breach=breach, reason=" ")
    for person in (register.cast.case_officer, register.cast.gate_chair, register.cast.auditor):
        with pytest.raises(NotPermitted):
            resolve_ceiling_breach(actor=person, breach=breach, reason="The rate of the day before was an outlier.")
    resolution = resolve_ceiling_breach(actor=lead, breach=breach, reason="The rate of the day before was an outlier.")
    assert (resolution.reading.cause, resolution.reading.is_within) == ("resolution", True)
    assert open_breach(plan) is None
    assert AuditEvent.objects.filter(verb="ceiling_breach_resolved", actor=lead).count() == 1
    with pytest.raises(WrongState, match="resolved already"):
        resolve_ceiling_breach(actor=lead, breach=breach, reason="Again")
    register.proposed(asset)
    assert scope_in_use(plan) == Decimal("1607142858.14")


def test_a_case_that_ends_brings_the_value_back_as_well(
    breach: CeilingBreach, large: Any, register: Register, plan: Memorandum
) -> None:
    withdraw_case(actor=register.cast.case_officer, case=large.case, reason="Makes room")
    assert open_breach(plan) == breach
    resolve_ceiling_breach(actor=register.cast.programme_lead, breach=breach, reason="The largest case was withdrawn.")
    assert open_breach(plan) is None


def test_a_later_breach_is_a_breach_of_its_own(
    breach: CeilingBreach, register: Register, plan: Memorandum, on_date: Callable[[datetime.date], None]
) -> None:
    register.rate("280.00", source="Back again")
    resolve_ceiling_breach(actor=register.cast.programme_lead, breach=breach, reason="Back.")
    day = RATE_DAY + datetime.timedelta(days=1)
    on_date(day)
    register.rate("224.00", day)
    later = open_breach(plan)
    assert later is not None
    assert later != breach


def test_postgresql_itself_refuses_to_resolve_a_breach_above_the_ceiling(breach: CeilingBreach, cast: Any) -> None:
    with pytest.raises(DatabaseError, match="within the ceiling"), transaction.atomic():
        CeilingResolution.objects.create(
            breach=breach, reading=breach.reading, reason="None", resolved_by=cast.programme_lead, resolved_on=RATE_DAY
        )


@pytest.mark.parametrize("table", ["assets_ceilingreading", "assets_ceilingbreach", "assets_ceilingresolution"])
def test_readings_breaches_and_resolutions_are_only_ever_added(
    breach: CeilingBreach, register: Register, table: str
) -> None:
    register.rate("280.00", source="Back again")
    resolve_ceiling_breach(actor=register.cast.programme_lead, breach=breach, reason="Back.")
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
