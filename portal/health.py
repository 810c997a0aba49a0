"""Whether the portal's servers answer, for whatever watches it. It tells states and never addresses or versions."""

import logging
import time
from collections.abc import Callable
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from tokenisation.chain.client import ChainClient
from tokenisation.chain.errors import ChainError

logger = logging.getLogger(__name__)

#: Seconds that each server has for its answer; who watches must not wait for long.
PATIENCE = 2.0

Probe = Callable[[], dict[str, Any]]


@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """200 when database, broker and chain answer, 503 when one does not; each is named with its state."""
    parts = {name: probe() for name, probe in PROBES.items()}
    well = all(part["state"] == "ok" for part in parts.values())
    return JsonResponse({"state": "ok" if well else "degraded", **parts}, status=200 if well else 503)


def database() -> dict[str, Any]:
    """Whether PostgreSQL answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.warning("Health: the database does not answer.", exc_info=True)
        return {"state": "down"}
    return {"state": "ok"}


def broker() -> dict[str, Any]:
    """Whether Redis answers; without it work on the chain waits for the sweeper and nobody new can sign in."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
    try:
        client.ping()
    except redis.RedisError:
        logger.warning("Health: the broker does not answer.", exc_info=True)
        return {"state": "down"}
    finally:
        client.close()
    return {"state": "ok"}


def chain() -> dict[str, Any]:
    """How far the chain is: the newest block and its age in seconds.

    A chain that mines on demand only may rest for long, so an old block alone is no fault.
    """
    node = ChainClient(settings.CHAIN_RPC_URL, timeout=PATIENCE)
    try:
        chain_id, block = node.chain_id(), node.latest_block()
    except ChainError:
        logger.warning("Health: the chain's node does not answer.", exc_info=True)
        return {"state": "down"}
    state = "ok" if chain_id in settings.CHAIN_ALLOWED_IDS else "wrong chain"
    return {"state": state, "block": block.number, "block_age": max(0, int(time.time()) - block.timestamp)}


PROBES: dict[str, Probe] = {"database": database, "broker": broker, "chain": chain}
