"""Attesting criteria and ruling on gates."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from approvals.choices import Conclusion, CriterionProof, CriterionScope, GateOutcome, PaperKind
from approvals.forms import AttestationForm, RulingForm
from approvals.gates import evaluate_gate, scope_key
from approvals.models import Attestation, Gate, GateCriterion, GateRuling
from approvals.selectors import gates_to_rule
from approvals.services.gates import DECISION_GATE, attest_criterion, rule_on_gate
from approvals.views.acts import ActPage
from approvals.views.base import with_paper
from approvals.views.cases import CaseMixin
from approvals.views.gate_line import opener_of


class RuleOnGate(CaseMixin, ActPage):
    """The chair's ruling on the gate that the case stands before."""

    action = "rule_on_gate"
    counts = True
    form_class = RulingForm
    facts_template = "approvals/parts/ruling_facts.html"
    heading = _("Rule on a gate")
    button = _("Record the ruling")
    consequence = _(
        "A pass moves the case on; a return gives it back to its case officer; a stop rejects it for good. "
        "The ruling is kept with every criterion as it stands at that moment."
    )
    done = _("The ruling is recorded.")
    next_steps = _("The case officer sees on their home page where the case stands now.")
    gate: Gate

    def load(self, **kwargs: Any) -> None:
        """The case and the gate of the address, which the service compares with the one the case stands before."""
        super().load(**kwargs)
        self.gate = get_object_or_404(Gate.objects.prefetch_related("criteria"), code=kwargs["gate"])
        self.answers = evaluate_gate(self.gate, self.case)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Which outcomes and fields the gate has. What is offered may lag; the service decides on its own look."""
        return super().get_form_kwargs() | {
            "decides": self.gate.code == DECISION_GATE,
            "can_pass": self.request.method == "POST"
            or "check" in self.request.GET
            or all(answer.met for answer in self.answers),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The gate and how each criterion stands."""
        return super().get_context_data(
            gate=self.gate,
            stands_before=self.gate in gates_to_rule(self.case),
            criteria=[
                {"criterion": a.criterion, "met": a.met, "reason": a.reason, "opener": opener_of(a.criterion)}
                for a in self.answers
            ],
            **kwargs,
        )

    def perform(self, form: Any) -> GateRuling:
        """Hands over to the service."""
        conclusion = form.cleaned_data.get("conclusion")
        return rule_on_gate(
            actor=self.request.user,
            case=self.case,
            gate=self.gate,
            outcome=GateOutcome(form.cleaned_data["outcome"]),
            reason=form.cleaned_data["reason"],
            conclusion=Conclusion(conclusion) if conclusion else None,
        )

    def done_message(self, result: Any) -> Any:
        """Says which gate and how."""
        return _t("%(gate)s: %(outcome)s is recorded for %(case)s.") % {
            "gate": self.gate,
            "outcome": result.get_outcome_display(),
            "case": self.case,
        }

    def done_url(self, result: Any) -> str:
        """Back to the case."""
        return self.case_url()


class AttestCriterion(CaseMixin, ActPage):
    """A person's answer, with a paper, to a criterion that is attested."""

    counts = True
    form_class = AttestationForm
    facts_template = "approvals/parts/attestation_facts.html"
    heading = _("Attest a criterion")
    button = _("Record the attestation")
    done = _("The attestation is recorded.")
    criterion: GateCriterion

    def load(self, **kwargs: Any) -> None:
        """The case and the criterion; a computed one has no such page."""
        super().load(**kwargs)
        self.criterion = get_object_or_404(GateCriterion.objects.select_related("gate"), code=kwargs["criterion"])
        if self.criterion.proof != CriterionProof.ATTESTED:
            raise Http404
        is_case = self.criterion.scope == CriterionScope.CASE
        self.action = "attest_for_case" if is_case else "attest_for_programme"  # type: ignore[misc]
        self.consequence = {
            CriterionScope.CASE: _("Your answer counts for this case. A later answer replaces it; all stay readable."),
            CriterionScope.CLASS: _(
                "Your answer counts for every case of this kind of asset. A later answer replaces it; all stay readable."
            ),
            CriterionScope.PROGRAMME: _(
                "Your answer counts for every case of the study. A later answer replaces it; all stay readable."
            ),
        }[CriterionScope(self.criterion.scope)]

    def rule_subject(self) -> Any:
        """The criterion."""
        return self.criterion

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The criterion and its earlier answers."""
        earlier = Attestation.objects.filter(
            criterion=self.criterion, scope_key=scope_key(self.criterion, self.case)
        ).select_related("attested_by", "document")
        return super().get_context_data(criterion=self.criterion, earlier=earlier.defer("document__content"), **kwargs)

    def perform(self, form: Any) -> Attestation:
        """Paper and attestation as one act."""
        return with_paper(
            attest_criterion,
            actor=self.request.user,
            paper_kind=PaperKind.ATTESTATION,
            criterion=self.criterion,
            scope_key=scope_key(self.criterion, self.case),
            met=form.cleaned_data["met"],
            statement=form.cleaned_data["statement"],
            **form.paper_arguments(),
        )

    def done_url(self, result: Any) -> str:
        """Back to the case."""
        return self.case_url()
