"""Reading the import file."""

import pytest

from approvals.exceptions import InvalidInput
from assets.importing import SAMPLE_ASSETS, import_instrument_row, read_assets, read_sample_assets
from tests.assets.golden import csv


def row(number: int, **changes: str) -> dict[str, str]:
    with SAMPLE_ASSETS.open(encoding="utf-8", newline="") as file:
        found = next(line for line in csv.DictReader(file) if line["asset_no"] == str(number))
    return {**found, **changes}


pytestmark = pytest.mark.django_db


def test_ten_assets_are_read() -> None:
    assert [fields["number"] for fields in read_sample_assets()] == list(range(1, 11))


def test_an_empty_cell_is_not_stated_and_zero_is_zero() -> None:
    bill, wheat = import_instrument_row(row(1)), import_instrument_row(row(8))
    assert bill["encumbrance"] is None
    assert wheat["encumbrance"].amount is None
    assert (bill["payments_per_year"], wheat["payments_per_year"]) == (0, None)
    assert wheat["isin"] == ""


def test_gold_is_referred_because_it_is_not_federal_property() -> None:
    gold = import_instrument_row(row(9))
    assert (gold["eligibility"], gold["title_status"]) == ("referred", "not_federal_property")
    assert "central bank" in gold["eligibility_reason"]


@pytest.mark.parametrize(
    ("number", "column", "value"),
    [
        (1, "nominal_amount", "25,000"),
        (1, "nominal_amount", "NaN"),
        (1, "nominal_amount", "25000005000.00"),
        (1, "units", "4999999"),
        (1, "tenor_days", "91"),
        (1, "tenor_days", "84.5"),
        (1, "issue_proceeds", "24410150000.01"),
        (1, "issue_price", "97.6407"),
        (1, "issue_date", "08.01.2026"),
        (1, "encumbered", "maybe"),
        (1, "status", "issued"),
        (8, "tenor_days", "10"),
    ],
)
def test_a_cell_that_cannot_be_right_is_refused_with_the_number_of_its_row(
    number: int, column: str, value: str
) -> None:
    with pytest.raises(InvalidInput, match=f"Asset {number}: "):
        import_instrument_row(row(number, **{column: value}))


def test_another_header_is_refused_by_naming_the_difference() -> None:
    wrong = row(1)
    wrong["colour"] = wrong.pop("fisn")
    with pytest.raises(InvalidInput, match="colour, fisn"):
        import_instrument_row(wrong)


def test_a_row_with_too_few_cells_is_refused() -> None:
    header, first = SAMPLE_ASSETS.read_text(encoding="utf-8").splitlines()[:2]
    with pytest.raises(InvalidInput, match="too few cells"):
        read_assets(f"{header}\n{first.rpartition(',')[0]}\n")
