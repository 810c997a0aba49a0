"""The health page tells which server does not answer, and nothing about where it is."""

from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError
from django.test import Client

from portal import health


@pytest.fixture
def two_are_well() -> Iterator[None]:
    with mock.patch.dict(health.PROBES, {"chain": lambda: {"state": "ok", "block": 7, "block_age": 1}}):
        yield


def test_all_servers_answer_and_the_chains_progress_is_told(db: None, anvil: Any, settings: Any) -> None:
    settings.CHAIN_RPC_URL = anvil.rpc_url
    answer = Client().get("/health/")
    assert answer.status_code == 200
    body = answer.json()
    assert body["state"] == body["database"]["state"] == body["broker"]["state"] == body["chain"]["state"] == "ok"
    assert body["chain"]["block"] >= 0
    assert body["chain"]["block_age"] >= 0


def test_a_chain_that_does_not_answer_is_named_without_its_address(db: None, settings: Any) -> None:
    settings.CHAIN_RPC_URL = "http://secret-name@127.0.0.1:1"
    answer = Client().get("/health/")
    assert answer.status_code == 503
    assert answer.json()["chain"] == {"state": "down"}
    assert answer.json()["database"] == {"state": "ok"}
    assert "secret-name" not in answer.content.decode()


def test_a_wrong_chain_is_not_well(db: None, anvil: Any, settings: Any) -> None:
    settings.CHAIN_RPC_URL = anvil.rpc_url
    settings.CHAIN_ALLOWED_IDS = [1337]
    answer = Client().get("/health/")
    assert answer.status_code == 503
    assert answer.json()["chain"]["state"] == "wrong chain"


def test_a_broker_that_does_not_answer_is_named(db: None, two_are_well: None, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = Client().get("/health/")
    assert answer.status_code == 503
    assert answer.json()["broker"] == {"state": "down"}


def test_a_database_that_does_not_answer_is_named(db: None, two_are_well: None) -> None:
    with mock.patch("portal.health.connection.cursor", side_effect=OperationalError("no")):
        answer = Client().get("/health/")
    assert answer.status_code == 503
    assert answer.json()["database"] == {"state": "down"}


def test_the_health_page_is_only_read(db: None) -> None:
    assert Client().post("/health/").status_code == 405
