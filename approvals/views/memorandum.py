"""The memorandum under which the study runs: what was agreed, how far its time has run, and recording it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.business_date import business_date
from approvals.forms import MemorandumForm
from approvals.models import AuditEvent, Memorandum, Stage
from approvals.rules import allow
from approvals.services.memorandum import record_memorandum
from approvals.views.acts import ActPage
from approvals.views.base import ReadPage


class MemorandumPage(ReadPage):
    """Parties, window, ceiling and terms, the day of the study, and what it means that the memorandum has ended."""

    template_name = "approvals/memorandum.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The memorandum and its days, or who can record it."""
        memorandum = Memorandum.objects.first()
        if memorandum is None:
            may_record = allow(self.request.user, "record_memorandum")
            return super().get_context_data(memorandum=None, may_record=may_record, **kwargs)
        today = business_date()
        length = (memorandum.ends_on - memorandum.signed_on).days
        day = (today - memorandum.signed_on).days
        return super().get_context_data(
            memorandum=memorandum,
            day=day,
            length=length,
            day_shown=max(0, min(day, length)),
            days_left=max(0, length - day),
            has_lapsed=today > memorandum.ends_on,
            months=[
                {"stage": stage, "starts": starts, "ends": ends, "is_now": starts <= today <= ends}
                for stage in Stage.objects.filter(month__lte=memorandum.months)
                for starts, ends in [memorandum.month_window(stage.month)]
            ],
            events=AuditEvent.objects.filter(subject=memorandum.key).order_by("-id"),
            **kwargs,
        )


class RecordMemorandum(ActPage):
    """The programme lead records what was signed. A portal has one memorandum."""

    action = "record_memorandum"
    counts = True
    form_class = MemorandumForm
    facts_template = "approvals/parts/memorandum_recorded.html"
    heading = _("Record the memorandum")
    consequence = _(
        "Every window of the study and the ceiling follow from it. It is recorded once and cannot be changed afterwards; "
        "outside its window nothing advances and nothing is minted."
    )
    button = _("Record the memorandum")
    done = _("The memorandum is recorded.")
    next_steps = _("Case officers can register assets, have them valued, and propose them for study.")

    def get_initial(self) -> dict[str, Any]:
        """Six months, as the study has."""
        return {"months": 6}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The memorandum where one is recorded already."""
        return super().get_context_data(recorded=Memorandum.objects.first(), **kwargs)

    def perform(self, form: Any) -> Memorandum:
        """Hands over to the service."""
        return record_memorandum(actor=self.request.user, **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        """The memorandum."""
        return reverse("memorandum")
