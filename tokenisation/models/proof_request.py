"""Asking for a proof of the contracts, which a worker carries out."""

from django.db import models
from django.db.models import Q

from approvals.models.base import person
from tokenisation.models.epoch import ChainEpoch
from tokenisation.models.proof import ContractProof


class ProofRequest(models.Model):
    """Who wants the contracts proven on the chain of an epoch. It is open until its proof or its failure is recorded.

    The row is the worker's list of work and its lock. PostgreSQL lets it be finished once and keeps everything else.
    """

    epoch = models.ForeignKey(ChainEpoch, on_delete=models.PROTECT, related_name="proof_requests")
    requested_by = person()
    requested_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True, help_text="wall clock")
    proof = models.OneToOneField(ContractProof, on_delete=models.PROTECT, related_name="request", null=True, blank=True)
    failure = models.TextField(blank=True, help_text="why it can never be carried out, in a sentence")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["epoch"], condition=Q(finished_at=None), name="one_open_proof_request"),
            models.CheckConstraint(
                condition=Q(finished_at=None, proof=None, failure="")
                | Q(finished_at__isnull=False, proof__isnull=False, failure="")
                | (Q(finished_at__isnull=False, proof=None) & ~Q(failure="")),
                name="a_finished_request_has_its_proof_or_its_failure",
            ),
        ]

    def __str__(self) -> str:
        return f"Request {self.pk} for a proof of the contracts"

    @property
    def key(self) -> str:
        """The request's key in the audit trail."""
        return f"proof-request:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether a worker has still to carry it out."""
        return self.finished_at is None
