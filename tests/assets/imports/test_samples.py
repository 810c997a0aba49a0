"""The illustrative assets, and the file that people fill in."""

import io

import pytest

from assets.choices import InstrumentType
from assets.files.reading import open_table
from assets.files.writing import csv_table
from assets.imports.benchmarks import benchmarks_by_name
from assets.imports.columns import SAMPLE, all_columns
from assets.imports.examples import template
from assets.imports.rows import RowReader
from assets.imports.samples import SAMPLE_ASSETS, read_sample_assets
from assets.services.instruments import register_instrument
from tests.assets.conftest import GOLD, MTB_3M, WHEAT, Register, sample

pytestmark = pytest.mark.django_db


def test_ten_assets_are_read() -> None:
    assert [fields["number"] for fields in read_sample_assets()] == list(range(1, 11))


def test_an_empty_cell_is_not_stated_and_zero_is_zero() -> None:
    bill, wheat = sample(MTB_3M), sample(WHEAT)
    assert bill["encumbrance"] is None
    assert wheat["encumbrance"].amount is None
    assert (bill["payments_per_year"], wheat["payments_per_year"]) == (0, None)
    assert wheat["isin"] == ""


def test_gold_is_referred_because_it_is_not_federal_property() -> None:
    gold = sample(GOLD)
    assert (gold["eligibility"], gold["title_status"]) == ("referred", "not_federal_property")
    assert "central bank" in gold["eligibility_reason"]


def test_the_header_of_the_illustrative_data_begins_every_file_of_the_register() -> None:
    with SAMPLE_ASSETS.open("rb") as file:
        assert open_table(file, "sample").header == SAMPLE
    assert all_columns()[: len(SAMPLE)] == SAMPLE
    assert len(set(all_columns())) == len(all_columns())


def test_the_file_to_fill_in_has_an_example_of_each_kind_that_can_be_registered(register: Register) -> None:
    header, rows = template()
    table = open_table(io.BytesIO("".join(csv_table(header, rows)).encode()), "template.csv")
    reader = RowReader(table.header, benchmarks_by_name())
    read = [reader.read(row) for row in table.rows()]
    assert [problem for row in read for problem in row.problems] == []
    assert [row.facts["instrument_type"] for row in read] == list(InstrumentType)
    for row in read:
        register_instrument(actor=register.cast.case_officer, **row.facts)
