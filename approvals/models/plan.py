"""The plan of the study as data: stages, gates and their criteria."""

from django.db import models
from django.utils.translation import gettext

from approvals.choices import CriterionProof, CriterionScope


class Stage(models.Model):
    """One month of the study."""

    month = models.PositiveSmallIntegerField(primary_key=True)
    theme = models.CharField(max_length=100)
    work_packages = models.CharField(max_length=200)
    deliverables = models.CharField(max_length=40)

    class Meta:
        ordering = ["month"]

    def __str__(self) -> str:
        return gettext(self.theme)


class Gate(models.Model):
    """A gate at the end of a stage; stage 6 has two, one for the sign-offs and one for the decision."""

    code = models.CharField(max_length=2, primary_key=True)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="gates")
    title = models.CharField(max_length=100)
    chair_rule = models.CharField(max_length=200)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {gettext(self.title)}"


class GateCriterion(models.Model):
    """One thing that must hold before a gate can pass."""

    code = models.CharField(max_length=6, primary_key=True)
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="criteria")
    scope = models.CharField(max_length=12, choices=CriterionScope.choices)
    proof = models.CharField(max_length=12, choices=CriterionProof.choices)
    owner_app = models.CharField(max_length=24)
    criterion = models.TextField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "gate criteria"

    def __str__(self) -> str:
        return f"{self.code} {gettext(self.criterion)}"
