"""What may go wrong between an order and its blocks, on a real node."""

import datetime
from collections.abc import Callable
from typing import Any

import psycopg2
import pytest
from django.conf import settings as django_settings
from django.db import connection

from approvals.exceptions import GateClosed, WrongState
from approvals.models import Case, SignOff
from approvals.services.business_date import advance_business_date
from approvals.services.signoffs import withdraw_signoff
from tests.tokenisation.conftest import Mint, deployment_of_case
from tokenisation.chain.answers import SendAnswer, SendOutcome
from tokenisation.chain.client import ChainClient
from tokenisation.chain.errors import NodeUnreachable
from tokenisation.chain.token import Token, encode
from tokenisation.choices import AttemptPurpose, Duty, OperationState, OrderStatus
from tokenisation.keys import signer
from tokenisation.models import ChainEpoch, ChainOperation, Issuance, MintOrder, SignedTransaction
from tokenisation.services.attention import resume_operation
from tokenisation.services.chain import chain_client
from tokenisation.services.epochs import WrongContract
from tokenisation.services.locks import BROADCASTER, Held, LockLost
from tokenisation.services.work import work_on_chain

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost_on_the_line(monkeypatch: pytest.MonkeyPatch) -> Callable[[Duty], None]:
    """The node receives nothing that a duty signs, and no answer comes back."""

    def lose(duty: Duty) -> None:
        from tokenisation.services import submission

        really_send = submission.send

        def send(client: Any, operation: Any, attempt: Any, held: Any) -> bool:
            if operation.duty != duty:
                return really_send(client, operation, attempt, held)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(ChainClient, "send_raw", lambda self, raw: SendAnswer(SendOutcome.UNKNOWN, "timed out"))
                return really_send(client, operation, attempt, held)

        monkeypatch.setattr(submission, "send", send)

    return lose


def issue_of(order: MintOrder) -> ChainOperation:
    return ChainOperation.objects.get(order=order, kind="issue")


def withdraw_a_sign_off(case: Case) -> None:
    signoff = SignOff.objects.filter(case=case).first()
    assert signoff is not None
    withdraw_signoff(actor=signoff.recorded_by, signoff=signoff, reason="Reconsidered.")


def work_and_mine(mint: Mint, rounds: int = 5) -> None:
    for _round in range(rounds):
        work_on_chain()
        mint.chain.mine(3)


def test_an_unreachable_node_changes_nothing_and_work_goes_on_when_it_is_back(mint: Mint, settings: Any) -> None:
    case = mint.ready()
    order = mint.released(case, 10)
    address = settings.CHAIN_RPC_URL
    settings.CHAIN_RPC_URL = "http://127.0.0.1:1"
    with pytest.raises(NodeUnreachable, match="Nothing is lost"):
        work_on_chain()
    order.refresh_from_db()
    assert order.status == OrderStatus.RELEASED
    assert set(order.operations.values_list("state", flat=True)) == {OperationState.WAITING}
    settings.CHAIN_RPC_URL = address
    mint.work()
    assert mint.supply(case) == 10


def test_bytes_whose_sending_had_no_answer_are_sent_again_and_no_others(
    mint: Mint, lost_on_the_line: Callable[[Duty], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = mint.ready()
    first, second = mint.released(case, 10), mint.released(case, 20)
    lost_on_the_line(Duty.ISSUER)
    work_and_mine(mint)
    issue = issue_of(first)
    assert (issue.state, issue.last_error) == (OperationState.SIGNED, "timed out")
    assert issue_of(second).state == OperationState.WAITING  # a later nonce could not land before an earlier one
    stored = issue.attempts.get().tx_hash
    monkeypatch.undo()
    mint.work()
    issue.refresh_from_db()
    assert issue.mined_hash == stored == issue.attempts.get().tx_hash
    assert mint.supply(case) == 30


def test_an_answer_lost_after_the_node_took_the_bytes_mints_nothing_twice(mint: Mint, monkeypatch: Any) -> None:
    case = mint.ready()
    order = mint.released(case, 10)
    really_send = ChainClient.send_raw

    def send_and_lose_the_answer(self: ChainClient, raw: bytes) -> SendAnswer:
        really_send(self, raw)
        return SendAnswer(SendOutcome.UNKNOWN, "connection reset")

    monkeypatch.setattr(ChainClient, "send_raw", send_and_lose_the_answer)
    mint.work()
    order.refresh_from_db()
    assert order.status == OrderStatus.RECONCILED
    assert mint.supply(case) == 10
    assert SignedTransaction.objects.filter(operation__order=order).count() == 2


def test_a_missing_issuer_role_costs_no_nonce_and_is_told_in_a_sentence(mint: Mint) -> None:
    case = mint.ready()
    deployment = deployment_of_case(case)
    role = bytes.fromhex(
        mint.chain.call("eth_call", {"to": deployment.address, "data": encode("ISSUER_ROLE")}, "latest")[2:]
    )
    admin, issuer = deployment.roles["admin"], deployment.roles["issuer"]
    mint.chain.send_as(admin, deployment.address, encode("revokeRole", role, issuer))
    order = mint.released(case, 10)
    mint.work()
    issue = issue_of(order)
    order.refresh_from_db()
    assert (issue.state, issue.nonce) == (OperationState.NEEDS_PERSON, None)
    assert "does not hold its role" in issue.attention
    assert order.status == OrderStatus.NEEDS_PERSON
    assert mint.supply(case) == 0
    mint.chain.send_as(admin, deployment.address, encode("grantRole", role, issuer))
    resume_operation(actor=mint.cast.first_treasury_operator, operation=issue)
    mint.work()
    order.refresh_from_db()
    assert order.status == OrderStatus.RECONCILED
    assert mint.supply(case) == 10


def test_a_wrong_contract_at_the_address_receives_nothing(mint: Mint) -> None:
    case = mint.ready()
    order = mint.released(case, 10)
    address = deployment_of_case(case).address
    code = mint.chain.call("eth_getCode", address, "latest")
    signed = SignedTransaction.objects.count()
    mint.chain.call("anvil_setCode", address, "0x600160005260206000f3")
    with pytest.raises(WrongContract, match="is not the token"):
        work_on_chain()
    assert SignedTransaction.objects.count() == signed
    assert ChainEpoch.objects.get().status == "active"
    mint.chain.call("anvil_setCode", address, code)
    mint.work()
    order.refresh_from_db()
    assert order.status == OrderStatus.RECONCILED


def test_a_sign_off_that_falls_after_the_release_keeps_the_order_from_being_signed(mint: Mint) -> None:
    case = mint.ready()
    order = mint.released(case, 10)
    withdraw_a_sign_off(case)
    mint.work()
    order.refresh_from_db()
    allow = ChainOperation.objects.get(order=order, kind="allow")
    assert order.status == OrderStatus.NEEDS_PERSON
    assert (allow.state, allow.nonce) == (OperationState.NEEDS_PERSON, None)
    assert "no longer holds" in allow.attention
    assert not SignedTransaction.objects.filter(operation__order=order).exists()
    with pytest.raises(GateClosed):
        resume_operation(actor=mint.cast.first_treasury_operator, operation=allow)


def test_a_memorandum_that_lapses_after_the_release_stops_the_order(mint: Mint) -> None:
    case = mint.ready()
    order = mint.released(case, 10)
    advance_business_date(to=case.memorandum.ends_on + datetime.timedelta(days=1))
    mint.work()
    order.refresh_from_db()
    assert order.status == OrderStatus.NEEDS_PERSON
    assert "memorandum" in order.reason
    assert mint.supply(case) == 0


def test_what_is_signed_and_not_sent_is_cancelled_at_its_nonce_when_a_sign_off_falls(
    mint: Mint, lost_on_the_line: Callable[[Duty], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, other = mint.ready(4), mint.ready(6)
    order = mint.released(case, 10)
    lost_on_the_line(Duty.ISSUER)
    work_and_mine(mint)
    issue = issue_of(order)
    assert issue.state == OperationState.SIGNED
    withdraw_a_sign_off(case)
    monkeypatch.undo()
    later = mint.released(other, 20)
    mint.work()
    issue.refresh_from_db()
    order.refresh_from_db()
    later.refresh_from_db()
    assert issue.state == OperationState.CANCELLED
    assert [row.purpose for row in issue.attempts.all()] == [AttemptPurpose.ACT, AttemptPurpose.CANCEL]
    assert order.status == OrderStatus.NEEDS_PERSON
    assert mint.supply(case) == 0
    assert later.status == OrderStatus.RECONCILED  # the next nonce of the same key was not held up
    raw = bytes(issue.attempts.get(attempt=1).raw)
    assert chain_client().send_raw(raw).outcome == SendOutcome.NONCE_TOO_LOW  # it can never land


def test_a_key_that_somebody_else_uses_signs_nothing_more(mint: Mint) -> None:
    case = mint.ready()
    mint.released(case, 10)
    mint.work()
    use_key_elsewhere(mint)
    order = mint.released(case, 20)
    mint.work()
    issue = issue_of(order)
    assert (issue.state, issue.nonce) == (OperationState.NEEDS_PERSON, None)
    assert "somebody else uses it" in issue.attention
    assert mint.supply(case) == 10


def test_a_nonce_that_somebody_else_used_is_handed_to_a_person(
    mint: Mint, lost_on_the_line: Callable[[Duty], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = mint.ready()
    order = mint.released(case, 20)
    lost_on_the_line(Duty.ISSUER)
    work_and_mine(mint)
    use_key_elsewhere(mint)
    monkeypatch.undo()
    mint.work()
    issue = issue_of(order)
    assert issue.state == OperationState.NEEDS_PERSON
    assert "never signed" in issue.attention
    assert mint.supply(case) == 0


def use_key_elsewhere(mint: Mint) -> None:
    """Signs a transaction with the issuer's key that the portal knows nothing of."""
    client, address = chain_client(), signer().address(Duty.ISSUER)
    signed = signer().sign(
        Duty.ISSUER,
        {
            "type": 2,
            "chainId": 31337,
            "nonce": client.transaction_count(address),
            "to": address,
            "value": 0,
            "gas": 21_000,
            "maxFeePerGas": 10**11,
            "maxPriorityFeePerGas": 10**9,
        },
    )
    assert client.send_raw(signed.raw).outcome == SendOutcome.ACCEPTED
    mint.chain.mine(1)


def test_a_transaction_that_failed_in_its_block_is_handed_to_a_person(
    mint: Mint, lost_on_the_line: Callable[[Duty], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = mint.ready()
    order = mint.released(case, 10)
    lost_on_the_line(Duty.ISSUER)
    work_and_mine(mint)
    deployment = deployment_of_case(case)
    mint.chain.send_as(deployment.roles["pauser"], deployment.address, encode("pause"))
    monkeypatch.undo()
    mint.work()
    issue = issue_of(order)
    assert issue.state == OperationState.NEEDS_PERSON
    assert "failed; it changed nothing" in issue.attention
    assert not Issuance.objects.exists()
    with pytest.raises(WrongState, match="never be signed again"):
        resume_operation(actor=mint.cast.first_treasury_operator, operation=issue)


def test_bytes_that_wait_too_long_are_replaced_with_a_higher_fee_and_land_once(mint: Mint, settings: Any) -> None:
    case = mint.ready()
    order = mint.released(case, 10)
    mint.chain.automine(False)
    work_on_chain()
    allow = ChainOperation.objects.get(order=order, kind="allow")
    assert allow.state == OperationState.BROADCAST
    work_on_chain()
    assert allow.attempts.count() == 1  # it may wait for a while
    settings.CHAIN_STUCK_SECONDS = 0
    work_on_chain()
    settings.CHAIN_STUCK_SECONDS = 60
    first, last = allow.attempts.all()
    assert last.max_fee * 10 >= first.max_fee * 11
    assert last.priority_fee * 10 >= first.priority_fee * 11
    mint.chain.automine(True)
    mint.chain.mine(1)
    mint.work()
    allow.refresh_from_db()
    assert allow.attempts.count() == 2
    assert allow.mined_hash == last.tx_hash
    assert allow.state == OperationState.CONFIRMED
    assert mint.supply(case) == 10


def test_fees_are_not_raised_beyond_the_ceiling(mint: Mint, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    order = mint.released(mint.ready(), 10)
    mint.chain.automine(False)
    settings.CHAIN_STUCK_SECONDS = 0
    monkeypatch.setattr("tokenisation.services.submission.FEE_CEILING", 1)
    for _pass in range(3):
        work_on_chain()
    assert ChainOperation.objects.get(order=order, kind="allow").attempts.count() == 1


def test_a_base_fee_that_rose_above_the_signed_fee_leads_to_a_replacement(mint: Mint, monkeypatch: Any) -> None:
    case = mint.ready()
    order = mint.released(case, 10)
    from tokenisation.services import submission

    sign = submission.sign_operation

    def sign_then_raise(client: Any, operation: Any) -> Any:
        attempt = sign(client, operation)
        mint.chain.call("anvil_setNextBlockBaseFeePerGas", hex(2 * attempt.max_fee))
        mint.chain.mine(1)
        monkeypatch.setattr(submission, "sign_operation", sign)
        return attempt

    monkeypatch.setattr(submission, "sign_operation", sign_then_raise)
    mint.work()
    assert ChainOperation.objects.get(order=order, kind="allow").attempts.count() == 2
    assert mint.supply(case) == 10


def test_a_key_without_test_ether_waits_until_it_is_funded(mint: Mint, monkeypatch: pytest.MonkeyPatch) -> None:
    case = mint.ready()
    order = mint.released(case, 10)
    monkeypatch.setattr("tokenisation.services.work.fund_duties", lambda client: 0)
    mint.chain.call("anvil_setBalance", signer().address(Duty.REGISTRAR), "0x0")
    work_on_chain()
    allow = ChainOperation.objects.get(order=order, kind="allow")
    assert allow.state == OperationState.SIGNED
    assert "nsufficient funds" in allow.last_error
    monkeypatch.undo()
    mint.work()
    assert allow.attempts.count() == 1
    assert mint.supply(case) == 10


def test_while_another_process_works_this_one_does_nothing(mint: Mint) -> None:
    case = mint.ready()
    mint.released(case, 10)
    signed = SignedTransaction.objects.count()
    database = django_settings.DATABASES["default"] | connection.settings_dict
    other = psycopg2.connect(
        host=database["HOST"],
        port=database["PORT"],
        user=database["USER"],
        password=database["PASSWORD"],
        dbname=database["NAME"],
    )
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [BROADCASTER])
        progress = work_on_chain()
        assert progress.busy
        assert progress.moved == 0
        assert SignedTransaction.objects.count() == signed
    finally:
        other.close()
    mint.work()
    assert mint.supply(case) == 10


def test_whoever_lost_the_lock_sends_nothing(mint: Mint) -> None:
    with pytest.raises(LockLost):
        Held(backend=1).require()


def test_the_nonces_of_every_key_are_gapless_and_each_has_one_operation(mint: Mint, settings: Any) -> None:
    settings.CHAIN_BATCH_SIZE = 1
    case = mint.ready()
    for units in ((1, 2), (3,), (4, 5, 6)):
        mint.released(case, *units)
    mint.work()
    for duty in (Duty.DEPLOYER, Duty.REGISTRAR, Duty.ISSUER):
        nonces = sorted(ChainOperation.objects.filter(duty=duty).values_list("nonce", flat=True))
        assert nonces == list(range(nonces[0], nonces[0] + len(nonces)))
    deployment = deployment_of_case(case)
    events = Token(chain_client(), deployment.address).issued_events(to_block=chain_client().block_number())
    ordered = set(ChainOperation.objects.filter(kind="issue").values_list("operation_id", flat=True))
    assert len(events) == len(ordered) == 6
    assert {event.operation_id for event in events} == ordered
