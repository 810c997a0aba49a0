"""A worker killed with SIGKILL at every named point ends with exactly the ordered supply, and with nothing twice."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from approvals.models import AuditEvent
from tests.conftest import Chain
from tokenisation.chain.token import Token
from tokenisation.choices import OperationState, OrderStatus
from tokenisation.crash import POINTS
from tokenisation.models import ChainOperation, ContractProof, Issuance, MintOrder, SignedTransaction
from tokenisation.services.chain import chain_client
from tokenisation.services.orders import place_mint_order, release_mint_order
from tokenisation.services.proof_requests import request_proof

PROJECT = Path(__file__).resolve().parents[2]
KILLED = -signal.SIGKILL

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

#: Points that an ordinary pass goes through, and at which passage to kill: the second or third, in mid-order.
IN_MID_ORDER = ["C0:2", "C1:3", "C2:2", "C2:4", "C3:2", "C4:3", "C5:2", "C6:2", "C7:2", "C7:4", "C8:3", "C11:1"]
UNITS = [100 + number for number in range(6)]


class Killed:
    """Children that work on this test's own database and chain, and are killed where they are told."""

    def __init__(self, database: Any, chain: Chain) -> None:
        self.environment = database.environment(
            CHAIN_RPC_URL=chain.rpc_url, CHAIN_BATCH_SIZE="2", CHAIN_CONFIRMATION_DEPTH="1", CHAIN_STUCK_SECONDS="60"
        )

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs manage.py."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env={**self.environment, **environment},
            text=True,
            capture_output=True,
            timeout=300,
            check=False,
        )

    def worker(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs the worker's command."""
        return self.run("work_on_chain", *arguments, **environment)


@pytest.fixture
def released(
    committed_db: Any, live_chain: Chain, case_with_token: Any, cast: Any, investors: Any, settings: Any
) -> tuple[Killed, MintOrder, str]:
    """An order of three batches, released, on a chain with a block each second."""
    settings.CHAIN_BATCH_SIZE = 2
    case, deployment = case_with_token
    allocations = list(zip(investors(len(UNITS)), UNITS, strict=True))
    order = place_mint_order(actor=cast.first_treasury_operator, case=case, allocations=allocations)
    release_mint_order(actor=cast.second_treasury_operator, order=order)
    return Killed(committed_db, live_chain), order, deployment.address


def require_minted_once(order: MintOrder, address: str) -> None:
    """Register, ledger and chain hold what was ordered, once."""
    client = chain_client()
    token = Token(client, address)
    head = client.block_number()
    issued, transfers = token.issued_events(to_block=head), token.transfer_events(to_block=head)
    ids = set(ChainOperation.objects.filter(order=order, kind="issue").values_list("operation_id", flat=True))
    order.refresh_from_db()
    assert order.status == OrderStatus.RECONCILED
    assert sorted(event.operation_id for event in issued) == sorted(ids)
    assert token.supply() == sum(UNITS) == sum(event.units for event in transfers)
    assert sum(row.units for row in Issuance.objects.filter(order=order)) == sum(UNITS)
    assert Issuance.objects.filter(order=order).count() == 3
    assert set(ChainOperation.objects.filter(order=order).values_list("state", flat=True)) == {OperationState.CONFIRMED}
    assert {event.transaction_hash for event in issued} <= set(
        SignedTransaction.objects.values_list("tx_hash", flat=True)
    )


@pytest.mark.parametrize("point", IN_MID_ORDER)
def test_a_worker_killed_at_a_named_point_leaves_nothing_lost_and_nothing_double(
    point: str, released: tuple[Killed, MintOrder, str]
) -> None:
    killed, order, address = released
    first = killed.worker("--until-done", PORTAL_CRASH_POINT=point)
    assert first.returncode == KILLED, f"the worker was not killed at {point}: {first.stdout}{first.stderr[-2000:]}"
    order.refresh_from_db()
    assert order.status != OrderStatus.RECONCILED
    second = killed.worker("--until-done")
    assert second.returncode == 0, second.stderr[-2000:]
    require_minted_once(order, address)


def test_a_worker_killed_again_and_again_still_mints_once(released: tuple[Killed, MintOrder, str]) -> None:
    killed, order, address = released
    kills = 0
    for point in ("C2", "C3", "C6", "C7", "C1", "C4", "C8"):
        kills += killed.worker("--until-done", PORTAL_CRASH_POINT=point).returncode == KILLED
    assert kills >= 5
    done = killed.worker("--until-done")
    assert done.returncode == 0, done.stderr[-2000:]
    require_minted_once(order, address)


def test_a_release_whose_process_dies_before_it_wakes_the_worker_is_found_by_the_sweep(
    committed_db: Any, live_chain: Chain, case_with_token: Any, cast: Any, investors: Any
) -> None:
    case, deployment = case_with_token
    order = place_mint_order(
        actor=cast.first_treasury_operator, case=case, allocations=[(investor, 5) for investor in investors(2)]
    )
    killed = Killed(committed_db, live_chain)
    program = (
        "from django.contrib.auth import get_user_model\n"
        "from tokenisation.models import MintOrder\n"
        "from tokenisation.services.orders import release_mint_order\n"
        f"actor = get_user_model().objects.get(pk={cast.second_treasury_operator.pk})\n"
        f"release_mint_order(actor=actor, order=MintOrder.objects.get(pk={order.pk}))\n"
    )
    child = killed.run("shell", "-c", program, PORTAL_CRASH_POINT="C12")
    assert child.returncode == KILLED, child.stderr[-2000:]
    order.refresh_from_db()
    assert order.status == OrderStatus.RELEASED
    assert killed.worker("--until-done").returncode == 0
    order.refresh_from_db()
    assert order.status == OrderStatus.RECONCILED
    assert Token(chain_client(), deployment.address).supply() == 10


def test_a_release_succeeds_while_the_broker_is_away(
    committed_db: Any, live_chain: Chain, case_with_token: Any, cast: Any, investors: Any
) -> None:
    case, _deployment = case_with_token
    order = place_mint_order(actor=cast.first_treasury_operator, case=case, allocations=[(investors(1)[0], 5)])
    program = (
        "from django.contrib.auth import get_user_model\n"
        "from tokenisation.models import MintOrder\n"
        "from tokenisation.services.orders import release_mint_order\n"
        f"actor = get_user_model().objects.get(pk={cast.second_treasury_operator.pk})\n"
        f"release_mint_order(actor=actor, order=MintOrder.objects.get(pk={order.pk}))\n"
    )
    child = Killed(committed_db, live_chain).run("shell", "-c", program, REDIS_URL="redis://127.0.0.1:1/0")
    assert child.returncode == 0, child.stderr[-2000:]
    assert "the regular sweep will find the work" in child.stderr
    order.refresh_from_db()
    assert order.status == OrderStatus.RELEASED


def test_a_worker_killed_between_storing_a_replacement_and_sending_it_lands_one_of_them(
    committed_db: Any, chain: Chain, case_with_token: Any, cast: Any, investors: Any
) -> None:
    case, deployment = case_with_token
    order = place_mint_order(actor=cast.first_treasury_operator, case=case, allocations=[(investors(1)[0], 5)])
    release_mint_order(actor=cast.second_treasury_operator, order=order)
    killed = Killed(committed_db, chain)
    chain.reader.call("evm_setAutomine", False)
    assert killed.worker().returncode == 0
    child = killed.worker(CHAIN_STUCK_SECONDS="0", PORTAL_CRASH_POINT="C9")
    assert child.returncode == KILLED, child.stderr[-2000:]
    allow = ChainOperation.objects.get(order=order, kind="allow")
    assert allow.attempts.count() == 2
    chain.reader.call("evm_setAutomine", True)
    chain.mine(1)
    chain.work()
    allow.refresh_from_db()
    order.refresh_from_db()
    assert allow.mined_hash == allow.attempts.get(attempt=1).tx_hash  # the replacement was never sent
    assert order.status == OrderStatus.RECONCILED
    assert Token(chain_client(), deployment.address).supply() == 5


def test_a_worker_killed_while_it_takes_back_a_rollback_takes_it_back_next_time(
    committed_db: Any, chain: Chain, case_with_token: Any, cast: Any, investors: Any
) -> None:
    case, deployment = case_with_token
    before = chain.reader.call("evm_snapshot")
    known = investors(2)
    orders = []
    for investor, units in zip(known, (5, 7), strict=True):
        order = place_mint_order(actor=cast.first_treasury_operator, case=case, allocations=[(investor, units)])
        orders.append(release_mint_order(actor=cast.second_treasury_operator, order=order))
    chain.work()
    token = Token(chain_client(), deployment.address)
    assert token.supply() == 12
    chain.reader.call("evm_revert", before)
    assert token.supply() == 0
    third = place_mint_order(actor=cast.first_treasury_operator, case=case, allocations=[(known[0], 1)])
    orders.append(release_mint_order(actor=cast.second_treasury_operator, order=third))
    child = Killed(committed_db, chain).worker(PORTAL_CRASH_POINT="C10:2")
    assert child.returncode == KILLED, child.stderr[-2000:]
    chain.work()
    assert token.supply() == 13
    for order in orders:
        order.refresh_from_db()
        assert order.status == OrderStatus.RECONCILED
    assert len(token.issued_events(to_block=chain_client().block_number())) == 3


def test_a_worker_killed_between_proving_the_contracts_and_recording_it_proves_them_again_and_records_it_once(
    committed_db: Any, chain: Chain, prepared: Chain, cast: Any
) -> None:
    request = request_proof(actor=cast.programme_lead)
    killed = Killed(committed_db, chain)
    child = killed.worker(PORTAL_CRASH_POINT="C13")
    assert child.returncode == KILLED, child.stderr[-2000:]
    request.refresh_from_db()
    assert request.is_open
    assert not ContractProof.objects.exists()
    assert not AuditEvent.objects.filter(verb="contracts_proven").exists()
    assert killed.worker("--until-done").returncode == 0
    request.refresh_from_db()
    assert request.proof == ContractProof.objects.get()
    assert request.proof.passed
    assert AuditEvent.objects.filter(verb="contracts_proven").count() == 1


def test_every_crash_point_is_killed_at_in_this_file() -> None:
    elsewhere = {"C9", "C10", "C12", "C13"}
    assert {point.partition(":")[0] for point in IN_MID_ORDER} | elsewhere == set(POINTS)
    assert os.environ.get("PORTAL_CRASH_POINT", "") == ""
