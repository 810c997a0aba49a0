"""The steps of long work on a page: which are done, where it stands, and what is still to come."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tokenisation.choices import OrderStatus
from tokenisation.models import MintOrder, ProofRequest

#: The steps in their order, each with the status that an order has once it is done.
_STEPS: tuple[tuple[Any, OrderStatus], ...] = (
    (_("Placed by one treasury operator"), OrderStatus.PLACED),
    (_("Released by another"), OrderStatus.RELEASED),
    (_("Signed and sent to the local chain by the worker"), OrderStatus.IN_PROGRESS),
    (_("Confirmed on the chain"), OrderStatus.CONFIRMED),
    (_("Register and chain compared, and equal"), OrderStatus.RECONCILED),
)
_PROOF_STEPS = (
    _("Asked for"),
    _("Every check run by a worker on the local chain, on a synthetic asset with keys of its own"),
    _("Recorded with every check, passed or not"),
)
_WORDS = {"done": _("done"), "now": _("now"), "later": _("later"), "stopped": _("stopped")}


@dataclass(frozen=True)
class Rung:
    """One step and how it stands: `done`, `now`, `later` or `stopped`."""

    text: Any
    standing: str

    @property
    def word(self) -> Any:
        """The standing in words."""
        return _WORDS[self.standing]


def ladder_of(order: MintOrder) -> list[Rung]:
    """The five steps of an order. One that was cancelled or needs a person stopped where it was."""
    reached = _reached(order)
    stopped = order.status in (OrderStatus.CANCELLED, OrderStatus.NEEDS_PERSON)
    following = "stopped" if stopped else "now"
    return [
        Rung(text, "done" if number < reached else following if number == reached else "later")
        for number, (text, _status) in enumerate(_STEPS)
    ]


def _reached(order: MintOrder) -> int:
    """How many steps are done."""
    for number, (_text, status) in enumerate(_STEPS):
        if order.status == status:
            # "Being minted" is a step under way; every other status says that its step is over.
            return number if status == OrderStatus.IN_PROGRESS else number + 1
    return 2 if order.released_by_id else 1


def ladder_of_request(request: ProofRequest) -> list[Rung]:
    """The three steps of a proof of the contracts that somebody asked for."""
    if request.is_open:
        standings = ("done", "now", "later")
    elif request.proof is None:
        standings = ("done", "stopped", "later")
    else:
        standings = ("done", "done", "done")
    return [Rung(text, standing) for text, standing in zip(_PROOF_STEPS, standings, strict=True)]
