"""Cash flows that say why they are so much, and foot."""

import random
from decimal import Decimal
from itertools import pairwise

import pytest

from assets.conventions.business_days import Calendar, Rolling
from assets.conventions.cash_flows import CashFlow, Kind, cash_flows, totals
from assets.conventions.terms import Reset
from tests.assets.conventions.samples import KINDS, bill, bond, day, random_security, sukuk


def amounts(flows: tuple[CashFlow, ...]) -> list[str]:
    return [str(flow.amount) for flow in flows]


def test_a_bond_pays_half_its_coupon_twice_a_year_and_its_face_at_the_end() -> None:
    found = cash_flows(bond())
    assert amounts(found) == ["5500000.00"] * 10 + ["100000000.00"]
    assert [flow.kind for flow in found] == [Kind.COUPON] * 10 + [Kind.REDEMPTION]
    assert (found[0].rate_pct, found[0].year_share, found[0].per_100) == (11, Decimal("0.5"), Decimal("5.5"))


def test_a_sukuk_pays_rental_for_the_days_that_each_period_has() -> None:
    found = cash_flows(sukuk())
    assert amounts(found)[:2] == ["5330821.92", "5419178.08"]
    assert {flow.kind for flow in found} == {Kind.RENTAL, Kind.REDEMPTION}


def test_a_bill_pays_once() -> None:
    (only,) = cash_flows(bill(84))
    assert (only.kind, str(only.amount), only.payment_date) == (
        Kind.DISCOUNT_REDEMPTION,
        "100000000.00",
        day("2026-04-02"),
    )
    assert (only.period_start, only.rate_pct, only.year_share, only.per_100) == (day("2026-01-08"), None, None, 100)


def test_a_short_and_a_long_first_coupon_are_smaller_and_larger() -> None:
    issued, first = day("2026-06-15"), day("2027-01-15")
    short = cash_flows(bond(issue_date=issued))
    assert str(short[0].amount) == "911602.21"  # 5.5 m x 30/181
    long = cash_flows(bond(issue_date=issued, first_payment_date=first))
    assert str(long[0].amount) == "6411602.21"  # one whole coupon more


def test_payments_move_off_holidays_without_changing_the_amount() -> None:
    plain = cash_flows(bond())
    moved = cash_flows(bond(), calendar=Calendar(), rolling=Rolling.MODIFIED_FOLLOWING)
    assert amounts(plain) == amounts(moved)
    assert plain[2].payment_date == day("2027-07-15")
    assert (plain[3].payment_date, moved[3].payment_date) == (day("2028-01-15"), day("2028-01-17"))
    assert moved[3].period_end == day("2028-01-15")
    assert moved[-1].payment_date == day("2031-01-15")


def test_only_what_is_paid_after_a_day_can_be_asked_for() -> None:
    assert len(cash_flows(bond(), after=day("2030-07-14"))) == 3
    assert len(cash_flows(bond(), after=day("2030-07-15"))) == 2
    assert cash_flows(bond(), after=day("2031-01-15")) == ()


def test_half_a_paisa_is_rounded_up() -> None:
    assert amounts(cash_flows(bond(face=Decimal("1.00"), rate_pct=Decimal(1))))[0] == "0.01"


def test_a_floaters_known_rates_are_told_from_projected_ones() -> None:
    resets = (Reset(day("2026-01-15"), Decimal("10.70")), Reset(day("2026-07-15"), Decimal("10.90")))
    found = cash_flows(bond(rate_pct=Decimal("11.20"), resets=resets))
    assert [str(flow.rate_pct) for flow in found[:4]] == ["10.70", "10.90", "11.20", "11.20"]
    assert [flow.projected for flow in found[:4]] == [False, False, True, True]


def test_the_flow_of_a_past_period_without_a_fixing_is_refused_rather_than_made_up() -> None:
    floater = bond(resets=(Reset(day("2026-07-15"), Decimal("10.90")),))
    with pytest.raises(ValueError, match="2026-01-15"):
        cash_flows(floater)
    assert cash_flows(floater, after=day("2026-07-15"))


@pytest.mark.parametrize("kind", KINDS)
def test_amounts_add_up_to_the_totals_and_periods_follow_each_other(kind: str) -> None:
    chance = random.Random(kind)
    for _ in range(50):
        terms, _, _ = random_security(kind, chance)
        flows = cash_flows(terms)
        assert sum(totals(flows).values()) == sum(flow.amount for flow in flows)
        redemption = flows[-1]
        assert redemption.amount == terms.face
        assert (redemption.period_start, redemption.period_end) == (terms.issue_date, terms.maturity)
        income = flows[:-1]
        assert all(earlier.period_end == later.period_start for earlier, later in pairwise(income))
        assert not income or (income[0].period_start, income[-1].period_end) == (terms.issue_date, terms.maturity)
