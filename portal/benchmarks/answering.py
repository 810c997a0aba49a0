"""How long a server takes to answer, as a multiple of the least that the same server can do."""

import http.client
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

#: Rounds before the measured ones, so that every process of the server has loaded what it needs.
WARM_UP = 5


@dataclass(frozen=True)
class Spread:
    """The middle of many figures, and the quarters below and above which the others lie."""

    lower: float
    median: float
    upper: float

    @classmethod
    def of(cls, figures: Sequence[float]) -> "Spread":
        """The spread of two figures or more."""
        lower, median, upper = statistics.quantiles(figures, n=4, method="inclusive")
        return cls(lower, median, upper)


@dataclass(frozen=True)
class Answering:
    """Milliseconds for a page and for the bare limit, and how many times the limit the page takes, asked in turns."""

    page: Spread
    limit: Spread
    ratio: Spread


def compared(page: str, limit: str, *, cookies: Mapping[str, str], requests: int) -> Answering:
    """Asks for the page and for the bare limit in turns, so that whatever slows the machine slows both.

    Both are addresses at the same server. Raises LookupError where one of them does not answer with 200.
    """
    rounds = [(_milliseconds(limit, {}), _milliseconds(page, cookies)) for _ in range(WARM_UP + requests)][WARM_UP:]
    limits, pages = zip(*rounds, strict=True)
    return Answering(Spread.of(pages), Spread.of(limits), Spread.of([took / least for least, took in rounds]))


def _milliseconds(url: str, cookies: Mapping[str, str]) -> float:
    """From opening a connection to the last byte, which is how the demo's web server works: one answer for each."""
    parts = urlsplit(url)
    headers = {"Accept-Encoding": "gzip, br"}
    if cookies:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    begun = time.perf_counter()
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    try:
        connection.request("GET", parts.path, headers=headers)
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    took = (time.perf_counter() - begun) * 1000
    if answer.status != 200:
        raise LookupError(f"{url} answers {answer.status} and cannot be measured.")
    return took
