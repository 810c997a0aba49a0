"""The typed face of the test token: what to send, and how to read what happened."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import decode
from eth_utils.abi import event_signature_to_log_topic
from web3 import Web3

from tokenisation.artifacts import load_artifact, matches_deployed_code
from tokenisation.chain.addresses import checksum_address
from tokenisation.chain.client import ChainClient, Log

CONTRACT = "SovereignTestToken"
ISSUED = "0x" + event_signature_to_log_topic("Issued(bytes32,uint256,uint256)").hex()
TRANSFER = "0x" + event_signature_to_log_topic("Transfer(address,address,uint256)").hex()


@dataclass(frozen=True)
class IssuedEvent:
    """An operation issued units."""

    operation_id: str
    total: int
    recipient_count: int
    transaction_hash: str
    block_number: int
    log_index: int


@dataclass(frozen=True)
class TransferEvent:
    """Units moved, or were issued where `sender` is the zero address."""

    sender: str
    recipient: str
    units: int
    transaction_hash: str
    block_number: int
    log_index: int


@dataclass(frozen=True)
class RoleHolders:
    """The five role addresses in the order of the constructor."""

    admin: str
    issuer: str
    registrar: str
    pauser: str
    resumer: str


@functools.cache
def _contract() -> Any:
    """The contract's coder; it is connected to no node."""
    artifact = load_artifact(CONTRACT)
    return Web3().eth.contract(abi=list(artifact.abi), bytecode=artifact.bytecode)


def encode_deployment(
    *, name: str, symbol: str, cap: int, dossier_digest: str, deployment_id: str, roles: RoleHolders
) -> str:
    """Data of the transaction that deploys a token. Digest and id are 32 bytes in hexadecimal."""
    holders = (roles.admin, roles.issuer, roles.registrar, roles.pauser, roles.resumer)
    constructor = _contract().constructor(name, symbol, cap, bytes32(dossier_digest), bytes32(deployment_id), holders)
    return str(constructor.data_in_transaction)


def encode_allow(accounts: Sequence[str]) -> str:
    """Data of the transaction that puts accounts on the allow-list."""
    return str(_contract().encode_abi("setAllowed", args=[list(accounts), True]))


def encode_issue(operation_id: str, recipients: Sequence[str], units: Sequence[int]) -> str:
    """Data of the transaction that issues units under an operation id."""
    return str(_contract().encode_abi("issue", args=[bytes32(operation_id), list(recipients), list(units)]))


def encode(function: str, *arguments: Any) -> str:
    """Data of a call of any other function of the token."""
    return str(_contract().encode_abi(function, args=list(arguments)))


def bytes32(value: str) -> bytes:
    """Thirty-two bytes from hexadecimal, with or without 0x. Raises ValueError for another length."""
    raw = bytes.fromhex(value.removeprefix("0x"))
    if len(raw) != 32:
        raise ValueError(f"{value} is not 32 bytes.")
    return raw


class Token:
    """Reads one token at the newest block. Every method asks the node; nothing is kept.

    Older states are not asked for, since a local node may keep only the latest.
    """

    def __init__(self, client: ChainClient, address: str) -> None:
        self.client = client
        self.address = address

    def has_expected_code(self) -> bool:
        """Whether the runtime code is the artefact's, its immutables apart."""
        code = self.client.code(self.address)
        return bool(code) and matches_deployed_code(load_artifact(CONTRACT), code)

    def deployment_id(self) -> str:
        """The random id given at deployment."""
        return "0x" + self._read("deploymentId").hex()

    def dossier_digest(self) -> str:
        """The dossier's digest, without 0x, as the portal writes digests."""
        return self._read("dossierDigest").hex()

    def cap(self) -> int:
        """Most units that can ever exist."""
        return int.from_bytes(self._read("cap"))

    def supply(self) -> int:
        """Units that exist."""
        return int.from_bytes(self._read("totalSupply"))

    def balance(self, account: str) -> int:
        """Units of one account."""
        return int.from_bytes(self._read("balanceOf", account))

    def is_allowed(self, account: str) -> bool:
        """Whether the account is on the allow-list."""
        return bool(int.from_bytes(self._read("isAllowed", account)))

    def is_paused(self) -> bool:
        """Whether all movement is stopped."""
        return bool(int.from_bytes(self._read("paused")))

    def operation_used(self, operation_id: str) -> bool:
        """Whether an operation has issued units."""
        return bool(int.from_bytes(self._read("operationUsed", bytes32(operation_id))))

    def holds_role(self, duty: str, account: str) -> bool:
        """Whether the account holds the role of a duty."""
        role = bytes(32) if duty == "admin" else self._read(f"{duty.upper()}_ROLE")
        return bool(int.from_bytes(self._read("hasRole", role, account)))

    def issued_events(self, *, to_block: int) -> list[IssuedEvent]:
        """Every issue up to a block, in order."""
        return [issued_event(log) for log in self.client.logs(address=self.address, topics=[ISSUED], to_block=to_block)]

    def transfer_events(self, *, to_block: int) -> list[TransferEvent]:
        """Every movement of units up to a block, in order."""
        logs = self.client.logs(address=self.address, topics=[TRANSFER], to_block=to_block)
        return [transfer_event(log) for log in logs]

    def _read(self, function: str, *arguments: Any) -> bytes:
        return self.client.call(to=self.address, data=encode(function, *arguments))


def issued_event(log: Log) -> IssuedEvent:
    """The event in a log whose first topic is ISSUED."""
    total, count = decode(["uint256", "uint256"], log.data)
    return IssuedEvent(log.topics[1], total, count, log.transaction_hash, log.block_number, log.log_index)


def transfer_event(log: Log) -> TransferEvent:
    """The event in a log whose first topic is TRANSFER."""
    (units,) = decode(["uint256"], log.data)
    return TransferEvent(
        _address(log.topics[1]), _address(log.topics[2]), units, log.transaction_hash, log.block_number, log.log_index
    )


def events_of(logs: Sequence[Log], address: str) -> tuple[list[IssuedEvent], list[TransferEvent]]:
    """The token's events among the logs of one receipt."""
    own = [log for log in logs if log.address == address and log.topics]
    return (
        [issued_event(log) for log in own if log.topics[0] == ISSUED],
        [transfer_event(log) for log in own if log.topics[0] == TRANSFER],
    )


def _address(topic: str) -> str:
    return checksum_address("0x" + topic[-40:])
