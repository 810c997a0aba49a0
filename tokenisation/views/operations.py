"""One operation that stopped for a person: the evidence in words, and sending it back to work."""

from typing import Any

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.exceptions import DomainError
from approvals.models import Case
from approvals.views.acts import ActPage
from tokenisation.choices import OperationState
from tokenisation.models import ChainOperation, SignedTransaction
from tokenisation.services.attention import resume_operation
from tokenisation.services.standing import require_signable


class ResumeOperation(ActPage):
    """A treasury operator sends an operation back to work, once its reason is gone. What was signed never goes back."""

    action = "resume_operation"
    counts = True
    facts_template = "tokenisation/parts/operation_facts.html"
    heading = _("Send an operation back to work")
    consequence = _(
        "A worker tries it again at once: it asks every sign-off anew, signs, and sends it to the local chain. Units that "
        "are issued cannot be taken back."
    )
    button = _("Send it back to work")
    done = _("The operation is back at work.")
    next_steps = _("You may leave: the work goes on while you are away. If the reason still stands, it stops again.")
    operation: ChainOperation

    def load(self, **kwargs: Any) -> None:
        """The operation."""
        self.operation = get_object_or_404(
            ChainOperation.objects.select_related(
                "deployment__case__stage", "deployment__case__memorandum", "epoch", "order"
            ).prefetch_related(Prefetch("attempts", SignedTransaction.objects.defer("raw"))),
            pk=kwargs["operation"],
        )

    def rule_subject(self) -> Any:
        """The operation."""
        return self.operation

    def subject_key(self) -> str:
        """The case's key in the trail, where the operation's acts are shown."""
        return self.operation.deployment.case.key

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Why it stopped, whether anything of it can be on the chain, and whether its reason still stands."""
        operation = self.operation
        attempts = list(operation.attempts.all())
        return super().get_context_data(
            operation=operation,
            needs_person=operation.state == OperationState.NEEDS_PERSON,
            was_signed=operation.nonce is not None,
            attempts=attempts,
            last_hash=operation.mined_hash or (attempts[-1].tx_hash if attempts else ""),
            recipients=len(operation.payload.get("recipients", operation.payload.get("accounts", ()))),
            units_ordered=sum(int(units) for units in operation.payload.get("units", ())),
            obstacle=_obstacle(operation),
            **kwargs,
        )

    def perform(self, form: Any) -> ChainOperation:
        """Hands over to the service."""
        return resume_operation(actor=self.request.user, operation=self.operation)

    def done_url(self, result: Any) -> str:
        """The order, or the case of a token that no order is behind."""
        if self.operation.order is not None:
            return reverse("tokenisation:order", args=[self.operation.order.reference])
        return reverse("approvals:case", args=[self.operation.deployment.case.reference])


def _obstacle(operation: ChainOperation) -> str:
    """What the record says against signing it now, in a sentence; empty where nothing does."""
    case: Case = operation.deployment.case
    try:
        require_signable(operation, case)
    except DomainError as refusal:
        return refusal.message
    return ""
