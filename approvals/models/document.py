"""Evidence papers."""

from django.db import models

from approvals.models.base import AddOnlyModel, person


class Document(AddOnlyModel):
    """A paper with its exact bytes. It lives in PostgreSQL, so that paper and act commit together or not at all."""

    title = models.CharField(max_length=200)
    file_name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64, db_index=True)
    content = models.BinaryField()
    stored_by = person()
    stored_on = models.DateField(help_text="business date")
    stored_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title
