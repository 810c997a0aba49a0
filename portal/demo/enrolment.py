"""Letting the cast in: everybody by the administrator, as in the real portal, and the adviser's API client."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.db import transaction

from approvals.models import Body
from portal.accounts.models import User
from portal.accounts.services import (
    create_first_administrator,
    create_person,
    note_own_password,
    register_api_client,
    retire_api_client,
)
from portal.api.models import ApiClient
from portal.demo.people import Cast, Person, officers, officials

ADVISER = "Binance Investments"


def kept_password(path: Path) -> str:
    """The rehearsal's one password, made once and kept beside the data, readable by its owner alone."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        password = "-".join(secrets.token_hex(3) for _ in range(3))
    _write_privately(path, password)
    return password


@transaction.atomic
def enrol_cast(password: str) -> Cast:
    """The cast, made where missing: the administrator lets everybody in, and each replaces the first password."""
    existing = {person.username: person for person in User.objects.all()}
    for member in [*officials(), *officers({body.code: body for body in Body.objects.all()})]:
        if member.username not in existing:
            existing[member.username] = _enrol(member, existing.get("administrator"))
        person = existing[member.username]
        if not person.check_password(password):
            person.set_password(password)
            person.save(update_fields=["password"])
            note_own_password(person=person)
    return Cast(existing)


@transaction.atomic
def adviser_client(path: Path, *, administrator: Any) -> dict[str, str]:
    """Id and secret of the adviser's API client, registered where missing. The portal itself keeps only a hash."""
    clients = ApiClient.objects.filter(name=ADVISER, retired_at=None)
    try:
        kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        kept = {}
    if kept and clients.filter(client_id=kept["client_id"]).exists():
        return kept
    for client in clients:
        retire_api_client(actor=administrator, client_id=client.client_id)
    client_id, secret = register_api_client(actor=administrator, name=ADVISER)
    kept = {"client_id": client_id, "client_secret": secret}
    path.unlink(missing_ok=True)
    _write_privately(path, json.dumps(kept))
    return kept


def _enrol(member: Person, administrator: User | None) -> User:
    first_password = secrets.token_urlsafe(24)
    if administrator is None:
        return create_first_administrator(username=member.username, full_name=member.full_name, password=first_password)
    return create_person(
        actor=administrator,
        username=member.username,
        full_name=member.full_name,
        role=member.role,
        body_code=member.body_code,
        password=first_password,
    )


def _write_privately(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
