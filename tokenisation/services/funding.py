"""Test ether for the duties, from the development account that everybody knows."""

import time
from collections.abc import Sequence

from django.utils.translation import gettext as _

from tokenisation.chain.answers import SENT
from tokenisation.chain.client import ChainClient
from tokenisation.chain.errors import ChainError
from tokenisation.chain.guard import require_local_chain
from tokenisation.keys import development_account
from tokenisation.keystores import duty_addresses
from tokenisation.services.locks import DEVELOPMENT_ACCOUNT, chain_lock

ETHER = 10**18
#: Below this an address is topped up, to FULL.
LOW = 10 * ETHER
FULL = 100 * ETHER
#: Seconds for the transfers to be mined.
PATIENCE = 30.0


class FundingFailed(ChainError):
    """The development account could not pay."""

    code = "funding_failed"


def fund_duties(client: ChainClient) -> int:
    """Tops up every duty's address that is low; returns how many were. Doing it again changes nothing."""
    return fund(client, list(duty_addresses().values()))


def fund(client: ChainClient, recipients: Sequence[str], *, low: int = LOW, full: int = FULL) -> int:
    """Tops up to `full` wei the addresses that hold less than `low`, on a local chain only.

    Raises WrongChain, NodeUnreachable, FundingFailed.
    """
    if all(client.balance(recipient) >= low for recipient in recipients):
        return 0
    with chain_lock(DEVELOPMENT_ACCOUNT, wait=True):
        chain_id = require_local_chain(client)
        poor = [recipient for recipient in recipients if client.balance(recipient) < low]
        account = development_account()
        if client.balance(account.address) < len(poor) * full:
            raise FundingFailed(
                _(
                    "The development account %(address)s has too little test ether to fund the keys. Start the local node "
                    "with its usual development accounts, or send test ether to the duties' addresses yourself."
                )
                % {"address": account.address}
            )
        nonce, fees = client.transaction_count(account.address), client.fees()
        for place, recipient in enumerate(poor):
            signed = account.sign(
                {
                    "type": 2,
                    "chainId": chain_id,
                    "nonce": nonce + place,
                    "to": recipient,
                    "value": full - client.balance(recipient),
                    "gas": 21_000,
                    "maxFeePerGas": 2 * fees.base + fees.priority,
                    "maxPriorityFeePerGas": fees.priority,
                }
            )
            answer = client.send_raw(signed.raw)
            if answer.outcome not in SENT:
                raise FundingFailed(
                    _("The node did not take the transfer to %(address)s: %(text)s")
                    % {"address": recipient, "text": answer.text}
                )
        _wait(client, poor, low)
        return len(poor)


def _wait(client: ChainClient, recipients: Sequence[str], low: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while any(client.balance(recipient) < low for recipient in recipients):
        if time.monotonic() > deadline:
            raise FundingFailed(
                _("The transfers of test ether were sent but not mined. Is the local node mining blocks?")
            )
        time.sleep(0.05)
