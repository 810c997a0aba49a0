"""How far a look at a file is, told to those who wait while the transaction of the import is still open."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

from assets.models import RegisterImport

#: Seconds between two notes.
PAUSE = 0.5


class Progress:
    """Notes the rows of a run on a connection of its own, since nobody sees what an open transaction writes."""

    def __init__(self, run: RegisterImport, connection: Any) -> None:
        self._key = run.pk
        self._connection = connection
        self._noted = 0.0

    def __call__(self, rows: int) -> None:
        """Notes that so many rows were looked at."""
        now = time.monotonic()
        if now - self._noted < PAUSE:
            return
        self._noted = now
        with self._connection.cursor() as cursor:
            cursor.execute("UPDATE assets_registerimport SET progress = %s WHERE id = %s", [rows, self._key])


@contextmanager
def noted(run: RegisterImport) -> Iterator[Progress]:
    """The progress of a run. Its connection is closed at the end."""
    connection = connections.create_connection("default")
    try:
        yield Progress(run, connection)
    finally:
        connection.close()
