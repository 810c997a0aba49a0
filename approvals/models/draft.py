"""What a person has entered and not done yet."""

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """The answers of one person on the page of one act, kept until the act is done or the draft grows old.

    A draft is nobody's act: it is not in the trail, and only its person ever sees it. `answers` holds what was typed, as
    lists of texts by the name of the field. `seen_event` is the newest entry of the trail when the person began, by
    which is known what others did meanwhile.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    address = models.CharField(max_length=300, help_text="path of the act's page")
    answers = models.JSONField(default=dict)
    seen_event = models.BigIntegerField()
    saved_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "address"], name="one_draft_of_a_person_for_an_act")]

    def __str__(self) -> str:
        return f"Draft for {self.address}"


class DraftPaper(models.Model):
    """A paper that was uploaded for an act which is not done yet."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="papers")
    field = models.CharField(max_length=60)
    file_name = models.CharField(max_length=120)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "field"], name="one_draft_paper_for_a_field")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content)
