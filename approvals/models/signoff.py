"""What the bodies decided: add-only rows, from which today's standing is derived."""

from django.db import models

from approvals.choices import Decision
from approvals.models.base import AddOnlyModel, person
from approvals.models.body import Body
from approvals.models.case import Case
from approvals.models.document import Document


class SignOff(AddOnlyModel):
    """A decision of one body on one case and one dossier digest, as recorded by the first officer."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="signoffs")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="signoffs")
    dossier_digest = models.CharField(max_length=64)
    decision = models.CharField(max_length=24, choices=Decision.choices)
    reason = models.TextField(blank=True)
    legal_basis = models.TextField()
    letter_reference = models.CharField(max_length=60)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    recorded_by = person()
    recorded_on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["body", "letter_reference"], name="a_letter_is_used_once"),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.decision} ({self.letter_reference})"


class SignOffConfirmation(AddOnlyModel):
    """The second officer of the same body; only then does the decision count."""

    signoff = models.OneToOneField(SignOff, on_delete=models.PROTECT, related_name="confirmation")
    confirmed_by = person()
    confirmed_on = models.DateField(help_text="business date")

    def __str__(self) -> str:
        return f"confirmation of {self.signoff_id}"


class SignOffWithdrawal(AddOnlyModel):
    """A body takes its decision back."""

    signoff = models.OneToOneField(SignOff, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.TextField()
    withdrawn_by = person()
    withdrawn_on = models.DateField(help_text="business date")

    def __str__(self) -> str:
        return f"withdrawal of {self.signoff_id}"


class SignOffCondition(AddOnlyModel):
    """A condition of an approval. A condition precedent must be closed with evidence before G5 can pass."""

    signoff = models.ForeignKey(SignOff, on_delete=models.PROTECT, related_name="conditions")
    text = models.TextField()
    precedent = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class ConditionClosure(AddOnlyModel):
    """Evidence that a condition is met, accepted by an officer of the body that set it."""

    condition = models.OneToOneField(SignOffCondition, on_delete=models.PROTECT, related_name="closure")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    closed_by = person()
    closed_on = models.DateField(help_text="business date")

    def __str__(self) -> str:
        return f"closure of {self.condition_id}"
