"""What a security pays and when, as its page shows it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from approvals.exceptions import InvalidInput
from assets.calendars import market_calendar
from assets.conventions.business_days import Rolling
from assets.conventions.cash_flows import CashFlow, Kind, cash_flows, totals
from assets.models import Instrument
from assets.security_terms import computing, terms_of
from assets.selectors import fixings_until


@dataclass(frozen=True)
class Payments:
    """The payments of a security with their totals by kind, or why they cannot be computed.

    `not_before` is set for a floater whose first periods lie before the first known fixing: it is the day from which
    payments are shown.
    """

    flows: tuple[CashFlow, ...] = ()
    totals: Mapping[Kind, Decimal] = field(default_factory=dict)
    not_before: datetime.date | None = None
    why_none: str = ""


def payments_of(instrument: Instrument, today: datetime.date) -> Payments:
    """The payments as they are known today: floating rates that are not fixed yet are projected from the last fixing."""
    try:
        terms = terms_of(instrument, fixings=fixings_until(today), as_at=today)
        rolling = Rolling(instrument.security.business_day_convention or Rolling.UNADJUSTED)
        known_from = min((reset.start for reset in terms.resets), default=terms.issue_date)
        is_cut = known_from > terms.issue_date
        with computing(instrument):
            flows = cash_flows(terms, after=known_from if is_cut else None, calendar=market_calendar(), rolling=rolling)
    except InvalidInput as refusal:
        return Payments(why_none=refusal.message)
    return Payments(flows, totals(flows), known_from if is_cut else None)
