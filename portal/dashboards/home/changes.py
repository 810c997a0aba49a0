"""What others did since a person was here last."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import cached_property

from approvals.choices import Role
from approvals.models import AuditEvent
from portal.accounts.models import User

#: Acts shown at home; a page of its own shows all.
SHOWN = 10
#: What the portal or the chain did by itself is on the record's page; here it would drown what people decided.
_MACHINE = Q(actor=None) & ~Q(verb__in=["token_breaks_found", "order_reconciled", "order_needs_person", "epoch_lost"])
_ACCOUNT = Q(verb__in=["signed_in", "signed_out", "sign_in_refused", "document_stored", "refused"])


@dataclass(frozen=True)
class Changes:
    """Acts of others, newest first, and the moment of the sign-in before this one (None at the first)."""

    since: datetime.datetime | None
    acts: "QuerySet[AuditEvent]"

    @classmethod
    def for_person(cls, user: Any) -> "Changes":
        """What changed in cases and assets between this visit and the one before."""
        visits = list(
            AuditEvent.objects.filter(actor=user, verb="signed_in")
            .order_by("-id")
            .values_list("recorded_at", flat=True)[:2]
        )
        since = visits[1] if len(visits) == 2 else None
        acts = AuditEvent.objects.exclude(actor=user).exclude(_MACHINE).exclude(_ACCOUNT).order_by("-id")
        if since is not None:
            acts = acts.filter(recorded_at__gt=since)
        return cls(since, acts.defer("content"))

    @cached_property
    def _newest(self) -> list[AuditEvent]:
        return list(self.acts[: SHOWN + 1])

    @property
    def events(self) -> list[AuditEvent]:
        """The newest of them."""
        return self._newest[:SHOWN]

    @property
    def is_cut(self) -> bool:
        """Whether there are more than the newest."""
        return len(self._newest) > SHOWN


def changes_for(user: User) -> Changes | None:
    """What changed, for a home page; None for those who work elsewhere."""
    return None if user.role in (Role.ADVISER, Role.ADMINISTRATOR) else Changes.for_person(user)
