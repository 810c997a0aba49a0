"""Where the duties' keystore files lie and which addresses they are for. Nothing here can open one."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from approvals.exceptions import DomainError
from tokenisation.chain.addresses import checksum_address
from tokenisation.choices import Duty


class KeyUnavailable(DomainError):
    """A duty's key is missing or cannot be opened."""

    code = "key_unavailable"


def key_folder() -> Path:
    """The folder of the configured keystores."""
    return Path(settings.CHAIN_KEY_FOLDER)


def keystore_path(folder: Path, duty: Duty) -> Path:
    """The keystore file of a duty."""
    return folder / f"{duty.value}.json"


def read_keystore(folder: Path, duty: Duty) -> dict[str, Any]:
    """A keystore as it is, still locked. Raises KeyUnavailable with what to run where it is missing."""
    try:
        keystore: dict[str, Any] = json.loads(keystore_path(folder, duty).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise KeyUnavailable(
            _("The key “%(duty)s” is missing in %(folder)s. Make the test keys with: manage.py prepare_chain")
            % {"duty": duty.label, "folder": folder}
        ) from None
    return keystore


def duty_address(folder: Path, duty: Duty) -> str:
    """The duty's address, from the keystore's own field. Raises KeyUnavailable where the key is missing."""
    return checksum_address(read_keystore(folder, duty)["address"])


def duty_addresses() -> dict[str, str]:
    """Duty to address, for every duty. Raises KeyUnavailable where keys are missing."""
    return {duty.value: duty_address(key_folder(), duty) for duty in Duty}
