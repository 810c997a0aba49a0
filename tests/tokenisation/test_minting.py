"""The way of an order onto a real local chain."""

import pytest

from approvals.models import AuditEvent
from tests.tokenisation.conftest import Mint, deployment_of_case
from tokenisation.choices import OperationState, OrderStatus
from tokenisation.models import ChainOperation, Issuance, MintOrder, ReconciliationRun, SignedTransaction
from tokenisation.selectors import supply

pytestmark = pytest.mark.django_db


def test_a_released_order_is_minted_confirmed_and_reconciled(mint: Mint, settings) -> None:
    settings.CHAIN_BATCH_SIZE = 2
    case = mint.ready()
    order = mint.released(case, 100, 50, 25)
    mint.work()
    order.refresh_from_db()
    deployment = deployment_of_case(case)
    assert order.status == OrderStatus.RECONCILED
    assert mint.supply(case) == supply(deployment) == 175
    assert Issuance.objects.filter(order=order).count() == 2
    received = mint.chain.minted(deployment.address)
    assert received == {a.investor.address.lower(): int(a.units) for a in order.allocations.select_related("investor")}
    assert ReconciliationRun.objects.get().agrees
    assert set(order.operations.values_list("state", flat=True)) == {OperationState.CONFIRMED}


def test_every_change_of_state_stands_in_the_trail_once(mint: Mint) -> None:
    order = mint.released(mint.ready(), 10)
    mint.work()
    for operation in ChainOperation.objects.filter(order=order):
        verbs = list(AuditEvent.objects.filter(subject=operation.key).order_by("id").values_list("verb", flat=True))
        assert verbs == ["operation_signed", "operation_broadcast", "operation_mined", "operation_confirmed"]
    verbs = list(AuditEvent.objects.filter(subject=order.key).order_by("id").values_list("verb", flat=True))
    assert verbs == ["order_placed", "order_released", "order_in_progress", "order_confirmed", "order_reconciled"]


def test_nothing_is_signed_before_the_release(mint: Mint) -> None:
    case = mint.ready()
    signed = SignedTransaction.objects.count()
    order = mint.placed(case, 10)
    mint.work()
    assert SignedTransaction.objects.count() == signed
    assert MintOrder.objects.get(pk=order.pk).status == OrderStatus.PLACED
    assert mint.supply(case) == 0
