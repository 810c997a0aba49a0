"""Recording, confirming and withdrawing what a body decided.

Each of these locks the case's row first, the same row that signing a mint locks: a late rejection and a release can
never both win.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.choices import Decision
from approvals.exceptions import InvalidInput, SamePerson, WrongState
from approvals.models import (
    Body,
    Case,
    ConditionClosure,
    Document,
    RequiredSignOff,
    SignOff,
    SignOffCondition,
    SignOffConfirmation,
    SignOffWithdrawal,
)
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.cases import lock_case, require_open
from approvals.services.memorandum import require_window
from approvals.services.trail import record_event
from approvals.wording import date_text

#: The stage in which the bodies decide.
SIGN_OFF_STAGE = 6


@act
def record_signoff(
    *,
    actor: Any,
    case: Case,
    body: Body,
    dossier_digest: str,
    decision: Decision,
    legal_basis: str,
    letter_reference: str,
    document: Document,
    decided_on: datetime.date,
    reason: str = "",
    valid_until: datetime.date | None = None,
    conditions: Sequence[str] = (),
) -> SignOff:
    """Records a body's decision on the dossier that the officer read; it counts once a colleague confirms it.

    Raises WrongState on an old digest or outside stage 6, InvalidInput for impossible dates, a letter used before or
    a missing reason, NotPermitted for anybody but an officer of the body.
    """
    require(actor, "record_signoff", body.code, key=case.key)
    case = lock_case(case)
    require_open(case)
    require_window(case.memorandum, key=case.key)
    _require_decidable(case, body, dossier_digest)
    _require_sound(case, body, decision, letter_reference, decided_on, reason, valid_until, conditions)
    signoff = SignOff.objects.create(
        case=case,
        body=body,
        dossier_digest=dossier_digest,
        decision=decision,
        reason=reason.strip(),
        legal_basis=legal_basis,
        letter_reference=letter_reference.strip(),
        document=document,
        decided_on=decided_on,
        valid_until=valid_until,
        recorded_by=actor,
        recorded_on=business_date(),
    )
    for text in conditions:
        SignOffCondition.objects.create(signoff=signoff, text=text)
    _record(actor, "signoff_recorded", signoff, {"conditions": list(conditions), "document": document.sha256})
    return signoff


@act
def confirm_signoff(*, actor: Any, signoff: SignOff) -> SignOffConfirmation:
    """A second officer of the same body confirms; from now on the decision counts. Raises SamePerson for the recorder."""
    require(actor, "record_signoff", signoff.body_id, key=signoff.case.key)
    case = lock_case(signoff.case)
    require_open(case)
    if signoff.recorded_by_id == actor.pk:
        raise SamePerson(
            _("You recorded this decision yourself; a colleague of %(body)s must confirm it.") % {"body": signoff.body},
            subject=case.key,
        )
    _require_decidable(case, signoff.body, signoff.dossier_digest)
    if SignOffConfirmation.objects.filter(signoff=signoff).exists():
        raise WrongState(_("This decision is confirmed already."), subject=case.key)
    if SignOffWithdrawal.objects.filter(signoff=signoff).exists():
        raise WrongState(_("This decision was withdrawn before it was confirmed."), subject=case.key)
    if SignOff.objects.filter(case=case, body_id=signoff.body_id, pk__gt=signoff.pk).exists():
        raise WrongState(
            _("%(body)s has recorded a later decision on this case. Confirm that one, or record this one anew.")
            % {"body": signoff.body},
            subject=case.key,
        )
    confirmation = SignOffConfirmation.objects.create(signoff=signoff, confirmed_by=actor, confirmed_on=business_date())
    _record(actor, "signoff_confirmed", signoff, {})
    return confirmation


@act
def withdraw_signoff(*, actor: Any, signoff: SignOff, reason: str) -> SignOffWithdrawal:
    """A body takes its decision back, at any time; the sign-off gate is closed again at once."""
    require(actor, "record_signoff", signoff.body_id, key=signoff.case.key)
    case = lock_case(signoff.case)
    if not reason.strip():
        raise InvalidInput(_("Say why the decision is withdrawn."), subject=case.key)
    if SignOffWithdrawal.objects.filter(signoff=signoff).exists():
        raise WrongState(_("This decision is withdrawn already."), subject=case.key)
    withdrawal = SignOffWithdrawal.objects.create(
        signoff=signoff, reason=reason.strip(), withdrawn_by=actor, withdrawn_on=business_date()
    )
    _record(actor, "signoff_withdrawn", signoff, {"reason": reason.strip()})
    return withdrawal


@act
def close_condition(*, actor: Any, condition: SignOffCondition, document: Document) -> ConditionClosure:
    """An officer of the body that set the condition accepts the evidence that it is met."""
    signoff = condition.signoff
    require(actor, "record_signoff", signoff.body_id, key=signoff.case.key)
    lock_case(signoff.case)
    if ConditionClosure.objects.filter(condition=condition).exists():
        raise WrongState(_("This condition is closed already."), subject=signoff.case.key)
    closure = ConditionClosure.objects.create(
        condition=condition, document=document, closed_by=actor, closed_on=business_date()
    )
    _record(actor, "condition_closed", signoff, {"condition": condition.text, "document": document.sha256})
    return closure


def _require_decidable(case: Case, body: Body, dossier_digest: str) -> None:
    if case.stage_id != SIGN_OFF_STAGE:
        raise WrongState(
            _("%(case)s is in stage %(stage)s; the bodies decide in stage %(decide)s.")
            % {"case": case, "stage": case.stage_id, "decide": SIGN_OFF_STAGE},
            subject=case.key,
        )
    if dossier_digest != case.dossier_digest:
        raise WrongState(
            _("The dossier changed since you read it (it was %(old)s, it is %(new)s). Read it again, then decide.")
            % {"old": dossier_digest[:12], "new": case.dossier_digest[:12]},
            subject=case.key,
        )
    if not RequiredSignOff.objects.filter(instrument_type=case.instrument_type, body=body).exists():
        raise InvalidInput(
            _("%(body)s is not among the bodies that decide on this kind of asset.") % {"body": body}, subject=case.key
        )


def _require_sound(
    case: Case,
    body: Body,
    decision: Decision,
    letter_reference: str,
    decided_on: datetime.date,
    reason: str,
    valid_until: datetime.date | None,
    conditions: Sequence[str],
) -> None:
    today = business_date()
    if not letter_reference.strip():
        raise InvalidInput(_("Give the reference of the body's letter."), subject=case.key)
    if SignOff.objects.filter(body=body, letter_reference=letter_reference.strip()).exists():
        raise InvalidInput(
            _("The letter %(reference)s of this body is recorded already.") % {"reference": letter_reference.strip()},
            subject=case.key,
        )
    if decided_on > today or decided_on < case.opened_on:
        raise InvalidInput(
            _(
                "The decision is dated %(date)s; it must lie between the opening of the case (%(opened)s) and today (%(today)s)."
            )
            % {"date": date_text(decided_on), "opened": date_text(case.opened_on), "today": date_text(today)},
            subject=case.key,
        )
    if valid_until is not None and valid_until < today:
        raise InvalidInput(_("A decision that has expired already cannot be recorded."), subject=case.key)
    if decision in (Decision.REJECT, Decision.RETURN, Decision.NOT_APPLICABLE) and not reason.strip():
        raise InvalidInput(_("This decision needs its reason."), subject=case.key)
    if (decision == Decision.APPROVE_WITH_CONDITIONS) != bool(conditions):
        raise InvalidInput(_("An approval with conditions names them; any other decision has none."), subject=case.key)


def _record(actor: Any, verb: str, signoff: SignOff, data: dict[str, Any]) -> None:
    record_event(
        actor=actor,
        verb=verb,
        subject=f"signoff:{signoff.pk}",
        label=format_lazy("{}: {}", signoff.body.name, Decision(signoff.decision).label),
        case_key=signoff.case.key,
        data={
            "body": signoff.body_id,
            "decision": signoff.decision,
            "digest": signoff.dossier_digest,
            "letter": signoff.letter_reference,
        }
        | data,
    )
