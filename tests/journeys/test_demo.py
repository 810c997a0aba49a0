"""The README's first command, as a person runs it, checked by code that knows only what it leaves behind."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chain_reader import ChainReader

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 240

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def demo(var: Path, *options: str, **popen: Any) -> subprocess.Popen[str]:
    """Starts the command with nothing of the tests' own servers in its environment."""
    ours = {"DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL", "CHAIN_RPC_URL", "DJANGO_SETTINGS_MODULE"}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.Popen(
        [sys.executable, "manage.py", "demo", *options],
        cwd=PROJECT,
        env={**environment, "PORTAL_VAR": str(var)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **popen,
    )


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all runs of this story."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def served(var: Path) -> Iterator[dict[str, Any]]:
    """The record of a demo that is being served."""
    with (var / "output.txt").open("w") as output:
        process = demo(var, "--serve-for", "500")
        lines: list[str] = []
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            output.write(line)
            if "It is served for" in line:
                break
        else:
            pytest.fail("The demo ended early:\n" + "".join(lines))
        yield {**json.loads((var / "demo.json").read_text()), "output": "".join(lines)}
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=90)
        assert process.returncode == 0, rest
    assert_nothing_is_left(var)


def assert_nothing_is_left(var: Path) -> None:
    """No process that works on this folder is still there."""
    deadline = time.monotonic() + 20
    while left := processes_over(var):
        assert time.monotonic() < deadline, f"still running: {left}"
        time.sleep(0.2)


def processes_over(folder: Path) -> list[str]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                environment = (entry / "environ").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if command and (str(folder) in command or f"PORTAL_VAR={folder}" in environment):
                found.append(command)
    return found


@pytest.mark.xdist_group("demo")
def test_four_assets_end_as_tokens_and_the_others_show_that_the_gates_hold(served: dict[str, Any]) -> None:
    assert {order["asset"] for order in served["orders"]} == {"MTB 12M", "PIB 5Y fixed", "GIS-FRR 5Y", "Wheat reserve"}
    assert all(order["status"] == "reconciled" for order in served["orders"])
    refusals = [line for line in served["output"].splitlines() if "REFUSED" in line]
    assert any("State Bank of Pakistan" in line for line in refusals)
    assert any("Virtual Assets Regulatory Authority" in line for line in refusals)


@pytest.mark.xdist_group("demo")
def test_a_stranger_finds_supply_and_recipients_of_every_order_on_the_chain(served: dict[str, Any]) -> None:
    chain = ChainReader(served["rpc_url"])
    assert int(chain.call("eth_chainId"), 16) == served["chain_id"]
    assert len(served["orders"]) == 4
    for order in served["orders"]:
        expected = {recipient["address"].lower(): recipient["units"] for recipient in order["recipients"]}
        assert sum(expected.values()) == order["units"] == order["supply_recorded"] == order["supply_on_chain"]
        assert chain.supply(order["token_address"]) == order["units"]
        assert chain.minted(order["token_address"]) == expected
        for account, units in expected.items():
            assert chain.balance(order["token_address"], account) == units
        for transaction_hash in order["transaction_hashes"]:
            receipt = chain.call("eth_getTransactionReceipt", transaction_hash)
            assert receipt["status"] == "0x1"
            assert receipt["to"].lower() == order["token_address"].lower()


@pytest.mark.xdist_group("demo")
def test_the_portal_stands_open_and_asks_for_a_sign_in(served: dict[str, Any]) -> None:
    with urllib.request.urlopen(served["portal_url"], timeout=10) as answer:
        page = answer.read().decode()
    assert "/accounts/login/" in answer.url
    assert "no legal title" in page


@pytest.mark.xdist_group("demo")
def test_an_interrupted_demo_goes_on_where_it_stopped(tmp_path: Path) -> None:
    first = demo(tmp_path, "--once")
    assert first.stdout is not None
    seen = []
    for line in first.stdout:
        seen.append(line)
        if "G1" in line and "passed" in line:
            break
    first.send_signal(signal.SIGINT)
    rest, _ = first.communicate(timeout=90)
    assert first.returncode == 0, "".join(seen) + rest
    assert "Run the command again" in rest
    assert_nothing_is_left(tmp_path)

    second = demo(tmp_path, "--once")
    output, _ = second.communicate(timeout=PATIENCE)
    assert second.returncode == 0, output
    assert "records the memorandum" not in output
    record = json.loads((tmp_path / "demo.json").read_text())
    assert [order["units"] for order in record["orders"]] == [order["supply_on_chain"] for order in record["orders"]]

    third = demo(tmp_path, "--serve-for", "60")
    lines = []
    assert third.stdout is not None
    for line in third.stdout:
        lines.append(line)
        if "It is served for" in line:
            break
    assert any("nothing is done twice" in line for line in lines), "".join(lines)
    again = json.loads((tmp_path / "demo.json").read_text())
    assert again["orders"] == record["orders"]
    chain = ChainReader(again["rpc_url"])
    for order in again["orders"]:
        assert chain.supply(order["token_address"]) == order["units"]
    third.send_signal(signal.SIGINT)
    third.communicate(timeout=90)
    assert_nothing_is_left(tmp_path)
