"""A second opinion: QuantLib on thousands of random securities of every kind, with every day count.

Tolerances: 1e-9 per 100 on accrued amounts, cash flows and dirty prices, 1e-8 percentage points on yields. Both are what
binary floating point leaves on QuantLib's side; here everything is decimal.
"""

import datetime
import random
from decimal import Decimal

import pytest
import QuantLib as ql

from assets.conventions import pricing
from assets.conventions.cash_flows import Kind, cash_flows
from assets.conventions.day_counts import NAMES, by_name
from assets.conventions.regular_dates import RegularDates
from assets.conventions.schedules import periods
from assets.conventions.terms import Terms
from tests.assets.conventions.samples import KINDS, random_security

OF_EACH_KIND = 500
PER_100 = 1e-9
PERCENTAGE_POINTS = 1e-8

COUNTERS = {
    "Act/365": ql.Actual365Fixed(),
    "Act/360": ql.Actual360(),
    "30/360": ql.Thirty360(ql.Thirty360.BondBasis),
    "Act/Act ISDA": ql.ActualActual(ql.ActualActual.ISDA),
}
FREQUENCIES = {1: ql.Annual, 2: ql.Semiannual, 4: ql.Quarterly, 12: ql.Monthly}


def ql_date(date: datetime.date) -> ql.Date:
    return ql.Date(date.day, date.month, date.year)


class SecondOpinion:
    """QuantLib's view of a security: a bond with one rate per period, or none."""

    def __init__(self, terms: Terms) -> None:
        calendar, maturity = ql.NullCalendar(), ql_date(terms.maturity)
        per_year = terms.payments_per_year or terms.yield_periods_per_year
        if not per_year:
            self.bond = ql.ZeroCouponBond(0, calendar, 100.0, maturity, ql.Unadjusted, 100.0, ql_date(terms.issue_date))
            self.counter, self.compounding, self.frequency = COUNTERS[terms.day_count], ql.Simple, ql.Annual
            return
        # Paper without coupons pays coupons of nothing here, so that its yield compounds on the same dates.
        dates = RegularDates(terms.maturity, per_year)
        start = terms.issue_date if terms.payments_per_year else dates.at(dates.back_to(terms.issue_date))
        schedule = ql.Schedule(
            ql_date(start),
            maturity,
            ql.Period(12 // per_year, ql.Months),
            calendar,
            ql.Unadjusted,
            ql.Unadjusted,
            ql.DateGeneration.Backward,
            False,
            ql_date(terms.first_payment_date) if terms.first_payment_date else ql.Date(),
        )
        icma = ql.ActualActual(ql.ActualActual.ISMA, schedule)
        rates = [float(terms.rate_for(period.start)[0]) / 100 for period in periods(terms)] or [0.0]
        self.bond = ql.FixedRateBond(
            0, 100.0, schedule, rates, COUNTERS.get(terms.day_count, icma), ql.Unadjusted, 100.0, ql_date(start)
        )
        # Time runs in coupon periods, counted in days of 30/360 or in actual days.
        self.counter = COUNTERS["30/360"] if terms.day_count == "30/360" else icma
        self.compounding, self.frequency = ql.Compounded, FREQUENCIES[per_year]

    def accrued(self, settlement: datetime.date) -> float:
        return float(self.bond.accruedAmount(ql_date(settlement)))

    def dirty(self, yield_pct: Decimal, settlement: datetime.date) -> float:
        rate = float(yield_pct) / 100
        return float(self.bond.dirtyPrice(rate, self.counter, self.compounding, self.frequency, ql_date(settlement)))

    def yield_pct(self, clean: Decimal, settlement: datetime.date) -> float:
        price = ql.BondPrice(float(clean), ql.BondPrice.Clean)
        found = self.bond.bondYield(
            price, self.counter, self.compounding, self.frequency, ql_date(settlement), 1e-13, 1000, 0.1
        )
        return float(found) * 100

    def flows(self) -> list[tuple[datetime.date, float]]:
        return [(flow.date().to_date(), flow.amount()) for flow in self.bond.cashflows() if flow.amount()]


@pytest.mark.parametrize("kind", KINDS)
def test_prices_yields_and_accrued_amounts_agree(kind: str) -> None:
    chance = random.Random(f"prices of a {kind}")
    for _ in range(OF_EACH_KIND):
        terms, settlement, yield_pct = random_security(kind, chance)
        other = SecondOpinion(terms)
        found = pricing.at_yield(terms, settlement=settlement, yield_pct=yield_pct)
        dirty = pricing.exact_dirty(terms, settlement=settlement, yield_pct=yield_pct)
        case = f"{terms}, settled on {settlement} at {yield_pct}"
        assert float(found.accrued) == pytest.approx(other.accrued(settlement), abs=PER_100), case
        assert float(dirty) == pytest.approx(other.dirty(yield_pct, settlement), abs=PER_100), case
        theirs = other.yield_pct(found.clean, settlement)
        assert float(found.exact_yield_pct) == pytest.approx(theirs, abs=PERCENTAGE_POINTS), case


@pytest.mark.parametrize("kind", KINDS)
def test_cash_flows_agree(kind: str) -> None:
    chance = random.Random(f"cash flows of a {kind}")
    for _ in range(OF_EACH_KIND // 5):
        terms, _, _ = random_security(kind, chance)
        ours = [flow for flow in cash_flows(terms) if flow.per_100]
        theirs = SecondOpinion(terms).flows()
        assert [flow.payment_date for flow in ours] == [date for date, _ in theirs], terms
        for flow, (_, amount) in zip(ours, theirs, strict=True):
            assert float(flow.per_100) == pytest.approx(amount, abs=PER_100), terms
        assert ours[-1].kind in (Kind.REDEMPTION, Kind.DISCOUNT_REDEMPTION)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "Act/Act ICMA"])
def test_shares_of_a_year_agree_between_any_two_days(name: str) -> None:
    chance = random.Random(name)
    for _ in range(2000):
        start = datetime.date(1996, 1, 1) + datetime.timedelta(chance.randrange(20_000))
        end = start + datetime.timedelta(chance.randrange(4000))
        ours = by_name(name).year_share(start, end)
        assert float(ours) == pytest.approx(COUNTERS[name].yearFraction(ql_date(start), ql_date(end)), abs=1e-13)
