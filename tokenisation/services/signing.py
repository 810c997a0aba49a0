"""Turning a waiting operation into signed bytes that are stored and committed before anybody sends them."""

import logging
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from approvals.exceptions import DomainError
from approvals.services.cases import lock_case
from tokenisation.chain.client import ChainClient
from tokenisation.chain.errors import CallReverted
from tokenisation.chain.token import RoleHolders, encode_allow, encode_deployment, encode_issue
from tokenisation.choices import WORKING_ORDERS, AttemptPurpose, Duty, OperationKind, OperationState, OrderStatus
from tokenisation.crash import crash_point
from tokenisation.keys import signer
from tokenisation.models import ChainEpoch, ChainOperation, SignedTransaction
from tokenisation.services.standing import require_signable
from tokenisation.services.transitions import call_for_person, lock_operation, lock_order, move_operation, move_order

logger = logging.getLogger(__name__)

#: Gas limit over the estimate, in percent: what the estimate cannot foresee is small, and unused gas costs nothing.
GAS_MARGIN = 125
#: A replacement's fees over those of the attempt it replaces, in percent. Nodes ask for at least 110.
REPLACEMENT_FEES = 125
#: Gas of a plain transfer.
TRANSFER_GAS = 21_000


@dataclass(frozen=True)
class Prepared:
    """Everything about a transaction that was asked of the node, so that no database lock waits for it."""

    to: str
    data: str
    gas: int
    max_fee: int
    priority_fee: int
    mined_by_signer: int


def next_waiting(epoch: ChainEpoch, duty: Duty) -> ChainOperation | None:
    """The next operation that may be signed for a duty: deployments, then allow-lists, then issues once allowed."""
    waiting = (
        ChainOperation.objects.filter(epoch=epoch, duty=duty, state=OperationState.WAITING)
        .select_related("deployment__case", "order", "epoch")
        .order_by("id")
    )
    if duty == Duty.DEPLOYER:
        return waiting.first()
    for operation in waiting.filter(order__status__in=[OrderStatus.RELEASED, OrderStatus.IN_PROGRESS]).iterator(
        chunk_size=100
    ):
        if is_its_turn(operation):
            return operation
    return None


def is_its_turn(operation: ChainOperation) -> bool:
    """Whether what must stand on the chain before this operation is confirmed there."""
    needed = earlier_operations(operation)
    return not needed.exclude(state=OperationState.CONFIRMED).exists()


def earlier_operations(operation: ChainOperation) -> Any:
    """What must be on the chain first: the token for an allow-list, and the allow-list of its batch for an issue."""
    others = ChainOperation.objects.filter(deployment=operation.deployment)
    if operation.kind == OperationKind.DEPLOY:
        return others.none()
    if operation.kind == OperationKind.ALLOW:
        return others.filter(kind=OperationKind.DEPLOY)
    return others.filter(kind=OperationKind.DEPLOY) | others.filter(
        kind=OperationKind.ALLOW, order=operation.order, batch=operation.batch
    )


def sign_operation(client: ChainClient, operation: ChainOperation) -> SignedTransaction | None:
    """Signs and stores one operation, or hands it to a person. Raises NodeUnreachable; the operation then waits on.

    In this order: try the call without sending it, lock the case, look again whether it may be minted, take the nonce,
    sign, store, commit. A call that the contract refuses costs no nonce.
    """
    duty = Duty(operation.duty)
    address = signer().address(duty)
    try:
        prepared = _prepare(client, operation, address)
    except CallReverted as refusal:
        call_for_person(operation, _sentence_for(refusal, operation, duty, address))
        return None
    try:
        with transaction.atomic():
            case = lock_case(operation.deployment.case)
            operation = lock_operation(operation)
            if operation.state != OperationState.WAITING or not _is_wanted(operation):
                return None
            require_signable(operation, case)
            nonce = _next_nonce(operation, address, prepared.mined_by_signer)
            attempt = _sign(operation, duty, address, nonce, prepared)
            crash_point("C1")
    except DomainError as refusal:
        call_for_person(operation, refusal.message)
        return None
    crash_point("C2")
    return attempt


def replace_attempt(
    client: ChainClient, operation: ChainOperation, *, purpose: AttemptPurpose = AttemptPurpose.ACT
) -> SignedTransaction:
    """Signs another attempt at the same nonce with higher fees, stored and committed before it is sent.

    An ACT replacement carries the same operation id and data; a CANCEL one does nothing, so that the nonce is used up.
    """
    duty = Duty(operation.duty)
    last = operation.attempts.order_by("attempt").last()
    nonce = operation.nonce
    if last is None or nonce is None:
        raise LookupError(f"{operation} has no attempt that could be replaced.")
    fees = client.fees()
    prepared = Prepared(
        to=_target(operation) if purpose == AttemptPurpose.ACT else operation.signer,
        data=encode_operation(operation) if purpose == AttemptPurpose.ACT else "0x",
        gas=last.gas_limit if purpose == AttemptPurpose.ACT else TRANSFER_GAS,
        max_fee=max(_percent(last.max_fee, REPLACEMENT_FEES), 2 * fees.base + fees.priority),
        priority_fee=max(_percent(last.priority_fee, REPLACEMENT_FEES), fees.priority),
        mined_by_signer=nonce,
    )
    with transaction.atomic():
        operation = lock_operation(operation)
        attempt = _store_attempt(operation, duty, nonce, prepared, last.attempt + 1, purpose)
        move_operation(
            operation,
            OperationState(operation.state),
            verb="operation_replaced",
            data={"attempt": attempt.attempt, "tx_hash": attempt.tx_hash, "purpose": purpose.value},
        )
    crash_point("C9")
    return attempt


def encode_operation(operation: ChainOperation) -> str:
    """The data of an operation's transaction; the same at every attempt."""
    if operation.kind == OperationKind.DEPLOY:
        deployment = operation.deployment
        return encode_deployment(
            name=deployment.name,
            symbol=deployment.symbol,
            cap=int(deployment.cap),
            dossier_digest=deployment.dossier_digest,
            deployment_id=deployment.deployment_id,
            roles=RoleHolders(**deployment.roles),
        )
    if operation.kind == OperationKind.ALLOW:
        return encode_allow(operation.payload["accounts"])
    units = [int(amount) for amount in operation.payload["units"]]
    return encode_issue(operation.operation_id, operation.payload["recipients"], units)


def _prepare(client: ChainClient, operation: ChainOperation, address: str) -> Prepared:
    to, data = _target(operation), encode_operation(operation)
    estimate = client.estimate(to=to, data=data, sender=address)
    fees = client.fees()
    return Prepared(
        to=to,
        data=data,
        gas=_percent(estimate, GAS_MARGIN),
        max_fee=2 * fees.base + fees.priority,
        priority_fee=fees.priority,
        mined_by_signer=client.transaction_count(address),
    )


def _next_nonce(operation: ChainOperation, address: str, mined_by_signer: int) -> int:
    """One more than the highest that is stored; the chain's count for a key's first use in this epoch."""
    highest: int | None = ChainOperation.objects.filter(epoch=operation.epoch, signer=address).aggregate(
        highest=Max("nonce")
    )["highest"]
    if highest is None:
        return mined_by_signer
    if mined_by_signer > highest + 1:
        raise ForeignUse(
            _(
                "The key %(address)s has sent %(mined)s transactions and the portal knows of %(known)s: somebody else uses it. "
                "Nothing more is signed with it until a person has found out who."
            )
            % {"address": address, "mined": mined_by_signer, "known": highest + 1},
            subject=operation.key,
        )
    return highest + 1


class ForeignUse(DomainError):
    """A duty's key was used by something other than this portal."""

    code = "foreign_use"


def _sign(operation: ChainOperation, duty: Duty, address: str, nonce: int, prepared: Prepared) -> SignedTransaction:
    operation.signer, operation.nonce = address, nonce
    attempt = _store_attempt(operation, duty, nonce, prepared, 1, AttemptPurpose.ACT)
    move_operation(
        operation,
        OperationState.SIGNED,
        verb="operation_signed",
        data={"signer": address, "nonce": nonce, "tx_hash": attempt.tx_hash},
        signer=address,
        nonce=nonce,
        last_error="",
    )
    order = lock_order(operation)
    if order is not None and order.status == OrderStatus.RELEASED:
        move_order(order, OrderStatus.IN_PROGRESS, verb="order_in_progress")
    return attempt


def _store_attempt(
    operation: ChainOperation, duty: Duty, nonce: int, prepared: Prepared, number: int, purpose: AttemptPurpose
) -> SignedTransaction:
    signed = signer().sign(
        duty,
        {
            "type": 2,
            "chainId": operation.epoch.chain_id,
            "nonce": nonce,
            "to": prepared.to,
            "value": 0,
            "data": prepared.data,
            "gas": prepared.gas,
            "maxFeePerGas": prepared.max_fee,
            "maxPriorityFeePerGas": prepared.priority_fee,
        },
    )
    crash_point("C0")
    return SignedTransaction.objects.create(
        operation=operation,
        attempt=number,
        purpose=purpose,
        raw=signed.raw,
        tx_hash=signed.hash,
        gas_limit=prepared.gas,
        max_fee=prepared.max_fee,
        priority_fee=prepared.priority_fee,
    )


def _target(operation: ChainOperation) -> str:
    """Where the transaction goes; nowhere for a deployment."""
    return "" if operation.kind == OperationKind.DEPLOY else operation.deployment.address


def _is_wanted(operation: ChainOperation) -> bool:
    return operation.order is None or operation.order.status in WORKING_ORDERS


def _percent(value: int, percent: int) -> int:
    return -(-value * percent // 100)


def _sentence_for(refusal: CallReverted, operation: ChainOperation, duty: Duty, address: str) -> str:
    if refusal.name == "AccessControlUnauthorizedAccount":
        return _(
            "The key “%(duty)s” (%(address)s) does not hold its role in the token %(token)s, so the contract refuses the call. "
            "The token's administrator must grant it, or a token with the right roles must be deployed."
        ) % {"duty": duty.label, "address": address, "token": operation.deployment}
    return _("Tried without sending, before a nonce was taken. %(refusal)s") % {"refusal": refusal.message}
