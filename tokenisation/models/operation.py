"""What is done on the chain: one operation is one transaction, however often its bytes are sent."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from approvals.models.base import AddOnlyModel
from tokenisation.choices import AttemptPurpose, Duty, OperationKind, OperationState
from tokenisation.models.deployment import TokenDeployment
from tokenisation.models.epoch import ChainEpoch
from tokenisation.models.order import MintOrder

#: States in which an operation has no nonce yet, or may have none.
UNSIGNED_STATES = (OperationState.WAITING, OperationState.NEEDS_PERSON, OperationState.CANCELLED)


class ChainOperation(models.Model):
    """One transaction to be made once. Its id is random, made and stored before the first attempt."""

    kind = models.CharField(max_length=8, choices=OperationKind.choices)
    deployment = models.ForeignKey(TokenDeployment, on_delete=models.PROTECT, related_name="operations")
    order = models.ForeignKey(MintOrder, on_delete=models.PROTECT, related_name="operations", null=True, blank=True)
    batch = models.PositiveIntegerField(default=0, help_text="number of the batch within the order, from 1")
    operation_id = models.CharField(max_length=66, unique=True)
    duty = models.CharField(max_length=12, choices=Duty.choices)
    payload = models.JSONField(help_text="recipients and units, or accounts")
    state = models.CharField(max_length=12, choices=OperationState.choices, default=OperationState.WAITING)
    epoch = models.ForeignKey(ChainEpoch, on_delete=models.PROTECT, related_name="operations")
    signer = models.CharField(max_length=42, blank=True, help_text="address, once signed")
    nonce = models.PositiveBigIntegerField(null=True, blank=True)
    broadcast_at = models.DateTimeField(null=True, blank=True, help_text="wall clock of the latest send")
    block_number = models.PositiveBigIntegerField(null=True, blank=True)
    block_hash = models.CharField(max_length=66, blank=True)
    transaction_index = models.PositiveIntegerField(null=True, blank=True)
    mined_hash = models.CharField(max_length=66, blank=True, help_text="hash of the attempt that was mined")
    gas_used = models.PositiveBigIntegerField(null=True, blank=True)
    last_error = models.TextField(blank=True, help_text="the node's latest answer that was not a yes")
    attention = models.TextField(blank=True, help_text="why a person is needed, in a sentence")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["epoch", "signer", "nonce"], name="one_operation_for_each_nonce"),
            models.UniqueConstraint(fields=["order", "kind", "batch"], name="one_operation_for_each_batch"),
            models.CheckConstraint(
                condition=Q(nonce=None, signer="") | (Q(nonce__isnull=False) & ~Q(signer="")),
                name="a_nonce_belongs_to_a_signer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in UNSIGNED_STATES]) | Q(nonce__isnull=False),
                name="what_was_signed_has_a_nonce",
            ),
            models.CheckConstraint(
                condition=~Q(state=OperationState.WAITING) | Q(nonce=None), name="nothing_becomes_unsigned_again"
            ),
        ]
        indexes = [models.Index(fields=["state", "duty"])]

    def __str__(self) -> str:
        if not self.order_id:
            return f"{self.get_kind_display()}: {self.deployment}"
        words = gettext("%(kind)s: %(order)s, batch %(number)s")
        return words % {"kind": self.get_kind_display(), "order": self.order, "number": self.batch}

    @property
    def key(self) -> str:
        """The operation's key in the audit trail."""
        return f"operation:{self.pk}"


class SignedTransaction(AddOnlyModel):
    """Signed bytes, stored and committed before they are sent for the first time."""

    operation = models.ForeignKey(ChainOperation, on_delete=models.PROTECT, related_name="attempts")
    attempt = models.PositiveIntegerField()
    purpose = models.CharField(max_length=8, choices=AttemptPurpose.choices, default=AttemptPurpose.ACT)
    raw = models.BinaryField()
    tx_hash = models.CharField(max_length=66, unique=True)
    gas_limit = models.PositiveBigIntegerField()
    max_fee = models.PositiveBigIntegerField(help_text="wei for each unit of gas")
    priority_fee = models.PositiveBigIntegerField(help_text="wei for each unit of gas")
    signed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["operation", "attempt"]
        constraints = [
            models.UniqueConstraint(fields=["operation", "attempt"], name="attempts_are_numbered"),
        ]

    def __str__(self) -> str:
        return self.tx_hash
