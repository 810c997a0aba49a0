"""Celery for real: a worker and a beat on the broker, the worker killed in the middle of a mint."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chain_reader import ChainReader
from tokenisation.choices import OrderStatus
from tokenisation.models import ChainOperation, MintOrder
from tokenisation.services.orders import place_mint_order, release_mint_order

PROJECT = Path(__file__).resolve().parents[2]
INVESTORS = 12
PATIENCE = 120.0

pytestmark = pytest.mark.timeout(400)


class Processes:
    """Celery processes of this test, on its own database, broker queue and chain."""

    def __init__(self, environment: dict[str, str], logs: Path) -> None:
        self.environment = environment
        self.logs = logs
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Starts `celery -A portal ...` in a session of its own."""
        with (self.logs / f"{arguments[0]}-{len(self.running)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "portal", *arguments],
                cwd=PROJECT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def worker(self) -> subprocess.Popen[bytes]:
        """A worker with one child."""
        return self.start("worker", "--concurrency", "1", "--loglevel", "INFO", "--without-mingle", "--without-gossip")

    def beat(self) -> subprocess.Popen[bytes]:
        """The clock that sweeps."""
        return self.start("beat", "--schedule", str(self.logs / "schedule"))

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """SIGKILL for the process and its children, as a lost machine would end them."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.running.remove(process)


@pytest.fixture
def processes(committed_db: Any, live_chain: Any, tmp_path: Path, broker: str) -> Iterator[Processes]:
    started = Processes(
        committed_db.environment(CHAIN_RPC_URL=live_chain.rpc_url, CHAIN_BATCH_SIZE="2", REDIS_URL=broker), tmp_path
    )
    yield started
    for process in list(started.running):
        started.kill(process)


def wait_until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"{what} did not happen within {PATIENCE:.0f} seconds"
        time.sleep(0.05)


def test_a_worker_killed_in_mid_mint_and_started_again_ends_with_exactly_the_ordered_supply(
    processes: Processes, case_with_token: Any, cast: Any, investors: Any, live_chain: Any, settings: Any
) -> None:
    settings.CHAIN_BATCH_SIZE = 2
    case, deployment = case_with_token
    allocations = [(investor, 1000 + number) for number, investor in enumerate(investors(INVESTORS))]
    order = place_mint_order(actor=cast.first_treasury_operator, case=case, allocations=allocations)
    release_mint_order(actor=cast.second_treasury_operator, order=order)

    processes.beat()
    worker = processes.worker()
    kills = 0
    for landed in (1, 3, 5):
        wait_until(lambda: ChainOperation.objects.filter(order=order).exclude(nonce=None).count() >= landed, "signing")  # noqa: B023
        order.refresh_from_db()
        assert order.status != OrderStatus.RECONCILED, "the order was done before the worker could be killed"
        processes.kill(worker)
        kills += 1
        worker = processes.worker()

    wait_until(lambda: MintOrder.objects.get(pk=order.pk).status == OrderStatus.RECONCILED, "reconciliation")
    chain = ChainReader(live_chain.rpc_url)
    assert kills == 3
    assert chain.supply(deployment.address) == order.units == sum(units for _, units in allocations)
    assert chain.minted(deployment.address) == {investor.address.lower(): units for investor, units in allocations}


def test_the_loss_of_every_broker_message_costs_only_time(
    processes: Processes, case_with_token: Any, cast: Any, investors: Any, live_chain: Any, broker: str
) -> None:
    import redis

    case, deployment = case_with_token
    allocations = [(investor, 7) for investor in investors(4)]
    order = place_mint_order(actor=cast.first_treasury_operator, case=case, allocations=allocations)
    release_mint_order(actor=cast.second_treasury_operator, order=order)
    redis.Redis.from_url(broker).flushdb()
    processes.beat()
    processes.worker()
    wait_until(lambda: MintOrder.objects.get(pk=order.pk).status == OrderStatus.RECONCILED, "reconciliation")
    assert ChainReader(live_chain.rpc_url).supply(deployment.address) == 28
