"""The ceiling of USD 2 billion."""

import datetime
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from approvals.choices import CaseStatus
from approvals.exceptions import OverCeiling
from approvals.models import Case, Memorandum
from approvals.services.cases import withdraw_case
from assets.ceiling import headroom, scope_at_latest_rate, scope_in_use
from assets.models import Proposal
from assets.services.proposals import submit_proposal
from tests.assets.conftest import GOLD, MTB_3M, PIB, PROPERTY, Register


@pytest.fixture
def ten_assets(register: Register, plan: Memorandum) -> Memorandum:
    """All ten sample assets under the ceiling. Gold stands here for an asset of its value that is federal."""
    for number in range(1, 11):
        federal = {"title_status": "to_be_proven", "eligibility": "open", "eligibility_reason": ""}
        register.proposed(register.ready(number, **(federal if number == GOLD else {})))
    return plan


def test_the_ten_assets_add_up_as_the_register_shows_them(ten_assets: Memorandum) -> None:
    assert str(scope_in_use(ten_assets)) == "1703464285.72"
    assert str(headroom(ten_assets)) == "296535714.28"


def test_an_eleventh_asset_of_300_million_is_refused_with_both_currencies(
    ten_assets: Memorandum, register: Register
) -> None:
    with pytest.raises(OverCeiling) as refusal:
        register.proposed(register.worth("300000000.00"))
    for amount in (
        "USD\u00a0300\u202f000\u202f000.00 (PKR\u00a084\u202f000\u202f000\u202f000.00)",
        "USD\u00a02\u202f000\u202f000\u202f000.00",
        "USD\u00a0296\u202f535\u202f714.28 (PKR\u00a083\u202f029\u202f999\u202f998.40)",
    ):
        assert amount in str(refusal.value)
    assert Case.objects.count() == 10


def test_an_eleventh_asset_of_exactly_the_headroom_passes_and_a_cent_more_does_not(
    ten_assets: Memorandum, register: Register
) -> None:
    with pytest.raises(OverCeiling):
        register.proposed(register.worth("296535714.29"))
    register.proposed(register.worth("296535714.28"))
    assert headroom(ten_assets) == 0
    with pytest.raises(OverCeiling):
        register.proposed(register.worth("0.01"))


def test_part_of_the_units_takes_its_part_of_the_value_rounded_half_up(register: Register, plan: Memorandum) -> None:
    proposal = register.proposed(register.ready(PIB), units=7)
    # 214,285,714.29 x 7 / 600,000 = 2,500.00000005
    assert proposal.value_usd == Decimal("2500.00")
    other = register.proposed(register.ready(MTB_3M), units=3)
    # 89,285,714.29 x 3 / 5,000,000 = 53.571428574
    assert other.value_usd == Decimal("53.57")
    assert scope_in_use(plan) == Decimal("2553.57")


def test_being_in_the_register_takes_no_room(register: Register, plan: Memorandum) -> None:
    register.ready(PIB)
    assert headroom(plan) == plan.ceiling_usd


@pytest.mark.parametrize(
    "status", [CaseStatus.WITHDRAWN, CaseStatus.NOT_ELIGIBLE, CaseStatus.REJECTED, CaseStatus.CLOSED]
)
def test_a_case_that_has_ended_takes_no_room(register: Register, plan: Memorandum, status: CaseStatus) -> None:
    case = register.proposed(register.ready(PROPERTY)).case
    Case.objects.filter(pk=case.pk).update(status=status)
    assert scope_in_use(plan) == 0


def test_a_returned_case_keeps_its_room(register: Register, plan: Memorandum) -> None:
    case = register.proposed(register.ready(PROPERTY)).case
    Case.objects.filter(pk=case.pk).update(status=CaseStatus.RETURNED)
    assert scope_in_use(plan) == Decimal("150000000.00")


def test_a_stronger_rupee_breaches_the_ceiling_at_232_58(
    ten_assets: Memorandum, register: Register, on_date: Callable[[datetime.date], None]
) -> None:
    for days, rate, within in ((3, "232.59", True), (4, "232.58", False), (5, "300", True)):
        date = datetime.date(2026, 1, days)
        on_date(date)
        register.rate(rate, date)
        assert (scope_at_latest_rate(ten_assets) <= ten_assets.ceiling_usd) is within
    # 407.25 bn at 300 is 1,357,500,000; the gold is fixed in USD.
    assert scope_at_latest_rate(ten_assets) == Decimal("1606500000.00")
    assert str(scope_in_use(ten_assets)) == "1703464285.72"


def test_postgresql_itself_refuses_a_proposal_over_the_ceiling(register: Register, plan: Memorandum) -> None:
    first = register.proposed(register.ready(PROPERTY))
    case = register.proposed(register.ready(PIB)).case
    withdraw_case(actor=register.cast.case_officer, case=case, reason="Makes room for the test.")
    with pytest.raises(DatabaseError, match="would exceed the ceiling"), transaction.atomic():
        Proposal.objects.create(
            instrument=first.instrument,
            case=Case.objects.create(
                reference="CASE-0099",
                memorandum=plan,
                subject_key="asset:0",
                subject_label="Behind the service's back",
                instrument_type="PROPERTY",
                stage=case.stage,
                opened_by=register.cast.case_officer,
                opened_on=case.opened_on,
            ),
            units=1,
            purpose="None",
            valuation=first.valuation,
            value_usd=Decimal("1850000000.01"),
            proposed_by=register.cast.case_officer,
            proposed_on=case.opened_on,
        )


@pytest.mark.parametrize("attempt", range(3))
def test_two_proposals_at_the_same_moment_never_exceed_the_ceiling_together(
    committed_db: Any, register: Register, plan: Memorandum, attempt: int
) -> None:
    rivals = [register.worth("1100000000.00"), register.worth("1100000000.00")]
    gate = threading.Barrier(len(rivals))
    outcomes: list[object] = []

    def propose(instrument: Any) -> None:
        try:
            gate.wait(timeout=10)
            outcomes.append(
                submit_proposal(actor=register.cast.case_officer, instrument=instrument, units=1, purpose="Race")
            )
        except OverCeiling as refusal:
            outcomes.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=propose, args=(rival,)) for rival in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["OverCeiling", "Proposal"]
    assert scope_in_use(plan) == Decimal("1100000000.00")
    assert Case.objects.count() == 1
