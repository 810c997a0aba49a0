"""Reading the register."""

from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.services.cases import withdraw_case
from assets.listing import register as whole_register
from assets.selectors import history
from tests.assets.conftest import PIB, PROPERTY, WHEAT, Register


def test_the_register_shows_each_assets_accepted_value_and_latest_case(register: Register) -> None:
    bond, wheat, property_ = register.ready(PIB), register.registered(WHEAT), register.ready(PROPERTY)
    register.valued(wheat)
    first = register.proposed(bond, units=10).case
    withdraw_case(actor=register.cast.case_officer, case=first, reason="Too small.")
    second = register.proposed(bond, units=20).case
    rows = {row.number: row for row in whole_register()}
    assert (rows[PIB].value_usd, rows[PIB].case_reference) == (Decimal("214285714.29"), second.reference)
    assert (rows[PIB].case_status, rows[PIB].case_stage, rows[PIB].proposed_units) == ("open", 1, 20)
    assert (rows[WHEAT].value_usd, rows[WHEAT].case_reference) == (None, None)
    assert (rows[PROPERTY].value_pkr, rows[PROPERTY].case_id) == (Decimal("42000000000.00"), None)
    assert list(history(property_))[-1].verb == "instrument_registered"


def test_the_register_is_one_query_however_many_assets_it_has(register: Register) -> None:
    counts = []
    for number in (PIB, WHEAT, PROPERTY):
        register.proposed(register.ready(number))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            list(whole_register())
        counts.append(len(queries))
    assert counts == [1, 1, 1]
