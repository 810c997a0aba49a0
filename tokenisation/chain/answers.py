"""What a node's answer to signed bytes means, as a table.

The one rule above the table: an answer that is not listed means *unknown*, never *failed*. Signed bytes that a node
turned away may still reach a block by another way, so nothing is concluded before the chain itself is read.
"""

import enum
import re
from dataclasses import dataclass


class SendOutcome(enum.Enum):
    """The classes of answers."""

    ACCEPTED = "accepted"
    ALREADY_KNOWN = "already known"
    REPLACEMENT_UNDERPRICED = "replacement underpriced"
    NONCE_TOO_LOW = "nonce too low"
    NONCE_TOO_HIGH = "nonce too high"
    FEE_TOO_LOW = "fee too low"
    INSUFFICIENT_FUNDS = "insufficient funds"
    REVERTED = "reverted"
    UNKNOWN = "unknown"


#: The node has these bytes, or better ones for the same nonce.
SENT = frozenset({SendOutcome.ACCEPTED, SendOutcome.ALREADY_KNOWN, SendOutcome.REPLACEMENT_UNDERPRICED})


@dataclass(frozen=True)
class SendAnswer:
    """A node's answer to one send: its class, and its words where it was not a yes."""

    outcome: SendOutcome
    text: str = ""


#: Patterns in the words of Anvil, Reth, Geth, Besu, Nethermind and Erigon; the first that fits counts.
TABLE: tuple[tuple[str, SendOutcome], ...] = (
    (r"already imported", SendOutcome.ALREADY_KNOWN),
    (r"already known", SendOutcome.ALREADY_KNOWN),
    (r"known transaction", SendOutcome.ALREADY_KNOWN),
    (r"alreadyknown", SendOutcome.ALREADY_KNOWN),
    (r"replacement transaction underpriced", SendOutcome.REPLACEMENT_UNDERPRICED),
    (r"could not replace existing tx", SendOutcome.REPLACEMENT_UNDERPRICED),
    (r"replacementnotallowed", SendOutcome.REPLACEMENT_UNDERPRICED),
    (r"nonce too low", SendOutcome.NONCE_TOO_LOW),
    (r"nonce is too low", SendOutcome.NONCE_TOO_LOW),
    (r"oldnonce", SendOutcome.NONCE_TOO_LOW),
    (r"nonce too high", SendOutcome.NONCE_TOO_HIGH),
    (r"nonce gap", SendOutcome.NONCE_TOO_HIGH),
    (r"nonce too distant", SendOutcome.NONCE_TOO_HIGH),
    (r"max fee per gas less than block base fee", SendOutcome.FEE_TOO_LOW),
    (r"transaction underpriced", SendOutcome.FEE_TOO_LOW),
    (r"gas price (is )?(too low|below)", SendOutcome.FEE_TOO_LOW),
    (r"insufficient (funds|balance)", SendOutcome.INSUFFICIENT_FUNDS),
    (r"upfront cost exceeds account balance", SendOutcome.INSUFFICIENT_FUNDS),
    (r"execution reverted", SendOutcome.REVERTED),
)


def classify(message: str) -> SendAnswer:
    """The class of an error message; UNKNOWN for one that the table does not list."""
    lowered = message.lower()
    for pattern, outcome in TABLE:
        if re.search(pattern, lowered):
            return SendAnswer(outcome, message)
    return SendAnswer(SendOutcome.UNKNOWN, message)
