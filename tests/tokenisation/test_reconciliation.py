"""Register and chain are compared, and every disagreement is found, stored once and closed when it is gone."""

import secrets

import pytest

from approvals.exceptions import WrongState
from tests.tokenisation.conftest import Mint, deployment_of_case
from tokenisation.chain.token import encode_issue
from tokenisation.choices import BreakKind, OperationState, OrderStatus
from tokenisation.models import Break, Issuance, MintOrder, ReconciliationRun
from tokenisation.selectors import open_breaks
from tokenisation.services.reconciliation import reconcile_deployment
from tokenisation.services.work import work_on_chain

pytestmark = pytest.mark.django_db

#: Where OpenZeppelin's ERC20 keeps the total supply; its layout is fixed.
SUPPLY_SLOT = "0x2"


def issue_mined(mint: Mint, order: MintOrder) -> None:
    """Works until the order's issue stands in a block that is not deep enough yet.

    Blocks are added only before the issue is sent: a receipt that comes a moment late must not find itself confirmed.
    """
    for _round in range(200):
        work_on_chain()
        issue = order.operations.filter(kind="issue").first()
        if issue and issue.state == OperationState.MINED:
            return
        if not issue or issue.state != OperationState.BROADCAST:
            mint.chain.mine(3)
    raise AssertionError("the issue was never mined")


def kinds() -> list[str]:
    return sorted(open_breaks().values_list("kind", flat=True))


def test_units_that_nobody_ordered_are_found_and_hold_the_order_back(mint: Mint) -> None:
    case = mint.ready()
    order = mint.released(case, 10)
    deployment = deployment_of_case(case)
    issue_mined(mint, order)
    investor = order.allocations.get().investor.address
    mint.chain.send_as(
        deployment.roles["issuer"], deployment.address, encode_issue("0x" + secrets.token_hex(32), [investor], [7])
    )
    mint.chain.mine(3)
    work_on_chain()
    order.refresh_from_db()
    assert order.status == OrderStatus.CONFIRMED
    assert kinds() == [BreakKind.FOREIGN_ISSUE]
    found = open_breaks().get()
    assert (found.expected, found.found) == ("0", "7")
    work_on_chain()
    assert Break.objects.count() == 1
    assert not ReconciliationRun.objects.filter(agrees=True).exists()


def test_a_ledger_row_without_its_event_is_found(mint: Mint) -> None:
    case = mint.ready()
    order = mint.released(case, 10)
    deployment = deployment_of_case(case)
    issue = order.operations.get(kind="issue")
    invented = Issuance.objects.create(
        operation=issue,
        order=order,
        token_address=deployment.address,
        units=10,
        block_number=1,
        block_hash="0x" + "1" * 64,
        tx_hash="0x" + "2" * 64,
        log_index=0,
    )
    run = reconcile_deployment(deployment)
    assert not run.agrees
    assert kinds() == [BreakKind.MISSING_EVENT]
    assert open_breaks().get().item == invented.operation.operation_id


def test_a_break_closes_with_the_first_run_that_no_longer_finds_it(mint: Mint) -> None:
    case = mint.ready()
    mint.released(case, 10)
    mint.work()
    deployment = deployment_of_case(case)
    true_supply = mint.chain.call("eth_getStorageAt", deployment.address, SUPPLY_SLOT, "latest")
    assert int(true_supply, 16) == 10
    mint.chain.call(
        "anvil_setStorageAt", deployment.address, "0x" + SUPPLY_SLOT[2:].rjust(64, "0"), "0x" + f"{11:064x}"
    )
    first = reconcile_deployment(deployment)
    assert not first.agrees
    assert kinds() == [BreakKind.SUPPLY, BreakKind.SUPPLY]  # against the events, and against the balances
    mint.chain.call("anvil_setStorageAt", deployment.address, "0x" + SUPPLY_SLOT[2:].rjust(64, "0"), true_supply)
    second = reconcile_deployment(deployment)
    assert second.agrees
    assert kinds() == []
    assert set(Break.objects.values_list("opened_by", "closed_by")) == {(first.pk, second.pk)}


def test_units_on_the_way_are_no_break(mint: Mint) -> None:
    case = mint.ready()
    order = mint.released(case, 10)
    issue_mined(mint, order)
    run = reconcile_deployment(deployment_of_case(case))
    assert run.agrees
    assert (run.supply, run.recorded, run.in_flight) == (10, 0, 10)
    order.refresh_from_db()
    assert order.status == OrderStatus.IN_PROGRESS


def test_a_token_that_is_not_deployed_cannot_be_compared(mint: Mint) -> None:
    case = mint.deployed()
    deployment = deployment_of_case(case)
    deployment.status = "requested"
    with pytest.raises(WrongState):
        reconcile_deployment(deployment)
