"""The contract suite on a synthetic asset: what must work works, what must be refused is refused, on this very chain.

Every key is thrown away afterwards, and the token belongs to no case: its dossier digest is the hash of a sentence.
"""

import hashlib
import json
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from tokenisation.chain.answers import SENT, SendOutcome
from tokenisation.chain.client import ChainClient, Receipt, transaction_hash
from tokenisation.chain.errors import CallReverted, ChainError
from tokenisation.chain.guard import require_local_chain
from tokenisation.chain.token import RoleHolders, Token, encode, encode_allow, encode_deployment, encode_issue
from tokenisation.keys import AccountSigner, throw_away_key
from tokenisation.services.funding import ETHER, fund

PROJECT = Path(__file__).resolve().parents[2]
#: Units of the synthetic asset.
CAP = 1_000
#: Seconds for one transaction to be mined.
PATIENCE = 30.0
SYNTHETIC_DIGEST = hashlib.sha256(b"A synthetic asset of the contract suite. Test only - no legal title.").hexdigest()
HOLDERS = ("admin", "issuer", "registrar", "pauser", "resumer")


class CheckFailed(AssertionError):
    """A check of the suite found something else than it must."""


@dataclass(frozen=True)
class CheckResult:
    """One check with its result, as it is recorded."""

    check: str
    passed: bool
    detail: str

    def as_dict(self) -> dict[str, str | bool]:
        """For the record."""
        return {"check": self.check, "passed": self.passed, "detail": self.detail}


@dataclass
class Suite:
    """One run. Checks build on each other, so the run stops at the first that fails."""

    client: ChainClient
    keys: dict[str, AccountSigner] = field(default_factory=dict)
    token: Token = field(init=False)
    issued: int = 0
    operations: list[str] = field(default_factory=list)

    def run(self) -> list[CheckResult]:
        """Runs every check in order. Raises NodeUnreachable or WrongChain where the node fails the suite."""
        require_local_chain(self.client)
        self.keys = {name: throw_away_key() for name in ("deployer", *HOLDERS, "stranger", "investor", "outsider")}
        payers = [self.keys[name].address for name in ("deployer", *HOLDERS)]
        fund(self.client, payers, low=ETHER // 10, full=ETHER)
        results = []
        for name, check in CHECKS.items():
            try:
                results.append(CheckResult(name, True, check(self)))
            except CheckFailed as failure:
                results.append(CheckResult(name, False, str(failure)))
                break
            except CallReverted as refusal:
                results.append(CheckResult(name, False, f"Refused, and should not be: {refusal.message}"))
                break
        done = len(results)
        results += [CheckResult(name, False, "Not run, since an earlier check failed.") for name in list(CHECKS)[done:]]
        return results

    def deploy(self) -> str:
        """The token is deployed with code, cap, digest, id and roles as ordered."""
        deployment_id = "0x" + secrets.token_hex(32)
        roles = RoleHolders(**{name: self.keys[name].address for name in HOLDERS})
        data = encode_deployment(
            name="TEST ONLY Synthetic asset",
            symbol="TSYNTH",
            cap=CAP,
            dossier_digest=SYNTHETIC_DIGEST,
            deployment_id=deployment_id,
            roles=roles,
        )
        receipt = self.transact("deployer", "", data)
        self.token = Token(self.client, receipt.contract_address)
        demand(self.token.has_expected_code(), "The runtime code is not the artefact's.")
        demand(self.token.deployment_id() == deployment_id, "The deployment id is another.")
        demand(self.token.dossier_digest() == SYNTHETIC_DIGEST, "The dossier digest is another.")
        demand(self.token.cap() == CAP, "The cap is another.")
        for name in HOLDERS:
            demand(self.token.holds_role(name, self.keys[name].address), f"The {name} does not hold its role.")
        return f"At {self.token.address} in block {receipt.block_number}."

    def allow(self) -> str:
        """The registrar puts an investor on the allow-list."""
        self.transact("registrar", self.token.address, encode_allow([self.address("investor")]))
        demand(self.token.is_allowed(self.address("investor")), "The investor is not on the allow-list.")
        return "One investor is on the allow-list."

    def issue(self) -> str:
        """The issuer issues units, which show in supply and balance."""
        receipt = self.transact("issuer", self.token.address, self.issue_data(self.new_operation(), 100))
        self.issued += 100
        demand(self.token.supply() == self.issued, "The supply is not what was issued.")
        demand(self.token.balance(self.address("investor")) == self.issued, "The balance is not what was issued.")
        return f"100 units in block {receipt.block_number}, {receipt.gas_used} gas."

    def refuse_second_use(self) -> str:
        """A used operation id is refused, also when the transaction is forced into a block."""
        data = self.issue_data(self.operations[0], 100)
        self.must_refuse("OperationAlreadyUsed", "issuer", data)
        receipt = self.transact("issuer", self.token.address, data, gas=300_000, succeeds=False)
        demand(self.token.supply() == self.issued, "The supply changed.")
        return f"Refused as a call, and failed in block {receipt.block_number} without effect."

    def refuse_above_cap(self) -> str:
        """One unit above the cap is refused, and exactly the cap would be accepted."""
        room = CAP - self.issued
        self.must_refuse("ERC20ExceededCap", "issuer", self.issue_data("0x" + secrets.token_hex(32), room + 1))
        self.try_call("issuer", self.issue_data("0x" + secrets.token_hex(32), room))
        return f"{room + 1} units were refused where {room} are left."

    def refuse_outsider(self) -> str:
        """A recipient who is not on the allow-list is refused."""
        data = encode_issue("0x" + secrets.token_hex(32), [self.address("outsider")], [1])
        return self.must_refuse("RecipientNotAllowed", "issuer", data)

    def refuse_without_role(self) -> str:
        """Whoever lacks a role can do nothing that needs it: a stranger, and each duty outside its own."""
        issue, allow = self.issue_data("0x" + secrets.token_hex(32), 1), encode_allow([self.address("outsider")])
        attempts = (
            *((name, issue) for name in ("stranger", "admin", "registrar", "pauser", "resumer", "deployer")),
            *((name, allow) for name in ("stranger", "issuer", "admin")),
            *((name, encode("pause")) for name in ("stranger", "issuer", "resumer")),
            *((name, encode("unpause")) for name in ("stranger", "pauser")),
        )
        for name, data in attempts:
            self.must_refuse("AccessControlUnauthorizedAccount", name, data)
        return f"{len(attempts)} attempts without the role were refused."

    def pause(self) -> str:
        """A pause stops issuing; only the other key resumes."""
        self.transact("pauser", self.token.address, encode("pause"))
        self.must_refuse("EnforcedPause", "issuer", self.issue_data("0x" + secrets.token_hex(32), 1))
        self.transact("resumer", self.token.address, encode("unpause"))
        self.try_call("issuer", self.issue_data("0x" + secrets.token_hex(32), 1))
        return "Paused by one key, resumed by another."

    def kill_before_sending(self) -> str:
        """A sender is killed after storing and before sending; its stored bytes land once."""
        return self.kill_and_recover("stored")

    def kill_after_sending(self) -> str:
        """A sender is killed after sending and before it knew; its stored bytes are sent again and land once."""
        return self.kill_and_recover("sent")

    def books_agree(self) -> str:
        """Supply, events and balance agree, with one event for each operation."""
        head = self.client.block_number()
        issued = self.token.issued_events(to_block=head)
        demand(
            sorted(event.operation_id for event in issued) == sorted(self.operations),
            "There is not exactly one event for each operation.",
        )
        total = sum(event.total for event in issued)
        transfers = sum(event.units for event in self.token.transfer_events(to_block=head))
        balance = self.token.balance(self.address("investor"))
        demand(
            total == transfers == balance == self.token.supply() == self.issued,
            f"Events {total}, transfers {transfers}, balance {balance}, supply {self.token.supply()}, issued {self.issued}.",
        )
        return f"{total} units in {len(issued)} operations."

    def kill_and_recover(self, point: str) -> str:
        """Lets a child process sign, store, perhaps send, and be killed; then sends what it stored, twice."""
        operation, issuer = self.new_operation(), self.keys["issuer"]
        transaction = self.transaction("issuer", self.token.address, self.issue_data(operation, 10), 300_000)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "signed"
            child = subprocess.run(
                [sys.executable, "-m", "tokenisation.chain.killed_sender", self.client.url, str(path), point],
                input=json.dumps({"key": issuer.throw_away_secret(), "transaction": transaction}),
                text=True,
                capture_output=True,
                cwd=PROJECT,
                timeout=60,
                check=False,
            )
            demand(child.returncode == -signal.SIGKILL, f"The sender was not killed: {child.stderr[-300:]}")
            raw = path.read_bytes()
        expected = (
            {SendOutcome.ACCEPTED} if point == "stored" else {SendOutcome.ALREADY_KNOWN, SendOutcome.NONCE_TOO_LOW}
        )
        first = self.client.send_raw(raw)
        demand(first.outcome in expected, f"Sent again, the node said: {first.outcome.value} {first.text}")
        second = self.client.send_raw(raw)
        demand(
            second.outcome in (SendOutcome.ALREADY_KNOWN, SendOutcome.NONCE_TOO_LOW),
            f"Sent once more, the node said: {second.outcome.value} {second.text}",
        )
        receipt = self.wait(transaction_hash(raw))
        demand(receipt.succeeded, "The transaction failed.")
        self.issued += 10
        demand(self.token.supply() == self.issued, "The units did not land exactly once.")
        return f"Killed with SIGKILL; sent again: {first.outcome.value}; landed once in block {receipt.block_number}."

    def address(self, name: str) -> str:
        """The address of one of the keys."""
        return self.keys[name].address

    def new_operation(self) -> str:
        """A fresh operation id, remembered as one that must land once."""
        self.operations.append("0x" + secrets.token_hex(32))
        return self.operations[-1]

    def issue_data(self, operation: str, units: int) -> str:
        """Data that issues units to the investor."""
        return encode_issue(operation, [self.address("investor")], [units])

    def try_call(self, name: str, data: str) -> None:
        """Runs a call on the token as one of the keys. Raises CallReverted."""
        self.client.call(to=self.token.address, data=data, sender=self.address(name))

    def must_refuse(self, error: str, name: str, data: str) -> str:
        """Demands that the token refuses a call with exactly this error."""
        try:
            self.try_call(name, data)
        except CallReverted as refusal:
            demand(refusal.name == error, f"Refused with {refusal.name or refusal.message} instead of {error}.")
            return refusal.message
        raise CheckFailed(f"The token accepted what it must refuse with {error}.")

    def transaction(self, name: str, to: str, data: str, gas: int) -> dict[str, int | str]:
        """A transaction of one of the keys, ready to be signed."""
        fees = self.client.fees()
        return {
            "type": 2,
            "chainId": require_local_chain(self.client),
            "nonce": self.client.transaction_count(self.address(name)),
            "to": to,
            "value": 0,
            "data": data,
            "gas": gas,
            "maxFeePerGas": 2 * fees.base + fees.priority,
            "maxPriorityFeePerGas": fees.priority,
        }

    def transact(self, name: str, to: str, data: str, *, gas: int = 0, succeeds: bool = True) -> Receipt:
        """Signs, sends and waits; demands that the transaction succeeds, or that it fails."""
        gas = gas or self.client.estimate(to=to, data=data, sender=self.address(name)) * 5 // 4
        signed = self.keys[name].sign(self.transaction(name, to, data, gas))
        answer = self.client.send_raw(signed.raw)
        demand(answer.outcome in SENT, f"The node did not take the transaction: {answer.text}")
        receipt = self.wait(signed.hash)
        demand(receipt.succeeded == succeeds, "The transaction failed." if succeeds else "The transaction took effect.")
        return receipt

    def wait(self, tx_hash: str) -> Receipt:
        """The receipt, once the transaction is in a block."""
        deadline = time.monotonic() + PATIENCE
        while (receipt := self.client.receipt(tx_hash)) is None:
            if time.monotonic() > deadline:
                raise ChainError(
                    _("A transaction of the contract suite was not mined in time. Is the local node mining blocks?")
                )
            time.sleep(0.05)
        return receipt


def demand(condition: bool, otherwise: str) -> None:
    """Raises CheckFailed with a sentence unless the condition holds."""
    if not condition:
        raise CheckFailed(otherwise)


CHECKS: dict[str, Callable[[Suite], str]] = {
    "deployed as ordered": Suite.deploy,
    "allow-list works": Suite.allow,
    "issue works": Suite.issue,
    "second use of an operation id is refused": Suite.refuse_second_use,
    "above the cap is refused": Suite.refuse_above_cap,
    "recipient outside the allow-list is refused": Suite.refuse_outsider,
    "without the role is refused": Suite.refuse_without_role,
    "pause stops issuing": Suite.pause,
    "killed before sending, landed once": Suite.kill_before_sending,
    "killed after sending, landed once": Suite.kill_after_sending,
    "books agree": Suite.books_agree,
}
