"""The one row that makes a database a rehearsal."""

from django.db import models
from django.db.models import Q


class Rehearsal(models.Model):
    """Present only in a database created for a demo or a test: it then sets the business date.

    A trigger lets the date move forward only, and lets the row neither vanish nor be added to a database in use.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    business_date = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_rehearsal")]

    def __str__(self) -> str:
        return f"Rehearsal on {self.business_date}"
