"""What others did since a person was here last."""

import datetime
from dataclasses import dataclass

from django.db.models import Q

from approvals.choices import Role
from approvals.models import AuditEvent
from portal.accounts.models import User

#: Acts shown; the records' own pages show all.
SHOWN = 10
#: What the portal or the chain did by itself is on the record's page; here it would drown what people decided.
_MACHINE = Q(actor=None) & ~Q(verb__in=["token_breaks_found", "order_reconciled", "order_needs_person", "epoch_lost"])
_ACCOUNT = Q(verb__in=["signed_in", "signed_out", "sign_in_refused", "document_stored", "refused"])


@dataclass(frozen=True)
class Changes:
    """Acts of others, newest first, and the moment of the sign-in before this one (None at the first)."""

    since: datetime.datetime | None
    events: list[AuditEvent]


def changes_for(user: User) -> Changes | None:
    """What changed in cases and assets between this visit and the one before; None for those who work elsewhere."""
    if user.role in (Role.ADVISER, Role.ADMINISTRATOR):
        return None
    visits = list(
        AuditEvent.objects.filter(actor=user, verb="signed_in")
        .order_by("-id")
        .values_list("recorded_at", flat=True)[:2]
    )
    since = visits[1] if len(visits) == 2 else None
    events = AuditEvent.objects.exclude(actor=user).exclude(_MACHINE).exclude(_ACCOUNT).order_by("-id")
    if since is not None:
        events = events.filter(recorded_at__gt=since)
    return Changes(since, list(events.defer("content")[:SHOWN]))
