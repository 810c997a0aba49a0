"""A body's decisions: recorded by one officer, confirmed by another, taken back by either."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.business_date import business_date
from approvals.choices import PaperKind
from approvals.forms import PaperForm, ReasonForm, SignOffForm
from approvals.models import AuditEvent, Body, ConditionClosure, RequiredSignOff, SignOff, SignOffCondition
from approvals.rules import allow
from approvals.selectors import state_of_signoff
from approvals.services.signoffs import close_condition, confirm_signoff, record_signoff, withdraw_signoff
from approvals.views.acts import ActPage, Step
from approvals.views.base import ReadPage, with_paper
from approvals.views.cases import CaseMixin


class RecordSignOff(CaseMixin, ActPage):
    """Recording the decision of the officer's own body."""

    action = "record_signoff"
    counts = True
    form_class = SignOffForm
    facts_template = "approvals/parts/signoff_record_facts.html"
    heading = _("Record your body's decision")
    consequence = _(
        "The decision belongs to this dossier alone. It counts once a colleague of your body has confirmed it; "
        "a change of the dossier makes it void."
    )
    button = _("Record the decision")
    done = _("The decision is recorded. A colleague of your body must confirm it before it counts.")
    next_steps = _("Your colleague finds the decision on their home page. Until then the case waits for your body.")
    steps = (
        Step(_("What your body decides"), ("decision", "reason", "conditions")),
        Step(
            _("On which letter and law"),
            ("letter_reference", "decided_on", "valid_until", "legal_basis", "paper_title", "paper"),
        ),
    )
    body: Body

    def load(self, **kwargs: Any) -> None:
        """The case and the body that the address names."""
        super().load(**kwargs)
        self.body = get_object_or_404(Body, code=kwargs["body"])

    def rule_subject(self) -> Any:
        """The body."""
        return self.body.code

    def concerns(self, event: AuditEvent) -> bool:
        """Other bodies decide beside this one; only one's own body's acts and the dossier matter."""
        return _concerns(event, self.body.code)

    def get_initial(self) -> dict[str, Any]:
        """The digest as this person sees it now: posting it later shows whether the dossier changed meanwhile."""
        return {"dossier_digest": self.case.dossier_digest, "decided_on": business_date()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The body and what it has to decide."""
        required = RequiredSignOff.objects.filter(
            instrument_type=self.case.instrument_type, body=self.body, tier="test_mint"
        ).first()
        return super().get_context_data(body=self.body, required=required, **kwargs)

    def perform(self, form: Any) -> SignOff:
        """Paper and decision as one act."""
        return with_paper(
            record_signoff,
            actor=self.request.user,
            paper_kind=PaperKind.DECISION,
            case=self.case,
            body=self.body,
            **form.service_arguments(),
            **form.paper_arguments(),
        )

    def done_url(self, result: Any) -> str:
        """Back to the case."""
        return self.case_url()


class SignOffMixin(CaseMixin):
    """A view of one recorded decision."""

    signoff: SignOff

    def load(self, **kwargs: Any) -> None:
        """The case and its decision."""
        super().load(**kwargs)
        self.signoff = get_object_or_404(
            SignOff.objects.select_related(
                "case", "body", "recorded_by", "confirmation__confirmed_by", "withdrawal__withdrawn_by", "document"
            ).defer("document__content"),
            case=self.case,
            pk=kwargs["signoff"],
        )

    def rule_subject(self) -> Any:
        """The body of the decision."""
        return self.signoff.body_id

    def concerns(self, event: AuditEvent) -> bool:
        """Only one's own body's acts and the dossier matter."""
        return _concerns(event, self.signoff.body_id)

    def signoff_url(self) -> str:
        """The decision's page."""
        return reverse("approvals:signoff", args=[self.case.reference, self.signoff.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The decision and how it stands today."""
        return super().get_context_data(
            signoff=self.signoff,
            state=state_of_signoff(self.signoff, self.case, business_date()),
            conditions=self.signoff.conditions.select_related("closure__closed_by", "closure__document").defer(
                "closure__document__content"
            ),
            **kwargs,
        )


def _concerns(event: AuditEvent, body_code: str) -> bool:
    return event.actor_body == body_code or not event.verb.startswith(("signoff_", "condition_"))


class SignOffPage(SignOffMixin, ReadPage):
    """A decision with its conditions."""

    template_name = "approvals/signoff.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What this person may ask for: the one who recorded cannot confirm."""
        is_theirs = allow(self.request.user, "record_signoff", self.signoff.body_id)
        is_withdrawn = hasattr(self.signoff, "withdrawal")
        is_confirmed = hasattr(self.signoff, "confirmation")
        recorded_it = self.signoff.recorded_by_id == self.request.user.pk
        return super().get_context_data(
            may_confirm=is_theirs and not is_withdrawn and not is_confirmed and not recorded_it,
            needs_colleague=is_theirs and not is_withdrawn and not is_confirmed and recorded_it,
            may_withdraw=is_theirs and not is_withdrawn,
            may_close=is_theirs,
            **kwargs,
        )


class ConfirmSignOff(SignOffMixin, ActPage):
    """The second officer confirms."""

    action = "record_signoff"
    counts = True
    facts_template = "approvals/parts/signoff_facts.html"
    heading = _("Confirm a colleague's record")
    consequence = _("From now on the decision counts for your body on this dossier.")
    button = _("Confirm the decision")
    done = _("The decision is confirmed and counts from now on.")

    def perform(self, form: Any) -> Any:
        """Hands over to the service."""
        return confirm_signoff(actor=self.request.user, signoff=self.signoff)

    def done_url(self, result: Any) -> str:
        """The decision."""
        return self.signoff_url()


class WithdrawSignOff(SignOffMixin, ActPage):
    """The body takes its decision back."""

    action = "record_signoff"
    counts = True
    form_class = ReasonForm
    facts_template = "approvals/parts/signoff_facts.html"
    heading = _("Withdraw your body's decision")
    consequence = _("The decision no longer counts and the sign-off gate closes again at once. It stays readable.")
    button = _("Withdraw the decision")
    is_grave = True
    done = _("The decision is withdrawn.")

    def perform(self, form: Any) -> Any:
        """Hands over to the service."""
        return withdraw_signoff(actor=self.request.user, signoff=self.signoff, reason=form.cleaned_data["reason"])

    def done_url(self, result: Any) -> str:
        """The decision."""
        return self.signoff_url()


class CloseCondition(SignOffMixin, ActPage):
    """The body accepts the evidence that its condition is met."""

    action = "record_signoff"
    counts = True
    form_class = PaperForm
    facts_template = "approvals/parts/condition_facts.html"
    heading = _("Close a condition")
    consequence = _("Your body accepts that the condition is met. This cannot be taken back, but the decision can.")
    button = _("Close the condition")
    done = _("The condition is closed.")
    condition: SignOffCondition

    def load(self, **kwargs: Any) -> None:
        """The decision and its condition."""
        super().load(**kwargs)
        self.condition = get_object_or_404(
            SignOffCondition.objects.select_related("signoff__body", "signoff__case"),
            signoff=self.signoff,
            pk=kwargs["condition"],
        )
        if self.request.method == "GET" and ConditionClosure.objects.filter(condition=self.condition).exists():
            raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The condition."""
        return super().get_context_data(condition=self.condition, **kwargs)

    def perform(self, form: Any) -> ConditionClosure:
        """Paper and closure as one act."""
        return with_paper(
            close_condition,
            actor=self.request.user,
            paper_kind=PaperKind.CONDITION,
            condition=self.condition,
            **form.paper_arguments(),
        )

    def done_url(self, result: Any) -> str:
        """The decision."""
        return self.signoff_url()
