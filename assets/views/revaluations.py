"""Revaluations: the list, one with its figures, recording and accepting."""

from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet, Sum
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.business_date import business_date
from approvals.choices import PaperKind
from approvals.rules import allow
from approvals.views.acts import ActPage
from approvals.views.base import RuledView, with_paper
from approvals.views.lists import ListColumn, ListPage
from approvals.wording import name_text
from assets.forms import RevaluationForm
from assets.models import Revaluation
from assets.services.revaluations import accept_revaluation, record_revaluation

if TYPE_CHECKING:
    from assets.models import Valuation


class Revaluations(ListPage):
    """Every revaluation, the last one first."""

    template_name = "assets/revaluations.html"
    heading = _("Revaluations")
    lead = _(
        "Valuations of the whole register as at one day, recorded in one act and accepted in one by another person."
    )
    caption = _("Revaluations with their day, rate and standing")
    empty = _("The register has never been revalued as a whole.")
    empty_hint = _("A case officer revalues it; an approver accepts.")
    file_name = "revaluations"
    default_order = ("-pk",)
    columns = (
        ListColumn("as_at", _("As at"), lambda row: row.as_at, "as_at"),
        ListColumn("count", _("Assets"), lambda row: row.count, "count", is_number=True),
        ListColumn("rate", _("Rate"), lambda row: row.exchange_rate),
        ListColumn("source", _("Source"), lambda row: row.source, "source"),
        ListColumn("recorded", _("Recorded"), lambda row: f"{row.recorded_on} {name_text(row.recorded_by.full_name)}"),
        ListColumn("standing", _("Standing"), lambda row: "accepted" if hasattr(row, "acceptance") else "waiting"),
    )

    def rows(self) -> "QuerySet[Any]":
        """Every revaluation."""
        return (
            Revaluation.objects.select_related("exchange_rate", "recorded_by", "acceptance__accepted_by", "document")
            .defer("document__content")
            .annotate(count=Count("valuations"))
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the person may record one."""
        return super().get_context_data(may_record=allow(self.request.user, "record_revaluation"), **kwargs)


class RevaluationMixin(RuledView):
    """A view of one revaluation."""

    revaluation: Revaluation

    def load(self, **kwargs: Any) -> None:
        """The revaluation."""
        self.revaluation = get_object_or_404(
            Revaluation.objects.select_related(
                "exchange_rate", "recorded_by", "acceptance__accepted_by", "document"
            ).defer("document__content"),
            pk=kwargs["revaluation"],
        )

    def rule_subject(self) -> Any:
        """The revaluation."""
        return self.revaluation

    def subject_key(self) -> str:
        """Its key in the trail."""
        return self.revaluation.key

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The revaluation and what its figures add up to."""
        sums = self.revaluation.valuations.aggregate(
            count=Count("pk"), counted_usd=Sum("value_usd"), fair_usd=Sum("fair_usd")
        )
        return super().get_context_data(revaluation=self.revaluation, sums=sums, **kwargs)  # type: ignore[misc,no-any-return]


class RevaluationPage(RevaluationMixin, ListPage):
    """A revaluation with the figures of every asset."""

    template_name = "assets/revaluation.html"
    caption = _("Assets with what counts and what they are worth")
    empty = _("No asset was valued.")
    file_name = "revaluation"
    default_order = ("instrument__number",)
    columns = (
        ListColumn("number", _("No."), lambda row: row.instrument.number, "instrument__number", is_number=True),
        ListColumn("name", _("Asset"), lambda row: row.instrument.name, "instrument__name"),
        ListColumn("basis", _("Basis"), lambda row: row.get_basis_display(), "basis"),
        ListColumn("counts", _("Counts"), lambda row: row.value_usd, "value_usd", is_number=True),
        ListColumn("worth", _("Worth on its basis"), lambda row: row.fair_usd, "fair_usd", is_number=True),
    )

    def load(self, **kwargs: Any) -> None:
        """The revaluation, whose day is the heading."""
        super().load(**kwargs)
        self.heading = str(self.revaluation)

    def rows(self) -> "QuerySet[Valuation]":
        """Its valuations."""
        return self.revaluation.valuations.select_related("instrument")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the person may accept it."""
        return super().get_context_data(
            acceptance=getattr(self.revaluation, "acceptance", None),
            may_accept=not hasattr(self.revaluation, "acceptance")
            and self.revaluation.recorded_by_id != self.request.user.pk
            and allow(self.request.user, "accept_revaluation", self.revaluation),
            **kwargs,
        )


class RecordRevaluation(ActPage):
    """Everything valued as at a day."""

    action = "record_revaluation"
    form_class = RevaluationForm
    heading = _("Revalue the register")
    consequence = _(
        "Every asset that can be valued as at that day gets a valuation: a security that was last accepted at a price or a "
        "yield at that same yield, everything else at face or at quantity times price. They count once an approver, "
        "another person, has accepted them."
    )
    button = _("Revalue the register")
    done = _("The register is revalued. An approver must accept it before the values count.")
    next_steps = _("An approver finds the revaluation on their home page.")

    def get_initial(self) -> dict[str, Any]:
        """Today."""
        return {"as_at": business_date()}

    def perform(self, form: Any) -> Any:
        """Paper and revaluation as one act."""
        return with_paper(
            record_revaluation,
            actor=self.request.user,
            paper_kind=PaperKind.VALUATION,
            as_at=form.cleaned_data["as_at"],
            source=form.cleaned_data["source"],
            **form.paper_arguments(),
        )

    def done_url(self, result: Any) -> str:
        """The revaluation, or the list where none was made."""
        return reverse("assets:revaluation", args=[result.pk]) if result else reverse("assets:revaluations")


class AcceptRevaluation(RevaluationMixin, ActPage):
    """A second person stands behind a revaluation."""

    action = "accept_revaluation"
    counts = True
    facts_template = "assets/parts/revaluation_facts.html"
    heading = _("Accept a revaluation")
    consequence = _(
        "You stand behind the figures of every asset in it. Assets whose facts were amended since are left out."
    )
    button = _("Accept the revaluation")
    done = _("The revaluation is accepted.")

    def perform(self, form: Any) -> Any:
        """Hands over to the service."""
        return accept_revaluation(actor=self.request.user, revaluation=self.revaluation)

    def done_url(self, result: Any) -> str:
        """The revaluation."""
        return reverse("assets:revaluation", args=[self.revaluation.pk])
