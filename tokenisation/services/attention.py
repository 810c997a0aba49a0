"""What a person can do about an operation that stopped."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.exceptions import WrongState
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.cases import lock_case
from tokenisation.choices import OperationState, OrderStatus
from tokenisation.models import ChainOperation
from tokenisation.services.standing import require_signable
from tokenisation.services.transitions import lock_operation, lock_order, move_operation, move_order
from tokenisation.services.wake import wake


@act
def resume_operation(*, actor: Any, operation: ChainOperation) -> ChainOperation:
    """Sends an operation back to work once its reason is gone; only one that was never signed.

    Raises WrongState for one that was signed, and whatever still keeps it from being signed.
    """
    case_key = operation.deployment.case.key
    require(actor, "resume_operation", operation, key=case_key)
    case = lock_case(operation.deployment.case)
    operation = lock_operation(operation)
    if operation.state != OperationState.NEEDS_PERSON:
        raise WrongState(_("%(operation)s does not wait for a person.") % {"operation": operation}, subject=case_key)
    if operation.nonce is not None:
        raise WrongState(
            _(
                "%(operation)s was signed, and its bytes may be anywhere. It can never be signed again; place a new order."
            )
            % {"operation": operation},
            subject=case_key,
        )
    require_signable(operation, case)
    move_operation(
        operation,
        OperationState.WAITING,
        verb="operation_resumed",
        actor=actor,
        attention="",
    )
    order = lock_order(operation)
    if order is not None and not order.operations.filter(state=OperationState.NEEDS_PERSON).exists():
        move_order(order, OrderStatus.IN_PROGRESS, verb="order_resumed", actor=actor)
    transaction.on_commit(wake)
    return operation
