"""Reading what happened: in a block, deep enough, and exactly what was ordered. Only then is it done."""

import logging
from collections import Counter

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.services.trail import record_event
from tokenisation.chain.addresses import NOBODY, checksum_address
from tokenisation.chain.client import ChainClient, Receipt
from tokenisation.chain.token import Token, events_of
from tokenisation.choices import (
    ROLE_DUTIES,
    AttemptPurpose,
    DeploymentStatus,
    OperationKind,
    OperationState,
    OrderStatus,
)
from tokenisation.crash import crash_point
from tokenisation.models import ChainEpoch, ChainOperation, Issuance, TokenDeployment
from tokenisation.services.epochs import advance_checkpoint
from tokenisation.services.submission import foreign_nonce_sentence, nonce_is_taken, receipt_of
from tokenisation.services.transitions import call_for_person, lock_operation, lock_order, move_operation, move_order

logger = logging.getLogger(__name__)


def settle(client: ChainClient, epoch: ChainEpoch) -> int:
    """Looks for everything that is under way; returns how many operations moved. Raises NodeUnreachable."""
    moved = 0
    for operation in _in(epoch, OperationState.SIGNED, OperationState.BROADCAST):
        moved += _find_in_a_block(client, operation)
    head = client.block_number()
    for operation in _in(epoch, OperationState.MINED):
        moved += _confirm_at_depth(client, operation, head)
    if moved:
        advance_checkpoint(client, epoch)
    return moved


def _in(epoch: ChainEpoch, *states: OperationState) -> list[ChainOperation]:
    return list(
        ChainOperation.objects.filter(epoch=epoch, state__in=states)
        .select_related("deployment__case", "epoch", "order")
        .order_by("id")
    )


def _find_in_a_block(client: ChainClient, operation: ChainOperation) -> int:
    receipt = receipt_of(client, operation)
    if receipt is None:
        if operation.state == OperationState.BROADCAST and nonce_is_taken(client, operation):
            call_for_person(operation, foreign_nonce_sentence(operation))
            return 1
        return 0
    crash_point("C6")
    if not receipt.succeeded:
        _call_for_failed(operation, receipt)
        return 1
    with transaction.atomic():
        locked = lock_operation(operation)
        if locked.state not in (OperationState.SIGNED, OperationState.BROADCAST):
            return 0
        move_operation(
            locked,
            OperationState.MINED,
            verb="operation_mined",
            data={"tx_hash": receipt.transaction_hash, "block": receipt.block_number, "block_hash": receipt.block_hash},
            block_number=receipt.block_number,
            block_hash=receipt.block_hash,
            transaction_index=receipt.transaction_index,
            mined_hash=receipt.transaction_hash,
            gas_used=receipt.gas_used,
            last_error="",
        )
    return 1


def _confirm_at_depth(client: ChainClient, operation: ChainOperation, head: int) -> int:
    number = operation.block_number or 0
    block = client.block(number)
    if block is None or block.hash != operation.block_hash:
        return _back_to_sent(operation)
    if head - number < settings.CHAIN_CONFIRMATION_DEPTH:
        return 0
    receipt = client.receipt(operation.mined_hash)
    if receipt is None or receipt.block_hash != operation.block_hash:
        return _back_to_sent(operation)
    attempt = operation.attempts.get(tx_hash=operation.mined_hash)
    if attempt.purpose == AttemptPurpose.CANCEL:
        _finish_cancelled(operation)
    elif operation.kind == OperationKind.DEPLOY:
        _finish_deployment(client, operation, receipt)
    elif operation.kind == OperationKind.ALLOW:
        _finish_allow(client, operation)
    else:
        _finish_issue(operation, receipt)
    return 1


def _back_to_sent(operation: ChainOperation) -> int:
    """A reorganisation took the block away; the stored bytes are sent again and land in another."""
    with transaction.atomic():
        locked = lock_operation(operation)
        if locked.state != OperationState.MINED:
            return 0
        move_operation(
            locked,
            OperationState.BROADCAST,
            verb="operation_reorganised",
            data={"block": locked.block_number, "block_hash": locked.block_hash},
        )
    return 1


def _finish_deployment(client: ChainClient, operation: ChainOperation, receipt: Receipt) -> None:
    deployment = operation.deployment
    if wrong := _what_is_wrong_with(client, deployment, receipt.contract_address):
        call_for_person(
            operation,
            _("What stands at %(address)s is not the token that was ordered: %(wrong)s.")
            % {"address": receipt.contract_address, "wrong": wrong},
        )
        return
    with transaction.atomic():
        locked = lock_operation(operation)
        if locked.state != OperationState.MINED:
            return
        _confirm(locked)
        deployment = (
            TokenDeployment.objects.select_for_update(of=("self",)).select_related("case").get(pk=deployment.pk)
        )
        deployment.address, deployment.status = receipt.contract_address, DeploymentStatus.CONFIRMED
        deployment.block_number, deployment.block_hash = receipt.block_number, receipt.block_hash
        deployment.save(update_fields=["address", "status", "block_number", "block_hash"])
        record_event(
            actor=None,
            verb="token_deployed",
            subject=deployment.key,
            label=deployment,
            case_key=deployment.case.key,
            data={
                "address": deployment.address,
                "digest": deployment.dossier_digest,
                "deployment_id": deployment.deployment_id,
                "code_hash": deployment.code_hash,
                "block": deployment.block_number,
            },
        )
        crash_point("C7")
    crash_point("C8")


def _what_is_wrong_with(client: ChainClient, deployment: TokenDeployment, address: str) -> str:
    """How the contract differs from what was ordered; empty where it does not."""
    if not address:
        return _("the transaction made no contract")
    token = Token(client, address)
    if not token.has_expected_code():
        return _("other code")
    if token.deployment_id() != deployment.deployment_id:
        return _("another deployment id")
    if token.dossier_digest() != deployment.dossier_digest:
        return _("another dossier digest")
    if token.cap() != int(deployment.cap):
        return _("another cap")
    missing = [duty.label for duty in ROLE_DUTIES if not token.holds_role(duty.value, deployment.roles[duty.value])]
    if missing:
        return _("roles without their holder: %(roles)s") % {"roles": ", ".join(map(str, missing))}
    return ""


def _finish_allow(client: ChainClient, operation: ChainOperation) -> None:
    token = Token(client, operation.deployment.address)
    missing = [account for account in operation.payload["accounts"] if not token.is_allowed(account)]
    if missing:
        call_for_person(
            operation,
            _("The transaction was mined, but these are not on the allow-list: %(accounts)s.")
            % {"accounts": ", ".join(missing)},
        )
        return
    with transaction.atomic():
        locked = lock_operation(operation)
        if locked.state == OperationState.MINED:
            _confirm(locked)
            crash_point("C7")
    crash_point("C8")


def _finish_issue(operation: ChainOperation, receipt: Receipt) -> None:
    issued, transfers = events_of(receipt.logs, operation.deployment.address)
    recipients = [checksum_address(recipient) for recipient in operation.payload["recipients"]]
    amounts = [int(amount) for amount in operation.payload["units"]]
    expected = Counter(zip(recipients, amounts, strict=True))
    minted = Counter((event.recipient, event.units) for event in transfers if event.sender == NOBODY)
    ours = [event for event in issued if event.operation_id == operation.operation_id]
    total = sum(amounts)
    if (
        len(issued) != 1
        or len(ours) != 1
        or ours[0].total != total
        or ours[0].recipient_count != len(recipients)
        or minted != expected
    ):
        call_for_person(
            operation,
            _("The events of %(hash)s are not what was ordered: %(total)s units to %(count)s recipients under one id.")
            % {"hash": receipt.transaction_hash, "total": total, "count": len(recipients)},
        )
        return
    with transaction.atomic():
        locked = lock_operation(operation)
        if locked.state != OperationState.MINED:
            return
        if locked.order is not None and not Issuance.objects.filter(operation=locked).exists():
            Issuance.objects.create(
                operation=locked,
                order=locked.order,
                token_address=locked.deployment.address,
                units=total,
                block_number=receipt.block_number,
                block_hash=receipt.block_hash,
                tx_hash=receipt.transaction_hash,
                log_index=ours[0].log_index,
            )
        _confirm(locked, {"units": str(total)})
        _finish_order(locked)
        crash_point("C7")
    crash_point("C8")


def _finish_order(operation: ChainOperation) -> None:
    order = lock_order(operation)
    if order is None or order.status != OrderStatus.IN_PROGRESS:
        return
    if not order.operations.exclude(state=OperationState.CONFIRMED).exists():
        move_order(order, OrderStatus.CONFIRMED, verb="order_confirmed")


def _finish_cancelled(operation: ChainOperation) -> None:
    with transaction.atomic():
        locked = lock_operation(operation)
        if locked.state != OperationState.MINED:
            return
        move_operation(
            locked, OperationState.CANCELLED, verb="operation_cancelled_at_nonce", data={"reason": locked.attention}
        )
        if locked.kind == OperationKind.DEPLOY:
            _cancel_deployment(locked)
        elif order := lock_order(locked):
            move_order(order, OrderStatus.NEEDS_PERSON, verb="order_needs_person", reason=locked.attention)


def _call_for_failed(operation: ChainOperation, receipt: Receipt) -> None:
    with transaction.atomic():
        call_for_person(
            operation,
            _(
                "The transaction %(hash)s was mined in block %(block)s and failed; it changed nothing, and its nonce is used."
            )
            % {"hash": receipt.transaction_hash, "block": receipt.block_number},
        )
        if operation.kind == OperationKind.DEPLOY:
            _cancel_deployment(operation)


def _cancel_deployment(operation: ChainOperation) -> None:
    """A token that can never appear frees its place, so that a person can request another."""
    TokenDeployment.objects.filter(pk=operation.deployment_id, status=DeploymentStatus.REQUESTED).update(
        status=DeploymentStatus.CANCELLED
    )


def _confirm(operation: ChainOperation, data: dict[str, str] | None = None) -> None:
    move_operation(
        operation,
        OperationState.CONFIRMED,
        verb="operation_confirmed",
        data={"tx_hash": operation.mined_hash, "block": operation.block_number} | (data or {}),
    )
