"""Changes of state and their records as one act: nobody else sets a state."""

from typing import Any

from django.db import transaction

from approvals.services.trail import record_event
from tokenisation.choices import OperationState, OrderStatus
from tokenisation.models import ChainOperation, MintOrder


def move_operation(
    operation: ChainOperation,
    state: OperationState,
    *,
    verb: str,
    actor: Any = None,
    data: dict[str, Any] | None = None,
    **fields: Any,
) -> ChainOperation:
    """Sets an operation's state and further fields, and records it. Belongs into the caller's transaction."""
    before = operation.state
    operation.state = state
    for name, value in fields.items():
        setattr(operation, name, value)
    operation.save(update_fields=["state", *fields])
    record_event(
        actor=actor,
        verb=verb,
        subject=operation.key,
        label=operation,
        case_key=operation.deployment.case.key,
        data={"operation_id": operation.operation_id, "kind": operation.kind, "from": before, "to": state.value}
        | (data or {}),
    )
    return operation


def move_order(
    order: MintOrder, status: OrderStatus, *, verb: str, actor: Any = None, reason: str = "", **fields: Any
) -> MintOrder:
    """Sets an order's status, and records it; a status it has already changes nothing."""
    if order.status == status:
        return order
    before = order.status
    order.status, order.reason = status, reason
    for name, value in fields.items():
        setattr(order, name, value)
    order.save(update_fields=["status", "reason", *fields])
    record_event(
        actor=actor,
        verb=verb,
        subject=order.key,
        label=order.reference,
        case_key=order.case.key,
        data={"reference": order.reference, "units": str(order.units), "from": before, "to": status.value}
        | ({"reason": reason} if reason else {}),
    )
    return order


def lock_operation(operation: ChainOperation) -> ChainOperation:
    """The operation's row as it is now, locked."""
    return (
        ChainOperation.objects.select_for_update(of=("self",))
        .select_related("deployment__case", "epoch", "order__case")
        .get(pk=operation.pk)
    )


def lock_order(operation: ChainOperation) -> MintOrder | None:
    """The row of the operation's order, locked; None for a deployment, which has no order."""
    return (
        MintOrder.objects.select_for_update(of=("self",)).select_related("case").filter(operations=operation.pk).first()
    )


def call_for_person(operation: ChainOperation, sentence: str) -> ChainOperation:
    """Stops an operation and its order until a person has looked. What is on the chain stays as it is."""
    with transaction.atomic():
        operation = lock_operation(operation)
        if operation.state == OperationState.NEEDS_PERSON:
            return operation
        move_operation(
            operation,
            OperationState.NEEDS_PERSON,
            verb="operation_needs_person",
            data={"reason": sentence},
            attention=sentence,
        )
        if order := lock_order(operation):
            move_order(order, OrderStatus.NEEDS_PERSON, verb="order_needs_person", reason=sentence)
        return operation
