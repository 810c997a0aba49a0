"""One import is carried out by one process at a time: an advisory lock of the transaction, or of a worker's session.

No row is locked for it, since a worker notes its progress in the row from another connection meanwhile. Whoever dies
loses the lock with the connection, and the next sweep finds the run open.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils.translation import gettext as _

from approvals.exceptions import WrongState
from assets.models import RegisterImport

#: A fixed number, so long as nothing else in this database uses it with a second one.
IMPORTS = 7_262_101


def hold_in_transaction(run: RegisterImport) -> None:
    """Holds the run until the transaction ends. Raises WrongState where somebody else has it."""
    if not _taken("pg_try_advisory_xact_lock", run):
        raise WrongState(
            _("This file is being imported at this very moment. Wait until that is done."), subject=run.key
        )


@contextmanager
def held_by_worker(run: RegisterImport) -> Iterator[bool]:
    """Whether this session has got the run; it gives it back at the end."""
    taken = _taken("pg_try_advisory_lock", run)
    try:
        yield taken
    finally:
        if taken and connection.is_usable():
            _taken("pg_advisory_unlock", run)


def _taken(function: str, run: RegisterImport) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s::int)", [IMPORTS, run.pk])
        return bool(cursor.fetchone()[0])
