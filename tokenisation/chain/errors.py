"""What can go wrong between the portal and its node."""

from collections.abc import Mapping
from typing import Any

from approvals.exceptions import DomainError


class ChainError(DomainError):
    """Anything about the chain."""

    code = "chain"


class NodeUnreachable(ChainError):
    """No answer from the node. What was asked may or may not have happened; nothing is concluded from it."""

    code = "node_unreachable"


class NodeAnswerUnknown(ChainError):
    """The node answered something that the portal does not know; nothing is concluded from it."""

    code = "node_answer_unknown"


class WrongChain(ChainError):
    """The node stands on a chain on which the portal never acts, or not on the one that it worked on."""

    code = "wrong_chain"


class CallReverted(ChainError):
    """The contract refuses a call, with the name of its custom error where it has one."""

    code = "call_reverted"

    def __init__(self, message: object, *, name: str, arguments: Mapping[str, Any], subject: str = "") -> None:
        super().__init__(message, subject=subject)
        self.name = name
        self.arguments = dict(arguments)
