"""Counting requests in Redis, atomically: two requests at once are never counted as one.

Reading stays open while Redis is away, for a reader can do no harm; tokens are refused then (`portal.api.oauth`).
"""

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

if TYPE_CHECKING:  # the framework's views import this module while they are themselves being imported
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rate:
    """So many requests in each window of so many seconds."""

    requests: int
    seconds: int


READING = Rate(requests=240, seconds=60)
#: Whoever brings no valid token.
STRANGERS = Rate(requests=60, seconds=60)


def count(key: str, rate: Rate) -> int:
    """Counts one request and returns 0, or the seconds to wait where the window's number is used up.

    Raises redis.exceptions.RedisError while Redis does not answer.
    """
    now = int(time.time())
    window, passed = divmod(now, rate.seconds)
    counter = f"rate:{key}:{window}"
    # `add` sets only what is missing and `incr` is one step in Redis; the key outlives its window, so it never goes
    # away between the two.
    cache.add(counter, 0, timeout=rate.seconds * 2)
    return 0 if cache.incr(counter) <= rate.requests else rate.seconds - passed


class ClientThrottle(BaseThrottle):
    """A modest limit for each client, and a smaller one for each address without a token."""

    _wait: int = 0

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Whether the request is within its limit."""
        client: Any = getattr(request.auth, "application", None)
        key, rate = (
            (f"client:{client.client_id}", READING) if client else (f"address:{self.get_ident(request)}", STRANGERS)
        )
        try:
            self._wait = count(key, rate)
        except RedisError:
            logger.warning("Requests to the API are not counted: Redis does not answer.")
            return True
        return self._wait == 0

    def wait(self) -> float:
        """Seconds until the next window."""
        return self._wait
