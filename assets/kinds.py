"""Conventions by kind: what a debt office expects of a bill, a bond or a sukuk, and what no such asset has.

Sources: the State Bank's pages on each instrument. Where they leave something open (the day count of the 1-month bill and
of the discounted sukuk, how a Eurobond pays), nothing is demanded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from assets.choices import SECURITY_TYPES, DayCountName, InstrumentType, ReturnType
from assets.family import every_field, fields_of

_FIXED = frozenset({"rate_pct"})
_FLOATING = frozenset({"reference_rate", "margin_bps"})
_COUPONS = frozenset({"first_payment_date"})

_BILL, _BOND = Decimal(5_000), Decimal(100_000)


@dataclass(frozen=True, kw_only=True)
class Convention:
    """What is usual for a kind of security. An empty set demands nothing.

    `tenors` in actual days; `multiple` the amount in its currency of which a denomination is a multiple; `payments` how
    often a year it may pay, `day_counts` and `returns` what it may state; `without` the facts that it cannot have.
    `yield_periods` is how often a year the yield of paper compounds that pays nothing before maturity; 0 is a simple yield.
    """

    returns: frozenset[str] = frozenset()
    payments: frozenset[int] = frozenset()
    day_counts: frozenset[str] = frozenset()
    usual_day_count: str
    multiple: Decimal | None = None
    tenors: frozenset[int] = frozenset()
    without: frozenset[str] = frozenset()
    yield_periods: int = 0


_ICMA, _ACT_365 = DayCountName.ACT_ACT_ICMA, DayCountName.ACT_365


def _discounted(multiple: Decimal, **more: object) -> Convention:
    return Convention(
        returns=frozenset({ReturnType.DISCOUNT}),
        payments=frozenset({0}),
        multiple=multiple,
        without=_FIXED | _FLOATING | _COUPONS,
        **more,  # type: ignore[arg-type]
    )


def _paying(pays: ReturnType, times: int, without: frozenset[str], day_count: str) -> Convention:
    return Convention(
        returns=frozenset({pays}),
        payments=frozenset({times}),
        day_counts=frozenset({day_count}),
        usual_day_count=day_count,
        multiple=_BOND,
        without=without,
    )


CONVENTIONS: Mapping[str, Convention] = {
    InstrumentType.MTB: _discounted(_BILL, usual_day_count=_ACT_365, tenors=frozenset({28, 84, 182, 364})),
    InstrumentType.PIB_FIXED: _paying(ReturnType.FIXED_COUPON, 2, _FLOATING, _ICMA),
    InstrumentType.PIB_FLOATING_SA: _paying(ReturnType.FLOATING_COUPON, 2, _FIXED, _ICMA),
    InstrumentType.PIB_FLOATING_QTLY: _paying(ReturnType.FLOATING_COUPON, 4, _FIXED, _ICMA),
    InstrumentType.PIB_ZERO: _discounted(_BOND, usual_day_count=_ICMA, yield_periods=2),
    # The ten-year fixed-rental sukuk has been sold as a zero coupon since 2025.
    InstrumentType.GIS_FRR: Convention(
        returns=frozenset({ReturnType.FIXED_RENTAL, ReturnType.DISCOUNT}),
        payments=frozenset({0, 2}),
        day_counts=frozenset({_ACT_365}),
        usual_day_count=_ACT_365,
        multiple=_BOND,
        without=_FLOATING,
        yield_periods=2,
    ),
    InstrumentType.GIS_VRR: _paying(ReturnType.VARIABLE_RENTAL, 2, _FIXED, _ACT_365),
    InstrumentType.GIS_FRD: _discounted(_BOND, usual_day_count=_ACT_365),
    InstrumentType.EUROBOND: Convention(
        returns=frozenset({ReturnType.FIXED_COUPON, ReturnType.FLOATING_COUPON, ReturnType.DISCOUNT}),
        usual_day_count=DayCountName.THIRTY_360,
        yield_periods=2,
    ),
    InstrumentType.INTL_SUKUK: Convention(
        returns=frozenset(
            {ReturnType.FIXED_RENTAL, ReturnType.VARIABLE_RENTAL, ReturnType.FIXED_PROFIT, ReturnType.DISCOUNT}
        ),
        usual_day_count=DayCountName.THIRTY_360,
        yield_periods=2,
    ),
}


@cache
def facts_of_other_kinds(kind: str) -> frozenset[str]:
    """The facts that an asset of this kind cannot have; none as long as the kind is not known."""
    if kind not in InstrumentType.values:
        return frozenset()
    others = frozenset(every_field()) - frozenset(fields_of(kind))
    identifiers = frozenset() if kind in SECURITY_TYPES else frozenset({"isin", "fisn", "issuer_lei", "obligor_lei"})
    owed = frozenset() if kind in SECURITY_TYPES else frozenset({"issuer", "obligor", "guarantor"})
    if kind == InstrumentType.OTHER_ASSET:  # such as shares of a state enterprise
        identifiers = owed = frozenset()
    return others | identifiers | owed | (CONVENTIONS[kind].without if kind in CONVENTIONS else frozenset())
