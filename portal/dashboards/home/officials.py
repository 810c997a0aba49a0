"""Home pages of those who work on cases: case officer, approver, officers of bodies, chair, treasury operator."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.business_date import business_date
from approvals.choices import CaseStatus, GateOutcome
from approvals.gates import CriterionAnswer, evaluate_gate
from approvals.models import Body, Case, Gate, GateRuling, Memorandum, SignOff
from approvals.selectors import cases_waiting_for_body, gates_to_rule
from approvals.wording import isolated, name_text, written
from assets.ceiling import open_breach, standing_of
from assets.choices import Eligibility, TitleStatus
from assets.selectors import revaluations_to_accept, valuations_to_accept, without_live_case
from portal.accounts.models import User
from portal.dashboards.home.waiting import (
    Group,
    HomePage,
    Shortcut,
    Waiting,
    due_with_stage,
    oldest_first,
    proposed_until,
)
from tokenisation.choices import DeploymentStatus, OrderStatus
from tokenisation.models import MintOrder, TokenDeployment
from tokenisation.selectors import open_breaks, operations_needing_a_person

#: Things of one kind on a home page; the list behind them shows all.
SHOWN = 30


@dataclass(frozen=True)
class CaseBeforeGate:
    """An open case with the gate it stands before and every criterion as it is now."""

    case: Case
    gate: Gate
    answers: list[CriterionAnswer]

    @property
    def missing(self) -> list[CriterionAnswer]:
        """What keeps the gate closed."""
        return [answer for answer in self.answers if not answer.met]

    @property
    def is_ready(self) -> bool:
        """Whether the chair can let it pass."""
        return bool(self.answers) and not self.missing


def case_officer(user: User) -> HomePage:
    """Returned cases, cases whose gate is closed, and assets that no case is about."""
    rows = list(before_gates())
    returned = _with_arrival(Case.objects.filter(status=CaseStatus.RETURNED))
    without_case = (
        without_live_case()
        .exclude(eligibility=Eligibility.NOT_ELIGIBLE)
        .exclude(title_status=TitleStatus.NOT_FEDERAL_PROPERTY)
        .exclude(security__maturity_date__lte=business_date())
        .order_by("number")
    )
    memorandum = Memorandum.objects.first()
    return HomePage(
        groups=[
            Group(
                _("Returned to you"),
                [
                    Waiting(
                        _title(case),
                        case_url(case),
                        since=case.arrived_on,
                        hint=written(case.status_reason),
                        tone="alert",
                    )
                    for case in returned[:SHOWN]
                ],
                empty=_("No case was returned."),
                total=returned.count(),
                is_shown_when_empty=False,
            ),
            Group(
                _("Cases whose gate is closed, and what is missing"),
                oldest_first(_missing(row) for row in rows if not row.is_ready),
                empty=_("No open case waits for you."),
                empty_hint=_("A case opens when you propose an asset."),
                more_url=reverse("approvals:cases"),
            ),
            Group(
                _("Assets without a case"),
                [
                    Waiting(
                        _("Propose %(asset)s for study") % {"asset": written(asset.name)}
                        if asset.value_usd
                        else _("Record a valuation of %(asset)s") % {"asset": written(asset.name)},
                        reverse(
                            "assets:propose" if asset.value_usd else "assets:record-valuation", args=[asset.number]
                        ),
                        since=asset.registered_on,
                        due=proposed_until(asset, memorandum),
                        hint=str(asset.get_instrument_type_display()),
                    )
                    for asset in without_case[:SHOWN]
                ],
                empty=_("Every eligible asset has a case."),
                total=without_case.count(),
                more_url=reverse("assets:register") + "?stage=none",
            ),
        ],
        shortcuts=[
            Shortcut(_("Register an asset"), reverse("assets:register-asset")),
            Shortcut(_("Record an exchange rate"), reverse("assets:record-rate")),
            Shortcut(_("Record a benchmark fixing"), reverse("assets:record-fixing")),
            Shortcut(_("Record a holiday of the market"), reverse("assets:record-holiday")),
            Shortcut(_("All cases"), reverse("approvals:cases")),
        ],
    )


def approver(user: User) -> HomePage:
    """Valuations that somebody else recorded."""
    valuations = valuations_to_accept().exclude(recorded_by=user).defer("document__content")
    revaluations = [
        Waiting(
            _("Look at the %(revaluation)s and accept it") % {"revaluation": revaluation},
            reverse("assets:accept-revaluation", args=[revaluation.pk]),
            since=revaluation.recorded_on,
            hint=_("Recorded by %(person)s.") % {"person": name_text(revaluation.recorded_by.full_name)},
        )
        for revaluation in revaluations_to_accept().exclude(recorded_by=user)
    ]
    memorandum = Memorandum.objects.first()
    return HomePage(
        groups=[
            Group(
                _("Valuations that wait for your acceptance"),
                revaluations
                + [
                    Waiting(
                        _("Look at the valuation of %(asset)s and accept it")
                        % {"asset": written(valuation.instrument.name)},
                        reverse("assets:accept-valuation", args=[valuation.instrument.number, valuation.pk]),
                        since=valuation.recorded_on,
                        due=proposed_until(valuation.instrument, memorandum),
                        hint=_("Recorded by %(person)s.") % {"person": name_text(valuation.recorded_by.full_name)},
                    )
                    for valuation in valuations[:SHOWN]
                ],
                empty=_("No valuation waits for you."),
                empty_hint=_("A case officer records a valuation; you see it here."),
                total=valuations.count() + len(revaluations),
            )
        ],
        shortcuts=[Shortcut(_("All assets"), reverse("assets:register"))],
    )


def body_officer(user: User) -> HomePage:
    """Decisions of colleagues to confirm, cases that wait for the body, and one's own that wait for a colleague."""
    recorded = (
        SignOff.objects.filter(
            body_id=user.body_code,
            confirmation=None,
            withdrawal=None,
            case__status=CaseStatus.OPEN,
            dossier_digest=F("case__dossier_digest"),
        )
        .select_related("case__memorandum", "case__stage", "recorded_by")
        .order_by("id")
    )
    pending = {signoff.case_id for signoff in recorded}
    waiting = [(case, row) for case, row in cases_waiting_for_body(user.body_code) if case.pk not in pending]
    arrivals = dict(
        _with_arrival(Case.objects.filter(pk__in=[case.pk for case, _row in waiting])).values_list("pk", "arrived_on")
    )
    return HomePage(
        groups=[
            Group(
                _("Decisions of colleagues for you to confirm"),
                [_signoff(signoff) for signoff in recorded if signoff.recorded_by_id != user.pk],
                empty=_("No decision of your body waits for a second officer."),
            ),
            Group(
                _("Cases that wait for your body"),
                oldest_first(
                    Waiting(
                        _("Record your body's decision on %(case)s") % {"case": _title(case)},
                        reverse("approvals:record-signoff", args=[case.reference, user.body_code]),
                        since=arrivals.get(case.pk),
                        due=due_with_stage(case),
                        hint=f"{row.required.get_requirement_display()}. {row.state.label}.",
                    )
                    for case, row in waiting
                ),
                empty=_("No case waits for your body."),
                empty_hint=_("Bodies decide when a case has reached stage 6."),
            ),
            Group(
                _("Recorded by you, waiting for a colleague"),
                [_signoff(signoff) for signoff in recorded if signoff.recorded_by_id == user.pk],
                empty="",
                is_shown_when_empty=False,
            ),
        ],
        shortcuts=[Shortcut(_("All cases"), reverse("approvals:cases"))],
        more={"body": Body.objects.filter(code=user.body_code).first()},
    )


def gate_chair(user: User) -> HomePage:
    """Cases that are ready for a ruling, apart from those that are not."""
    rows = list(before_gates())
    return HomePage(
        groups=[
            ceiling_breach(),
            Group(
                _("Ready for your ruling"),
                ready_for_ruling(rows, page=_ruling_url),
                empty=_("No case has met every criterion of its gate."),
            ),
            Group(
                _("Not ready yet"),
                oldest_first(_missing(row) for row in rows if not row.is_ready),
                empty=_("No other case is open."),
                waits=False,
                more_url=reverse("approvals:cases"),
            ),
        ],
        shortcuts=[Shortcut(_("All cases"), reverse("approvals:cases"))],
    )


def treasury_operator(user: User) -> HomePage:
    """What stopped, orders to release, and cases that wait for an order or a token."""
    placed = (
        MintOrder.objects.filter(status=OrderStatus.PLACED)
        .select_related("case__memorandum", "placed_by")
        .order_by("id")
    )
    past_g5 = Case.objects.filter(
        status=CaseStatus.OPEN,
        pk__in=GateRuling.objects.filter(
            gate_id="G5", outcome=GateOutcome.PASS, dossier_digest=F("case__dossier_digest")
        ).values("case"),
    ).exclude(pk__in=MintOrder.objects.exclude(status=OrderStatus.CANCELLED).values("case"))
    live_token = TokenDeployment.objects.filter(
        case=OuterRef("pk"),
        dossier_digest=OuterRef("dossier_digest"),
        status__in=[DeploymentStatus.REQUESTED, DeploymentStatus.CONFIRMED],
    )
    without_token = Case.objects.filter(~Exists(live_token), status=CaseStatus.OPEN, stage_id=6)
    return HomePage(
        groups=[
            Group(
                _("Stopped, and waiting for a person"),
                [
                    Waiting(
                        operation.order.reference if operation.order else operation.deployment.case.reference,
                        reverse("tokenisation:order", args=[operation.order.reference])
                        if operation.order
                        else reverse("tokenisation:resume-operation", args=[operation.pk]),
                        since=operation.stopped_on,  # type: ignore[attr-defined]
                        due=due_with_stage(operation.deployment.case),
                        hint=operation.attention,
                        tone="alert",
                    )
                    for operation in operations_needing_a_person()[:SHOWN]
                ],
                empty="",
                is_shown_when_empty=False,
            ),
            Group(
                _("Where register and chain differ"),
                breaks_to_explain(),
                empty="",
                is_shown_when_empty=False,
            ),
            Group(
                _("Orders for you to release"),
                [_order(order, "tokenisation:release-order") for order in placed.exclude(placed_by=user)[:SHOWN]],
                empty=_("No order of a colleague waits for its release."),
            ),
            Group(
                _("Placed by you, for a colleague to release"),
                [_order(order, "tokenisation:order") for order in placed.filter(placed_by=user)[:SHOWN]],
                empty="",
                is_shown_when_empty=False,
            ),
            Group(
                _("Past the sign-off gate, without an order"),
                [
                    Waiting(
                        _("Place a mint order for %(case)s") % {"case": _title(case)},
                        reverse("tokenisation:place-order", args=[case.reference]),
                        since=case.arrived_on,
                        due=due_with_stage(case),
                    )
                    for case in _with_arrival(past_g5)[:SHOWN]
                ],
                empty=_("No case waits for an order."),
            ),
            Group(
                _("In stage 6, without a test token"),
                [
                    Waiting(
                        _("Request the test token of %(case)s") % {"case": _title(case)},
                        reverse("tokenisation:request-deployment", args=[case.reference]),
                        since=case.arrived_on,
                        due=due_with_stage(case),
                    )
                    for case in _with_arrival(without_token)[:SHOWN]
                ],
                empty=_("No case waits for its token."),
            ),
        ],
        shortcuts=[
            Shortcut(_("All mint orders"), reverse("tokenisation:orders")),
            Shortcut(_("Test investors"), reverse("tokenisation:investors")),
        ],
    )


def breaks_to_explain() -> list[Waiting]:
    """Disagreements between register and chain, each at its case."""
    return [
        Waiting(
            _title(found.deployment.case),
            case_url(found.deployment.case),
            since=found.found_on,  # type: ignore[attr-defined]
            due=due_with_stage(found.deployment.case),
            hint=f"{found.get_kind_display()}. {found.sentence}",
            tone="stop",
        )
        for found in open_breaks()[:SHOWN]
    ]


def ceiling_breach(*, may_resolve: bool = False) -> Group:
    """A breach of the ceiling that is open: something to do for whoever can resolve it now, else something to know."""
    memorandum = Memorandum.objects.first()
    breach = open_breach(memorandum) if memorandum else None
    items = []
    if memorandum and breach:
        is_within = standing_of(memorandum).is_within
        page = reverse("assets:resolve-breach", args=[breach.pk]) if may_resolve and is_within else ""
        items.append(
            Waiting(
                _("Resolve the breach of the ceiling") if page else str(breach),
                page or reverse("assets:ceiling"),
                since=breach.opened_on,
                hint=_("The value is back within the ceiling. Nothing can be proposed until the breach is resolved.")
                if is_within
                else _("Above it until a case ends or the rate moves back; nothing can be proposed meanwhile."),
                tone="stop",
            )
        )
    return Group(_("The ceiling is breached"), items, empty="", is_shown_when_empty=False, waits=may_resolve)


def ready_for_ruling(rows: Iterable[CaseBeforeGate], *, page: Callable[[CaseBeforeGate], str]) -> list[Waiting]:
    """Cases that have met every criterion of their gate, each with the way to `page`."""
    return oldest_first(
        Waiting(
            _("Rule on %(gate)s of %(case)s") % {"gate": row.gate.code, "case": _title(row.case)},
            page(row),
            since=row.case.arrived_on,  # type: ignore[attr-defined]
            due=due_with_stage(row.case),
            hint=ngettext("Its one criterion is met.", "All %(count)s criteria are met.", len(row.answers))
            % {"count": len(row.answers)},
        )
        for row in rows
        if row.is_ready
    )


def _ruling_url(row: CaseBeforeGate) -> str:
    return reverse("approvals:rule-on-gate", args=[row.case.reference, row.gate.code])


def before_gates() -> Iterator[CaseBeforeGate]:
    """Open cases before their next gate, those furthest on first; evaluating a gate asks the database, so not all."""
    cases = _with_arrival(Case.objects.filter(status=CaseStatus.OPEN)).order_by("-stage", "reference")
    for case in cases[:SHOWN]:
        for gate in gates_to_rule(case):
            yield CaseBeforeGate(case, gate, evaluate_gate(gate, case))


def _with_arrival(cases: "QuerySet[Case]") -> Any:
    """The cases with `arrived_on`, the business date on which they came into their stage."""
    return (
        cases.select_related("stage", "memorandum").annotate(arrived_on=Max("visits__entered_on")).order_by("reference")
    )


def _missing(row: CaseBeforeGate) -> Waiting:
    return Waiting(
        _title(row.case),
        case_url(row.case),
        since=row.case.arrived_on,  # type: ignore[attr-defined]
        due=due_with_stage(row.case),
        hint=ngettext(
            "%(gate)s %(title)s is closed. Not met yet: %(criterion)s.",
            "%(gate)s %(title)s is closed. %(count)s criteria are not met yet, the first of them: %(criterion)s.",
            len(row.missing),
        )
        % {
            "gate": isolated(row.gate.code),
            "title": _(row.gate.title),
            "count": len(row.missing),
            "criterion": _(row.missing[0].criterion.criterion),
        },
    )


def _signoff(signoff: SignOff) -> Waiting:
    return Waiting(
        _("%(decision)s: %(case)s") % {"decision": signoff.get_decision_display(), "case": _title(signoff.case)},
        reverse("approvals:signoff", args=[signoff.case.reference, signoff.pk]),
        since=signoff.recorded_on,
        due=due_with_stage(signoff.case),
        hint=_("Letter %(letter)s, recorded by %(person)s.")
        % {"letter": written(signoff.letter_reference), "person": name_text(signoff.recorded_by.full_name)},
    )


def _order(order: MintOrder, page: str) -> Waiting:
    return Waiting(
        _("%(order)s for %(case)s") % {"order": isolated(order.reference), "case": _title(order.case)},
        reverse(page, args=[order.reference]),
        since=order.placed_on,
        due=due_with_stage(order.case),
        hint=_("Placed by %(person)s.") % {"person": name_text(order.placed_by.full_name)},
    )


def _title(case: Case) -> str:
    return isolated(f"{case.reference} {case.subject_label}")


def case_url(case: Case) -> str:
    return reverse("approvals:case", args=[case.reference])
