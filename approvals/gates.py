"""Answers to the gates' criteria.

A computed criterion is a function that the owning app registers by the criterion's code; an attested one is a named
person's answer with a paper. A criterion without an answer is closed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from approvals.choices import CriterionProof, CriterionScope
from approvals.models import Attestation, Case, Gate, GateCriterion
from approvals.wording import date_text, name_text, written


@dataclass(frozen=True)
class Answer:
    """Whether a criterion is met, and why, in a sentence."""

    met: bool
    reason: str


@dataclass(frozen=True)
class CriterionAnswer:
    """A criterion with its answer for one case."""

    criterion: GateCriterion
    met: bool
    reason: str


CriterionFunction = Callable[[Case], Answer]

_functions: dict[str, CriterionFunction] = {}


def computed_criterion(code: str) -> Callable[[CriterionFunction], CriterionFunction]:
    """Registers the function that answers a computed criterion."""

    def register(function: CriterionFunction) -> CriterionFunction:
        if code in _functions:
            raise ValueError(f"The criterion {code} is answered twice.")
        _functions[code] = function
        return function

    return register


def has_function(code: str) -> bool:
    """Whether an app answers this computed criterion."""
    return code in _functions


def scope_key(criterion: GateCriterion, case: Case) -> str:
    """The key under which a criterion's attestation is shared: by all cases, by those of a kind, or by none."""
    if criterion.scope == CriterionScope.PROGRAMME:
        return "programme"
    if criterion.scope == CriterionScope.CLASS:
        return f"class:{case.instrument_type}"
    return case.key


def evaluate_gate(gate: Gate, case: Case) -> list[CriterionAnswer]:
    """Every criterion of the gate, answered for the case as the record stands now."""
    return [
        CriterionAnswer(criterion, answer.met, answer.reason)
        for criterion in gate.criteria.all()
        for answer in [_answer(criterion, case)]
    ]


def _answer(criterion: GateCriterion, case: Case) -> Answer:
    if criterion.proof == CriterionProof.COMPUTED:
        function = _functions.get(criterion.code)
        if function is None:
            return Answer(False, _("No part of the portal answers this criterion, so it stays closed."))
        return function(case)
    attestation = (
        Attestation.objects.filter(criterion=criterion, scope_key=scope_key(criterion, case))
        .select_related("attested_by", "document")
        .defer("document__content")
        .last()
    )
    if attestation is None:
        return Answer(False, _("Nobody has attested this yet."))
    return Answer(
        attestation.met,
        _("%(statement)s (attested by %(person)s on %(date)s with “%(document)s”)")
        % {
            "statement": written(attestation.statement),
            "person": written(name_text(attestation.attested_by.get_full_name())),
            "date": date_text(attestation.attested_on),
            "document": written(attestation.document.title),
        },
    )
