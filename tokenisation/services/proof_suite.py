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
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tokenisation.chain.answers import SENT, SendAnswer, SendOutcome
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


@dataclass(frozen=True)
class Seen:
    """What a check saw: a sentence of the catalogue, and what stands in its places."""

    sentence: str
    values: dict[str, str | int]


class CheckFailed(AssertionError):
    """A check of the suite found something else than it must."""

    def __init__(self, sentence: str, **values: str | int) -> None:
        super().__init__(sentence % values)
        self.seen = Seen(sentence, values)


@dataclass(frozen=True)
class CheckResult:
    """One check with its result, as it is recorded: what was seen in English, and so that pages can translate it."""

    check: str
    passed: bool
    seen: Seen

    def as_dict(self) -> dict[str, Any]:
        """For the record."""
        detail = self.seen.sentence % self.seen.values
        return {"check": self.check, "passed": self.passed, "detail": detail, **asdict(self.seen)}


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
                results.append(CheckResult(name, False, failure.seen))
                break
            except CallReverted as refusal:
                results.append(
                    CheckResult(
                        name, False, seen(_("Refused, and should not be: %(words)s"), words=str(refusal.message))
                    )
                )
                break
        not_run = seen(_("Not run, since an earlier check failed."))
        return results + [CheckResult(name, False, not_run) for name in list(CHECKS)[len(results) :]]

    def deploy(self) -> Seen:
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
        demand(self.token.has_expected_code(), _("The runtime code is not the artefact's."))
        demand(self.token.deployment_id() == deployment_id, _("The deployment id is another."))
        demand(self.token.dossier_digest() == SYNTHETIC_DIGEST, _("The dossier digest is another."))
        demand(self.token.cap() == CAP, _("The cap is another."))
        for name in HOLDERS:
            holds = self.token.holds_role(name, self.keys[name].address)
            demand(holds, _("One of the five keys does not hold its role: %(name)s."), name=name)
        return seen(
            _("The token stands at %(address)s, since block %(block)s."),
            address=self.token.address,
            block=receipt.block_number,
        )

    def allow(self) -> Seen:
        """The registrar puts an investor on the allow-list."""
        self.transact("registrar", self.token.address, encode_allow([self.address("investor")]))
        demand(self.token.is_allowed(self.address("investor")), _("The investor is not on the allow-list."))
        return seen(_("One investor is on the allow-list."))

    def issue(self) -> Seen:
        """The issuer issues units, which show in supply and balance."""
        receipt = self.transact("issuer", self.token.address, self.issue_data(self.new_operation(), 100))
        self.issued += 100
        demand(self.token.supply() == self.issued, _("The supply is not what was issued."))
        demand(self.token.balance(self.address("investor")) == self.issued, _("The balance is not what was issued."))
        return seen(
            _("%(units)s units were issued in block %(block)s, using %(gas)s of gas."),
            units=100,
            block=receipt.block_number,
            gas=receipt.gas_used,
        )

    def refuse_second_use(self) -> Seen:
        """A used operation id is refused, also when the transaction is forced into a block."""
        data = self.issue_data(self.operations[0], 100)
        self.must_refuse("OperationAlreadyUsed", "issuer", data)
        receipt = self.transact("issuer", self.token.address, data, gas=300_000, succeeds=False)
        demand(self.token.supply() == self.issued, _("The supply changed."))
        return seen(
            _("Refused when it was tried, and without effect when it was forced into block %(block)s."),
            block=receipt.block_number,
        )

    def refuse_above_cap(self) -> Seen:
        """One unit above the cap is refused, and exactly the cap would be accepted."""
        room = CAP - self.issued
        self.must_refuse("ERC20ExceededCap", "issuer", self.issue_data("0x" + secrets.token_hex(32), room + 1))
        self.try_call("issuer", self.issue_data("0x" + secrets.token_hex(32), room))
        return seen(_("%(units)s units were refused where %(room)s are left."), units=room + 1, room=room)

    def refuse_outsider(self) -> Seen:
        """A recipient who is not on the allow-list is refused."""
        data = encode_issue("0x" + secrets.token_hex(32), [self.address("outsider")], [1])
        self.must_refuse("RecipientNotAllowed", "issuer", data)
        return seen(_("A recipient who is not on the allow-list was refused."))

    def refuse_without_role(self) -> Seen:
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
        return seen(_("%(count)s attempts without the role were refused."), count=len(attempts))

    def pause(self) -> Seen:
        """A pause stops issuing; only the other key resumes."""
        self.transact("pauser", self.token.address, encode("pause"))
        self.must_refuse("EnforcedPause", "issuer", self.issue_data("0x" + secrets.token_hex(32), 1))
        self.transact("resumer", self.token.address, encode("unpause"))
        self.try_call("issuer", self.issue_data("0x" + secrets.token_hex(32), 1))
        return seen(_("Paused by one key, resumed by another."))

    def kill_before_sending(self) -> Seen:
        """A sender is killed after storing and before sending; its stored bytes land once."""
        block = self.kill_and_recover("stored")
        return seen(
            _("Stopped by force before sending; sent again and accepted once, in block %(block)s."), block=block
        )

    def kill_after_sending(self) -> Seen:
        """A sender is killed after sending and before it knew; its stored bytes are sent again and land once."""
        block = self.kill_and_recover("sent")
        return seen(
            _("Stopped by force after sending; sent again, recognised, and counted once, in block %(block)s."),
            block=block,
        )

    def books_agree(self) -> Seen:
        """Supply, events and balance agree, with one event for each operation."""
        head = self.client.block_number()
        issued = self.token.issued_events(to_block=head)
        demand(
            sorted(event.operation_id for event in issued) == sorted(self.operations),
            _("There is not exactly one event for each operation."),
        )
        total = sum(event.total for event in issued)
        transfers = sum(event.units for event in self.token.transfer_events(to_block=head))
        balance = self.token.balance(self.address("investor"))
        demand(
            total == transfers == balance == self.token.supply() == self.issued,
            _(
                "They differ: %(events)s in events, %(transfers)s in transfers, %(balance)s in the balance, %(supply)s in "
                "supply, %(issued)s issued."
            ),
            events=total,
            transfers=transfers,
            balance=balance,
            supply=self.token.supply(),
            issued=self.issued,
        )
        return seen(
            _("%(units)s units in %(count)s operations, alike in events, balance and supply."),
            units=total,
            count=len(issued),
        )

    def kill_and_recover(self, point: str) -> int:
        """Lets a child process sign, store, perhaps send, and be killed; then sends what it stored, twice. Returns the block."""
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
            was_killed = child.returncode == -signal.SIGKILL
            demand(was_killed, _("The sender was not stopped by force: %(words)s"), words=child.stderr[-300:])
            raw = path.read_bytes()
        expected = (
            {SendOutcome.ACCEPTED} if point == "stored" else {SendOutcome.ALREADY_KNOWN, SendOutcome.NONCE_TOO_LOW}
        )
        first = self.client.send_raw(raw)
        demand(first.outcome in expected, _("Sent again, the node said: %(words)s"), words=words_of(first))
        second = self.client.send_raw(raw)
        known = second.outcome in (SendOutcome.ALREADY_KNOWN, SendOutcome.NONCE_TOO_LOW)
        demand(known, _("Sent once more, the node said: %(words)s"), words=words_of(second))
        receipt = self.wait(transaction_hash(raw))
        demand(receipt.succeeded, _("The transaction failed."))
        self.issued += 10
        demand(self.token.supply() == self.issued, _("The units did not land exactly once."))
        return receipt.block_number

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

    def must_refuse(self, error: str, name: str, data: str) -> None:
        """Demands that the token refuses a call with exactly this error."""
        try:
            self.try_call(name, data)
        except CallReverted as refusal:
            words = refusal.name or str(refusal.message)
            demand(refusal.name == error, _("Refused with %(words)s instead of %(error)s."), words=words, error=error)
            return
        raise CheckFailed(_("The token accepted what it must refuse with %(error)s."), error=error)

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
        demand(answer.outcome in SENT, _("The node did not take the transaction: %(words)s"), words=answer.text)
        receipt = self.wait(signed.hash)
        otherwise = _("The transaction failed.") if succeeds else _("The transaction took effect.")
        demand(receipt.succeeded == succeeds, otherwise)
        return receipt

    def wait(self, tx_hash: str) -> Receipt:
        """The receipt, once the transaction is in a block."""
        deadline = time.monotonic() + PATIENCE
        while (receipt := self.client.receipt(tx_hash)) is None:
            if time.monotonic() > deadline:
                raise ChainError(
                    gettext(
                        "A transaction of the contract suite was not mined in time. Is the local node mining blocks?"
                    )
                )
            time.sleep(0.05)
        return receipt


def seen(sentence: str, **values: str | int) -> Seen:
    """What a check saw."""
    return Seen(sentence, values)


def words_of(answer: SendAnswer) -> str:
    """The class of a node's answer and its words."""
    return f"{answer.outcome.value} {answer.text}"


def demand(condition: bool, otherwise: str, **values: str | int) -> None:
    """Raises CheckFailed with a sentence unless the condition holds."""
    if not condition:
        raise CheckFailed(otherwise, **values)


CHECKS: dict[str, Callable[[Suite], Seen]] = {
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
