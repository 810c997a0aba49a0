"""The one door into the audit trail."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from approvals.business_date import business_date
from approvals.canonical import canonical_bytes, leaf_hash
from approvals.correlation import current_correlation_id
from approvals.models import AuditEvent

#: How acts appear that no person did: the worker carries on what people ordered.
PORTAL = "Portal"
#: Characters of a subject's name; what is longer stands in full in the event's data.
LABEL_LENGTH = 200
#: The language of the trail, whichever the person reads the pages in.
LANGUAGE = "en"


def record_event(
    *,
    actor: Any,
    verb: str,
    subject: str,
    label: Any,
    case_key: str = "",
    data: dict[str, Any] | None = None,
) -> AuditEvent:
    """Adds one event in the running transaction, so that act and record stand or fall together.

    `actor` is a person, or None for what the portal does by itself.
    `subject` is a key such as `case:12`, `label` its name for people: text, or a record or lazy text that is put into the
    trail's language here. `data` holds JSON types only, amounts and dates as strings.
    Raises RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit event belongs into the transaction of its act.")
    with translation.override(LANGUAGE):
        subject_label = str(label)[:LABEL_LENGTH]
    event = AuditEvent(
        event_id=uuid.uuid4(),
        recorded_at=timezone.now(),
        business_date=business_date(),
        actor=actor,
        actor_name=actor.get_full_name() if actor else PORTAL,
        actor_role=getattr(actor, "role", ""),
        actor_body=getattr(actor, "body_code", ""),
        verb=verb,
        subject=subject,
        subject_label=subject_label,
        case_key=case_key,
        correlation_id=current_correlation_id(),
    )
    event.content = canonical_bytes(event_content(event) | {"data": data or {}})
    event.leaf_hash = leaf_hash(event.content)
    event.save()
    return event


def event_content(event: AuditEvent) -> dict[str, Any]:
    """What an event's columns say, in the form in which it is hashed (its data apart)."""
    return {
        "event_id": str(event.event_id),
        "recorded_at": event.recorded_at.isoformat(),
        "business_date": event.business_date.isoformat(),
        "actor": str(event.actor_id) if event.actor_id else "",
        "actor_name": event.actor_name,
        "actor_role": event.actor_role,
        "actor_body": event.actor_body,
        "verb": event.verb,
        "subject": event.subject,
        "subject_label": event.subject_label,
        "case_key": event.case_key,
        "correlation_id": str(event.correlation_id),
    }
