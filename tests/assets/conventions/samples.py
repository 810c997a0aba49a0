"""Securities of every kind, for tests: those of the guide, and random ones."""

import datetime
import random
from decimal import Decimal
from typing import Any

from assets.conventions.regular_dates import RegularDates
from assets.conventions.schedules import periods
from assets.conventions.terms import Income, Reset, Terms

MILLION = Decimal(1_000_000)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def bill(days: int, *, face: Decimal = 100 * MILLION) -> Terms:
    """A Treasury bill of so many days, issued on 8 January 2026."""
    issued = day("2026-01-08")
    return Terms(face=face, issue_date=issued, maturity=issued + datetime.timedelta(days), day_count="Act/365")


def bond(**changes: Any) -> Terms:
    """The guide's five-year PIB on PKR 100 m."""
    terms: dict[str, Any] = {
        "face": 100 * MILLION,
        "issue_date": day("2026-01-15"),
        "maturity": day("2031-01-15"),
        "day_count": "Act/Act ICMA",
        "payments_per_year": 2,
        "rate_pct": Decimal("11.0000"),
    }
    return Terms(**(terms | changes))


def sukuk(**changes: Any) -> Terms:
    """The guide's five-year Ijara sukuk with a fixed rental, on PKR 100 m."""
    terms: dict[str, Any] = {
        "issue_date": day("2026-01-22"),
        "maturity": day("2031-01-22"),
        "day_count": "Act/365",
        "rate_pct": Decimal("10.7500"),
        "income": Income.RENTAL,
    }
    return bond(**(terms | changes))


#: Kinds of security: day counts, payments a year, how often the yield compounds, and whether the rate floats.
KINDS: dict[str, tuple[tuple[str, ...], tuple[int, ...], int, bool]] = {
    "bill": (("Act/365", "Act/360", "Act/Act ISDA", "30/360"), (0,), 0, False),
    "zero-coupon bond": (("Act/Act ICMA", "Act/365"), (0,), 2, False),
    "fixed bond": (("Act/Act ICMA", "Act/Act ISDA", "Act/360"), (1, 2, 4, 12), 0, False),
    "floater": (("Act/Act ICMA",), (2, 4), 0, True),
    "fixed-rental sukuk": (("Act/365",), (2,), 0, False),
    "variable-rental sukuk": (("Act/365",), (2,), 0, True),
    "Eurobond": (("30/360",), (1, 2), 0, False),
}


def random_security(kind: str, chance: random.Random) -> tuple[Terms, datetime.date, Decimal]:
    """A security of that kind with a day of settlement and a yield.

    About half of the bonds have a first period that is shorter or longer than the others; those, and 30/360, pay on the
    1st to the 28th, the others on any day. One in ten settles on a coupon date, one in ten in the last days.
    """
    day_counts, payments, yield_periods, floats = KINDS[kind]
    day_count, per_year = chance.choice(day_counts), chance.choice(payments)
    stub = per_year and chance.random() < 0.5
    maturity = day("2030-01-01") + datetime.timedelta(chance.randrange(12_000))
    if stub or day_count == "30/360":
        maturity = maturity.replace(day=min(maturity.day, 28))
    first = None
    if not per_year:
        longest = 5000 if yield_periods else 364
        issued = maturity - datetime.timedelta(chance.choice([28, 84, 182, 364, longest]))
    else:
        dates = RegularDates(maturity, per_year)
        back = chance.randrange(2, 15 * per_year)
        issued = dates.at(back)
        if stub:
            first = dates.at(back - 1)
            issued = dates.at(back + chance.randrange(2)) + datetime.timedelta(chance.randrange(1, 25))
    rate_pct = Decimal(chance.randrange(0, 200_000)) / 10_000 if per_year else Decimal(0)
    terms = Terms(
        face=MILLION,
        issue_date=issued,
        maturity=maturity,
        day_count=day_count,
        payments_per_year=per_year,
        rate_pct=rate_pct,
        first_payment_date=first,
        yield_periods_per_year=yield_periods,
        resets=(Reset(issued, Decimal(chance.randrange(0, 200_000)) / 10_000),) if floats else (),
    )
    where, all_periods = chance.random(), periods(terms)
    settlement = issued + datetime.timedelta(chance.randrange((maturity - issued).days))
    if all_periods and where < 0.1:
        settlement = chance.choice(all_periods).start
    elif where < 0.2:
        settlement = maturity - datetime.timedelta(chance.randrange(1, 20))
    return terms, settlement, Decimal(chance.randrange(-20_000, 300_000)) / 10_000
