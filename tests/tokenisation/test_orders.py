"""Placing, releasing and cancelling: who may, when, and how much."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from approvals.choices import Role
from approvals.exceptions import GateClosed, InvalidInput, NotPermitted, OutsideMemorandum, SamePerson, WrongState
from approvals.models import AuditEvent, SignOff
from approvals.services.business_date import advance_business_date
from approvals.services.cases import withdraw_case
from approvals.services.signoffs import withdraw_signoff
from assets.selectors import proposal_of_case
from tests.tokenisation.conftest import Mint
from tokenisation.choices import OperationState, OrderStatus
from tokenisation.models import Allocation, ChainOperation, MintOrder, TestInvestor, TokenDeployment
from tokenisation.services.deployments import request_deployment
from tokenisation.services.orders import cancel_mint_order, place_mint_order, release_mint_order

pytestmark = pytest.mark.django_db


def test_a_release_by_the_person_who_ordered_is_refused(mint: Mint) -> None:
    order = mint.placed(mint.ready(), 10)
    with pytest.raises(SamePerson):
        release_mint_order(actor=mint.cast.first_treasury_operator, order=order)
    order.refresh_from_db()
    assert (order.status, order.released_by) == (OrderStatus.PLACED, None)
    assert AuditEvent.objects.filter(verb="refused", case_key=order.case.key).exists()


def test_postgresql_refuses_a_release_by_the_person_who_ordered(mint: Mint) -> None:
    order = mint.placed(mint.ready(), 10)
    with pytest.raises(IntegrityError, match="released_by_a_second_person"), transaction.atomic():
        MintOrder.objects.filter(pk=order.pk).update(released_by=order.placed_by, status=OrderStatus.RELEASED)
    with pytest.raises(IntegrityError, match="nothing_moves_before_release"), transaction.atomic():
        MintOrder.objects.filter(pk=order.pk).update(status=OrderStatus.IN_PROGRESS)


def test_only_treasury_operators_order_release_and_cancel(mint: Mint) -> None:
    order = mint.placed(mint.ready(), 10)
    for person in mint.cast.everybody():
        if person.role == Role.TREASURY_OPERATOR:
            continue
        with pytest.raises(NotPermitted):
            place_mint_order(actor=person, case=order.case, allocations=[(mint_investor(), 1)])
        with pytest.raises(NotPermitted):
            release_mint_order(actor=person, order=order)
        with pytest.raises(NotPermitted):
            cancel_mint_order(actor=person, order=order, reason="Attempted.")
    order.refresh_from_db()
    assert order.status == OrderStatus.PLACED
    assert MintOrder.objects.count() == 1


def mint_investor() -> TestInvestor:
    investor = TestInvestor.objects.first()
    assert investor is not None
    return investor


def test_an_order_above_the_approved_units_is_refused(mint: Mint) -> None:
    case = mint.ready()
    approved = int(proposal_of_case(case).units)
    mint.placed(case, approved - 10)
    with pytest.raises(InvalidInput, match="so 10 are left"):
        mint.placed(case, 11)
    mint.placed(case, 10)
    assert sum(order.units for order in MintOrder.objects.all()) == approved


def test_the_units_of_a_cancelled_order_are_free_again(mint: Mint) -> None:
    case = mint.ready()
    approved = int(proposal_of_case(case).units)
    order = mint.placed(case, approved)
    cancel_mint_order(actor=mint.cast.first_treasury_operator, order=order, reason="Wrong amount.")
    assert {row.state for row in ChainOperation.objects.filter(order=order)} == {OperationState.CANCELLED}
    mint.placed(case, approved)


def test_an_order_is_not_cancelled_after_its_release(mint: Mint) -> None:
    order = mint.released(mint.ready(), 10)
    with pytest.raises(WrongState):
        cancel_mint_order(actor=mint.cast.first_treasury_operator, order=order, reason="Too late.")
    with pytest.raises(WrongState):
        release_mint_order(actor=mint.cast.second_treasury_operator, order=order)


@pytest.mark.parametrize("units", [0, -5, 1.5, True, "10", None])
def test_units_that_are_not_whole_and_positive_are_refused(mint: Mint, units: Any) -> None:
    case = mint.ready()
    with pytest.raises(InvalidInput):
        place_mint_order(actor=mint.cast.first_treasury_operator, case=case, allocations=[(mint.investor(), units)])
    assert not MintOrder.objects.exists()


def test_an_empty_order_and_a_double_investor_are_refused(mint: Mint) -> None:
    case, investor = mint.ready(), mint.investor()
    for allocations in ([], [(investor, 1), (investor, 2)]):
        with pytest.raises(InvalidInput):
            place_mint_order(actor=mint.cast.first_treasury_operator, case=case, allocations=allocations)


def test_an_investor_whose_check_expired_receives_nothing(mint: Mint) -> None:
    case = mint.ready()
    soon = mint.investor(kyc_valid_until=datetime.date(2026, 5, 20))
    order = place_mint_order(actor=mint.cast.first_treasury_operator, case=case, allocations=[(soon, 5)])
    advance_business_date(to=datetime.date(2026, 5, 21))
    with pytest.raises(InvalidInput, match="identity check has expired"):
        release_mint_order(actor=mint.cast.second_treasury_operator, order=order)
    with pytest.raises(InvalidInput, match="identity check has expired"):
        place_mint_order(actor=mint.cast.first_treasury_operator, case=case, allocations=[(soon, 5)])


def test_after_the_memorandum_nothing_is_ordered_or_released(mint: Mint) -> None:
    case = mint.ready()
    order = mint.placed(case, 10)
    advance_business_date(to=datetime.date(2026, 6, 13))
    with pytest.raises(OutsideMemorandum):
        mint.placed(case, 10)
    with pytest.raises(OutsideMemorandum):
        release_mint_order(actor=mint.cast.second_treasury_operator, order=order)


def test_a_withdrawn_sign_off_closes_ordering_and_release_at_once(mint: Mint) -> None:
    case = mint.ready()
    order = mint.placed(case, 10)
    signoff = SignOff.objects.filter(case=case).first()
    assert signoff is not None
    withdraw_signoff(actor=signoff.recorded_by, signoff=signoff, reason="Reconsidered.")
    with pytest.raises(GateClosed, match="no longer holds"):
        release_mint_order(actor=mint.cast.second_treasury_operator, order=order)
    with pytest.raises(GateClosed):
        mint.placed(case, 1)


def test_no_order_before_the_chair_passed_the_sign_off_gate(mint: Mint) -> None:
    case = mint.deployed()
    mint.story.signed_by_all(case)
    with pytest.raises(GateClosed, match="has not passed"):
        mint.placed(case, 1)


def test_a_withdrawn_case_is_not_minted(mint: Mint) -> None:
    case = mint.ready()
    order = mint.placed(case, 10)
    withdraw_case(actor=mint.cast.case_officer, case=case, reason="The owner asked for it.")
    with pytest.raises(WrongState):
        release_mint_order(actor=mint.cast.second_treasury_operator, order=order)


def test_a_token_is_requested_once_and_in_its_stage_only(mint: Mint) -> None:
    early = mint.story.proposed(4)
    with pytest.raises(WrongState, match="stage 6"):
        request_deployment(actor=mint.cast.first_treasury_operator, case=early)
    case = mint.deployed(6)
    with pytest.raises(WrongState, match="already has the token"):
        request_deployment(actor=mint.cast.second_treasury_operator, case=case)
    assert TokenDeployment.objects.count() == 1


def test_allocations_are_split_into_batches_with_ids_of_their_own(mint: Mint, settings: Any) -> None:
    settings.CHAIN_BATCH_SIZE = 2
    order = mint.placed(mint.ready(), 1, 2, 3, 4, 5)
    issues = ChainOperation.objects.filter(order=order, kind="issue").order_by("batch")
    assert [row.payload["units"] for row in issues] == [["1", "2"], ["3", "4"], ["5"]]
    ids = set(ChainOperation.objects.filter(order=order).values_list("operation_id", flat=True))
    assert len(ids) == 6
    assert Allocation.objects.filter(order=order).count() == 5


@pytest.mark.parametrize(
    "changes",
    [
        {"address": "0x12"},
        {"address": "0x" + "00" * 20},
        {"country": "Pakistan"},
        {"label": " "},
        {"kyc_valid_until": datetime.date(2020, 1, 1)},
    ],
)
def test_a_test_investor_that_cannot_be_right_is_refused(mint: Mint, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        mint.investor(**changes)
    assert not TestInvestor.objects.exists()


def test_an_address_is_registered_once_whatever_its_letters(mint: Mint) -> None:
    first = mint.investor("One")
    with pytest.raises(InvalidInput, match="already"):
        mint.investor("Two", address=first.address.lower())
