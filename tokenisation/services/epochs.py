"""Which chain is this? The same, the same but rolled back, or another one.

A node that was killed comes back some blocks earlier with the same genesis hash, and a fresh chain can have the same
genesis hash too. What tells is the token with the random id inside it, and the hash of the last confirmed block.
"""

import enum
import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.exceptions import WrongState
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.trail import record_event
from tokenisation.chain.client import ChainClient
from tokenisation.chain.errors import NodeAnswerUnknown, WrongChain
from tokenisation.chain.guard import require_local_chain
from tokenisation.chain.token import Token
from tokenisation.choices import (
    OPEN_OPERATIONS,
    DeploymentStatus,
    EpochStatus,
    OperationKind,
    OperationState,
    OrderStatus,
)
from tokenisation.crash import crash_point
from tokenisation.models import ChainEpoch, ChainOperation, MintOrder, TokenDeployment
from tokenisation.services.chain import chain_client
from tokenisation.services.transitions import lock_operation, lock_order, move_operation, move_order

logger = logging.getLogger(__name__)


class WrongContract(WrongChain):
    """Another contract stands where a token of the portal should."""

    code = "wrong_contract"


class Recognised(enum.Enum):
    """What the chain at the configured address turned out to be."""

    SAME = "same"
    ROLLED_BACK = "rolled back"
    RESET = "reset"


@act
def open_epoch(*, actor: Any = None) -> ChainEpoch:
    """Opens the first epoch at first contact; after a chain was lost, a person must do it.

    Returns the active epoch where there is one. Raises WrongChain, NodeUnreachable, NotPermitted.
    """
    existing = ChainEpoch.objects.select_for_update().order_by("number").last()
    if existing is not None and existing.status == EpochStatus.ACTIVE:
        return existing
    if existing is not None:
        if actor is None:
            raise WrongState(
                _(
                    "%(epoch)s is lost (%(reason)s). A person decides whether to go on on the new chain: sign in and open a new epoch."
                )
                % {"epoch": existing, "reason": _(existing.status_reason)},
                subject=existing.key,
            )
        require(actor, "open_epoch", existing, key=existing.key)
    client = chain_client()
    chain_id = require_local_chain(client)
    genesis = client.block("earliest")
    seen = client.block(max(0, client.block_number() - settings.CHAIN_CONFIRMATION_DEPTH))
    if genesis is None or seen is None:
        raise NodeAnswerUnknown(_("The node has no first block."))
    epoch = ChainEpoch.objects.create(
        number=existing.number + 1 if existing else 1,
        chain_id=chain_id,
        genesis_hash=genesis.hash,
        opened_by=actor,
        checkpoint_number=seen.number,
        checkpoint_hash=seen.hash,
    )
    record_event(
        actor=actor,
        verb="epoch_opened",
        subject=epoch.key,
        label=epoch,
        data={"number": epoch.number, "chain_id": chain_id, "genesis": genesis.hash},
    )
    return epoch


def recognise_chain(client: ChainClient, epoch: ChainEpoch) -> Recognised:
    """Compares the chain with what the epoch knows of it. Raises WrongChain for another chain id, NodeUnreachable.

    *Reset* is said only where nothing of the epoch is left: its tokens are gone, or, without any, its first block is.
    Raises WrongContract where something else stands at a token's address: that is for a person to understand.
    """
    chain_id = require_local_chain(client)
    if chain_id != epoch.chain_id:
        raise WrongChain(
            _("The node stands on chain id %(found)s and the portal works on %(expected)s. Check CHAIN_RPC_URL.")
            % {"found": chain_id, "expected": epoch.chain_id},
            subject=epoch.key,
        )
    crash_point("C11")
    tokens = _deployed_tokens(epoch)
    present = [token for token in tokens if is_there(client, token)]
    checkpoint_holds = stands_where_it_was(client, epoch)
    if tokens and not present:
        return Recognised.RESET
    if checkpoint_holds and len(present) == len(tokens):
        return Recognised.SAME
    if not tokens:
        genesis = client.block("earliest")
        return Recognised.ROLLED_BACK if genesis and genesis.hash == epoch.genesis_hash else Recognised.RESET
    return Recognised.ROLLED_BACK


def stands_where_it_was(client: ChainClient, epoch: ChainEpoch) -> bool:
    """Whether the chain still has the checkpoint and the newest block that holds something confirmed.

    Both are asked: the checkpoint moves after the confirmations of a pass, and the pass can end in between.
    """
    blocks = [(epoch.checkpoint_number, epoch.checkpoint_hash)]
    newest = (
        ChainOperation.objects.filter(epoch=epoch, state=OperationState.CONFIRMED)
        .order_by("-block_number")
        .values_list("block_number", "block_hash")
        .first()
    )
    if newest is not None and newest[0] is not None:
        blocks.append((newest[0], newest[1]))
    for number, block_hash in blocks:
        block = client.block(number)
        if block is None or block.hash != block_hash:
            return False
    return True


def require_same_chain(client: ChainClient, epoch: ChainEpoch) -> None:
    """The short question before every send: chain id and last checkpoint. Raises WrongChain; the next pass finds out why."""
    chain_id = require_local_chain(client)
    checkpoint = client.block(epoch.checkpoint_number)
    if chain_id != epoch.chain_id or checkpoint is None or checkpoint.hash != epoch.checkpoint_hash:
        raise WrongChain(
            _(
                "The chain is not the one it was a moment ago (block %(number)s differs). Nothing is sent before it is known."
            )
            % {"number": epoch.checkpoint_number},
            subject=epoch.key,
        )


def advance_checkpoint(client: ChainClient, epoch: ChainEpoch) -> None:
    """Remembers the newest confirmed block, by which the chain is recognised next time."""
    number = client.block_number() - settings.CHAIN_CONFIRMATION_DEPTH
    block = client.block(number) if number > epoch.checkpoint_number else None
    if block is not None:
        ChainEpoch.objects.filter(pk=epoch.pk, checkpoint_number=epoch.checkpoint_number).update(
            checkpoint_number=block.number, checkpoint_hash=block.hash
        )
        epoch.refresh_from_db()


def unconfirm_after_rollback(client: ChainClient, epoch: ChainEpoch) -> int:
    """Takes back what the shorter chain no longer holds; returns how many operations that are.

    They become *sent* again, and the regular re-sending of stored bytes puts them back in their old order: deployments
    first, each signer by nonce. Nothing new is signed until all of them are confirmed again.
    """
    known_blocks: dict[int, str | None] = {}

    def is_canonical(operation: ChainOperation) -> bool:
        number = operation.block_number
        if number is None:
            return False
        if number not in known_blocks:
            block = client.block(number)
            known_blocks[number] = block.hash if block else None
        return known_blocks[number] == operation.block_hash

    seen = ChainOperation.objects.filter(
        epoch=epoch, state__in=[OperationState.MINED, OperationState.CONFIRMED]
    ).order_by("id")
    missing = {token.pk for token in _deployed_tokens(epoch) if not is_there(client, token)}
    gone = [row for row in seen if not is_canonical(row) or row.deployment_id in missing]
    head = client.latest_block()
    base = client.block(max(0, min(head.number - settings.CHAIN_CONFIRMATION_DEPTH, epoch.checkpoint_number)))
    if base is None:
        raise NodeAnswerUnknown(_("The node lost a block while it was being read."))
    with transaction.atomic():
        for operation in gone:
            _unconfirm(operation)
            crash_point("C10")
        record_event(
            actor=None,
            verb="chain_rolled_back",
            subject=epoch.key,
            label=epoch,
            data={
                "checkpoint": epoch.checkpoint_number,
                "head": head.number,
                "operations": [operation.operation_id for operation in gone],
            },
        )
        epoch.checkpoint_number, epoch.checkpoint_hash = base.number, base.hash
        epoch.save(update_fields=["checkpoint_number", "checkpoint_hash"])
    return len(gone)


def lose_epoch(epoch: ChainEpoch, sentence: str) -> None:
    """Ends the epoch of a chain that is gone: orders stop with a sentence, and nothing is ever sent again by itself."""
    with transaction.atomic():
        epoch = ChainEpoch.objects.select_for_update().get(pk=epoch.pk)
        if epoch.status == EpochStatus.LOST:
            return
        epoch.status, epoch.status_reason = EpochStatus.LOST, sentence
        epoch.save(update_fields=["status", "status_reason"])
        record_event(actor=None, verb="epoch_lost", subject=epoch.key, label=epoch, data={"reason": sentence})
        TokenDeployment.objects.filter(
            epoch=epoch, status__in=[DeploymentStatus.REQUESTED, DeploymentStatus.CONFIRMED]
        ).update(status=DeploymentStatus.LOST)
        for operation in ChainOperation.objects.filter(epoch=epoch, state__in=OPEN_OPERATIONS):
            operation = lock_operation(operation)
            state = OperationState.CANCELLED if operation.nonce is None else OperationState.NEEDS_PERSON
            move_operation(
                operation, state, verb="operation_lost_with_chain", data={"reason": sentence}, attention=sentence
            )
        for order in (
            MintOrder.objects.select_for_update(of=("self",))
            .select_related("case")
            .filter(deployment__epoch=epoch)
            .exclude(status__in=[OrderStatus.CANCELLED, OrderStatus.RECONCILED])
        ):
            status = OrderStatus.CANCELLED if order.status == OrderStatus.PLACED else OrderStatus.NEEDS_PERSON
            move_order(order, status, verb="order_lost_with_chain", reason=sentence)


def is_restored(epoch: ChainEpoch) -> bool:
    """Whether everything that was confirmed once is confirmed now, so that new work may be signed."""
    return not (
        ChainOperation.objects.filter(epoch=epoch, issuance__isnull=False)
        .exclude(state=OperationState.CONFIRMED)
        .exists()
        or ChainOperation.objects.filter(
            epoch=epoch, kind=OperationKind.DEPLOY, deployment__status=DeploymentStatus.CONFIRMED
        )
        .exclude(state=OperationState.CONFIRMED)
        .exists()
    )


def _deployed_tokens(epoch: ChainEpoch) -> list[TokenDeployment]:
    return list(
        TokenDeployment.objects.filter(
            epoch=epoch,
            status=DeploymentStatus.CONFIRMED,
            operations__kind=OperationKind.DEPLOY,
            operations__state=OperationState.CONFIRMED,
        )
        .select_related("case")
        .order_by("id")
    )


def is_there(client: ChainClient, deployment: TokenDeployment) -> bool:
    """Whether the token stands at its address; False for no code at all. Raises WrongContract for anything else."""
    if not client.code(deployment.address):
        return False
    token = Token(client, deployment.address)
    if token.has_expected_code() and token.deployment_id() == deployment.deployment_id:
        return True
    raise WrongContract(
        _(
            "What stands at %(address)s is not the token %(token)s: its code or its deployment id is another. Nothing is sent "
            "until a person has found out which chain this is."
        )
        % {"address": deployment.address, "token": deployment},
        subject=deployment.case.key,
    )


def _unconfirm(operation: ChainOperation) -> None:
    operation = lock_operation(operation)
    move_operation(
        operation,
        OperationState.BROADCAST,
        verb="operation_unconfirmed",
        data={"block": operation.block_number, "block_hash": operation.block_hash},
    )
    order = lock_order(operation)
    if order is not None and order.status in (OrderStatus.CONFIRMED, OrderStatus.RECONCILED):
        move_order(order, OrderStatus.IN_PROGRESS, verb="order_unconfirmed")
