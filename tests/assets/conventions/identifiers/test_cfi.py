"""Codes of the classification, and which kind of asset may have which."""

import pytest

from assets.choices import InstrumentType
from assets.conventions.identifiers import cfi


def test_the_letters_of_a_bills_code_have_the_guides_meaning() -> None:
    assert list(cfi.meaning("DYZTXR").values()) == [
        "Debt instruments",
        "Money market instruments",
        "Zero rate/discounted",
        "Government guarantee",
        "Registered",
    ]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("MTB", "DYZTXR"),
        ("PIB_FIXED", "DBFTFR"),
        ("PIB_FLOATING_SA", "DBVTFR"),
        ("PIB_FLOATING_QTLY", "DBVTFR"),
        ("PIB_ZERO", "DBZTFR"),
        ("GIS_FRR", "DBFTFR"),
        ("GIS_FRR", "DBFSFR"),
        ("GIS_VRR", "DBVTFR"),
        ("GIS_FRD", "DBZTFR"),
        ("EUROBOND", "DBFUFB"),
        ("INTL_SUKUK", "DBFSFR"),
        ("COMMODITY_LOT", "TTAXXX"),
        ("COMMODITY_LOT", "TTEXXX"),
        ("COMMODITY_LOT", "TTIXXX"),
        ("OTHER_ASSET", "ESVUFR"),
    ],
)
def test_a_kind_of_asset_may_have_the_codes_that_the_guide_gives_it(kind: str, code: str) -> None:
    assert cfi.fits(code, kind)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("MTB", "DBZTFR"),
        ("PIB_FIXED", "DBVTFR"),
        ("PIB_FIXED", "DBFSFR"),
        ("PIB_ZERO", "DBFTFR"),
        ("GIS_VRR", "DBFTFR"),
        ("EUROBOND", "DYZTXR"),
        ("COMMODITY_LOT", "DBFTFR"),
        ("COMMODITY_LOT", "TTQXXX"),
        ("OTHER_ASSET", "ZZZZZZ"),
    ],
)
def test_the_code_of_another_kind_does_not_fit(kind: str, code: str) -> None:
    assert not cfi.fits(code, kind)


def test_a_bonds_code_copied_to_a_bill_falls_into_the_trap() -> None:
    assert cfi.is_bill_with_a_redemption("DYZTFR")
    assert not cfi.is_valid("DYZTFR")
    assert not cfi.is_bill_with_a_redemption("DYZTXR")


@pytest.mark.parametrize("kind", cfi.USUAL)
def test_what_is_proposed_for_a_kind_fits_it_and_the_kind_exists(kind: str) -> None:
    assert kind in InstrumentType.values
    assert all(cfi.fits(code, kind) for code in cfi.USUAL[kind])


@pytest.mark.parametrize("code", ["", "DBFTF", "DBFTFRR", "dbftfr", "DBFTF1", " DBFTFR", "DBFTFR\n"])
def test_what_has_not_six_capital_letters_is_no_code(code: str) -> None:
    assert not cfi.is_valid(code)
    with pytest.raises(ValueError, match="six capital letters"):
        cfi.meaning(code)


def test_an_unknown_letter_has_no_meaning() -> None:
    with pytest.raises(ValueError, match="DBFTFQ"):
        cfi.meaning("DBFTFQ")
