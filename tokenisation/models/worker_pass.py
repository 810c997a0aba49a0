"""What became of the worker's latest pass, so that people see a node or a worker that is away."""

from django.db import models
from django.db.models import Q


class WorkerPass(models.Model):
    """The one row that every pass of the worker renews. It records no act, so it writes nothing into the trail."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    ran_at = models.DateTimeField(help_text="wall clock, when the pass ended")
    problem = models.TextField(blank=True, help_text="why it ended early, in a sentence")

    class Meta:
        verbose_name_plural = "worker passes"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_worker_pass")]

    def __str__(self) -> str:
        return f"pass at {self.ran_at:%Y-%m-%d %H:%M:%S}"
