"""The ceiling: what is in use and free, how that came about, and resolving a breach."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.forms import ReasonForm
from approvals.models import Memorandum
from approvals.rules import allow
from approvals.views.acts import ActPage
from approvals.views.lists import CHUNK, ListColumn, ListPage, csv_file
from assets.ceiling import open_breach, standing_of
from assets.models import CeilingBreach, CeilingReading
from assets.services.ceiling import resolve_ceiling_breach

if TYPE_CHECKING:
    from assets.models import CeilingResolution

#: Further columns of the file.
FILE_COLUMNS = (
    ListColumn("ceiling", _("Ceiling"), lambda reading: reading.ceiling_usd),
    ListColumn("case", _("Case"), lambda reading: reading.case.reference if reading.case else ""),
    ListColumn("rate", _("Rate"), lambda reading: reading.exchange_rate or ""),
)


class CeilingPage(ListPage):
    """In use and free, breaches, the history as a plot, and every reading behind it."""

    template_name = "assets/ceiling.html"
    heading = _("The ceiling")
    lead = _(
        "What assets with live cases may be worth together. An asset counts from the opening of its case until the case "
        "ends: not eligible, withdrawn, rejected or closed."
    )
    caption = _("Readings of the ceiling, one for every act that moved it")
    empty = _("Nothing has moved the ceiling yet.")
    empty_hint = _("The first reading comes with the first proposal or exchange rate under the memorandum.")
    file_name = "ceiling"
    default_order = ("-pk",)
    columns = (
        ListColumn("day", _("Date"), lambda reading: reading.taken_on, "pk"),
        ListColumn("cause", _("Cause"), lambda reading: reading.get_cause_display(), "cause"),
        ListColumn(
            "in_use", _("In use at frozen values"), lambda reading: reading.in_use_usd, "in_use_usd", is_number=True
        ),
        ListColumn(
            "at_latest",
            _("In use at the latest rate"),
            lambda reading: reading.at_latest_rate_usd,
            "at_latest_rate_usd",
            is_number=True,
        ),
        ListColumn("headroom", _("Headroom"), lambda reading: reading.headroom_usd, "headroom_usd", is_number=True),
    )

    def rows(self) -> "QuerySet[Any]":
        """Every reading."""
        return CeilingReading.objects.select_related("case", "exchange_rate", "breach")

    def file(self, records: "QuerySet[Any]") -> StreamingHttpResponse:
        """Every reading with its case and its rate as well, which the page shows beneath the others."""
        columns = (*self.columns, *FILE_COLUMNS)
        lines = ([column.text(reading) for column in columns] for reading in records.iterator(chunk_size=CHUNK))
        return csv_file(self.file_name, [str(column.label) for column in columns], lines)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The figures as they are now, and every breach with its resolution."""
        memorandum = Memorandum.objects.first()
        return super().get_context_data(
            memorandum=memorandum,
            standing=standing_of(memorandum) if memorandum else None,
            breach=open_breach(memorandum) if memorandum else None,
            breaches=CeilingBreach.objects.select_related(
                "reading__exchange_rate", "reading__taken_by", "resolution__reading", "resolution__resolved_by"
            ).order_by("-pk"),
            may_resolve=allow(self.request.user, "resolve_ceiling_breach"),
            **kwargs,
        )


class ResolveBreach(ActPage):
    """The programme lead closes a breach once the value is back within the ceiling."""

    action = "resolve_ceiling_breach"
    counts = True
    form_class = ReasonForm
    facts_template = "assets/parts/breach_facts.html"
    heading = _("Resolve the breach of the ceiling")
    consequence = _("Assets can be proposed again. The breach and your reason stay readable.")
    button = _("Resolve the breach")
    done = _("The breach is resolved. Assets can be proposed again.")
    breach: CeilingBreach

    def load(self, **kwargs: Any) -> None:
        """The breach."""
        self.breach = get_object_or_404(
            CeilingBreach.objects.select_related("memorandum", "reading__exchange_rate"), pk=kwargs["breach"]
        )

    def rule_subject(self) -> Any:
        """The breach."""
        return self.breach

    def subject_key(self) -> str:
        """The memorandum's key, under which breaches stand in the trail."""
        return self.breach.memorandum.key

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The breach, and the figures as they are now."""
        return super().get_context_data(breach=self.breach, standing=standing_of(self.breach.memorandum), **kwargs)

    def perform(self, form: Any) -> "CeilingResolution":
        """Hands over to the service."""
        return resolve_ceiling_breach(actor=self.request.user, breach=self.breach, reason=form.cleaned_data["reason"])

    def done_url(self, result: Any) -> str:
        """The ceiling."""
        return reverse("assets:ceiling")
