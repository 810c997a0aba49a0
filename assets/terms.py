"""Which terms a kind of asset has, so that nobody is asked for another kind's."""

from assets.choices import SECURITY_TYPES, InstrumentType

_FACE = frozenset({"isin", "fisn", "nominal_amount", "denomination"})
_LOT = frozenset({"quantity", "quantity_unit", "unit_price", "unit_price_currency"})
_FIXED = frozenset({"rate_pct"})
_FLOATING = frozenset({"reference_rate", "margin_bps"})
_OWED = (
    _FIXED
    | _FLOATING
    | {
        "issuer",
        "obligor",
        "issue_date",
        "maturity_date",
        "return_type",
        "issue_yield_pct",
        "issue_price",
        "payments_per_year",
        "payment_dates",
        "day_count",
    }
)

#: What the rest of its kind has and these have not; a Eurobond or another security may pay in any way.
_NOT_OF = {
    InstrumentType.MTB: _FIXED | _FLOATING | {"payment_dates"},
    InstrumentType.PIB_ZERO: _FIXED | _FLOATING | {"payment_dates"},
    InstrumentType.GIS_FRD: _FIXED | _FLOATING | {"payment_dates"},
    InstrumentType.PIB_FIXED: _FLOATING,
    InstrumentType.GIS_FRR: _FLOATING,
    InstrumentType.PIB_FLOATING_SA: _FIXED,
    InstrumentType.PIB_FLOATING_QTLY: _FIXED,
    InstrumentType.GIS_VRR: _FIXED,
    InstrumentType.COMMODITY_LOT: _OWED,
    InstrumentType.PROPERTY: _OWED,
}


def terms_of_other_kinds(kind: str) -> frozenset[str]:
    """The terms that an asset of this kind cannot have; none as long as the kind is not known."""
    if kind not in InstrumentType.values:
        return frozenset()
    return (_LOT if kind in SECURITY_TYPES else _FACE) | _NOT_OF.get(InstrumentType(kind), frozenset())
