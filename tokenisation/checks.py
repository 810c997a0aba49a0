"""System checks of the mint."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from tokenisation.chain.guard import PUBLIC_CHAINS
from tokenisation.crash import POINTS


@register()
def only_local_chains_are_allowed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The settings name local chains, at least one and no public one."""
    if not settings.CHAIN_ALLOWED_IDS:
        return [Error("CHAIN_ALLOWED_IDS is empty, so nothing can ever be minted.", id="tokenisation.E001")]
    return [
        Error(
            f"CHAIN_ALLOWED_IDS names chain id {chain_id}, which is the public network {PUBLIC_CHAINS[chain_id]}.",
            hint="Name local chains only, such as 31337. The portal refuses public networks whatever stands here.",
            id="tokenisation.E002",
        )
        for chain_id in settings.CHAIN_ALLOWED_IDS
        if chain_id in PUBLIC_CHAINS
    ]


@register()
def passphrases_are_kept_from_others(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Nobody but their owner can read the passphrases of the test keys, nor look into their folder."""
    folder = Path(settings.CHAIN_KEY_FOLDER)
    if not folder.is_dir():
        return []  # made by prepare_chain
    errors: list[CheckMessage] = []
    for path in (folder, *sorted(folder.glob("*.passphrase"))):
        if path.stat().st_mode & 0o077:
            errors.append(Error(f"{path} is open to others.", hint=f"Run: chmod go= {path}", id="tokenisation.E003"))
    return errors


@register()
def crash_points_are_for_rehearsals(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A setting that kills the worker has no place outside a rehearsal, and names a point that exists."""
    point = settings.CHAIN_CRASH_POINT.partition(":")[0]
    if not point:
        return []
    if not settings.REHEARSAL_ALLOWED:
        return [Error("PORTAL_CRASH_POINT is set, and these settings allow no rehearsal.", id="tokenisation.E004")]
    if point not in POINTS:
        return [Error(f"PORTAL_CRASH_POINT names {point!r}; known are {', '.join(POINTS)}.", id="tokenisation.E005")]
    return []
