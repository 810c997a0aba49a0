"""System checks of the settings: what is missing or dangerous is said at start, in a sentence, and not at first use.

In production each of these is an error. Elsewhere a missing server is a warning, because commands that need none still
run. The chain's ids and the keys' folder are checked by `tokenisation.checks`.
"""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from portal.settings.database import NOWHERE
from portal.settings.env import server_address

#: Characters; Django signs sessions and the portal seals second factors with it.
SHORTEST_SECRET = 50
LARGEST_BATCH = 500


def is_production() -> bool:
    """Whether these settings run a ministry's portal and not a rehearsal."""
    return not settings.REHEARSAL_ALLOWED


def _message(text: str, hint: str, number: int, *, always_error: bool = False) -> CheckMessage:
    if always_error or is_production():
        return Error(text, hint=hint, id=f"portal.E{number:03}")
    return Warning(text, hint=hint, id=f"portal.W{number:03}")


@register()
def servers_are_named(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Database, broker and chain have addresses."""
    hint = "Set {name}, or {name}_FILE with the path of a file that holds it, or start the embedded servers."
    return [
        _message(f"{name} is not set, so the portal has no {what}.", hint.format(name=name), number)
        for number, name, what in (
            (1, "DATABASE_URL", "database"),
            (2, "REDIS_URL", "broker"),
            (3, "CHAIN_RPC_URL", "chain"),
        )
        if server_address(name) in ("", NOWHERE)
    ]


@register()
def secret_key_is_long(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The secret key cannot be guessed."""
    key = str(settings.SECRET_KEY)
    if not is_production() or (len(key) >= SHORTEST_SECRET and len(set(key)) >= 10):
        return []
    return [
        _message(
            f"SECRET_KEY is too short or too plain: it needs {SHORTEST_SECRET} random characters.",
            "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(64))'",
            4,
        )
    ]


@register()
def hosts_are_named(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The portal answers to its own names only."""
    if settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        _message(
            "ALLOWED_HOSTS is empty or allows every name.",
            "List the names under which the portal is reached.",
            5,
            always_error=True,
        )
    ]


@register()
def chain_numbers_are_sound(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Confirmation depth and batch size lie in their ranges."""
    messages = []
    if settings.CHAIN_CONFIRMATION_DEPTH < 1:
        messages.append(
            _message(
                f"CHAIN_CONFIRMATION_DEPTH is {settings.CHAIN_CONFIRMATION_DEPTH}; it must be at least 1.",
                "A transaction counts as confirmed only with a block on top of its own.",
                6,
                always_error=True,
            )
        )
    if not 1 <= settings.CHAIN_BATCH_SIZE <= LARGEST_BATCH:
        messages.append(
            _message(
                f"CHAIN_BATCH_SIZE is {settings.CHAIN_BATCH_SIZE}; it must lie between 1 and {LARGEST_BATCH}.",
                "A larger batch does not fit into a block.",
                7,
                always_error=True,
            )
        )
    return messages


@register()
def proxies_are_counted(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Behind a proxy every visitor has the proxy's address unless it is counted, and one guesser would stop them all."""
    if not settings.BEHIND_TLS_PROXY or settings.TRUSTED_PROXY_COUNT > 0:
        return []
    return [
        _message(
            "BEHIND_TLS_PROXY is set and TRUSTED_PROXY_COUNT is 0, so all visitors would count as one address.",
            "Set TRUSTED_PROXY_COUNT to the number of proxies that append to X-Forwarded-For, most often 1.",
            8,
        )
    ]
