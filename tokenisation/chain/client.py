"""A plain, typed client of one JSON-RPC node.

It holds no state beyond the HTTP session: every answer is read afresh, so that several processes see one chain.
"""

from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

import requests
from django.utils.translation import gettext as _
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from web3 import HTTPProvider
from web3.types import RPCEndpoint

from tokenisation.chain.answers import SendAnswer, SendOutcome, classify
from tokenisation.chain.errors import NodeAnswerUnknown, NodeUnreachable
from tokenisation.chain.reverts import revert_of

BlockId = int | Literal["latest", "earliest"]

#: What a node without old states says where a block was mined between reading the newest number and that block's state.
OVERTAKEN = "BlockOutOfRange"
#: How often such a question is asked in all.
TRIES = 5


@dataclass(frozen=True)
class Block:
    """A block's header, as far as the portal reads it."""

    number: int
    hash: str
    timestamp: int
    base_fee: int
    gas_limit: int


@dataclass(frozen=True)
class Log:
    """One event, undecoded."""

    address: str
    topics: tuple[str, ...]
    data: bytes
    block_number: int
    block_hash: str
    transaction_hash: str
    log_index: int


@dataclass(frozen=True)
class Receipt:
    """What a mined transaction did."""

    transaction_hash: str
    block_number: int
    block_hash: str
    transaction_index: int
    succeeded: bool
    gas_used: int
    contract_address: str
    logs: tuple[Log, ...]


@dataclass(frozen=True)
class Fees:
    """What a unit of gas costs now, in wei."""

    base: int
    priority: int


class ChainClient:
    """Asks one node. Raises NodeUnreachable without an answer and NodeAnswerUnknown for one that makes no sense."""

    def __init__(self, url: str, *, timeout: float = 10.0) -> None:
        self.url = url
        address = urlsplit(url)
        #: Where the node is, for sentences: without a name or key that the address may hold.
        self.place = f"{address.hostname}:{address.port}" if address.port else str(address.hostname)
        session = requests.Session()
        session.trust_env = False  # a proxy of the environment has no business between the portal and its node
        self._provider = HTTPProvider(
            url, request_kwargs={"timeout": timeout}, session=session, exception_retry_configuration=None
        )

    def chain_id(self) -> int:
        """The chain id that the node reports."""
        return _number(self._ask("eth_chainId"))

    def block_number(self) -> int:
        """Number of the newest block."""
        return _number(self._ask("eth_blockNumber"))

    def block(self, which: BlockId) -> Block | None:
        """A block of the canonical chain by number, or None where the chain is shorter."""
        found = self._ask("eth_getBlockByNumber", _block_id(which), False)
        if found is None:
            return None
        return Block(
            number=_number(found["number"]),
            hash=found["hash"],
            timestamp=_number(found["timestamp"]),
            base_fee=_number(found.get("baseFeePerGas") or "0x0"),
            gas_limit=_number(found["gasLimit"]),
        )

    def latest_block(self) -> Block:
        """The newest block."""
        block = self.block("latest")
        if block is None:
            raise NodeAnswerUnknown(_("The node has no latest block."))
        return block

    def receipt(self, transaction_hash: str) -> Receipt | None:
        """The receipt of a mined transaction, or None."""
        found = self._ask("eth_getTransactionReceipt", transaction_hash)
        if found is None or found.get("blockHash") is None:
            return None
        return Receipt(
            transaction_hash=found["transactionHash"],
            block_number=_number(found["blockNumber"]),
            block_hash=found["blockHash"],
            transaction_index=_number(found["transactionIndex"]),
            succeeded=_number(found["status"]) == 1,
            gas_used=_number(found["gasUsed"]),
            contract_address=to_checksum_address(found["contractAddress"]) if found.get("contractAddress") else "",
            logs=tuple(_log(log) for log in found["logs"]),
        )

    def knows_transaction(self, transaction_hash: str) -> bool:
        """Whether the node has the transaction, mined or waiting."""
        return self._ask("eth_getTransactionByHash", transaction_hash) is not None

    def code(self, address: str) -> bytes:
        """Runtime code at an address; empty where there is no contract."""
        return _bytes(self._ask("eth_getCode", address, "latest"))

    def balance(self, address: str) -> int:
        """Balance in wei."""
        return _number(self._ask("eth_getBalance", address, "latest"))

    def transaction_count(self, address: str) -> int:
        """How many transactions of the address are mined: the next nonce, what waits in the pool apart."""
        return _number(self._ask("eth_getTransactionCount", address, "latest"))

    def fees(self) -> Fees:
        """Base fee of the newest block and the tip that the node suggests."""
        return Fees(base=self.latest_block().base_fee, priority=_number(self._ask("eth_maxPriorityFeePerGas")))

    def call(self, *, to: str, data: str, sender: str = "") -> bytes:
        """Runs a call without sending it. Raises CallReverted with the contract's own error."""
        return _bytes(self._ask("eth_call", _transaction(to, data, sender), "latest"))

    def estimate(self, *, to: str, data: str, sender: str) -> int:
        """Gas that the call would use now. Raises CallReverted where it would fail. `to` is empty for a deployment."""
        return _number(self._ask("eth_estimateGas", _transaction(to, data, sender)))

    def logs(self, *, address: str, topics: list[str | None], to_block: int) -> list[Log]:
        """Events of a contract from the first block to `to_block`."""
        found = self._ask(
            "eth_getLogs", {"address": address, "topics": topics, "fromBlock": "0x0", "toBlock": hex(to_block)}
        )
        return [_log(log) for log in found]

    def send_raw(self, raw: bytes) -> SendAnswer:
        """Sends signed bytes. Never raises for what the node or the line does: that is an answer of class UNKNOWN."""
        try:
            response = self._request("eth_sendRawTransaction", ["0x" + raw.hex()])
        except (NodeUnreachable, NodeAnswerUnknown) as unknown:
            return SendAnswer(SendOutcome.UNKNOWN, unknown.message)
        if "error" in response:
            return classify(str(response["error"].get("message", response["error"])))
        if isinstance(response.get("result"), str):
            return SendAnswer(SendOutcome.ACCEPTED)
        return SendAnswer(SendOutcome.UNKNOWN, f"The node answered {response!r}"[:200])

    def _ask(self, method: str, *params: Any) -> Any:
        response = self._answer(method, list(params))
        error = response.get("error")
        if error is None:
            return response.get("result")
        message = str(error.get("message", error)) if isinstance(error, dict) else str(error)
        data = error.get("data") if isinstance(error, dict) else None
        if "revert" in message.lower() and isinstance(data, str) and data.startswith("0x"):
            raise revert_of(_bytes(data), message)
        if "revert" in message.lower():
            raise revert_of(b"", message)
        raise NodeAnswerUnknown(
            _("The node at %(place)s refused %(method)s: %(message)s")
            % {"place": self.place, "method": method, "message": message}
        )

    def _answer(self, method: str, params: list[Any]) -> dict[str, Any]:
        """The node's answer. A question that a new block overtook while the node looked is asked again; it changes nothing."""
        for _try in range(TRIES - 1):
            response = self._request(method, params)
            if OVERTAKEN not in str(response.get("error", "")):
                return response
        return self._request(method, params)

    def _request(self, method: str, params: list[Any]) -> dict[str, Any]:
        try:
            response = self._provider.make_request(RPCEndpoint(method), params)
        except requests.RequestException as problem:
            raise NodeUnreachable(
                _("The node at %(place)s does not answer (%(problem)s). Nothing is lost: work goes on when it is back.")
                % {"place": self.place, "problem": type(problem).__name__}
            ) from problem
        except ValueError as problem:
            raise NodeAnswerUnknown(
                _("The node at %(place)s answered %(method)s with something that is no JSON.")
                % {"place": self.place, "method": method}
            ) from problem
        if not isinstance(response, dict):
            raise NodeAnswerUnknown(
                _("The node at %(place)s answered %(method)s with %(answer)s")
                % {"place": self.place, "method": method, "answer": repr(response)[:200]}
            )
        return dict(response)


def transaction_hash(raw: bytes) -> str:
    """The hash of signed bytes, by which the node will know them."""
    return "0x" + keccak(raw).hex()


def _transaction(to: str, data: str, sender: str) -> dict[str, str]:
    return {"data": data} | ({"to": to} if to else {}) | ({"from": sender} if sender else {})


def _block_id(which: BlockId) -> str:
    return hex(which) if isinstance(which, int) else which


def _number(value: Any) -> int:
    if not isinstance(value, str):
        raise NodeAnswerUnknown(_("The node answered %(value)s where a number was asked for.") % {"value": repr(value)})
    return int(value, 16)


def _bytes(value: Any) -> bytes:
    if not isinstance(value, str):
        raise NodeAnswerUnknown(_("The node answered %(value)s where bytes were asked for.") % {"value": repr(value)})
    return bytes.fromhex(value.removeprefix("0x"))


def _log(log: dict[str, Any]) -> Log:
    return Log(
        address=to_checksum_address(log["address"]),
        topics=tuple(log["topics"]),
        data=_bytes(log["data"]),
        block_number=_number(log["blockNumber"]),
        block_hash=log["blockHash"],
        transaction_hash=log["transactionHash"],
        log_index=_number(log["logIndex"]),
    )
