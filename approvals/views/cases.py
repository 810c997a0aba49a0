"""Lists of cases, and one case with everything that was done in it."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.canonical import read_canonical
from approvals.choices import CaseStatus
from approvals.forms import ReasonForm
from approvals.gates import evaluate_gate
from approvals.models import Case, Dossier, Gate, Stage
from approvals.rules import allow
from approvals.selectors import gates_to_rule, passed_gates, standing_of_signoffs, timeline
from approvals.services.cases import resume_case, withdraw_case
from approvals.views.base import PAGE_SIZE, ActPage, ReadPage, RuledView
from approvals.views.gate_line import gate_line, opener_of


class CaseList(ReadPage):
    """Every case, with filters."""

    template_name = "approvals/cases.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page of cases that the filters leave."""
        asked = {name: self.request.GET.get(name, "").strip() for name in ("search", "stage", "status")}
        page = Paginator(_filtered_cases(**asked), PAGE_SIZE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page=page, asked=asked, stages=Stage.objects.all(), statuses=CaseStatus.choices, **kwargs
        )


def _filtered_cases(*, search: str, stage: str, status: str) -> "QuerySet[Case]":
    cases = Case.objects.select_related("stage").order_by("reference")
    if search:
        cases = cases.filter(subject_label__icontains=search) | cases.filter(reference__icontains=search)
    if stage.isdecimal():
        cases = cases.filter(stage_id=int(stage[:4]))
    if status in CaseStatus.values:
        cases = cases.filter(status=status)
    return cases


class CaseMixin(RuledView):
    """A view of one case, which the address names by its reference."""

    case: Case

    def load(self, **kwargs: Any) -> None:
        """The case."""
        self.case = get_object_or_404(
            Case.objects.select_related("stage", "memorandum", "opened_by"), reference=kwargs["reference"]
        )

    def rule_subject(self) -> Any:
        """The case, for most acts."""
        return self.case

    def subject_key(self) -> str:
        """The case's key in the trail."""
        return self.case.key

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The case and its address."""
        return super().get_context_data(case=self.case, **kwargs)  # type: ignore[misc,no-any-return]

    def case_url(self) -> str:
        """The case's page."""
        return reverse("approvals:case", args=[self.case.reference])


class CasePage(CaseMixin, ReadPage):
    """Where a case stands, what is missing, who signed what, and every act."""

    template_name = "approvals/case.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gates, criteria, sign-offs and timeline, and which acts the rules let this person ask for."""
        user, case = self.request.user, self.case
        gates = list(Gate.objects.prefetch_related("criteria"))
        next_gate = gates_to_rule(case)[0] if gates_to_rule(case) else None
        is_open = case.status == CaseStatus.OPEN
        criteria = [
            {
                "criterion": answer.criterion,
                "met": answer.met,
                "reason": answer.reason,
                "opener": opener_of(answer.criterion),
                "may_attest": is_open
                and answer.criterion.proof == "attested"
                and allow(user, _attesting_action(answer.criterion.scope), answer.criterion),
            }
            for answer in (evaluate_gate(next_gate, case) if next_gate and is_open else [])
        ]
        standings = standing_of_signoffs(case)
        return super().get_context_data(
            gates=gate_line(case, gates, passed_gates(case), next_gate if is_open else None),
            next_gate=next_gate if is_open else None,
            criteria=sorted(criteria, key=lambda row: bool(row["met"])),
            missing=[row for row in criteria if not row["met"]],
            standings=standings,
            own_body_decides=is_open
            and case.stage_id == 6
            and any(allow(user, "record_signoff", row.required.body_id) for row in standings),
            may_rule=is_open and next_gate is not None and allow(user, "rule_on_gate", case),
            may_withdraw=case.status in (CaseStatus.OPEN, CaseStatus.RETURNED) and allow(user, "withdraw_case", case),
            may_resume=case.status == CaseStatus.RETURNED and allow(user, "resume_case", case),
            rulings=case.rulings.select_related("gate", "ruled_by"),
            events=timeline(case).reverse(),
            stage_count=6,
            **kwargs,
        )


def _attesting_action(scope: str) -> str:
    return "attest_for_case" if scope == "case" else "attest_for_programme"


class DossierPage(CaseMixin, ReadPage):
    """One frozen dossier: what is signed, word for word."""

    template_name = "approvals/dossier.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The sections, and the exact bytes that were hashed."""
        dossier = self.case.dossiers.filter(digest=self.kwargs["digest"]).select_related("frozen_by").last()
        if dossier is None:
            raise Http404
        return super().get_context_data(
            dossier=dossier,
            content=read_canonical(dossier.content),
            exact=bytes(dossier.content).decode("utf-8"),
            in_force=dossier.digest == self.case.dossier_digest,
            others=Dossier.objects.filter(case=self.case).exclude(digest=dossier.digest).defer("content"),
            **kwargs,
        )


class WithdrawCase(CaseMixin, ActPage):
    """Ending a case for good."""

    action = "withdraw_case"
    form_class = ReasonForm
    heading = _("Withdraw this case")
    consequence = _(
        "The case ends for good and its room under the ceiling is free again. Everything recorded stays readable."
    )
    button = _("Withdraw the case")
    is_grave = True
    done = _("The case is withdrawn.")

    def perform(self, form: Any) -> Case:
        """Hands over to the service."""
        return withdraw_case(actor=self.request.user, case=self.case, reason=form.cleaned_data["reason"])

    def done_url(self, result: Any) -> str:
        """Back to the case."""
        return self.case_url()


class ResumeCase(CaseMixin, ActPage):
    """Taking a returned case up again."""

    action = "resume_case"
    form_class = ReasonForm
    heading = _("Take this case up again")
    consequence = _("The case is open again in the stage from which it was returned.")
    button = _("Take the case up again")
    done = _("The case is open again.")

    def perform(self, form: Any) -> Case:
        """Hands over to the service."""
        return resume_case(actor=self.request.user, case=self.case, reason=form.cleaned_data["reason"])

    def done_url(self, result: Any) -> str:
        """Back to the case."""
        return self.case_url()
