"""A case: one asset's way through the six stages."""

from django.db import models
from django.db.models import Q

from approvals.choices import LIVE_STATUSES, CaseStatus, Conclusion, GateOutcome
from approvals.models.base import AddOnlyModel, person
from approvals.models.memorandum import Memorandum
from approvals.models.plan import Gate, Stage


class Case(models.Model):
    """One subject under study. The rule book knows the subject by key and label only; `assets` owns the rest."""

    reference = models.CharField(max_length=16, unique=True)
    memorandum = models.ForeignKey(Memorandum, on_delete=models.PROTECT, related_name="cases")
    subject_key = models.CharField(max_length=40)
    subject_label = models.CharField(max_length=200)
    instrument_type = models.CharField(max_length=24)
    status = models.CharField(max_length=16, choices=CaseStatus.choices, default=CaseStatus.OPEN)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="cases")
    dossier_digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the dossier in force")
    conclusion = models.CharField(max_length=16, choices=Conclusion.choices, blank=True)
    status_reason = models.TextField(blank=True)
    opened_by = person()
    opened_on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_key"],
                condition=Q(status__in=[status.value for status in LIVE_STATUSES]),
                name="one_open_case_for_each_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.subject_label}"

    @property
    def key(self) -> str:
        """The case's key in the audit trail."""
        return f"case:{self.pk}"


class StageVisit(models.Model):
    """One stay of a case in a stage; a return leads to a further visit, and all of them stay readable."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="visits")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    entered_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(left_on=None), name="one_visit_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: stage {self.stage_id}"


class Dossier(AddOnlyModel):
    """A version of what is signed: the exact bytes and their digest."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="dossiers")
    digest = models.CharField(max_length=64)
    content = models.BinaryField(help_text="canonical JSON (RFC 8785)")
    frozen_by = person(null=True)
    frozen_on = models.DateField(help_text="business date")
    frozen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.digest[:12]}"


class DossierPaper(AddOnlyModel):
    """A paper that a dossier names by its SHA-256, kept beside the bytes of the dossier so that it is found quickly."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="papers")
    sha256 = models.CharField(max_length=64, db_index=True)
    is_replaced = models.BooleanField(help_text="whether the dossier also names a newer version of it")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "sha256"], name="a_dossier_names_a_paper_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.sha256[:12]}"


class Attestation(AddOnlyModel):
    """A named person's answer to a criterion, with a paper. The latest one on a scope counts; all stay readable."""

    criterion = models.ForeignKey("approvals.GateCriterion", on_delete=models.PROTECT, related_name="attestations")
    scope_key = models.CharField(max_length=40, help_text="programme, class:<instrument type> or case:<number>")
    met = models.BooleanField()
    statement = models.TextField()
    document = models.ForeignKey("approvals.Document", on_delete=models.PROTECT, related_name="+")
    attested_by = person()
    attested_on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["criterion", "scope_key"])]

    def __str__(self) -> str:
        return f"{self.criterion_id} for {self.scope_key}"


class GateRuling(AddOnlyModel):
    """The chair's ruling on a gate, with every criterion as it stood at that moment."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rulings")
    visit = models.ForeignKey(StageVisit, on_delete=models.PROTECT, related_name="rulings")
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="rulings")
    outcome = models.CharField(max_length=8, choices=GateOutcome.choices)
    reason = models.TextField()
    dossier_digest = models.CharField(max_length=64)
    answers = models.JSONField()
    ruled_by = person()
    ruled_on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.gate_id} {self.outcome}"
