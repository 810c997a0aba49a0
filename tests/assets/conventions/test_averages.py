"""The weighted-average yield of the State Bank's records."""

from decimal import Decimal

import pytest

from assets.conventions import pricing
from assets.conventions.averages import weighted_average_yield
from tests.assets.conventions.golden_terms import BILLS, BONDS, clean_of, settlement_of, terms_of


def exact_yield(row: dict[str, str]) -> Decimal:
    return pricing.at_price(terms_of(row), settlement=settlement_of(row), clean=clean_of(row)).exact_yield_pct


def test_the_average_of_bills_weighs_unrounded_yields_by_face() -> None:
    bids = [(Decimal(row["face_pkr_m"]), exact_yield(row)) for row in BILLS[1:4]]
    assert [str(face) for face, _ in bids] == ["500.000", "25000.000", "250.000"]
    assert str(weighted_average_yield(bids)) == "7.1484"
    rounded = [(Decimal(row["face_pkr_m"]), Decimal(row["yield_pct"])) for row in BILLS[1:4]]
    assert str(weighted_average_yield(rounded)) == "7.1485"


def test_the_average_of_bonds_weighs_by_face_and_not_by_what_was_realised() -> None:
    bids = [(Decimal(row["face_pkr_m"]), exact_yield(row)) for row in BONDS]
    assert str(weighted_average_yield(bids)) == "9.2036"
    by_realised = [(Decimal(row["realised_or_settlement_pkr_m"]), exact_yield(row)) for row in BONDS]
    assert str(weighted_average_yield(by_realised)) == "9.2030"


def test_an_average_without_bids_is_refused() -> None:
    with pytest.raises(ValueError, match="bids"):
        weighted_average_yield([])
