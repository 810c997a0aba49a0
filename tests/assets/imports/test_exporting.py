"""What is exported can be imported again, and says the same."""

from decimal import Decimal
from typing import Any

import pytest

from assets.files.writing import csv_table, xlsx_table
from assets.imports.columns import all_columns
from assets.imports.exporting import export_rows
from assets.imports.samples import SAMPLE_ASSETS
from assets.models import Instrument
from assets.models.register_import import ImportMode
from assets.services.eligibility import find_not_eligible
from assets.services.encumbrances import StatedEncumbrance, record_encumbrance
from assets.services.imports import order_import
from assets.services.instruments import amend_instrument
from tests.assets.conftest import Register
from tests.assets.imports.files import brought, one_of_each_kind, problems_of


def exported(form: str) -> bytes:
    rows = export_rows(Instrument.objects.order_by("number"))
    if form == "csv":
        return "".join(csv_table(all_columns(), rows)).encode()
    with xlsx_table(all_columns(), rows, "Assets") as file:
        return file.read()


@pytest.fixture
def filled(register: Register) -> Register:
    """The illustrative assets and one more of each kind."""
    officer = register.cast.case_officer
    further = [{**cells, "asset_no": str(100 + place)} for place, cells in enumerate(one_of_each_kind())]
    for content in (SAMPLE_ASSETS.read_bytes(), further):
        order_import(actor=officer, run=brought(officer, content), mode=ImportMode.ALL_OR_NOTHING)
    return register


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_comes_back_unchanged(filled: Register, form: str) -> None:
    run = brought(filled.cast.case_officer, exported(form))
    assert problems_of(run) == []
    assert (run.unchanged, run.good) == (23, 0)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_comes_back_unchanged_with_what_people_entered_on_pages(filled: Register, form: str) -> None:
    officer, (bond, wheat) = filled.cast.case_officer, Instrument.objects.filter(number__in=[4, 8])
    amend_instrument(actor=officer, instrument=bond, version=1, note="- first\n- second", listing="=none")
    for amount in ("5.00", "7.50"):
        record_encumbrance(actor=officer, instrument=bond, stated=StatedEncumbrance(amount=Decimal(amount)))
    record_encumbrance(actor=officer, instrument=wheat, stated=StatedEncumbrance(currency="USD", amount=Decimal(3)))
    find_not_eligible(actor=filled.cast.approver, instrument=Instrument.objects.get(number=9), reason="+ not federal")
    run = brought(officer, exported(form))
    assert problems_of(run) == []
    assert run.unchanged == 23


def test_the_queries_of_an_export_do_not_grow_with_its_rows(filled: Register, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        assert len(list(export_rows(Instrument.objects.filter(number__lte=2)))) == 2
    with django_assert_num_queries(2):
        assert len(list(export_rows(Instrument.objects.order_by("number")))) == 23
