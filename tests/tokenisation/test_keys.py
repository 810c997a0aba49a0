"""The duties' test keys."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from approvals.models import AuditEvent
from tokenisation.chain.errors import WrongChain
from tokenisation.checks import passphrases_are_kept_from_others
from tokenisation.choices import Duty
from tokenisation.keys import NOTICE, KeystoreSigner, development_account, ensure_keys
from tokenisation.keystores import KeyUnavailable, duty_addresses
from tokenisation.selectors import registered_addresses
from tokenisation.services.key_register import register_keys

TRANSACTION = {
    "type": 2,
    "chainId": 31337,
    "nonce": 0,
    "to": "0x" + "11" * 20,
    "value": 0,
    "gas": 21_000,
    "maxFeePerGas": 1,
    "maxPriorityFeePerGas": 1,
}


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.CHAIN_KEY_FOLDER = tmp_path / "keys"
    return tmp_path / "keys"


def test_every_duty_has_a_key_of_its_own_marked_as_a_test_key(folder: Path) -> None:
    assert set(ensure_keys()) == set(Duty)
    assert len(set(duty_addresses().values())) == len(Duty)
    for duty in Duty:
        keystore = json.loads((folder / f"{duty.value}.json").read_text())
        assert (keystore["version"], keystore["x-notice"], keystore["x-duty"]) == (3, NOTICE, duty.value)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.glob("*.passphrase")} == {0o400}
    assert passphrases_are_kept_from_others(None) == []


def test_an_existing_key_is_never_replaced(folder: Path) -> None:
    ensure_keys()
    before = duty_addresses()
    (folder / "issuer.json").unlink()
    assert ensure_keys() == [Duty.ISSUER]
    after = duty_addresses()
    assert {duty for duty in before if before[duty] != after[duty]} == {"issuer"}
    assert ensure_keys() == []


def test_a_key_signs_as_its_address(folder: Path) -> None:
    from eth_account import Account

    ensure_keys()
    signer = KeystoreSigner(folder)
    signed = signer.sign(Duty.ISSUER, TRANSACTION)
    assert Account.recover_transaction(signed.raw) == signer.address(Duty.ISSUER)


@pytest.mark.parametrize("chain_id", [1, 56, 424242])
def test_no_key_signs_for_another_than_a_local_chain(folder: Path, chain_id: int) -> None:
    ensure_keys()
    with pytest.raises(WrongChain):
        KeystoreSigner(folder).sign(Duty.ISSUER, TRANSACTION | {"chainId": chain_id})
    with pytest.raises(WrongChain):
        development_account().sign(TRANSACTION | {"chainId": chain_id})


def test_missing_keys_are_told_with_the_command_that_makes_them(folder: Path) -> None:
    with pytest.raises(KeyUnavailable, match="prepare_chain"):
        duty_addresses()


@pytest.mark.django_db
def test_the_register_of_keys_knows_the_addresses_so_that_only_workers_need_the_folder(folder: Path) -> None:
    with pytest.raises(KeyUnavailable, match="prepare_chain"):
        registered_addresses()
    ensure_keys()
    assert len(register_keys()) == len(Duty)
    assert register_keys() == []
    for file in folder.iterdir():
        file.unlink()
    assert set(registered_addresses()) == {duty.value for duty in Duty}
    assert AuditEvent.objects.filter(verb="key_registered").count() == len(Duty)


def test_a_passphrase_that_others_can_read_is_refused_and_reported(folder: Path) -> None:
    ensure_keys()
    (folder / "issuer.passphrase").chmod(0o644)
    with pytest.raises(KeyUnavailable, match="chmod 400"):
        KeystoreSigner(folder).sign(Duty.ISSUER, TRANSACTION)
    assert [error.id for error in passphrases_are_kept_from_others(None)] == ["tokenisation.E003"]


def test_a_wrong_or_missing_passphrase_is_told(folder: Path) -> None:
    ensure_keys()
    path = folder / "issuer.passphrase"
    path.chmod(0o600)
    path.write_text("wrong")
    with pytest.raises(KeyUnavailable, match="does not open"):
        KeystoreSigner(folder).sign(Duty.ISSUER, TRANSACTION)
    path.unlink()
    with pytest.raises(KeyUnavailable, match="cannot be read"):
        KeystoreSigner(folder).sign(Duty.ISSUER, TRANSACTION)


@pytest.mark.django_db
def test_preparing_the_chain_twice_changes_nothing(
    chain: Any, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("prepare_chain")
    first = duty_addresses()
    assert "6 test keys made, 6 addresses funded" in capsys.readouterr().out
    call_command("prepare_chain")
    assert "0 test keys made, 0 addresses funded" in capsys.readouterr().out
    assert duty_addresses() == first
    call_command("check_chain")
    assert "Chain epoch 1: same" in capsys.readouterr().out
