"""Is this the paper that was approved? Answered from the record for one SHA-256, and with one of three words.

A paper is *approved* while three things hold together:

- the dossier in force of a case names it and no newer version of it, or it is the letter of a decision that counts on
  that dossier;
- the chair ruled that the sign-off gate passed on this very dossier, and the case neither was returned nor ended without
  the committee's approval;
- every required sign-off still stands today (confirmed, not withdrawn, not expired), and no condition precedent is open.

It was *once approved* where the gate passed on a dossier that named it, or with a decision whose letter it is, and one of
these holds no longer: the dossier changed, a newer version took its place, a decision fell, the case ended.

Everything else is not known: papers of other cases, of attestations, of decisions that reject, and what was never seen.
The dossier names the papers of every app by its registered sections, so no app need be asked here.
"""

from enum import Enum

from approvals.choices import APPROVING_DECISIONS, CaseStatus, Conclusion, Decision, GateOutcome
from approvals.models import Case, DossierPaper, GateRuling, SignOff
from approvals.selectors import open_conditions_precedent, passed_gates, standing_of_signoffs

#: The gate that passes on the bodies' decisions.
SIGN_OFF_GATE = "G5"
#: Decisions that can count for a dossier; a body that answers that it is not concerned has answered.
_COUNTING = (*APPROVING_DECISIONS, Decision.NOT_APPLICABLE)
#: How the committee may have concluded, if it has; anything else ends what the bodies approved.
_CONCLUSIONS = ("", Conclusion.PILOT_APPROVED, Conclusion.CONDITIONAL)


class PaperStanding(Enum):
    """What the public is told, and nothing besides."""

    APPROVED = "approved"
    ONCE_APPROVED = "once_approved"
    NOT_KNOWN = "not_known"


def standing_of_paper(sha256: str) -> PaperStanding:
    """How the paper with these bytes stands on the business date."""
    named = list(
        DossierPaper.objects.filter(sha256=sha256).select_related("dossier__case__stage").defer("dossier__content")
    )
    letters = list(
        SignOff.objects.filter(
            document__sha256=sha256, decision__in=_COUNTING, confirmation__isnull=False
        ).select_related("case", "case__stage")
    )
    passed = set(
        GateRuling.objects.filter(
            gate=SIGN_OFF_GATE,
            outcome=GateOutcome.PASS,
            # No case has the number 0: with it the database is asked whether or not the study has such a paper.
            case__in={0, *(one.dossier.case_id for one in named), *(letter.case_id for letter in letters)},
        ).values_list("case_id", "dossier_digest")
    )
    named = [one for one in named if (one.dossier.case_id, one.dossier.digest) in passed]
    letters = [letter for letter in letters if (letter.case_id, letter.dossier_digest) in passed]
    cases = {one.dossier.case for one in named} | {letter.case for letter in letters}
    in_force = {case: signoffs_in_force(case) for case in cases}
    if any(
        in_force[one.dossier.case] and one.dossier.digest == one.dossier.case.dossier_digest and not one.is_replaced
        for one in named
    ):
        return PaperStanding.APPROVED
    if any(letter.pk in in_force[letter.case] for letter in letters):
        return PaperStanding.APPROVED
    return PaperStanding.ONCE_APPROVED if named or letters else PaperStanding.NOT_KNOWN


def signoffs_in_force(case: Case) -> set[int]:
    """The sign-offs by which the dossier in force of a case is approved today; none where it is not approved."""
    if case.status not in (CaseStatus.OPEN, CaseStatus.CLOSED) or case.conclusion not in _CONCLUSIONS:
        return set()
    if SIGN_OFF_GATE not in passed_gates(case):
        return set()
    rows = standing_of_signoffs(case)
    if not all(row.satisfied for row in rows) or open_conditions_precedent(case).exists():
        return set()
    return {row.signoff.pk for row in rows if row.signoff is not None}
