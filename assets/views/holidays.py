"""The holidays of the market: their list, recording one, and cancelling one."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from approvals.forms import ReasonForm
from approvals.rules import allow
from approvals.views.acts import ActPage
from approvals.views.lists import ListColumn
from approvals.wording import name_text
from assets.forms import HolidayForm
from assets.models import Holiday
from assets.services.holidays import cancel_holiday, record_holiday
from assets.views.rates import DatedFilters, DatedList


class HolidayFilters(DatedFilters):
    """What holidays are searched by."""

    search = django_filters.CharFilter(label=_("Name or source"), method="find")
    standing = django_filters.ChoiceFilter(
        label=_("Status"),
        method="stands",
        choices=[("in-force", _("In force")), ("cancelled", _("Cancelled"))],
        empty_label=_("Every status"),
    )

    class Meta:
        model = Holiday
        fields: tuple[str, ...] = ()

    def find(self, holidays: "QuerySet[Holiday]", name: str, value: str) -> "QuerySet[Holiday]":
        """Holidays whose name or source holds the words."""
        return holidays.filter(Q(name__icontains=value) | Q(source__icontains=value))

    def stands(self, holidays: "QuerySet[Holiday]", name: str, value: str) -> "QuerySet[Holiday]":
        """Holidays in force, or those that were cancelled."""
        return holidays.filter(cancellation__isnull=value == "in-force")


def cancellation_of(holiday: Holiday) -> Any:
    """The holiday's cancellation; None for one in force."""
    return getattr(holiday, "cancellation", None)


class Holidays(DatedList):
    """Every holiday that was recorded, those that were cancelled as well."""

    template_name = "assets/holidays.html"
    filterset_class = HolidayFilters
    recording_action = "record_holiday"
    heading = _("Holidays of the market")
    lead = _(
        "Days on which no payments are made, beside Saturdays and Sundays. A payment that would fall on one of them moves as "
        "the asset's terms say."
    )
    caption = _("Holidays with their day and source")
    empty = _("No holiday is recorded.")
    empty_hint = _("A case officer records one.")
    file_name = "holidays"
    columns = (
        ListColumn("date", _("Date"), lambda holiday: holiday.on_date, "on_date"),
        ListColumn("weekday", _("Day of the week"), lambda holiday: WEEKDAYS[holiday.on_date.weekday()]),
        ListColumn("name", _("Holiday"), lambda holiday: holiday.name, "name"),
        ListColumn("source", _("Source"), lambda holiday: holiday.source, "source"),
        ListColumn("recorded", _("Recorded"), lambda holiday: holiday.recorded_on, "recorded_on"),
        ListColumn("by", _("Recorded by"), lambda holiday: name_text(holiday.recorded_by.full_name), is_on_page=False),
        ListColumn(
            "status", _("Status"), lambda holiday: _("Cancelled") if cancellation_of(holiday) else _("In force")
        ),
        ListColumn(
            "reason",
            _("Reason"),
            lambda holiday: getattr(cancellation_of(holiday), "reason", ""),
            is_on_page=False,
        ),
    )

    def rows(self) -> "QuerySet[Any]":
        """Every holiday with its people and its cancellation."""
        return Holiday.objects.select_related("recorded_by", "cancellation__cancelled_by")

    def prepare(self, records: list[Any]) -> None:
        """The days of the week in words."""
        for record in records:
            record.weekday = WEEKDAYS[record.on_date.weekday()]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the person may cancel one."""
        return super().get_context_data(may_cancel=allow(self.request.user, "cancel_holiday"), **kwargs)


class RecordHoliday(ActPage):
    """A day on which the market makes no payments."""

    action = "record_holiday"
    form_class = HolidayForm
    heading = _("Record a holiday of the market")
    consequence = _(
        "Payments of every asset that would fall on this day move as its terms say; their amounts stay. A holiday is never "
        "changed; one that was recorded wrongly can be cancelled."
    )
    button = _("Record the holiday")
    done = _("The holiday is recorded.")

    def perform(self, form: Any) -> Holiday:
        """Hands over to the service."""
        return record_holiday(actor=self.request.user, **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        """The holidays."""
        return reverse("assets:holidays")


class CancelHoliday(ActPage):
    """Takes a holiday out of the calendar."""

    action = "cancel_holiday"
    form_class = ReasonForm
    facts_template = "assets/parts/holiday_facts.html"
    heading = _("Cancel a holiday of the market")
    consequence = _(
        "Payments are made on this day again, unless it is a Saturday or a Sunday. The holiday and your reason stay "
        "readable."
    )
    button = _("Cancel the holiday")
    is_grave = True
    done = _("The holiday is cancelled.")
    holiday: Holiday

    def load(self, **kwargs: Any) -> None:
        """The holiday."""
        self.holiday = get_object_or_404(
            Holiday.objects.select_related("recorded_by", "cancellation__cancelled_by"), pk=kwargs["holiday"]
        )

    def rule_subject(self) -> Holiday:
        """The holiday."""
        return self.holiday

    def subject_key(self) -> str:
        """The holiday's key in the trail."""
        return self.holiday.key

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The holiday."""
        return super().get_context_data(holiday=self.holiday, **kwargs)

    def perform(self, form: Any) -> Any:
        """Hands over to the service."""
        return cancel_holiday(actor=self.request.user, holiday=self.holiday, reason=form.cleaned_data["reason"])

    def done_url(self, result: Any) -> str:
        """The holidays."""
        return reverse("assets:holidays")
