"""At most one process acts on the chain for one portal.

A PostgreSQL advisory lock of the session, held on the very connection that writes: if the connection goes, so does the
lock, and the pass that held it stops at its next step. It needs a direct connection or one that is pooled by session.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError, connection

logger = logging.getLogger(__name__)

#: Any two fixed numbers, so long as nothing else in this database uses them.
BROADCASTER = 7_262_001
DEVELOPMENT_ACCOUNT = 7_262_002


class LockLost(RuntimeError):
    """The connection that held the lock is another one now; what was begun is found by the next pass."""


@dataclass(frozen=True)
class Held:
    """A lock as it is held by one connection."""

    backend: int

    def require(self) -> None:
        """Raises LockLost unless this process still writes on the connection that took the lock."""
        if _backend() != self.backend:
            raise LockLost("The connection to the database changed, and the lock on the chain went with the old one.")


@contextmanager
def chain_lock(key: int = BROADCASTER, *, wait: bool = False) -> Iterator[Held | None]:
    """Holds the lock, or gives None where another process has it. With `wait` it waits as long as lock_timeout allows."""
    function = "pg_advisory_lock" if wait else "pg_try_advisory_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [key])
        taken = wait or cursor.fetchone()[0]
    if not taken:
        yield None
        return
    try:
        yield Held(_backend())
    finally:
        _release(key)


def _release(key: int) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
    except (InterfaceError, DatabaseError) as problem:
        # Inside a failed transaction or on a dead connection; closing it gives the lock back for certain.
        logger.warning("The lock on the chain is given back by closing its connection: %s", problem)
        connection.close()


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])
