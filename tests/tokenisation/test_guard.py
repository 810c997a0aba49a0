"""Test tokens are minted on a local chain only."""

from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.core.management import CommandError, call_command

from portal.celery import refuse_wrong_chain
from portal.embedded import EmbeddedAnvil
from tests.tokenisation.conftest import Mint
from tokenisation.chain.client import ChainClient
from tokenisation.chain.errors import WrongChain
from tokenisation.chain.guard import PUBLIC_CHAINS, require_local_chain, require_local_chain_id
from tokenisation.checks import crash_points_are_for_rehearsals, only_local_chains_are_allowed
from tokenisation.models import ChainEpoch, ChainOperation, SignedTransaction
from tokenisation.services.work import work_on_chain
from tokenisation.tasks import work_on_chain as work_task


@pytest.mark.parametrize(
    "chain_id", [1, 10, 56, 97, 100, 137, 204, 250, 324, 1101, 8453, 17000, 42161, 43114, 59144, 11155111]
)
def test_a_public_network_is_refused_by_name_even_where_the_settings_allow_it(chain_id: int, settings: Any) -> None:
    settings.CHAIN_ALLOWED_IDS = [31337, chain_id]
    with pytest.raises(WrongChain, match=PUBLIC_CHAINS[chain_id]):
        require_local_chain_id(chain_id)
    assert [error.id for error in only_local_chains_are_allowed(None)] == ["tokenisation.E002"]


def test_a_chain_that_is_not_on_the_list_is_refused() -> None:
    with pytest.raises(WrongChain, match="CHAIN_ALLOWED_IDS"):
        require_local_chain_id(424242)
    require_local_chain_id(31337)


def test_an_empty_list_of_chains_is_reported(settings: Any) -> None:
    settings.CHAIN_ALLOWED_IDS = []
    assert [error.id for error in only_local_chains_are_allowed(None)] == ["tokenisation.E001"]


def test_a_crash_point_outside_a_rehearsal_is_reported(settings: Any) -> None:
    assert crash_points_are_for_rehearsals(None) == []
    settings.CHAIN_CRASH_POINT = "C2:3"
    assert crash_points_are_for_rehearsals(None) == []
    settings.REHEARSAL_ALLOWED = False
    assert [error.id for error in crash_points_are_for_rehearsals(None)] == ["tokenisation.E004"]


@pytest.mark.django_db
@pytest.mark.parametrize(("chain_id", "words"), [(56, "BNB Smart Chain"), (424242, "not among the local chains")])
def test_a_node_on_a_wrong_chain_is_refused_at_first_contact(
    chain_id: int, words: str, tmp_path: Path, settings: Any
) -> None:
    node = EmbeddedAnvil(tmp_path / "wrong", chain_id=chain_id, block_time=None)
    node.start()
    try:
        settings.CHAIN_RPC_URL = node.rpc_url
        with pytest.raises(WrongChain, match=words):
            require_local_chain(ChainClient(node.rpc_url))
        for command in ("prepare_chain", "check_chain"):
            with pytest.raises(CommandError, match=words):
                call_command(command)
        with pytest.raises(SystemExit, match=words):
            refuse_wrong_chain()
        assert ChainClient(node.rpc_url).block_number() == 0
    finally:
        node.stop()
    assert not ChainEpoch.objects.exists()


@pytest.mark.django_db
def test_a_worker_starts_while_its_node_is_away(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.CHAIN_RPC_URL = "http://127.0.0.1:1"
    with caplog.at_level("INFO"):
        refuse_wrong_chain()
    assert "does not answer yet" in caplog.text


@pytest.mark.django_db
def test_a_pass_without_a_node_ends_early_and_is_no_failure_of_the_task(mint: Mint, settings: Any) -> None:
    case = mint.ready()
    mint.released(case, 10)
    settings.CHAIN_RPC_URL = "http://127.0.0.1:1"
    assert current_app.main == "portal"
    assert work_task() == {"ended_early": True}
    settings.CHAIN_RPC_URL = mint.chain.url
    assert work_task()["moved"] > 0


@pytest.mark.django_db
def test_a_node_that_moves_to_a_public_chain_receives_nothing_more(mint: Mint, monkeypatch: pytest.MonkeyPatch) -> None:
    case = mint.ready()
    order = mint.released(case, 10)
    sent = []
    monkeypatch.setattr(ChainClient, "send_raw", lambda self, raw: sent.append(raw))
    _move_after_signing(mint, monkeypatch)
    with pytest.raises(WrongChain, match="Ethereum"):
        work_on_chain()
    monkeypatch.undo()
    mint.chain.call("anvil_setChainId", 31337)
    assert sent == []
    assert ChainOperation.objects.get(order=order, kind="allow").state == "signed"
    before = set(SignedTransaction.objects.values_list("tx_hash", flat=True))
    mint.work()
    assert before < set(SignedTransaction.objects.values_list("tx_hash", flat=True))
    assert mint.supply(case) == 10


def _move_after_signing(mint: Mint, monkeypatch: pytest.MonkeyPatch) -> None:
    """The node changes its chain between the storing of the bytes and their sending."""
    from tokenisation.services import submission

    sign = submission.sign_operation

    def sign_then_move(client: Any, operation: Any) -> Any:
        attempt = sign(client, operation)
        mint.chain.call("anvil_setChainId", 1)
        return attempt

    monkeypatch.setattr(submission, "sign_operation", sign_then_move)
