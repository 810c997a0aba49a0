"""The file that people fill in: the header, and a fictional row of each kind, which can be read as it stands."""

from collections.abc import Mapping

from assets.choices import InstrumentType
from assets.imports.columns import all_columns

#: The first example's number; far from those of real assets, so that one which was forgotten in a file is seen.
_FIRST_NUMBER = 900_001
_STATE = "Government of Pakistan"

_SECURITY = {
    "asset_class": "debt",
    "issuer": _STATE,
    "obligor": _STATE,
    "asset_owner": _STATE,
    "currency": "PKR",
    "nominal_amount": "25000000000.00",
    "denomination": "100000.00",
    "issue_date": "2026-01-15",
    "maturity_date": "2031-01-15",
    "title_status": "not applicable",
    "encumbered": "no",
    "status": "draft",
    "depository": "State Bank of Pakistan",
    "settlement_system": "PRISM+",
}
_SUKUK = {
    **_SECURITY,
    "asset_class": "sukuk",
    "issuer": "Pakistan Domestic Sukuk Company Ltd",
    "title_status": "pool title to be shown",
    "underlying_asset": "Illustrative motorway",
    "pool_value": "40000000000.00",
    "pool_valued_on": "2025-11-30",
}
_DISCOUNT = {"return_type": "discount", "payments_per_year": "0"}
_FLOATING = {"return_type": "floating coupon", "margin_bps": "25", "day_count": "Act/Act ICMA"}
_COUNTED = {"encumbered": "no", "status": "draft", "currency": "PKR", "unit_price_currency": "PKR"}
_HALF_YEARLY = {"payments_per_year": "2", "payment_dates": "15 Jan; 15 Jul"}

_EXAMPLES: Mapping[str, Mapping[str, str]] = {
    InstrumentType.MTB: {
        **_SECURITY,
        **_DISCOUNT,
        "cfi": "DYZTXR",
        "denomination": "5000.00",
        "units": "5000000",
        "issue_date": "2026-01-08",
        "maturity_date": "2026-04-02",
        "tenor_days": "84",
        "issue_price": "97.6406",
        "issue_proceeds": "24410150000.00",
        "day_count": "Act/365",
    },
    InstrumentType.PIB_FIXED: {
        **_SECURITY,
        **_HALF_YEARLY,
        "cfi": "DBFTFR",
        "return_type": "fixed coupon",
        "rate_pct": "11.0000",
        "day_count": "Act/Act ICMA",
    },
    InstrumentType.PIB_FLOATING_SA: {
        **_SECURITY,
        **_FLOATING,
        **_HALF_YEARLY,
        "cfi": "DBVTFR",
        "reference_rate": "6M MTB weighted average yield",
    },
    InstrumentType.PIB_FLOATING_QTLY: {
        **_SECURITY,
        **_FLOATING,
        "cfi": "DBVTFR",
        "reference_rate": "3M MTB weighted average yield",
        "payments_per_year": "4",
    },
    InstrumentType.PIB_ZERO: {**_SECURITY, **_DISCOUNT, "cfi": "DBZTFR", "issue_price": "58.5431"},
    InstrumentType.GIS_FRR: {
        **_SUKUK,
        **_HALF_YEARLY,
        "cfi": "DBFTFR",
        "return_type": "fixed rental",
        "rate_pct": "10.7500",
        "day_count": "Act/365",
    },
    InstrumentType.GIS_VRR: {
        **_SUKUK,
        **_HALF_YEARLY,
        "cfi": "DBVTFR",
        "return_type": "variable rental",
        "reference_rate": "6M MTB weighted average yield",
        "margin_bps": "-10",
        "day_count": "Act/365",
    },
    InstrumentType.GIS_FRD: {
        **_SUKUK,
        **_DISCOUNT,
        "cfi": "DBZTFR",
        "maturity_date": "2027-01-14",
        "issue_price": "90.6031",
        "day_count": "Act/365",
    },
    InstrumentType.EUROBOND: {
        **_SECURITY,
        **_HALF_YEARLY,
        "cfi": "DBFTFR",
        "currency": "USD",
        "nominal_amount": "500000000.00",
        "denomination": "1000.00",
        "return_type": "fixed coupon",
        "rate_pct": "7.3750",
        "day_count": "30/360",
        "business_day_convention": "following",
        "governing_law": "Law of England",
        "listing": "Illustrative exchange",
        "creditor_category": "non_residents",
    },
    InstrumentType.INTL_SUKUK: {
        **_SUKUK,
        **_HALF_YEARLY,
        "cfi": "DBFSFR",
        "issuer": "Pakistan Global Sukuk Programme Company Ltd",
        "currency": "USD",
        "nominal_amount": "500000000.00",
        "denomination": "1000.00",
        "return_type": "fixed profit",
        "rate_pct": "7.9500",
        "day_count": "30/360",
        "governing_law": "Law of England",
    },
    InstrumentType.COMMODITY_LOT: {
        **_COUNTED,
        "asset_class": "commodity",
        "cfi": "TTAXXX",
        "asset_owner": "Federal Government",
        "quantity": "250000",
        "quantity_unit": "tonne",
        "unit_price": "4200.00",
        "price_unit": "maund",
        "commodity": "wheat",
        "grade": "fair average quality",
        "value_pkr": "26250000000.00",
        "encumbered": "yes",
        "encumbrance_amount": "1000000000.00",
        "title_status": "to be proven",
        "warehouse": "Illustrative warehouse 7",
        "location": "Multan",
        "inspected_on": "2025-11-20",
        "shrinkage_pct": "0.5000",
        "haircut_pct": "10.0000",
    },
    InstrumentType.PROPERTY: {
        **_COUNTED,
        "asset_class": "property",
        "asset_owner": "Federal Government",
        "quantity": "1",
        "quantity_unit": "property",
        "unit_price": "42000000000.00",
        "value_pkr": "42000000000.00",
        "title_status": "to be proven",
        "location": "Islamabad",
    },
    InstrumentType.OTHER_ASSET: {
        **_COUNTED,
        "asset_class": "shares",
        "asset_owner": "Federal Government",
        "quantity": "1000000",
        "quantity_unit": "share",
        "unit_price": "120.50",
        "value_pkr": "120500000.00",
        "title_status": "to be proven",
        "description": "Shares of an illustrative state enterprise",
    },
}


def example_of(kind: InstrumentType) -> dict[str, str]:
    """The cells of the example of a kind by their columns, those without anything left out."""
    number = _FIRST_NUMBER + list(InstrumentType).index(kind)
    return {"asset_no": str(number), "asset": f"Example {kind}", "instrument_type": str(kind), **_EXAMPLES[kind]}


def template() -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The header, and an example of each kind."""
    columns = all_columns()
    examples = [example_of(kind) for kind in InstrumentType]
    return columns, [tuple(example.get(name, "") for name in columns) for example in examples]
