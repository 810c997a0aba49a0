"""The audit trail."""

import uuid

from django.db import models

from approvals.models.base import AddOnlyModel, person


class AuditEvent(AddOnlyModel):
    """One act, written in the transaction of the act. `content` is what was hashed; the other columns serve search.

    Rows are not chained one to the next, which would make every writer wait for every other.
    """

    event_id = models.UUIDField(default=uuid.uuid4, unique=True)
    recorded_at = models.DateTimeField(help_text="wall clock, UTC")
    business_date = models.DateField()
    actor = person(null=True)
    actor_name = models.CharField(max_length=150)
    actor_role = models.CharField(max_length=24, blank=True)
    actor_body = models.CharField(max_length=12, blank=True)
    verb = models.CharField(max_length=48, db_index=True)
    subject = models.CharField(max_length=48, db_index=True)
    subject_label = models.CharField(max_length=200)
    case_key = models.CharField(max_length=48, blank=True, db_index=True, help_text="the case whose timeline shows it")
    correlation_id = models.UUIDField(db_index=True)
    content = models.BinaryField(help_text="canonical JSON (RFC 8785)")
    leaf_hash = models.BinaryField(help_text="SHA-256 of 0x00 and content (RFC 6962)")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"
