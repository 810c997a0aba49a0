"""How a case's seven gates read on a page."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from approvals.choices import CaseStatus, CriterionProof, CriterionScope
from approvals.models import Case, Gate, GateCriterion


@dataclass(frozen=True)
class GateState:
    """One gate of the line: `passed`, `here` (the one to be ruled on), `later` or `ended`."""

    gate: Gate
    state: str
    label: Any


def gate_line(case: Case, gates: list[Gate], passed: set[str], next_gate: Gate | None) -> list[GateState]:
    """Every gate in order, with how it stands for the case."""
    return [_state(case, gate, passed, next_gate) for gate in gates]


def _state(case: Case, gate: Gate, passed: set[str], next_gate: Gate | None) -> GateState:
    if gate.code in passed:
        return GateState(gate, "passed", _("Passed"))
    if next_gate is not None and gate.code == next_gate.code:
        return GateState(gate, "here", _("Stands before this gate"))
    if case.status in (CaseStatus.OPEN, CaseStatus.RETURNED):
        return GateState(gate, "later", _("Later"))
    return GateState(gate, "ended", _("Not reached"))


def opener_of(criterion: GateCriterion) -> Any:
    """Who can make a criterion met, in words."""
    if criterion.proof == CriterionProof.ATTESTED:
        if criterion.scope == CriterionScope.CASE:
            return _("The case officer or the programme lead attests it with a paper")
        return _("The programme lead attests it with a paper, for all cases concerned")
    by_app = {
        "approvals": _("The bodies that sign, each by its own two officers"),
        "assets": _("The case officer, through the asset's entry in the register"),
        "tokenisation": _("A treasury operator, through the token and the chain"),
    }
    return by_app.get(criterion.owner_app, _("Computed from the record"))
