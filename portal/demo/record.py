"""`var/demo.json`: what the demo did, for people and for programs that check it on the chain."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings

from approvals.choices import Role
from portal.accounts.models import User
from tokenisation.models import Issuance, MintOrder
from tokenisation.selectors import last_run, supply


def write_record(path: Path, *, portal_url: str, password: str, client: dict[str, str]) -> dict[str, Any]:
    """Writes the record in one move, readable by its owner alone, and returns it."""
    record = {
        "notice": "Test only - no legal title. A rehearsal; the people and assets are illustrative.",
        "portal_url": portal_url,
        "rpc_url": settings.CHAIN_RPC_URL,
        "chain_id": _chain_id(),
        "people": [*_people(portal_url, password), _adviser_client(portal_url, client)],
        "orders": [
            _order(order) for order in MintOrder.objects.select_related("deployment", "case").order_by("reference")
        ],
    }
    _write_atomically(path, json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    return record


def _people(portal_url: str, password: str) -> list[dict[str, Any]]:
    return [
        {
            "role": person.get_role_display(),
            "name": person.full_name,
            "sign_in": {"url": f"{portal_url}/accounts/login/", "username": person.username, "password": password},
        }
        for person in User.objects.filter(is_active=True)
        if person.has_usable_password()
    ]


def _adviser_client(portal_url: str, client: dict[str, str]) -> dict[str, Any]:
    """The adviser's program signs in by OAuth2 client credentials."""
    return {
        "role": str(Role.ADVISER.label),
        "name": "API client of the adviser",
        "sign_in": {
            "token_url": f"{portal_url}/api/oauth/token/",
            "api_url": f"{portal_url}/api/v1/",
            "grant_type": "client_credentials",
            "scope": "assets:read cases:read",
            **client,
        },
    }


def _chain_id() -> int | None:
    order = MintOrder.objects.select_related("deployment__epoch").first()
    return order.deployment.epoch.chain_id if order else None


def _order(order: MintOrder) -> dict[str, Any]:
    issuances = Issuance.objects.filter(order=order).order_by("block_number", "pk")
    compared = last_run(order.deployment)
    return {
        "reference": order.reference,
        "asset": order.case.subject_label,
        "case": order.case.reference,
        "status": order.status,
        "token_address": order.deployment.address,
        "units": int(order.units),
        "recipients": [
            {"address": allocation.investor.address, "units": int(allocation.units)}
            for allocation in order.allocations.select_related("investor").order_by("pk")
        ],
        "transaction_hashes": [issuance.tx_hash for issuance in issuances],
        "supply_on_chain": int(compared.supply) if compared else None,
        "supply_recorded": supply(order.deployment),
    }


def _write_atomically(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
