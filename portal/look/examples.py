"""What the component page shows: made-up records, forms and figures that stand nowhere else."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from approvals.views.lists import Chip, ListColumn
from approvals.wording import number_text
from portal.charts.chart import Chart, Column
from portal.charts.figures import bars, labelled

#: One state of every tone, with the words that pages use for it.
STATES = [
    ("good", _("In force")),
    ("wait", _("Waiting")),
    ("alert", _("Returned")),
    ("stop", _("Rejected")),
    ("quiet", _("Withdrawn")),
]
COLUMNS = (
    ListColumn("body", _("Body"), sorts_by="body"),
    ListColumn("decision", _("Decision")),
    ListColumn("value", _("Value"), sorts_by="value", is_number=True),
)


class ExampleForm(forms.Form):
    """One field of each kind; it is never sent anywhere."""

    name = forms.CharField(label=_("Name of the asset"), help_text=_("As it stands in the debt office's books."))
    units = forms.IntegerField(
        label=_("Units"),
        min_value=1,
        help_text=_("Whole units, without decimals."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    day = forms.DateField(label=_("Date of the letter"), widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", ""), ("bill", _("Treasury bill")), ("sukuk", _("Sukuk"))])
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("approve", _("Approve")), ("return", _("Return")), ("reject", _("Reject"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    paper = forms.FileField(label=_("Signed letter"), help_text=_("A PDF of at most 10 MB."))
    sure = forms.BooleanField(label=_("I have read the dossier"))


class ExampleFilters(forms.Form):
    """What a list is searched by."""

    search = forms.CharField(label=_("Name, owner or ISIN"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Every kind")), ("bill", _("Treasury bill"))]
    )


@dataclass(frozen=True)
class ExampleEvent:
    """An act as the trail would have it."""

    actor_name: str
    actor_body: str
    verb: str
    subject_label: str
    business_date: datetime.date
    actor_id: int | None = 1
    subject: str = "order:1"

    @property
    def recorded_at(self) -> datetime.datetime:
        """Noon of the business date."""
        return datetime.datetime.combine(self.business_date, datetime.time(7), tzinfo=datetime.UTC)


@dataclass(frozen=True)
class ExampleCase:
    """A case as it is named."""

    reference: str = "CASE-0001"
    subject_label: str = "PIB 5Y fixed"


@dataclass(frozen=True)
class ExamplePaper:
    """A paper as it is linked."""

    pk: int = 0
    title: str = "Letter of the State Bank, 5 June 2026"


def chips() -> list[Chip]:
    """Two filters in force."""
    return [
        Chip(_t("%(filter)s: %(value)s") % {"filter": _("Kind"), "value": _("Treasury bill")}, "#lists"),
        Chip(_t("%(filter)s: %(value)s") % {"filter": _("Stage"), "value": 6}, "#lists"),
    ]


def events() -> list[ExampleEvent]:
    """Three acts: two people's, one of them refused, and one of the portal."""
    day = datetime.date(2026, 6, 5)
    return [
        ExampleEvent("Second Treasury Operator", "", "order_released", "MO-0001", day),
        ExampleEvent("First Treasury Operator", "", "refused", "MO-0001", day),
        ExampleEvent("Portal", "", "order_reconciled", "MO-0001", day, actor_id=None),
    ]


def messages() -> list[Message]:
    """One of every level."""
    return [
        Message(constants.SUCCESS, _t("The decision is recorded.")),
        Message(constants.INFO, _t("This act counts. Show again who you are; what you entered is kept.")),
        Message(constants.WARNING, _t("There is nothing to do here any more: it was done, or not entered yet.")),
        Message(constants.ERROR, _t("The paper could not be kept.")),
    ]


def chart(*, is_empty: bool = False) -> Chart:
    """A chart of made-up figures, or of none."""
    rows: list[dict[str, Any]] = [
        {"kind": _t("Treasury bill"), "count": Decimal(5)},
        {"kind": _t("Sukuk"), "count": Decimal(3)},
    ]
    return Chart(
        name="",
        title=_t("Assets by kind"),
        description=_t("Five bills and three sukuk, made up for this page."),
        columns=(Column("kind", _t("Kind")), Column("count", _t("Assets"), "number")),
        rows=[] if is_empty else labelled(rows, lambda row: number_text(row["count"], 0)),
        spec=bars("kind", "count", axis=False),
    )
