"""The table of node answers: one line, one test. What is not listed is unknown and never failed."""

import re

import pytest
import requests

from tokenisation.chain.answers import SENT, TABLE, SendOutcome, classify
from tokenisation.chain.client import ChainClient

LINES = [
    ("transaction already imported", SendOutcome.ALREADY_KNOWN),
    ("already known", SendOutcome.ALREADY_KNOWN),
    ("Known transaction", SendOutcome.ALREADY_KNOWN),
    ("AlreadyKnown, Hash: 0x12", SendOutcome.ALREADY_KNOWN),
    ("replacement transaction underpriced", SendOutcome.REPLACEMENT_UNDERPRICED),
    ("could not replace existing tx", SendOutcome.REPLACEMENT_UNDERPRICED),
    ("ReplacementNotAllowed", SendOutcome.REPLACEMENT_UNDERPRICED),
    ("nonce too low", SendOutcome.NONCE_TOO_LOW),
    ("nonce too low: next nonce 5, tx nonce 4", SendOutcome.NONCE_TOO_LOW),
    ("Nonce is too low, nonce: 4", SendOutcome.NONCE_TOO_LOW),
    ("OldNonce", SendOutcome.NONCE_TOO_LOW),
    ("nonce too high", SendOutcome.NONCE_TOO_HIGH),
    ("nonce gap", SendOutcome.NONCE_TOO_HIGH),
    ("Transaction nonce too distant from current sender nonce", SendOutcome.NONCE_TOO_HIGH),
    ("max fee per gas less than block base fee", SendOutcome.FEE_TOO_LOW),
    ("transaction underpriced", SendOutcome.FEE_TOO_LOW),
    ("gas price below configured minimum", SendOutcome.FEE_TOO_LOW),
    ("Insufficient funds for gas * price + value", SendOutcome.INSUFFICIENT_FUNDS),
    ("insufficient funds for gas", SendOutcome.INSUFFICIENT_FUNDS),
    ("Upfront cost exceeds account balance", SendOutcome.INSUFFICIENT_FUNDS),
    ("execution reverted: OperationAlreadyUsed", SendOutcome.REVERTED),
]


@pytest.mark.parametrize(("text", "outcome"), LINES)
def test_a_line_of_the_table(text: str, outcome: SendOutcome) -> None:
    answer = classify(text)
    assert answer.outcome == outcome
    assert answer.text == text


def test_every_pattern_of_the_table_has_its_line() -> None:
    reached = {
        next(pattern for pattern, _outcome in TABLE if re.search(pattern, text.lower())) for text, _outcome in LINES
    }
    assert reached == {pattern for pattern, _outcome in TABLE}


@pytest.mark.parametrize(
    "text", ["", "internal error", "txpool is full", "rate limited", "intrinsic gas too low", "failed"]
)
def test_what_the_table_does_not_list_is_unknown(text: str) -> None:
    assert classify(text).outcome == SendOutcome.UNKNOWN
    assert SendOutcome.UNKNOWN not in SENT


class _Answering:
    """A node that answers with whatever it was given."""

    def __init__(self, answer: object) -> None:
        self.answer = answer

    def make_request(self, method: str, params: object) -> object:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    "answer",
    [
        requests.ConnectionError("reset"),
        requests.Timeout("slow"),
        requests.HTTPError("502"),
        ValueError("no JSON"),
        [],
        {},
        {"result": None},
    ],
)
def test_a_line_that_breaks_or_a_node_that_talks_nonsense_is_unknown(answer: object) -> None:
    client = ChainClient("http://127.0.0.1:1")
    client._provider = _Answering(answer)  # type: ignore[assignment]
    assert client.send_raw(b"\x02").outcome == SendOutcome.UNKNOWN


def test_a_hash_means_accepted() -> None:
    client = ChainClient("http://127.0.0.1:1")
    client._provider = _Answering({"result": "0x12"})  # type: ignore[assignment]
    assert client.send_raw(b"\x02").outcome == SendOutcome.ACCEPTED
