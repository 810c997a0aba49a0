"""Recording the holidays of the market, and cancelling one that was recorded wrongly."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.exceptions import InvalidInput, WrongState
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.trail import record_event
from approvals.wording import date_text
from assets.models import Holiday, HolidayCancellation


@act
def record_holiday(*, actor: Any, on_date: datetime.date, name: str, source: str) -> Holiday:
    """Records a day, past or to come, on which the market makes no payments.

    Raises InvalidInput without a name or a source in a few words, or for a day that has a holiday in force; NotPermitted.
    """
    require(actor, "record_holiday")
    name, source = name.strip(), source.strip()
    if not 0 < len(name) <= (Holiday._meta.get_field("name").max_length or 0):
        raise InvalidInput(_("Name the holiday in a few words."))
    if not 0 < len(source) <= (Holiday._meta.get_field("source").max_length or 0):
        raise InvalidInput(_("Name who announced the holiday in a few words."))
    try:
        with transaction.atomic():
            recorded = Holiday.objects.create(
                on_date=on_date, name=name, source=source, recorded_by=actor, recorded_on=business_date()
            )
    except IntegrityError as error:
        raise InvalidInput(
            _("%(date)s is a holiday already. Where its name or source is wrong, cancel it first.")
            % {"date": date_text(on_date)}
        ) from error
    _record(actor, "holiday_recorded", recorded, {"name": name, "source": source})
    return recorded


@act
def cancel_holiday(*, actor: Any, holiday: Holiday, reason: str) -> HolidayCancellation:
    """Takes a holiday out of the calendar; it stays readable, and its day can be recorded anew.

    Raises InvalidInput without a reason, WrongState for one that is cancelled already, NotPermitted.
    """
    key = holiday.key
    require(actor, "cancel_holiday", holiday, key=key)
    reason = reason.strip()
    if not reason:
        raise InvalidInput(_("Say in a sentence why the market is open on that day."), subject=key)
    try:
        with transaction.atomic():
            cancellation = HolidayCancellation.objects.create(
                holiday=holiday, reason=reason, cancelled_by=actor, cancelled_on=business_date()
            )
    except IntegrityError as error:
        raise WrongState(_("This holiday is cancelled already."), subject=key) from error
    _record(actor, "holiday_cancelled", holiday, {"reason": reason})
    return cancellation


def _record(actor: Any, verb: str, holiday: Holiday, data: dict[str, str]) -> None:
    data = {"on_date": holiday.on_date.isoformat()} | data
    record_event(actor=actor, verb=verb, subject=holiday.key, label=holiday, data=data)
