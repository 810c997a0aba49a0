"""A chain that comes back rolled back, reset, or as another one."""

import pytest

from approvals.exceptions import NotPermitted, WrongState
from approvals.models import AuditEvent
from tests.tokenisation.conftest import Mint, deployment_of_case
from tokenisation.chain.errors import WrongChain
from tokenisation.choices import DeploymentStatus, EpochStatus, OperationState, OrderStatus
from tokenisation.criteria import token_is_deployed_on_this_digest
from tokenisation.models import ChainEpoch, ChainOperation, Issuance, SignedTransaction
from tokenisation.services.chain import chain_client
from tokenisation.services.epochs import Recognised, open_epoch, recognise_chain
from tokenisation.services.work import work_on_chain

pytestmark = pytest.mark.django_db


def test_units_that_a_rollback_took_are_put_back_by_the_same_bytes(mint: Mint) -> None:
    case = mint.ready()
    before = mint.chain.snapshot()
    first, second = mint.released(case, 100), mint.released(case, 50, 25)
    mint.work()
    hashes = set(SignedTransaction.objects.values_list("tx_hash", flat=True))
    assert mint.supply(case) == 175
    mint.chain.revert(before)
    assert mint.supply(case) == 0
    waiting = mint.released(case, 5)  # there is work, so the worker looks
    mint.work()
    assert mint.supply(case) == 180
    assert hashes < set(SignedTransaction.objects.values_list("tx_hash", flat=True))
    assert SignedTransaction.objects.exclude(tx_hash__in=hashes).count() == 2  # the new order's own
    for order in (first, second, waiting):
        order.refresh_from_db()
        assert order.status == OrderStatus.RECONCILED
    assert Issuance.objects.count() == 3
    assert AuditEvent.objects.filter(verb="chain_rolled_back").count() == 1


def test_a_rollback_is_found_and_repaired_also_while_nothing_is_ordered(mint: Mint) -> None:
    case = mint.ready()
    before = mint.chain.snapshot()
    mint.released(case, 100)
    mint.work()
    mint.chain.revert(before)
    assert mint.supply(case) == 0
    work_on_chain()
    mint.work()
    assert mint.supply(case) == 100
    assert AuditEvent.objects.filter(verb="chain_rolled_back").count() == 1


def test_a_token_that_a_rollback_took_is_put_back_before_its_units(mint: Mint) -> None:
    kept = mint.ready(4)
    before = mint.chain.snapshot()
    case = mint.ready(6)
    mint.released(case, 10)
    mint.work()
    address = deployment_of_case(case).address
    mint.chain.revert(before)
    assert mint.chain.call("eth_getCode", address, "latest") == "0x"
    mint.released(kept, 5)
    mint.work()
    assert deployment_of_case(case).address == address
    assert mint.supply(case) == 10
    assert mint.supply(kept) == 5


def test_nothing_new_is_signed_before_everything_is_back(mint: Mint) -> None:
    case = mint.ready()
    before = mint.chain.snapshot()
    mint.released(case, 100)
    mint.work()
    mint.chain.revert(before)
    new = mint.released(case, 5)
    signed = SignedTransaction.objects.count()
    mint.chain.automine(False)
    work_on_chain()
    assert SignedTransaction.objects.count() == signed
    mint.chain.automine(True)
    mint.chain.mine(1)
    mint.work()
    new.refresh_from_db()
    assert new.status == OrderStatus.RECONCILED
    assert mint.supply(case) == 105


def test_a_reorganisation_takes_a_mined_operation_back_to_sent(mint: Mint) -> None:
    case = mint.ready()
    before = mint.chain.snapshot()
    order = mint.released(case, 10)
    work_on_chain()
    allow = ChainOperation.objects.get(order=order, kind="allow")
    assert allow.state == OperationState.MINED
    mint.chain.revert(before)
    mint.chain.mine(3)
    mint.work()
    allow.refresh_from_db()
    assert allow.state == OperationState.CONFIRMED
    assert AuditEvent.objects.filter(subject=allow.key, verb="operation_reorganised").count() == 1
    assert mint.supply(case) == 10


def test_a_reset_chain_stops_everything_and_nothing_is_sent(mint: Mint) -> None:
    before = mint.chain.snapshot()
    case = mint.ready()
    placed, released = mint.placed(case, 3), mint.released(case, 10)
    signed = SignedTransaction.objects.count()
    mint.chain.revert(before)
    mint.chain.mine(50)
    assert recognise_chain(chain_client(), ChainEpoch.objects.get()) == Recognised.RESET
    work_on_chain()
    released.refresh_from_db()
    placed.refresh_from_db()
    assert (placed.status, released.status) == (OrderStatus.CANCELLED, OrderStatus.NEEDS_PERSON)
    assert "reset" in released.reason
    assert ChainEpoch.objects.get().status == EpochStatus.LOST
    assert SignedTransaction.objects.count() == signed
    assert deployment_of_case(case) is None
    assert not token_is_deployed_on_this_digest(case).met
    work_on_chain()
    assert SignedTransaction.objects.count() == signed


def test_only_a_person_opens_the_epoch_after_a_lost_one(mint: Mint) -> None:
    before = mint.chain.snapshot()
    case = mint.ready()
    mint.released(case, 10)
    mint.chain.revert(before)
    work_on_chain()
    with pytest.raises(WrongState, match="A person decides"):
        open_epoch()
    with pytest.raises(NotPermitted):
        open_epoch(actor=mint.cast.auditor)
    epoch = open_epoch(actor=mint.cast.programme_lead)
    assert epoch.number == 2
    assert case.deployments.get().status == DeploymentStatus.LOST


def test_another_chain_id_stops_the_worker_and_loses_nothing(mint: Mint, settings) -> None:
    case = mint.ready()
    order = mint.released(case, 10)
    mint.chain.call("anvil_setChainId", 1337)
    try:
        with pytest.raises(WrongChain, match="1337"):
            work_on_chain()
    finally:
        mint.chain.call("anvil_setChainId", 31337)
    order.refresh_from_db()
    assert order.status == OrderStatus.RELEASED
    assert ChainEpoch.objects.get().status == EpochStatus.ACTIVE
    mint.work()
    assert mint.supply(case) == 10
