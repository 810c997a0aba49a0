"""Finding that an asset may not be studied."""

from typing import Any

from django.utils.translation import gettext as _

from approvals.choices import CaseStatus
from approvals.exceptions import InvalidInput, WrongState
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.cases import end_case
from approvals.services.memorandum import lock_memorandum
from approvals.services.trail import record_event
from assets.choices import Eligibility
from assets.models import Instrument
from assets.selectors import live_case
from assets.services.locks import lock_instrument


@act
def find_not_eligible(*, actor: Any, instrument: Instrument, reason: str) -> Instrument:
    """Closes the study to an asset for good; its live case ends and its room under the ceiling is free again.

    Raises InvalidInput without a reason, WrongState for an asset that was found so before, NotPermitted.
    """
    require(actor, "find_not_eligible", instrument, key=instrument.key)
    if not reason.strip():
        raise InvalidInput(_("Say in a sentence why the asset is not eligible."), subject=instrument.key)
    lock_memorandum()
    instrument = lock_instrument(instrument)
    if instrument.eligibility == Eligibility.NOT_ELIGIBLE:
        raise WrongState(_("%(asset)s was found not eligible before.") % {"asset": instrument}, subject=instrument.key)
    case = live_case(instrument)
    instrument.eligibility, instrument.eligibility_reason = Eligibility.NOT_ELIGIBLE, reason.strip()
    instrument.version += 1
    instrument.save(update_fields=["eligibility", "eligibility_reason", "version"])
    record_event(
        actor=actor,
        verb="instrument_found_not_eligible",
        subject=instrument.key,
        label=instrument.name,
        case_key=case.key if case else "",
        data={"reason": reason.strip()},
    )
    if case:
        end_case(actor=actor, case=case, status=CaseStatus.NOT_ELIGIBLE, reason=reason)
    return instrument
