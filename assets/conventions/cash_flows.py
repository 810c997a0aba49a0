"""Cash flows: what a security pays, when, and why so much."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assets.conventions.business_days import Calendar, Rolling
from assets.conventions.rounding import half_up, working_precision
from assets.conventions.schedules import Period, periods, year_share
from assets.conventions.terms import Income, Terms


class Kind(StrEnum):
    """What is paid: income of a period, or the face of paper sold below par or of any other."""

    COUPON = "coupon"
    RENTAL = "rental"
    DISCOUNT_REDEMPTION = "discount redemption"
    REDEMPTION = "redemption"


_OF_INCOME = {Income.COUPON: Kind.COUPON, Income.RENTAL: Kind.RENTAL}


@dataclass(frozen=True)
class CashFlow:
    """One payment. Of a redemption the period is the whole life, without rate and share.

    `payment_date` is the end of the period moved to a business day; `rate_pct` in percent a year; `year_share` the share
    of a year by the day count; `per_100` the payment per 100 of face, unrounded; `amount` that on the face, rounded half
    up; `projected` says that a floater's rate is not fixed yet and taken from the last fixing.
    """

    period_start: datetime.date
    period_end: datetime.date
    payment_date: datetime.date
    kind: Kind
    rate_pct: Decimal | None
    year_share: Decimal | None
    per_100: Decimal
    amount: Decimal
    projected: bool = False


def cash_flows(
    terms: Terms,
    *,
    after: datetime.date | None = None,
    calendar: Calendar | None = None,
    rolling: Rolling = Rolling.UNADJUSTED,
    places: int = 2,
) -> tuple[CashFlow, ...]:
    """What is paid from issue to maturity, or only for periods that end `after` a day, in the order of their dates.

    Without a calendar payments fall due on the unadjusted dates. Amounts are in the unit of the face with that many
    decimals. Raises ValueError for a floater's past period whose fixing is not known.
    """

    def paid_on(date: datetime.date) -> datetime.date:
        return calendar.adjust(date, rolling) if calendar else date

    flows = []
    with working_precision():
        for period in periods(terms):
            if after is not None and period.end <= after:
                continue
            rate_pct, projected = terms.rate_for(period.start)
            share = year_share(terms, period)
            per_100 = rate_pct * share
            amount = half_up(terms.face * per_100 / 100, places)
            flows.append(
                CashFlow(
                    period.start,
                    period.end,
                    paid_on(period.end),
                    _OF_INCOME[terms.income],
                    rate_pct,
                    share,
                    per_100,
                    amount,
                    projected,
                )
            )
        if after is None or terms.maturity > after:
            kind = Kind.REDEMPTION if terms.payments_per_year else Kind.DISCOUNT_REDEMPTION
            life = Period(terms.issue_date, terms.maturity)
            face = half_up(terms.face, places)
            flows.append(CashFlow(life.start, life.end, paid_on(life.end), kind, None, None, Decimal(100), face))
    return tuple(flows)


def totals(flows: Iterable[CashFlow]) -> dict[Kind, Decimal]:
    """The rounded amounts added up by kind, so that a table foots."""
    found: dict[Kind, Decimal] = {}
    with working_precision():
        for flow in flows:
            found[flow.kind] = found.get(flow.kind, Decimal(0)) + flow.amount
    return found
