"""Every misconfiguration is said at start, in a sentence, and is an error where it would be dangerous."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import ERROR, WARNING, run_checks

from portal import checks
from portal.settings import env
from portal.settings.database import NOWHERE

GOOD_SECRET = "".join(chr(97 + number % 26) for number in range(60))


def found(function: Any) -> list[tuple[str, int]]:
    return [(message.id, message.level) for message in function(None)]


@pytest.fixture
def nothing_embedded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No embedded server runs."""
    monkeypatch.setattr(env, "EMBEDDED_ENVIRONMENT", tmp_path / "environment.json")


@pytest.mark.parametrize(("number", "name"), [(1, "DATABASE_URL"), (2, "REDIS_URL"), (3, "CHAIN_RPC_URL")])
def test_a_server_without_an_address_is_named(
    number: int, name: str, settings: Any, monkeypatch: pytest.MonkeyPatch, nothing_embedded: None
) -> None:
    for given in ("DATABASE_URL", "REDIS_URL", "CHAIN_RPC_URL"):
        monkeypatch.setenv(given, "postgres://somewhere/portal")
    assert checks.servers_are_named(None) == []
    monkeypatch.delenv(name)
    [message] = checks.servers_are_named(None)
    assert (message.id, message.level) == (f"portal.W{number:03}", WARNING)
    assert name in message.msg
    assert name in (message.hint or "")
    settings.REHEARSAL_ALLOWED = False
    assert found(checks.servers_are_named) == [(f"portal.E{number:03}", ERROR)]


def test_an_address_of_nowhere_counts_as_none(monkeypatch: pytest.MonkeyPatch, nothing_embedded: None) -> None:
    monkeypatch.setenv("DATABASE_URL", NOWHERE)
    assert ("portal.W001", WARNING) in found(checks.servers_are_named)


def test_the_embedded_servers_addresses_count(monkeypatch: pytest.MonkeyPatch, nothing_embedded: None) -> None:
    names = ("DATABASE_URL", "REDIS_URL", "CHAIN_RPC_URL")
    for name in names:
        monkeypatch.delenv(name, raising=False)
    assert len(checks.servers_are_named(None)) == 3
    env.EMBEDDED_ENVIRONMENT.write_text(json.dumps(dict.fromkeys(names, "here")), encoding="utf-8")
    assert checks.servers_are_named(None) == []


@pytest.mark.parametrize(
    ("secret", "sound"), [("short", False), ("x" * 200, False), (GOOD_SECRET[:49], False), (GOOD_SECRET, True)]
)
def test_a_secret_that_can_be_guessed_is_an_error_in_production(secret: str, sound: bool, settings: Any) -> None:
    settings.SECRET_KEY = secret
    assert found(checks.secret_key_is_long) == []
    settings.REHEARSAL_ALLOWED = False
    assert found(checks.secret_key_is_long) == ([] if sound else [("portal.E004", ERROR)])


@pytest.mark.parametrize(
    ("hosts", "sound"), [([], False), (["*"], False), (["portal.example", "*"], False), (["portal.example"], True)]
)
def test_answering_to_every_name_is_an_error(hosts: list[str], sound: bool, settings: Any) -> None:
    settings.ALLOWED_HOSTS = hosts
    assert found(checks.hosts_are_named) == ([] if sound else [("portal.E005", ERROR)])


@pytest.mark.parametrize(("depth", "sound"), [(-1, False), (0, False), (1, True), (12, True)])
def test_a_transaction_needs_a_block_on_top_of_its_own(depth: int, sound: bool, settings: Any) -> None:
    settings.CHAIN_CONFIRMATION_DEPTH = depth
    assert found(checks.chain_numbers_are_sound) == ([] if sound else [("portal.E006", ERROR)])


@pytest.mark.parametrize(("size", "sound"), [(-5, False), (0, False), (1, True), (500, True), (501, False)])
def test_a_batch_has_to_fit_into_a_block(size: int, sound: bool, settings: Any) -> None:
    settings.CHAIN_BATCH_SIZE = size
    assert found(checks.chain_numbers_are_sound) == ([] if sound else [("portal.E007", ERROR)])


def test_the_checks_run_with_all_others(settings: Any) -> None:
    settings.CHAIN_BATCH_SIZE = 0
    settings.ALLOWED_HOSTS = ["*"]
    assert {"portal.E005", "portal.E007"} <= {message.id for message in run_checks()}
