"""Reading the ceiling at every act that moves it, and resolving a breach."""

from typing import Any

from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.exceptions import InvalidInput, WrongState
from approvals.models import Case, Memorandum
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.memorandum import lock_memorandum
from approvals.services.trail import record_event
from approvals.wording import amount_text
from assets.ceiling import open_breach, standing_of
from assets.choices import CeilingCause
from assets.models import CeilingBreach, CeilingReading, CeilingResolution


def take_reading(
    *, actor: Any, memorandum: Memorandum, cause: CeilingCause, case: Case | None = None
) -> CeilingReading:
    """Keeps the figures as an act has left them, and records a breach where they are above the ceiling.

    Part of an act; the caller holds the memorandum's row lock, so that readings follow one another as the acts did.
    """
    standing = standing_of(memorandum)
    today = business_date()
    reading = CeilingReading.objects.create(
        memorandum=memorandum,
        cause=cause,
        case=case,
        exchange_rate=standing.rate,
        in_use_usd=standing.in_use_usd,
        at_latest_rate_usd=standing.at_latest_rate_usd,
        ceiling_usd=standing.ceiling_usd,
        headroom_usd=standing.headroom_usd,
        taken_by=actor,
        taken_on=today,
    )
    if not standing.is_within and open_breach(memorandum) is None:
        breach = CeilingBreach.objects.create(memorandum=memorandum, reading=reading, opened_on=today)
        _record(actor, "ceiling_breached", breach, reading, {})
    return reading


@act
def resolve_ceiling_breach(*, actor: Any, breach: CeilingBreach, reason: str) -> CeilingResolution:
    """Closes a breach once the value is back within the ceiling; from then on assets can be proposed again.

    Raises InvalidInput without a reason, WrongState for a breach that is resolved or a value still above, NotPermitted.
    """
    key = breach.memorandum.key
    require(actor, "resolve_ceiling_breach", breach, key=key)
    if not reason.strip():
        raise InvalidInput(_("Say in a sentence what brought the value back and why that will last."), subject=key)
    memorandum = lock_memorandum()
    if memorandum is None or open_breach(memorandum) != breach:
        raise WrongState(_("This breach is resolved already."), subject=key)
    standing = standing_of(memorandum)
    if not standing.is_within:
        raise WrongState(
            _(
                "At the latest rate %(value)s is in use, still above the ceiling of %(ceiling)s. The breach can be "
                "resolved once a case has ended or a recorded rate brings the value back within the ceiling."
            )
            % {
                "value": amount_text(standing.at_latest_rate_usd, "USD"),
                "ceiling": amount_text(standing.ceiling_usd, "USD"),
            },
            subject=key,
        )
    reading = take_reading(actor=actor, memorandum=memorandum, cause=CeilingCause.RESOLUTION)
    resolution = CeilingResolution.objects.create(
        breach=breach, reading=reading, reason=reason.strip(), resolved_by=actor, resolved_on=business_date()
    )
    _record(actor, "ceiling_breach_resolved", breach, reading, {"reason": reason.strip()})
    return resolution


def _record(actor: Any, verb: str, breach: CeilingBreach, reading: CeilingReading, data: dict[str, str]) -> None:
    record_event(
        actor=actor,
        verb=verb,
        subject=breach.memorandum.key,
        label=breach,
        case_key=reading.case.key if reading.case else "",
        data={
            "breach": breach.pk,
            "reading": reading.pk,
            "in_use_usd": str(reading.in_use_usd),
            "at_latest_rate_usd": str(reading.at_latest_rate_usd),
            "ceiling_usd": str(reading.ceiling_usd),
            "rate": str(reading.exchange_rate.rate) if reading.exchange_rate else "",
        }
        | data,
    )
