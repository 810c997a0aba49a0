"""What the other apps do when a case ends, in the transaction that ends it.

The app that keeps figures of live cases registers a function; imports run downhill, so the rule book only calls it.
"""

from collections.abc import Callable
from typing import Any

from approvals.models import Case

EndingFunction = Callable[[Any, Case], None]

_functions: list[EndingFunction] = []


def when_a_case_ends(function: EndingFunction) -> EndingFunction:
    """Registers what is called with the person and the case once a case has its final status."""
    _functions.append(function)
    return function


def case_has_ended(actor: Any, case: Case) -> None:
    """Calls everything that was registered."""
    for function in _functions:
        function(actor, case)
