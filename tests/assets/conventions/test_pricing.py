"""Prices and yields of every kind: what must always hold, and what happens at the edges."""

import datetime
import random
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assets.conventions import pricing, yields
from assets.conventions.cash_flows import cash_flows
from assets.conventions.rounding import working_precision
from assets.conventions.terms import Terms
from tests.assets.conventions.samples import KINDS, MILLION, bill, bond, day, random_security, sukuk

Security = tuple[Terms, datetime.date, Decimal]

#: Any kind of security, on any day of its life, at any yield from -2 to 30 percent.
SECURITIES = st.builds(
    lambda kind, seed: random_security(kind, random.Random(seed)), st.sampled_from(list(KINDS)), st.integers(0)
)
A_STEP_OF_THE_YIELD = Decimal("0.0001")
HALF_A_STEP_OF_THE_PRICE = Decimal("0.00005")


@settings(deadline=None)
@given(SECURITIES, st.decimals("0.0001", "20", places=4))
def test_a_price_falls_as_the_yield_rises(security: Security, more: Decimal) -> None:
    terms, settlement, yield_pct = security
    lower = pricing.exact_dirty(terms, settlement=settlement, yield_pct=yield_pct)
    assert pricing.exact_dirty(terms, settlement=settlement, yield_pct=yield_pct + more) < lower


@settings(deadline=None)
@given(SECURITIES)
def test_clean_and_accrued_add_up_to_dirty_and_their_amounts_to_the_settlement(security: Security) -> None:
    terms, settlement, yield_pct = security
    found = pricing.at_yield(terms, settlement=settlement, yield_pct=yield_pct)
    with working_precision():
        assert found.clean + found.accrued == found.dirty
    assert found.clean_amount + found.accrued_amount == found.settlement_amount
    assert found.clean_amount + found.discount_amount == terms.face
    assert found.accrued == pricing.accrued_per_100(terms, settlement) >= 0


@settings(deadline=None)
@given(SECURITIES)
def test_the_yield_of_the_price_at_a_yield_is_within_0_0001_of_that_yield(security: Security) -> None:
    terms, settlement, yield_pct = security
    found = pricing.at_yield(terms, settlement=settlement, yield_pct=yield_pct)
    exact, below = (
        pricing.exact_dirty(terms, settlement=settlement, yield_pct=yield_pct + more)
        for more in (0, A_STEP_OF_THE_YIELD)
    )
    assert abs(exact - found.dirty) <= HALF_A_STEP_OF_THE_PRICE
    # Within half a year of maturity, or where hardly anything is left of the price, four decimals of it carry less far.
    assume(exact - below > HALF_A_STEP_OF_THE_PRICE)
    assert abs(found.exact_yield_pct - yield_pct) <= A_STEP_OF_THE_YIELD


@settings(deadline=None)
@given(SECURITIES)
def test_the_price_at_the_yield_of_a_price_is_that_price_to_more_than_20_digits(security: Security) -> None:
    terms, settlement, yield_pct = security
    found = pricing.at_yield(terms, settlement=settlement, yield_pct=yield_pct)
    again = pricing.exact_dirty(terms, settlement=settlement, yield_pct=found.exact_yield_pct)
    assert abs(again - found.dirty) < Decimal("1e-20")


@pytest.mark.parametrize("payments", [1, 2, 4])
@settings(deadline=None)
@given(months=st.integers(0, 4))
def test_a_bond_that_yields_its_coupon_costs_100_on_a_coupon_date(payments: int, months: int) -> None:
    on_a_coupon_date = day("2026-01-15").replace(year=2026 + months)
    found = pricing.at_yield(
        bond(payments_per_year=payments), settlement=on_a_coupon_date, yield_pct=Decimal("11.0000")
    )
    assert (str(found.clean), found.accrued, str(found.yield_pct)) == ("100.0000", 0, "11.0000")


def test_the_last_period_compounds_like_every_other() -> None:
    found = pricing.exact_dirty(bond(), settlement=day("2030-10-15"), yield_pct=Decimal(10))
    assert float(found) == pytest.approx(105.5 / 1.05 ** (92 / 184), abs=1e-12)


def test_on_the_last_day_almost_the_whole_coupon_has_accrued() -> None:
    found = pricing.at_yield(bond(), settlement=day("2031-01-14"), yield_pct=Decimal(11))
    assert str(found.accrued_amount) == "5470108.70"  # 5.5 m x 183/184
    assert found.payments_left == 1


@pytest.mark.parametrize("make", [bond, sukuk, lambda: bill(364)])
def test_at_a_yield_of_nothing_the_price_is_the_sum_of_what_is_paid(make: Callable[[], Terms]) -> None:
    terms = make()
    paid = sum(flow.per_100 for flow in cash_flows(terms))
    found = pricing.exact_dirty(terms, settlement=terms.issue_date, yield_pct=Decimal(0))
    assert abs(found - paid) < Decimal("1e-24")
    assert pricing.at_price(terms, settlement=terms.issue_date, clean=paid).yield_pct == pytest.approx(Decimal(0))


@pytest.mark.parametrize("make", [bond, sukuk, lambda: bill(364)])
def test_a_price_above_all_that_is_paid_has_a_negative_yield(make: Callable[[], Terms]) -> None:
    terms = make()
    found = pricing.at_price(terms, settlement=terms.issue_date, clean=Decimal(160))
    assert found.yield_pct < 0
    assert found.discount_amount < 0


def test_a_price_is_rounded_to_four_decimals_before_a_yield_is_derived() -> None:
    rounded, exact = (
        pricing.at_price(bond(), settlement=day("2026-03-05"), clean=Decimal(clean))
        for clean in ("99.0530", "99.05304")
    )
    assert rounded == exact


def test_a_zero_coupon_bond_compounds_twice_a_year_where_a_bill_does_not() -> None:
    zero = Terms(
        face=MILLION,
        issue_date=day("2026-01-15"),
        maturity=day("2028-01-15"),
        day_count="Act/Act ICMA",
        yield_periods_per_year=2,
    )
    found = pricing.at_yield(zero, settlement=zero.issue_date, yield_pct=Decimal(10))
    assert str(found.clean) == "82.2702"  # 100 / 1.05^4
    assert (found.accrued, found.payments_left) == (0, 0)


def test_a_eurobond_counts_months_of_thirty_days() -> None:
    eurobond = bond(
        issue_date=day("2021-04-08"), maturity=day("2031-04-08"), day_count="30/360", rate_pct=Decimal("7.375")
    )
    found = pricing.at_price(eurobond, settlement=day("2026-03-31"), clean=Decimal("97.5"))
    assert str(found.accrued_amount) == "3544097.22"  # 7.375 m x 173/360
    assert found.payments_left == 11


def test_settlement_on_a_leap_day_and_maturity_on_a_leap_day_are_days_like_others() -> None:
    terms = bond(issue_date=day("2024-02-29"), maturity=day("2032-02-29"))
    found = pricing.at_yield(terms, settlement=day("2028-02-29"), yield_pct=Decimal(11))
    assert (str(found.clean), found.accrued, found.payments_left) == ("100.0000", 0, 8)


@pytest.mark.parametrize("make", [bond, sukuk, lambda: bill(364)])
@pytest.mark.parametrize("clean", ["0", "-1", "NaN", "Infinity", "0.00004"])
def test_a_price_that_is_not_positive_is_refused(make: Callable[[], Terms], clean: str) -> None:
    terms = make()
    with pytest.raises(ValueError, match="positive"):
        pricing.at_price(terms, settlement=terms.issue_date, clean=Decimal(clean))


@pytest.mark.parametrize("make", [bond, sukuk, lambda: bill(364)])
@pytest.mark.parametrize("clean", ["0.0001", "1", "1000000", "1e30", "1e60"])
def test_a_price_that_no_plausible_yield_gives_is_refused(make: Callable[[], Terms], clean: str) -> None:
    terms = make()
    with pytest.raises(ValueError, match="plausible"):
        pricing.at_price(terms, settlement=terms.issue_date, clean=Decimal(clean))


@pytest.mark.parametrize("limit", [yields.LOWEST_PCT, yields.HIGHEST_PCT])
@pytest.mark.parametrize("make", [bond, sukuk, lambda: bill(364)])
def test_a_yield_at_either_limit_is_found_again_and_one_beyond_is_refused(
    make: Callable[[], Terms], limit: Decimal
) -> None:
    terms = make()
    inside = limit * Decimal("0.999")
    found = pricing.at_yield(terms, settlement=terms.issue_date, yield_pct=inside)
    assert found.exact_yield_pct == pytest.approx(inside, rel=Decimal("1e-3"))
    for beyond in (limit * Decimal("1.001"), Decimal("NaN")):
        with pytest.raises(ValueError, match="between -50 and 1000"):
            pricing.at_yield(terms, settlement=terms.issue_date, yield_pct=beyond)


@pytest.mark.parametrize("guess", ["-49", "0", "11", "300", "999"])
def test_a_bad_guess_costs_nothing_but_time(guess: str) -> None:
    flows = [Decimal("5.5")] * 59 + [Decimal("105.5")]
    payments = yields.Payments(Decimal("0.3"), flows, 2)
    for wanted in ("-20", "0", "11.2345", "700"):
        value = yields.value_at(payments, Decimal(wanted))
        assert abs(yields.yield_at(payments, value, Decimal(guess)) - Decimal(wanted)) < Decimal("1e-20")


@pytest.mark.parametrize("make", [bond, sukuk, lambda: bill(364)])
def test_a_settlement_before_issue_or_from_maturity_on_is_refused(make: Callable[[], Terms]) -> None:
    terms = make()
    with pytest.raises(ValueError, match="before the issue"):
        pricing.at_price(terms, settlement=terms.issue_date - datetime.timedelta(1), clean=Decimal(99))
    for late in (terms.maturity, terms.maturity + datetime.timedelta(1)):
        with pytest.raises(ValueError, match="before maturity"):
            pricing.at_yield(terms, settlement=late, yield_pct=Decimal(10))
        with pytest.raises(ValueError, match="before maturity"):
            pricing.accrued_per_100(terms, late)


def test_a_long_paper_without_coupons_has_no_price_at_a_simple_yield_that_eats_it_up() -> None:
    long = Terms(face=MILLION, issue_date=day("2026-01-15"), maturity=day("2031-01-15"), day_count="Act/365")
    with pytest.raises(ValueError, match="priceless"):
        pricing.at_yield(long, settlement=long.issue_date, yield_pct=Decimal(-30))
