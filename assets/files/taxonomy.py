"""The register's flat columns beside the names of ICMA's Bond Data Taxonomy (BDT), version 1.2.

Conformance is not claimed: an export with these names is no BDT document. BDT has code lists (a day count is
`ICMA_ACT/ACT`, a governing law one of fifteen), fields that are required and are not kept here, and no place for what
is no bond. The names only tell a reader who knows BDT what a column means.

ICMA's schema was not at hand. The paths marked PUBLIC are those that public implementations of version 1.2 use: the
metadata samples of castframework/cast2 (`metadata-sample/bond-template.json`, which names the parties' path and two
paths of the issuance) and published code that assembles BDT documents and checks them against ICMA's schema. Those
marked OURS were not found anywhere; they are in BDT's style, begin with `x-` and stand for nothing in BDT itself.
"""

from enum import Enum
from typing import NamedTuple

VERSION = "1.2"

_ROOT = "ICMABondDataTaxonomy"
_ISSUANCE = f"{_ROOT}.Issuance"
_PRODUCT = f"{_ROOT}.Product"
_INTEREST = f"{_PRODUCT}.InterestPayment"
_OURS = "x-SovereignAssetRegister"


class Source(Enum):
    """Where a name comes from."""

    PUBLIC = "public"
    OURS = "ours, in the style of BDT"


class Name(NamedTuple):
    """A path in BDT's style and where it comes from."""

    path: str
    source: Source


def _public(path: str) -> Name:
    return Name(path, Source.PUBLIC)


def _ours(name: str) -> Name:
    return Name(f"{_OURS}.{name}", Source.OURS)


#: The name of each column that has one, in the order of the register's export.
NAMES: dict[str, Name] = {
    "asset": _ours("SecurityName"),
    "instrument_type": _ours("InstrumentType"),
    "isin": _public(f"{_PRODUCT}.SecurityIdentifierList.SecurityIdentifier.ISIN"),
    "cfi": _ours("CFI"),
    "fisn": _ours("FISN"),
    # The role stands beside the name in BDT: Party.PID is the PartyID of a PartyRole of type ISSUER.
    "issuer": _public(f"{_ROOT}.Party[ISSUER].PartyName"),
    "issuer_lei": _public(f"{_ROOT}.Party[ISSUER].LEIIdentifier"),
    "obligor": _ours("Party[OBLIGOR].PartyName"),
    # The role is public only as castframework/cast2 spells it, GARANTOR, which is not taken over.
    "guarantor": _ours("Party[GUARANTOR].PartyName"),
    # BDT also has Issuance.SpecifiedCurrency, of which the register keeps nothing apart.
    "currency": _public(f"{_ISSUANCE}.SettlementCurrency"),
    "nominal_amount": _public(f"{_PRODUCT}.AggregateNominalAmount"),
    "denomination": _public(f"{_ISSUANCE}.SpecifiedDenomination"),
    "issue_date": _public(f"{_ISSUANCE}.IssueDate"),
    "maturity_date": _public(f"{_PRODUCT}.MaturityDate"),
    "first_payment_date": _public(f"{_INTEREST}.InterestPayments.FirstPayment.PaymentDate"),
    "rate_pct": _public(f"{_INTEREST}.InterestRate"),
    "issue_price": _public(f"{_ISSUANCE}.IssuePrice"),
    "issue_yield_pct": _ours("IssueYield"),
    "reference_rate": _ours("InterestPayment.Benchmark"),
    "margin_bps": _ours("InterestPayment.MarginBasisPoints"),
    "payments_per_year": _public(f"{_INTEREST}.InterestPayments.InterestPaymentFrequency"),
    "day_count": _public(f"{_PRODUCT}.DayCountFraction"),
    "business_day_convention": _public(f"{_PRODUCT}.BusinessDayConvention"),
    "governing_law": _public(f"{_ISSUANCE}.GoverningLaw"),
    "listing": _public(f"{_ISSUANCE}.Listing.Market"),
}


def named(header: list[str]) -> list[str]:
    """The header with taxonomy names; a column that has none keeps its own."""
    return [NAMES[column].path if column in NAMES else column for column in header]


def columns(header: list[str]) -> list[str]:
    """The register's columns of a header, whichever of the two names each has."""
    return [_COLUMNS.get(name, name) for name in header]


_COLUMNS = {name.path: column for column, name in NAMES.items()}
