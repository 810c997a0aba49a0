"""Evidence papers."""

from django.db import models
from django.db.models import F, Q

from approvals.choices import PaperKind, ScanOutcome
from approvals.models.base import AddOnlyModel, person


class Document(AddOnlyModel):
    """A paper with its exact bytes. It lives in PostgreSQL, so that paper and act commit together or not at all.

    A newer version is a paper of its own that names the one it replaces. A paper is replaced once at most, so that its
    versions stand in one line, and all of them stay as they were.
    """

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=PaperKind.choices, default=PaperKind.EVIDENCE)
    file_name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64, db_index=True)
    content = models.BinaryField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    first_version = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="later_versions"
    )
    version = models.PositiveIntegerField(default=1)
    scan_outcome = models.CharField(max_length=12, choices=ScanOutcome.choices, default=ScanOutcome.NOT_SCANNED)
    scanner = models.CharField(max_length=120, blank=True, help_text="name and version; empty where nobody scanned")
    stored_by = person()
    stored_on = models.DateField(help_text="business date")
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(scan_outcome=ScanOutcome.NOT_SCANNED, scanner="")
                | (Q(scan_outcome__in=[ScanOutcome.CLEAN, ScanOutcome.UNAVAILABLE]) & ~Q(scanner="")),
                name="document_is_not_refused",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None, first_version=None, version=1)
                | (Q(replaces__isnull=False, first_version__isnull=False, version__gt=1) & ~Q(replaces=F("id"))),
                name="document_has_a_place_among_its_versions",
            ),
        ]

    def __str__(self) -> str:
        return self.title
