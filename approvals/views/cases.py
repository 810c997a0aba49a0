"""Lists of cases, and one case with everything that was done in it."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from approvals.canonical import read_canonical
from approvals.choices import CaseStatus
from approvals.forms import ReasonForm
from approvals.gates import evaluate_gate
from approvals.models import Case, Dossier, Gate, Stage
from approvals.rules import allow
from approvals.selectors import gates_to_rule, passed_gates, standing_of_signoffs, timeline
from approvals.services.cases import resume_case, withdraw_case
from approvals.views.acts import ActPage
from approvals.views.base import ReadPage, RuledView
from approvals.views.gate_line import gate_line, opener_of
from approvals.views.lists import ListColumn, ListPage


def stage_choices() -> list[tuple[str, Any]]:
    """The stages as a filter offers them."""
    return [(str(stage.month), f"{stage.month}. {_t(stage.theme)}") for stage in Stage.objects.all()]


class CaseFilters(django_filters.FilterSet):
    """What the list of cases is searched by."""

    search = django_filters.CharFilter(label=_("Asset or reference"), method="find")
    stage = django_filters.ChoiceFilter(
        label=_("Stage"), field_name="stage_id", choices=stage_choices, empty_label=_("Every stage")
    )
    status = django_filters.ChoiceFilter(label=_("Status"), choices=CaseStatus.choices, empty_label=_("Every status"))

    class Meta:
        model = Case
        fields: tuple[str, ...] = ()

    def find(self, cases: "QuerySet[Case]", name: str, value: str) -> "QuerySet[Case]":
        """Cases whose reference or asset holds the words."""
        return cases.filter(Q(subject_label__icontains=value) | Q(reference__icontains=value))


class CaseList(ListPage):
    """Every case, with filters."""

    template_name = "approvals/cases.html"
    filterset_class = CaseFilters
    heading = _("Cases")
    lead = _("Each asset in the study has a case, which goes through six stages and seven gates.")
    caption = _("Cases with their stage and status")
    empty = _("No case is open yet.")
    empty_hint = _("A case opens when a case officer proposes an asset.")
    file_name = "cases"
    default_order = ("reference",)
    columns = (
        ListColumn("reference", _("Case"), lambda case: case.reference, "reference"),
        ListColumn("asset", _("Asset"), lambda case: case.subject_label, "subject_label"),
        ListColumn("stage", _("Stage"), lambda case: case.stage_id, "stage_id"),
        ListColumn("status", _("Status"), lambda case: case.get_status_display(), "status"),
        ListColumn("opened", _("Opened"), lambda case: case.opened_on.isoformat(), "opened_on"),
    )

    def rows(self) -> "QuerySet[Case]":
        """Every case."""
        return Case.objects.select_related("stage")


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
    counts = True
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
    counts = True
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
