"""The duties' test keys: keystore files of version 3, one for each duty, behind a small signer.

A key signs for a local chain only, whatever it is asked. The passphrase beside a keystore is random and 256 bits long, so
a slow key derivation would protect nothing more; these are test keys and say so in their files. The web process reads
addresses and never unlocks.
"""

import fcntl
import functools
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.utils.translation import gettext as _
from eth_account import Account

from tokenisation.chain.guard import require_local_chain_id
from tokenisation.choices import Duty
from tokenisation.keystores import KeyUnavailable, duty_address, key_folder, keystore_path, read_keystore

NOTICE = "Test key - no value, no legal title. For a local chain only."
#: The public mnemonic of development nodes (Anvil, Hardhat). Its accounts are known to everybody.
DEVELOPMENT_MNEMONIC = "test test test test test test test test test test test junk"


@dataclass(frozen=True)
class SignedBytes:
    """A signed transaction, ready to be stored and sent."""

    raw: bytes
    hash: str


class Signer(Protocol):
    """Whoever can sign for a duty: these keystore files now, a process or a device of its own later."""

    def address(self, duty: Duty) -> str:
        """The duty's address."""

    def sign(self, duty: Duty, transaction: Mapping[str, Any]) -> SignedBytes:
        """Signs a transaction. Raises WrongChain unless it is for a local chain."""


class KeystoreSigner:
    """Signs with the keystore files, each unlocked once in a process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._unlocked: dict[Duty, Any] = {}

    def address(self, duty: Duty) -> str:
        """The duty's address, from the keystore's own field; nothing is unlocked."""
        return duty_address(self.folder, duty)

    def sign(self, duty: Duty, transaction: Mapping[str, Any]) -> SignedBytes:
        """Signs a transaction. Raises WrongChain unless it is for a local chain, KeyUnavailable without the key."""
        require_local_chain_id(transaction["chainId"])
        if duty not in self._unlocked:
            self._unlocked[duty] = Account.from_key(_unlock(self.folder, duty))
        return _signed(self._unlocked[duty], transaction)


class AccountSigner:
    """Signs with one key held in memory: the development account, or a throw-away key of the contracts' proof."""

    def __init__(self, account: Any) -> None:
        self._account = account
        self.address: str = account.address

    def sign(self, transaction: Mapping[str, Any]) -> SignedBytes:
        """Signs a transaction. Raises WrongChain unless it is for a local chain."""
        require_local_chain_id(transaction["chainId"])
        return _signed(self._account, transaction)

    def throw_away_secret(self) -> str:
        """The key itself, for the child process of the contracts' proof, which must sign on its own."""
        return "0x" + bytes(self._account.key).hex()


@functools.cache
def development_account() -> AccountSigner:
    """Account 0 of the public development mnemonic, which a local node endows with test ether."""
    Account.enable_unaudited_hdwallet_features()
    return AccountSigner(Account.from_mnemonic(DEVELOPMENT_MNEMONIC))


def throw_away_key() -> AccountSigner:
    """A fresh key that is never stored."""
    return AccountSigner(Account.create())


@functools.cache
def _signer_for(folder: Path) -> KeystoreSigner:
    return KeystoreSigner(folder)


def signer() -> Signer:
    """The signer of this process."""
    return _signer_for(key_folder())


def ensure_keys() -> list[Duty]:
    """Creates the missing keys and returns their duties. An existing key is never replaced."""
    folder = key_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = []
    with _locked(folder):
        for duty in Duty:
            if not keystore_path(folder, duty).exists():
                _create(folder, duty)
                made.append(duty)
    return made


def _create(folder: Path, duty: Duty) -> None:
    account = Account.create()
    passphrase = secrets.token_urlsafe(32)
    keystore = Account.encrypt(account.key, passphrase, kdf="pbkdf2", iterations=1000)
    keystore |= {"x-notice": NOTICE, "x-duty": duty.value}
    # The keystore comes last: a passphrase without one is the trace of a killed run and is written anew.
    _write(_passphrase_path(folder, duty), passphrase, 0o400)
    _write(keystore_path(folder, duty), json.dumps(keystore, indent=2) + "\n", 0o600)


def _unlock(folder: Path, duty: Duty) -> bytes:
    keystore = read_keystore(folder, duty)
    path = _passphrase_path(folder, duty)
    try:
        mode = path.stat().st_mode & 0o777
        passphrase = path.read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise KeyUnavailable(
            _(
                "The passphrase of the key “%(duty)s” cannot be read from %(path)s (%(problem)s). Only workers should hold it."
            )
            % {"duty": duty.label, "path": path, "problem": problem.strerror}
        ) from problem
    if mode & 0o077:
        raise KeyUnavailable(
            _("The passphrase file %(path)s is open to others. Run: chmod 400 %(path)s") % {"path": path}
        )
    try:
        return bytes(Account.decrypt(keystore, passphrase))
    except ValueError as problem:
        raise KeyUnavailable(
            _("The passphrase in %(path)s does not open the key “%(duty)s”.") % {"path": path, "duty": duty.label}
        ) from problem


def _signed(account: Any, transaction: Mapping[str, Any]) -> SignedBytes:
    signed = account.sign_transaction(dict(transaction))
    return SignedBytes(bytes(signed.raw_transaction), "0x" + bytes(signed.hash).hex())


def _passphrase_path(folder: Path, duty: Duty) -> Path:
    return folder / f"{duty.value}.passphrase"


def _write(path: Path, text: str, mode: int) -> None:
    """Writes a whole file or none: to a neighbour first, then renamed."""
    draft = path.with_suffix(path.suffix + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Two commands at once make one set of keys."""
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
