"""The ceiling of USD 2 billion."""

import datetime
import threading
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from approvals.choices import LIVE_STATUSES, CaseStatus
from approvals.exceptions import OverCeiling
from approvals.models import Case, Memorandum
from approvals.services.cases import withdraw_case
from assets.ceiling import headroom, scope_at_latest_rate, scope_in_use, standing_of
from assets.models import CeilingReading, Proposal
from assets.services.eligibility import find_not_eligible
from assets.services.proposals import submit_proposal
from tests.assets.conftest import GOLD, MTB_3M, PIB, PROPERTY, Register, insert_by_hand


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


@pytest.mark.parametrize(
    ("status", "takes_room"),
    [
        ("open", True),
        ("returned", True),
        ("not_eligible", False),
        ("withdrawn", False),
        ("rejected", False),
        ("closed", False),
    ],
)
def test_postgresql_counts_what_the_service_counts(
    register: Register, plan: Memorandum, status: str, takes_room: bool
) -> None:
    case = register.proposed(register.worth("1500000000.00")).case
    Case.objects.filter(pk=case.pk).update(status=status)
    assert (scope_in_use(plan) > 0) is takes_room
    further = register.worth("1500000000.00")
    if takes_room:
        with pytest.raises(DatabaseError, match="would exceed the ceiling"), transaction.atomic():
            insert_by_hand(register, further, plan)
    else:
        insert_by_hand(register, further, plan)


def test_every_status_of_a_case_is_said_to_take_room_or_not(plan: Memorandum) -> None:
    assert {status.value for status in LIVE_STATUSES} == {"open", "returned"}
    assert {status.value for status in CaseStatus} - {"open", "returned"} == {
        "not_eligible",
        "withdrawn",
        "rejected",
        "closed",
    }


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


@pytest.mark.parametrize(
    ("rate", "added_asset_by_asset", "rounded_once"),
    [
        ("270", "1757333333.34", "1757333333.33"),
        ("285", "1677947368.43", "1677947368.42"),
        ("300", "1606500000.00", "1606500000.00"),
    ],
)
def test_the_ten_assets_at_other_rates_are_rounded_for_each_asset_and_then_added(
    ten_assets: Memorandum, register: Register, rate: str, added_asset_by_asset: str, rounded_once: str
) -> None:
    register.rate(rate, source="Stress")
    assert scope_at_latest_rate(ten_assets) == Decimal(added_asset_by_asset)
    in_rupees = Decimal("407250000000") / Decimal(rate) + Decimal("249000000")
    assert in_rupees.quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal(rounded_once)


@pytest.mark.parametrize(("rate", "is_within"), [("232.5814", True), ("232.5813", False)])
def test_the_ceiling_is_reached_between_232_5814_and_232_5813(
    ten_assets: Memorandum, register: Register, rate: str, is_within: bool
) -> None:
    register.rate(rate, source="Stress")
    assert standing_of(ten_assets).is_within is is_within


def test_a_proposal_must_also_fit_at_the_latest_rate(register: Register, plan: Memorandum) -> None:
    register.proposed(register.ready(PROPERTY, number=None, unit_price=Decimal("400000000000.00")))
    second = register.ready(PIB)
    register.rate("235.00", source="Stronger rupee")  # 400 bn are now 1,702,127,659.57 and 60 bn are 255,319,148.94
    register.proposed(second)
    third = register.ready(PROPERTY, number=None, unit_price=Decimal("12000000000.00"))
    assert headroom(plan) > third.valuations.get().value_usd
    with pytest.raises(OverCeiling, match="At the latest rate"):
        register.proposed(third)


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


def test_fifty_proposals_at_the_same_moment_never_pass_the_ceiling_together(
    committed_db: Any, register: Register, plan: Memorandum
) -> None:
    rivals = [register.worth("70000000.00") for _ in range(50)]
    outcomes = at_once(
        [
            lambda rival=rival: submit_proposal(  # type: ignore[misc]
                actor=register.cast.case_officer, instrument=rival, units=1, purpose="Race"
            )
            for rival in rivals
        ]
    )
    # 28 times 70 million are 1.96 billion; a 29th would be 2.03 billion.
    kinds = [type(outcome).__name__ for outcome in outcomes]
    assert (kinds.count("Proposal"), kinds.count("OverCeiling"), len(kinds)) == (28, 22, 50)
    assert scope_in_use(plan) == Decimal("1960000000.00")
    assert Case.objects.count() == Proposal.objects.count() == 28
    assert max(CeilingReading.objects.values_list("in_use_usd", flat=True)) == Decimal("1960000000.00")
    left_out = next(rival for rival in rivals if not rival.proposals.exists())
    with pytest.raises(DatabaseError, match="would exceed the ceiling"), transaction.atomic():
        insert_by_hand(register, left_out, plan)


def test_proposals_and_endings_at_the_same_moment_leave_readings_that_follow_one_another(
    committed_db: Any, register: Register, plan: Memorandum
) -> None:
    officer = register.cast.case_officer
    ending = [register.proposed(register.worth("50000000.00")) for _ in range(8)]
    beginning = [register.worth("50000000.00") for _ in range(8)]
    before = CeilingReading.objects.latest("pk")
    outcomes = at_once(
        [
            *(lambda one=one: withdraw_case(actor=officer, case=one.case, reason="Race") for one in ending[:4]),  # type: ignore[misc]
            *(
                lambda one=one: find_not_eligible(  # type: ignore[misc]
                    actor=register.cast.approver, instrument=one.instrument, reason="Race"
                )
                for one in ending[4:]
            ),
            *(
                lambda one=one: submit_proposal(actor=officer, instrument=one, units=1, purpose="Race")  # type: ignore[misc]
                for one in beginning
            ),
        ]
    )
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    in_use = before.in_use_usd
    for reading in CeilingReading.objects.filter(pk__gt=before.pk).order_by("pk"):
        in_use += Decimal("50000000.00") if reading.cause == "proposal" else Decimal("-50000000.00")
        assert reading.in_use_usd == in_use
    assert in_use == scope_in_use(plan) == Decimal("400000000.00")


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """What each act gave or raised, when all began at the same moment, each in a thread with its own connection."""
    gate = threading.Barrier(len(acts))
    outcomes: list[object] = []

    def run(act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            gate.wait(timeout=60)
            outcomes.append(act())
        except Exception as refusal:  # noqa: BLE001  (whatever it is, the test looks at it)
            outcomes.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return outcomes
