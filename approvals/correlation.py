"""The id that ties together everything one request, task or act did."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_correlation_id: ContextVar[uuid.UUID | None] = ContextVar("correlation_id", default=None)


def current_correlation_id() -> uuid.UUID:
    """The id of the running request or task, or a fresh one outside of both."""
    return _correlation_id.get() or uuid.uuid4()


@contextmanager
def correlation(identifier: uuid.UUID | None = None) -> Iterator[uuid.UUID]:
    """Everything recorded inside carries one id."""
    identifier = identifier or uuid.uuid4()
    token = _correlation_id.set(identifier)
    try:
        yield identifier
    finally:
        _correlation_id.reset(token)
