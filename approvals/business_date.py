"""Which day it is for the rules of the study.

Karachi's calendar date, except in a rehearsal, which sets its own. Trail, sign-ins and blocks keep the wall clock.
"""

import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.exceptions import WrongState
from approvals.models.rehearsal import Rehearsal

KARACHI = ZoneInfo("Asia/Karachi")


def business_date() -> datetime.date:
    """Today's date for every business rule. Raises WrongState for a rehearsal's database where the settings refuse one."""
    rehearsal = _rehearsal()
    return rehearsal.business_date if rehearsal else timezone.localdate(timezone=KARACHI)


def working_days(since: datetime.date) -> int:
    """Mondays to Fridays after `since` up to today; public holidays are not taken out."""
    days = (business_date() - since).days
    return sum((since + datetime.timedelta(days=number)).weekday() < 5 for number in range(1, days + 1))


def is_rehearsal() -> bool:
    """Whether this database was created as a rehearsal."""
    return _rehearsal() is not None


def _rehearsal() -> Rehearsal | None:
    rehearsal = Rehearsal.objects.only("business_date").first()
    if rehearsal is not None and not settings.REHEARSAL_ALLOWED:
        raise WrongState(
            _("This database was created as a rehearsal; these settings refuse it. Name another database.")
        )
    return rehearsal
