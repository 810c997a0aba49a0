"""Sending stored bytes. One process at a time, and always the bytes that were committed before."""

import logging
import time

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.exceptions import DomainError
from approvals.services.cases import lock_case
from tokenisation.chain.answers import SENT, SendAnswer, SendOutcome
from tokenisation.chain.client import ChainClient, Receipt
from tokenisation.choices import AttemptPurpose, Duty, OperationState
from tokenisation.crash import crash_point
from tokenisation.models import ChainEpoch, ChainOperation, SignedTransaction
from tokenisation.services.epochs import is_restored, require_same_chain
from tokenisation.services.locks import Held
from tokenisation.services.signing import earlier_operations, next_waiting, replace_attempt, sign_operation
from tokenisation.services.standing import require_signable
from tokenisation.services.transitions import call_for_person, lock_operation, move_operation

logger = logging.getLogger(__name__)

#: Wei for each unit of gas beyond which no replacement goes: five million gas then cost five test ether.
FEE_CEILING = 1_000 * 10**9

#: In which order the duties' bytes are put back after a rollback: tokens, allow-lists, issues.
SIGNING_DUTIES = (Duty.DEPLOYER, Duty.REGISTRAR, Duty.ISSUER)


def submit(client: ChainClient, epoch: ChainEpoch, held: Held) -> int:
    """Sends what is signed, then signs and sends what waits; returns how many operations moved.

    Raises NodeUnreachable or WrongChain, after which everything stands as it was committed.
    """
    moved = sum(_send_again(client, operation, held) for operation in _unsent(epoch))
    if not is_restored(epoch):
        return moved
    for duty in SIGNING_DUTIES:
        if ChainOperation.objects.filter(epoch=epoch, duty=duty, state=OperationState.SIGNED).exists():
            continue  # an earlier nonce has not reached the node, so a later one could not land
        while operation := next_waiting(epoch, duty):
            attempt = sign_operation(client, operation)
            moved += 1
            if attempt is None:
                continue
            operation = lock_free(operation)
            if not send(client, operation, attempt, held):
                break  # the node said neither yes nor no; the bytes are stored and the next pass sends them again
    return moved


def send(client: ChainClient, operation: ChainOperation, attempt: SignedTransaction, held: Held) -> bool:
    """Sends stored bytes once and records what the answer means; returns whether the node has them."""
    held.require()
    require_same_chain(client, operation.epoch)
    answer = client.send_raw(bytes(attempt.raw))
    crash_point("C3")
    if answer.outcome == SendOutcome.FEE_TOO_LOW:
        attempt = replace_attempt(client, operation, purpose=AttemptPurpose(attempt.purpose))
        answer = client.send_raw(bytes(attempt.raw))
    if answer.outcome in SENT:
        _record_sent(operation, attempt, answer)
        return True
    _record_refused(client, operation, answer)
    return False


def lock_free(operation: ChainOperation) -> ChainOperation:
    """The operation as it is now, with what sending needs."""
    return ChainOperation.objects.select_related("deployment__case", "epoch", "order").get(pk=operation.pk)


def receipt_of(client: ChainClient, operation: ChainOperation) -> Receipt | None:
    """The receipt of whichever attempt of the operation was mined."""
    for attempt in operation.attempts.order_by("-attempt"):
        receipt = client.receipt(attempt.tx_hash)
        if receipt is not None:
            return receipt
    return None


def _unsent(epoch: ChainEpoch) -> list[ChainOperation]:
    """What is signed and not known to be sent, and what was sent: tokens first, each signer by nonce."""
    operations = ChainOperation.objects.filter(
        epoch=epoch, state__in=[OperationState.SIGNED, OperationState.BROADCAST]
    ).select_related("deployment__case", "epoch", "order")
    return sorted(operations, key=lambda row: (SIGNING_DUTIES.index(Duty(row.duty)), row.nonce))


def _send_again(client: ChainClient, operation: ChainOperation, held: Held) -> int:
    """Sends the stored bytes of one operation again where the node has none of its attempts."""
    attempts = list(operation.attempts.order_by("-attempt"))
    if any(client.knows_transaction(attempt.tx_hash) for attempt in attempts):
        if operation.state == OperationState.SIGNED:
            _record_sent(operation, attempts[0], SendAnswer(SendOutcome.ALREADY_KNOWN))
            return 1
        return _raise_fees(client, operation, held)
    if not _stands_on_what_it_needs(operation):
        return 0
    if operation.state == OperationState.SIGNED and (sentence := _why_not_any_more(operation)):
        return _cancel_at_its_nonce(client, operation, sentence, held)
    attempt = next((row for row in attempts if row.tx_hash == operation.mined_hash), attempts[0])
    was = operation.state
    sent = send(client, operation, attempt, held)
    return int(sent and was == OperationState.SIGNED)


def _stands_on_what_it_needs(operation: ChainOperation) -> bool:
    """Whether what the operation builds on is in a block. Sent too early, its bytes would be used up without effect."""
    on_chain = [OperationState.MINED, OperationState.CONFIRMED]
    return not earlier_operations(operation).exclude(state__in=on_chain).exists()


def _why_not_any_more(operation: ChainOperation) -> str:
    """Why an operation that is signed but not sent may not be sent any more; empty where it may."""
    if operation.attempts.filter(purpose=AttemptPurpose.CANCEL).exists():
        return ""  # its cancellation is the latest attempt, and that is what is sent again
    try:
        with transaction.atomic():
            require_signable(operation, lock_case(operation.deployment.case))
    except DomainError as refusal:
        return refusal.message
    return ""


def _cancel_at_its_nonce(client: ChainClient, operation: ChainOperation, sentence: str, held: Held) -> int:
    """Uses up the nonce of bytes that were signed and not sent, so that they can never land."""
    with transaction.atomic():
        locked = lock_operation(operation)
        locked.attention = sentence
        locked.save(update_fields=["attention"])
    attempt = replace_attempt(client, operation, purpose=AttemptPurpose.CANCEL)
    send(client, lock_free(operation), attempt, held)
    return 1


def _raise_fees(client: ChainClient, operation: ChainOperation, held: Held) -> int:
    """Replaces bytes that wait in the pool for too long; the replacement is stored before it is sent."""
    if operation.broadcast_at is None or receipt_of(client, operation) is not None:
        return 0
    waited = (timezone.now() - operation.broadcast_at).total_seconds()
    if waited < settings.CHAIN_STUCK_SECONDS:
        return 0
    if operation.nonce != client.transaction_count(operation.signer):
        return 0  # it waits for an earlier nonce, and a higher fee would not help
    last = operation.attempts.latest("attempt")
    if last.max_fee >= FEE_CEILING:
        return 0  # not the fee is what it waits for; the page shows since when
    attempt = replace_attempt(client, operation, purpose=AttemptPurpose(last.purpose))
    send(client, lock_free(operation), attempt, held)
    return 0  # it still waits, so this pass has nothing more to do about it


def _record_sent(operation: ChainOperation, attempt: SignedTransaction, answer: SendAnswer) -> None:
    with transaction.atomic():
        locked = lock_operation(operation)
        if locked.state not in (OperationState.SIGNED, OperationState.BROADCAST):
            return
        if locked.state == OperationState.BROADCAST:
            locked.broadcast_at, locked.last_error = timezone.now(), answer.text
            locked.save(update_fields=["broadcast_at", "last_error"])
        else:
            move_operation(
                locked,
                OperationState.BROADCAST,
                verb="operation_broadcast",
                data={"tx_hash": attempt.tx_hash, "attempt": attempt.attempt, "answer": answer.outcome.value},
                broadcast_at=timezone.now(),
                last_error=answer.text,
            )
        crash_point("C4")
    crash_point("C5")


def _record_refused(client: ChainClient, operation: ChainOperation, answer: SendAnswer) -> None:
    """Keeps the node's words. Only what is proven to be used up is handed to a person; everything else is tried again."""
    logger.warning("%s was not taken by the node: %s", operation, answer.text)
    if answer.outcome == SendOutcome.REVERTED:
        call_for_person(
            operation, _("The node refuses the signed transaction and says: %(text)s") % {"text": answer.text}
        )
        return
    if answer.outcome == SendOutcome.NONCE_TOO_LOW and nonce_is_taken(client, operation):
        call_for_person(operation, foreign_nonce_sentence(operation))
        return
    with transaction.atomic():
        locked = lock_operation(operation)
        locked.last_error = answer.text
        locked.save(update_fields=["last_error"])


def nonce_is_taken(client: ChainClient, operation: ChainOperation) -> bool:
    """Whether another transaction than any of ours was mined at the operation's nonce.

    Said only when the node answered every question: the nonce is used, and no attempt of ours has a receipt, read
    several times over because a node may show a fresh block before its receipts.
    """
    if operation.nonce is None or client.transaction_count(operation.signer) <= operation.nonce:
        return False
    for _repeat in range(5):
        if receipt_of(client, operation) is not None:
            return False
        time.sleep(0.2)
    return client.transaction_count(operation.signer) > operation.nonce


def foreign_nonce_sentence(operation: ChainOperation) -> str:
    """What a person reads where somebody else used a nonce."""
    return _(
        "Nonce %(nonce)s of the key %(address)s was used by a transaction that the portal never signed: somebody else uses "
        "this key. Nothing of this operation is on the chain."
    ) % {"nonce": operation.nonce, "address": operation.signer}
