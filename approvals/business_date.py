"""Which day it is for the rules of the study.

Karachi's calendar date, except in a rehearsal, which sets its own. Trail, sign-ins and blocks keep the wall clock.
"""

import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from approvals.models.rehearsal import Rehearsal

KARACHI = ZoneInfo("Asia/Karachi")


def business_date() -> datetime.date:
    """Today's date for every business rule."""
    rehearsal = Rehearsal.objects.only("business_date").first()
    return rehearsal.business_date if rehearsal else timezone.localdate(timezone=KARACHI)


def is_rehearsal() -> bool:
    """Whether this database was created as a rehearsal."""
    return Rehearsal.objects.exists()
