"""The fixed words of the rule book."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does in the study. One person has one role, and an adviser never an official one."""

    CASE_OFFICER = "case_officer", _("Case officer")
    APPROVER = "approver", _("Approver")
    TREASURY_OPERATOR = "treasury_operator", _("Treasury operator")
    PROGRAMME_LEAD = "programme_lead", _("Programme lead")
    GATE_CHAIR = "gate_chair", _("Chair of the gates")
    BODY_OFFICER = "body_officer", _("Officer of a body")
    ADVISER = "adviser", _("Adviser")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class CaseStatus(models.TextChoices):
    """Where a case stands. `open` is the only status in which anything can advance or be minted."""

    OPEN = "open", _("Open")
    RETURNED = "returned", _("Returned")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NOT_ELIGIBLE = "not_eligible", _("Not eligible")
    REJECTED = "rejected", _("Rejected")
    CLOSED = "closed", _("Closed")


#: A case in one of these still takes room under the ceiling and keeps its subject from a second case.
LIVE_STATUSES = (CaseStatus.OPEN, CaseStatus.RETURNED)


class Conclusion(models.TextChoices):
    """How the steering committee decided at gate G6."""

    PILOT_APPROVED = "pilot_approved", _("Pilot approved")
    CONDITIONAL = "conditional", _("Conditional")
    DEFERRED = "deferred", _("Deferred")
    REJECTED = "rejected", _("Rejected")


class Tier(models.TextChoices):
    """For what a sign-off is needed. Real issuance is shown and never acted on."""

    TEST_MINT = "test_mint", _("Test mint")
    REAL_ISSUANCE = "real_issuance", _("Real issuance")


class Requirement(models.TextChoices):
    """What a body's answer must be."""

    MUST_APPROVE = "must_approve", _("Must approve")
    MUST_ANSWER = "must_answer", _("Must answer")


class Decision(models.TextChoices):
    """What a body decided."""

    APPROVE = "approve", _("Approved")
    APPROVE_WITH_CONDITIONS = "approve_with_conditions", _("Approved with conditions")
    RETURN = "return", _("Returned")
    REJECT = "reject", _("Rejected")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")


APPROVING_DECISIONS = (Decision.APPROVE, Decision.APPROVE_WITH_CONDITIONS)


class SignOffState(models.TextChoices):
    """How a required sign-off stands today, derived from what was recorded and never stored."""

    MISSING = "missing", _("Waiting")
    AWAITING_CONFIRMATION = "awaiting_confirmation", _("Recorded, to be confirmed")
    LIVE = "live", _("In force")
    REJECTED = "rejected", _("Rejected")
    RETURNED = "returned", _("Returned")
    VOID = "void", _("Void: the dossier changed")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class CriterionScope(models.TextChoices):
    """Whether a criterion is answered once for the study, once for each kind of asset, or for each case."""

    PROGRAMME = "programme", _("Programme")
    CLASS = "class", _("Kind of asset")
    CASE = "case", _("Case")


class CriterionProof(models.TextChoices):
    """Whether a criterion is computed from the record or attested by a named person with a document."""

    COMPUTED = "computed", _("Computed")
    ATTESTED = "attested", _("Attested")


class PaperKind(models.TextChoices):
    """What a paper was stored for. A newer version is of the same kind as the one it replaces."""

    EVIDENCE = "evidence", _("Evidence paper")
    ASSET = "asset", _("Paper of an asset")
    VALUATION = "valuation", _("Source of a valuation")
    LEGAL_FACT = "legal_fact", _("Proof of a legal fact")
    ATTESTATION = "attestation", _("Proof of a criterion")
    DECISION = "decision", _("Letter of a decision")
    CONDITION = "condition", _("Proof that a condition is met")


class ScanOutcome(models.TextChoices):
    """What a scanner said about a paper. A refused one is never stored."""

    NOT_SCANNED = "not_scanned", _("Not scanned")
    CLEAN = "clean", _("Nothing found")
    REFUSED = "refused", _("Refused by the scanner")
    UNAVAILABLE = "unavailable", _("The scanner did not answer")


class GateOutcome(models.TextChoices):
    """How the chair ruled."""

    PASS = "pass", _("Passed")
    RETURN = "return", _("Returned")
    STOP = "stop", _("Stopped")
