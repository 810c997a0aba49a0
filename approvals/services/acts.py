"""What every act has in common: one transaction, and a record of its refusal.

A refused act rolls back, and its trace with it; the refusal is therefore recorded in a transaction of its own.
"""

import functools
from collections.abc import Callable
from contextvars import ContextVar
from textwrap import shorten
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from approvals.exceptions import DomainError
from approvals.services.trail import LABEL_LENGTH, record_event

P = ParamSpec("P")
R = TypeVar("R")

_inside_an_act: ContextVar[bool] = ContextVar("inside_an_act", default=False)


def act(function: Callable[P, R]) -> Callable[P, R]:
    """Makes a service one act. The outermost act records the refusal; the acts inside it are parts of it."""

    @functools.wraps(function)
    def performed(*args: P.args, **kwargs: P.kwargs) -> R:
        if _inside_an_act.get():
            with transaction.atomic():
                return function(*args, **kwargs)
        token = _inside_an_act.set(True)
        try:
            with transaction.atomic():
                return function(*args, **kwargs)
        except DomainError as refusal:
            _record_refusal(kwargs.get("actor"), function, refusal)
            raise
        finally:
            _inside_an_act.reset(token)

    return performed


def _record_refusal(actor: Any, function: Callable[..., Any], refusal: DomainError) -> None:
    with transaction.atomic():
        record_event(
            actor=actor,
            verb="refused",
            subject=refusal.subject or f"act:{function.__name__}",
            label=shorten(refusal.message, LABEL_LENGTH, placeholder=" …"),
            case_key=refusal.subject if refusal.subject.startswith("case:") else "",
            data={"act": function.__name__, "code": refusal.code, "sentence": refusal.message},
        )
