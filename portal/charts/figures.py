"""The charts that the record holds today. Each reads what it shows and says in words what it means."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from approvals.choices import LIVE_STATUSES, CaseStatus
from approvals.models import Case, Stage
from approvals.selectors import standing_of_signoffs
from approvals.wording import isolated, number_text
from assets.models import Proposal
from portal.charts.chart import Chart, Column, chart, mirrored
from portal.charts.drawing import PALETTE
from tokenisation.choices import OrderStatus
from tokenisation.models import MintOrder

#: Cases in one picture; a study of six months has fewer, and more could not be read.
SHOWN = 40


@chart("cases-by-stage")
def cases_by_stage() -> Chart:
    """How many live cases stand in each stage."""
    counted = dict(
        Case.objects.filter(status__in=LIVE_STATUSES).values_list("stage").annotate(count=Count("id")).order_by("stage")
    )
    rows: list[dict[str, Any]] = [
        {"stage": f"{stage.month}. {_(stage.theme)}", "cases": counted.get(stage.pk, 0)}
        for stage in Stage.objects.all()
    ]
    return Chart(
        name="cases-by-stage",
        title=_("Live cases by stage"),
        description=_("Of %(count)s live cases, how many stand in each of the six stages.")
        % {"count": sum(row["cases"] for row in rows)},
        columns=(Column("stage", _("Stage")), Column("cases", _("Live cases"), "number")),
        rows=labelled(rows, lambda row: number_text(row["cases"])),
        spec=bars("stage", "cases", axis=False),
    )


@chart("signoffs-matrix")
def signoffs_matrix() -> Chart:
    """For every open case of the last stage, how each required body stands."""
    marks = {"live": "✓", "missing": "◷", "awaiting_confirmation": "◷", "rejected": "✕"}
    rows: list[dict[str, Any]] = []
    for case in Case.objects.filter(status=CaseStatus.OPEN, stage_id=6).order_by("reference")[:SHOWN]:
        for standing in standing_of_signoffs(case):
            rows.append(
                {
                    "case": case.reference,
                    "subject": case.subject_label,
                    "body": standing.required.body_id,
                    "state": str(standing.state.label),
                    "mark": marks.get(standing.state.value, "!"),
                    "tone": {"✓": "good", "◷": "wait"}.get(marks.get(standing.state.value, "!"), "stop"),
                }
            )
    tones = ["good", "wait", "stop"]
    body = {
        "field": "body",
        "type": "nominal",
        "scale": {"reverse": mirrored()},
        "title": None,
        "axis": {"orient": "top", "labelAngle": 0, "grid": False},
    }
    return Chart(
        name="signoffs-matrix",
        title=_("Decisions of the bodies, case by case"),
        description=_("✓ in force, ◷ waiting, ✕ rejected, ! needs another decision. An empty place: not needed there."),
        columns=(
            Column("case", _("Case")),
            Column("subject", _("Asset")),
            Column("body", _("Body")),
            Column("state", _("Stands at")),
        ),
        rows=rows,
        has_bars=False,
        spec={
            "height": {"step": 38},
            "encoding": {
                "x": body,
                "y": {"field": "case", "type": "nominal", "title": None},
            },
            "layer": [
                {
                    "mark": {"type": "rect", "stroke": PALETTE["--chart-line"]},
                    "encoding": {
                        "color": {
                            "field": "tone",
                            "type": "nominal",
                            "scale": {
                                "domain": tones,
                                "range": [PALETTE["--chart-2"], "transparent", PALETTE["--chart-contrast"]],
                            },
                            "legend": None,
                        }
                    },
                },
                {
                    "mark": {"type": "text", "fontWeight": "bold", "fontSize": 16},
                    "encoding": {"text": {"field": "mark"}},
                },
            ],
        },
    )


@chart("tokens")
def tokens() -> Chart:
    """Units approved, ordered and minted, case by case."""
    proposals = (
        Proposal.objects.filter(case__mint_orders__isnull=False)
        .select_related("case")
        .distinct()
        .order_by("case__reference")[:SHOWN]
    )
    ordered = {
        row["case"]: row
        for row in MintOrder.objects.values("case").annotate(
            ordered=Sum("units", filter=~Q(status=OrderStatus.CANCELLED)),
            minted=Sum("units", filter=Q(status=OrderStatus.RECONCILED)),
        )
    }
    rows: list[dict[str, Any]] = []
    for proposal in proposals:
        found = ordered[proposal.case_id]
        for step, units in (
            (_("approved"), Decimal(proposal.units)),
            (_("ordered"), found["ordered"] or Decimal(0)),
            (_("minted"), found["minted"] or Decimal(0)),
        ):
            rows.append(
                {
                    "case": f"{proposal.case.reference} {proposal.case.subject_label}",
                    "step": step,
                    "units": units,
                    "share": units / max(Decimal(proposal.units), Decimal(1)) * 100,
                    "label": f"{isolated(number_text(units, 0))} {step}",
                }
            )
    steps = [_("approved"), _("ordered"), _("minted")]
    x = {"field": "share", "type": "quantitative", "scale": scale(domain=[0, 180]), "axis": None}
    encoding = {
        "x": x,
        "y": {"field": "case", "type": "nominal", "title": None, "sort": None, "scale": {"paddingInner": 0.3}},
        "yOffset": {"field": "step", "sort": steps},
    }
    colours = [PALETTE["--chart-2"], PALETTE["--chart-4"], PALETTE["--chart-6"]]
    return Chart(
        name="tokens",
        title=_("Test units approved, ordered and minted"),
        description=_(
            "For every case with an order: the units approved, and how many of them were ordered and minted. Each case is on "
            "its own scale: the full bar is what was approved."
        ),
        columns=(Column("case", _("Case")), Column("step", _("Step")), Column("units", _("Units"), "number")),
        rows=rows,
        spec={
            "height": {"step": 96, "for": "position"},
            "encoding": encoding,
            "layer": [
                {
                    "mark": {"type": "bar"},
                    "encoding": {
                        "color": {"field": "step", "scale": {"domain": steps, "range": colours}, "legend": None}
                    },
                },
                {"mark": text_mark(size=13), "encoding": {"text": {"field": "label"}}},
            ],
        },
    )


def bars(category: str, value: str, *, axis: bool) -> dict[str, Any]:
    """Horizontal bars with their figure at the end."""
    x: dict[str, Any] = {"field": value, "type": "quantitative", "scale": scale(), "title": None}
    if not axis:
        x["axis"] = None
    return {
        "height": {"step": 34},
        "encoding": {"x": x, "y": {"field": category, "type": "nominal", "sort": None, "title": None}},
        "layer": [
            {"mark": {"type": "bar", "height": 20}},
            {"mark": text_mark(), "encoding": {"text": {"field": "label"}}},
        ],
    }


def labelled(rows: list[dict[str, Any]], words: Callable[[dict[str, Any]], str]) -> list[dict[str, Any]]:
    """The rows with the words that stand beside each mark."""
    return [{**row, "label": words(row)} for row in rows]


def text_mark(size: int = 14) -> dict[str, Any]:
    """Words beyond the end of a bar, on the side to which it grows."""
    side, shift = ("right", -6) if mirrored() else ("left", 6)
    return {"type": "text", "align": side, "baseline": "middle", "dx": shift, "fontSize": size}


def scale(**more: Any) -> dict[str, Any]:
    """A scale of figures, from right to left where the page is."""
    return {"reverse": mirrored(), "nice": False, "zero": True, **more}
