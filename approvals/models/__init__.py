"""The records of the rule book, one noun each."""

from approvals.models.audit import AuditEvent
from approvals.models.base import AddOnlyModel
from approvals.models.body import Body, RequiredSignOff
from approvals.models.case import Attestation, Case, Dossier, DossierPaper, GateRuling, StageVisit
from approvals.models.document import Document
from approvals.models.draft import Draft, DraftPaper
from approvals.models.memorandum import Memorandum
from approvals.models.plan import Gate, GateCriterion, Stage
from approvals.models.rehearsal import Rehearsal
from approvals.models.signoff import (
    ConditionClosure,
    SignOff,
    SignOffCondition,
    SignOffConfirmation,
    SignOffWithdrawal,
)

__all__ = [
    "AddOnlyModel",
    "Attestation",
    "AuditEvent",
    "Body",
    "Case",
    "ConditionClosure",
    "Document",
    "Dossier",
    "DossierPaper",
    "Draft",
    "DraftPaper",
    "Gate",
    "GateCriterion",
    "GateRuling",
    "Memorandum",
    "Rehearsal",
    "RequiredSignOff",
    "SignOff",
    "SignOffCondition",
    "SignOffConfirmation",
    "SignOffWithdrawal",
    "Stage",
    "StageVisit",
]
