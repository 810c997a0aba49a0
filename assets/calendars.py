"""The market's calendar, as the record has it."""

from assets.conventions.business_days import Calendar
from assets.models import Holiday


def market_calendar() -> Calendar:
    """Saturdays, Sundays and the holidays in force, in one query."""
    return Calendar(holidays=frozenset(Holiday.in_force().values_list("on_date", flat=True)))
