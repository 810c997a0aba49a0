"""Sign-ins in the audit trail. A password, a code or a session key is never part of an event."""

from typing import Any

from django.db import transaction

from approvals.services.trail import record_event

#: As long as a username may be; whatever else somebody typed into that field is cut.
USERNAME_LENGTH = 60


def record_signed_in(*, person: Any) -> None:
    """A person finished signing in, with every factor that was asked for."""
    _record(person, "signed_in", {"username": person.username})


def record_signed_out(*, person: Any) -> None:
    """A person signed out."""
    _record(person, "signed_out", {"username": person.username})


def record_sign_in_refused(*, username: str, factor: str) -> None:
    """A sign-in failed on `factor` (`password`, `code` or `client_secret`). Nobody is proven, so there is no actor."""
    name = username[:USERNAME_LENGTH]
    with transaction.atomic():
        record_event(
            actor=None,
            verb="sign_in_refused",
            subject="sign-in",
            label=f"sign-in refused: {name}",
            data={"username": name, "factor": factor},
        )


def _record(person: Any, verb: str, data: dict[str, Any]) -> None:
    with transaction.atomic():
        record_event(actor=person, verb=verb, subject=f"person:{person.pk}", label=person.get_full_name(), data=data)
