"""What an address costs the database: how many queries, and how long PostgreSQL works for them."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client


@dataclass
class Work:
    """Queries and the milliseconds from sending each to having its first rows, in the order in which they were sent."""

    milliseconds: list[float] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)

    @property
    def queries(self) -> int:
        """How many queries there were."""
        return len(self.milliseconds)


@dataclass(frozen=True)
class Asked:
    """What an address took: queries, the database's milliseconds within them, and milliseconds up to the last byte."""

    queries: int
    database_ms: float
    total_ms: float


@contextmanager
def watched() -> Iterator[Work]:
    """Counts and times the queries of this thread's connection."""
    work = Work()

    def timed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            work.milliseconds.append((time.perf_counter() - begun) * 1000)
            work.statements.append(sql)

    with connection.execute_wrapper(timed):
        yield work


def signed_in(person: Any) -> Client:
    """A browser without pictures in which the person has signed in, with a second factor as everybody needs one."""
    Authenticator.objects.get_or_create(user=person, type=Authenticator.Type.TOTP, defaults={"data": {}})
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person)
    return client


def asked(client: Client, address: str, *, times: int) -> Asked:
    """Asks once unmeasured and then so many times: the queries of the last, and the medians of the times.

    Raises LookupError where the address does not answer with 200.
    """
    rounds = [_once(client, address) for _ in range(times + 1)][1:]
    return Asked(
        rounds[-1].queries,
        statistics.median(one.database_ms for one in rounds),
        statistics.median(one.total_ms for one in rounds),
    )


def _once(client: Client, address: str) -> Asked:
    begun = time.perf_counter()
    with watched() as work:
        response = client.get(address)
        if response.status_code != 200:
            raise LookupError(f"{address} answers {response.status_code} and cannot be measured.")
        for _ in response:  # a download is read to its end
            pass
    return Asked(work.queries, sum(work.milliseconds), (time.perf_counter() - begun) * 1000)
