"""Questions to the node that a new block overtakes."""

from typing import Any

import pytest

from tokenisation.chain.client import TRIES, ChainClient
from tokenisation.chain.errors import NodeAnswerUnknown

OVERTAKEN = {"error": {"code": -32602, "message": "BlockOutOfRangeError: block height is 292 but requested was 291"}}


def client_that_hears(monkeypatch: pytest.MonkeyPatch, answers: list[dict[str, Any]]) -> ChainClient:
    """A client whose node answers so, one after the other."""
    client = ChainClient("http://127.0.0.1:1")
    monkeypatch.setattr(client, "_request", lambda method, params: answers.pop(0))
    return client


def test_a_question_that_a_block_overtook_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_that_hears(monkeypatch, [OVERTAKEN, OVERTAKEN, {"result": "0x2a"}])
    assert client.call(to="0x" + "1" * 40, data="0x") == b"\x2a"


def test_a_node_that_never_catches_up_is_not_asked_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [OVERTAKEN] * (TRIES + 1)
    with pytest.raises(NodeAnswerUnknown, match="BlockOutOfRange"):
        client_that_hears(monkeypatch, answers).call(to="0x" + "1" * 40, data="0x")
    assert len(answers) == 1
