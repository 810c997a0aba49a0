"""Creating a rehearsal and moving its date."""

import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from approvals.exceptions import InvalidInput, WrongState
from approvals.models import AuditEvent, Rehearsal
from approvals.services.acts import act
from approvals.services.trail import record_event
from approvals.wording import date_text


@act
def create_rehearsal(*, start: datetime.date) -> Rehearsal:
    """Makes this empty database a rehearsal that begins on `start`. Raises WrongState in one that is in use."""
    if not settings.REHEARSAL_ALLOWED:
        raise WrongState(_("These settings refuse rehearsals. Use a database and settings made for a demo."))
    if Rehearsal.objects.exists() or AuditEvent.objects.exists():
        raise WrongState(_("This database is already in use, so it cannot become a rehearsal. Create an empty one."))
    rehearsal = Rehearsal.objects.create(business_date=start)
    record_event(
        actor=None,
        verb="rehearsal_created",
        subject="rehearsal:1",
        label=rehearsal,
        data={"business_date": start.isoformat()},
    )
    return rehearsal


@act
def advance_business_date(*, to: datetime.date) -> datetime.date:
    """Moves the rehearsal's date forward to `to`; the same date again changes nothing.

    Raises WrongState outside a rehearsal and InvalidInput for a date in its past.
    """
    rehearsal = Rehearsal.objects.select_for_update().first()
    if rehearsal is None:
        raise WrongState(_("The business date can be set in a rehearsal only; elsewhere it is the calendar's."))
    if to < rehearsal.business_date:
        raise InvalidInput(
            _("The business date is %(now)s and moves forward only, so it cannot become %(then)s.")
            % {"now": date_text(rehearsal.business_date), "then": date_text(to)}
        )
    if to > rehearsal.business_date:
        rehearsal.business_date = to
        rehearsal.save(update_fields=["business_date"])
        record_event(
            actor=None,
            verb="business_date_advanced",
            subject="rehearsal:1",
            label=rehearsal,
            data={"business_date": to.isoformat()},
        )
    return to
