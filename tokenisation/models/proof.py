"""Recorded runs of the contract suite."""

from django.db import models

from approvals.models.base import AddOnlyModel, person
from tokenisation.models.epoch import ChainEpoch


class ContractProof(AddOnlyModel):
    """One run of the suite on a synthetic asset on the chain of an epoch, with the result of every check."""

    epoch = models.ForeignKey(ChainEpoch, on_delete=models.PROTECT, related_name="proofs")
    source_digest = models.CharField(max_length=64, help_text="SHA-256 of the contract's sources")
    results = models.JSONField(
        help_text="a list of {check, passed, detail, sentence, values}; early runs have no sentence"
    )
    passed = models.BooleanField()
    run_by = person()
    run_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"Contract proof {self.pk} ({'passed' if self.passed else 'failed'})"
