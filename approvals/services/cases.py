"""Opening, withdrawing and resuming cases."""

from typing import Any

from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.choices import LIVE_STATUSES, CaseStatus
from approvals.endings import case_has_ended
from approvals.exceptions import InvalidInput, WrongState
from approvals.models import Case, Memorandum, Stage, StageVisit
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.memorandum import lock_memorandum, require_window
from approvals.services.trail import record_event


@act
def open_case(*, actor: Any, subject_key: str, subject_label: str, instrument_type: str) -> Case:
    """Opens a case in stage 1 within the memorandum's window.

    Raises WrongState where the subject has an open case, OutsideMemorandum, NotPermitted.
    The caller holds the memorandum's row lock, which also keeps references gapless.
    """
    require(actor, "open_case", key=subject_key)
    memorandum = Memorandum.objects.select_for_update().get()
    require_window(memorandum, key=subject_key)
    if existing := Case.objects.filter(subject_key=subject_key, status__in=LIVE_STATUSES).first():
        raise WrongState(
            _("%(asset)s already has the open case %(reference)s.")
            % {"asset": subject_label, "reference": existing.reference},
            subject=existing.key,
        )
    today = business_date()
    case = Case.objects.create(
        reference=f"CASE-{Case.objects.count() + 1:04d}",
        memorandum=memorandum,
        subject_key=subject_key,
        subject_label=subject_label,
        instrument_type=instrument_type,
        stage=Stage.objects.get(month=1),
        opened_by=actor,
        opened_on=today,
    )
    StageVisit.objects.create(case=case, stage=case.stage, entered_on=today)
    record_event(actor=actor, verb="case_opened", subject=case.key, label=case, case_key=case.key)
    return case


@act
def withdraw_case(*, actor: Any, case: Case, reason: str) -> Case:
    """Ends a case for good; its room under the ceiling is free again. Raises WrongState for one that has ended."""
    require(actor, "withdraw_case", case, key=case.key)
    lock_memorandum()
    return end_case(actor=actor, case=case, status=CaseStatus.WITHDRAWN, reason=reason)


@act
def resume_case(*, actor: Any, case: Case, reason: str) -> Case:
    """Takes a returned case up again in its stage, with a further visit."""
    require(actor, "resume_case", case, key=case.key)
    case = lock_case(case)
    if case.status != CaseStatus.RETURNED:
        raise WrongState(
            _("%(case)s is not returned, so there is nothing to resume.") % {"case": case}, subject=case.key
        )
    require_window(case.memorandum, key=case.key)
    case.status, case.status_reason = CaseStatus.OPEN, reason
    case.save(update_fields=["status", "status_reason"])
    StageVisit.objects.create(case=case, stage=case.stage, entered_on=business_date())
    record_event(
        actor=actor, verb="case_resumed", subject=case.key, label=case, case_key=case.key, data={"reason": reason}
    )
    return case


@act
def end_case(*, actor: Any, case: Case, status: CaseStatus, reason: str, conclusion: str = "") -> Case:
    """Sets a final status and closes the visit; raises WrongState for an ended case.

    Callers have asked the rules and hold the memorandum's row lock, since the case gives its room back.
    """
    if not reason.strip():
        raise InvalidInput(_("Say why in a sentence; others will read it later."), subject=case.key)
    case = lock_case(case)
    if case.status not in LIVE_STATUSES:
        raise WrongState(
            _("%(case)s has ended (%(status)s) and stays so.") % {"case": case, "status": case.get_status_display()},
            subject=case.key,
        )
    case.status, case.status_reason, case.conclusion = status, reason, conclusion
    case.save(update_fields=["status", "status_reason", "conclusion"])
    leave_stage(case, outcome=status)
    record_event(
        actor=actor,
        verb=f"case_{status.value}",
        subject=case.key,
        label=case,
        case_key=case.key,
        data={"reason": reason, "conclusion": conclusion},
    )
    case_has_ended(actor, case)
    return case


def lock_case(case: Case) -> Case:
    """The case's row, locked until the end of the transaction: gates, sign-offs and signing all meet here."""
    return (
        Case.objects.select_for_update(no_key=True, of=("self",)).select_related("memorandum", "stage").get(pk=case.pk)
    )


def require_open(case: Case) -> None:
    """Raises WrongState unless the case is open."""
    if case.status != CaseStatus.OPEN:
        raise WrongState(
            _("%(case)s is not open but %(status)s, so nothing in it can change.")
            % {"case": case, "status": case.get_status_display()},
            subject=case.key,
        )


def leave_stage(case: Case, *, outcome: str) -> None:
    """Closes the running visit, if there is one."""
    StageVisit.objects.filter(case=case, left_on=None).update(left_on=business_date(), outcome=outcome)
