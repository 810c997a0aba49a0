"""Terms that cannot be right are refused when they are written down."""

from decimal import Decimal
from typing import Any

import pytest

from assets.conventions.terms import Reset, Terms
from tests.assets.conventions.samples import bond, day


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"maturity": day("2026-01-14")}, "after the issue"),
        ({"maturity": day("2026-01-15")}, "after the issue"),
        ({"face": Decimal(0)}, "positive amount"),
        ({"face": Decimal("NaN")}, "positive amount"),
        ({"face": Decimal("Infinity")}, "positive amount"),
        ({"face": Decimal("1e21")}, "positive amount"),
        ({"rate_pct": Decimal("-0.0001")}, "between 0 and 100"),
        ({"rate_pct": Decimal("100.0001")}, "between 0 and 100"),
        ({"rate_pct": Decimal("NaN")}, "between 0 and 100"),
        ({"resets": (Reset(day("2026-01-15"), Decimal(-1)),)}, "between 0 and 100"),
        ({"resets": (Reset(day("2026-01-15"), Decimal(1)), Reset(day("2026-01-15"), Decimal(2)))}, "one rate"),
        ({"payments_per_year": 5}, "whole months"),
        ({"payments_per_year": -1}, "whole months"),
        ({"day_count": "Actual"}, "not a day count"),
        ({"yield_periods_per_year": 4}, "as often as payments"),
        ({"first_payment_date": day("2026-07-16")}, "counted back from maturity"),
        ({"first_payment_date": day("2026-01-15")}, "counted back from maturity"),
        ({"first_payment_date": day("2031-07-15")}, "counted back from maturity"),
    ],
)
def test_a_bond_that_cannot_be_is_refused_with_the_reason(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        bond(**changes)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"rate_pct": Decimal(1)}, "neither a rate"),
        ({"first_payment_date": day("2026-07-08")}, "neither a rate"),
        ({"resets": (Reset(day("2026-01-08"), Decimal(1)),)}, "neither a rate"),
        ({"day_count": "Act/Act ICMA"}, "coupon dates must be known"),
        ({"day_count": "Actual"}, "not a day count"),
        ({"yield_periods_per_year": 7}, "whole months"),
    ],
)
def test_a_bill_that_cannot_be_is_refused_with_the_reason(changes: dict[str, Any], reason: str) -> None:
    terms: dict[str, Any] = {
        "face": Decimal(5000),
        "issue_date": day("2026-01-08"),
        "maturity": day("2026-07-09"),
        "day_count": "Act/365",
    }
    Terms(**terms)
    with pytest.raises(ValueError, match=reason):
        Terms(**(terms | changes))
