"""Revaluing the whole register in one act, and accepting it in one."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from approvals.canonical import read_canonical
from approvals.exceptions import InvalidInput, NotPermitted, SamePerson, WrongState
from approvals.models import AuditEvent
from assets.importing import read_sample_assets
from assets.models import Instrument, Revaluation, RevaluationAcceptance, Valuation
from assets.selectors import current_valuation, revaluations_to_accept, valuations_to_accept
from assets.services.eligibility import find_not_eligible
from assets.services.instruments import amend_instrument
from assets.services.revaluations import accept_revaluation, record_revaluation
from assets.services.valuations import accept_valuation, record_valuation
from tests.assets.conftest import GOLD, MTB_12M, PIB, PROPERTY, SUKUK, WHEAT, Register

DAY = datetime.date(2026, 2, 2)


@pytest.fixture
def ten_assets(register: Register, on_date: Callable[[datetime.date], None]) -> Register:
    """The sample register on a day on which all are issued and none has matured; gold is not eligible."""
    for fields in read_sample_assets():
        register.registered(fields["number"])
    find_not_eligible(
        actor=register.cast.approver, instrument=Instrument.objects.get(number=GOLD), reason="Another's property"
    )
    on_date(DAY)
    register.rate("250.00", DAY)
    return register


def revalued(register: Register) -> Revaluation:
    """A case officer's revaluation as at the day."""
    return record_revaluation(
        actor=register.cast.case_officer,
        as_at=DAY,
        source="Rate of the day",
        document=register.paper(register.cast.case_officer, "Revaluation note"),
    )


def test_every_eligible_asset_is_valued_at_the_rate_of_the_day(ten_assets: Register) -> None:
    revaluation = revalued(ten_assets)
    rows = Valuation.objects.filter(revaluation=revaluation).order_by("instrument__number")
    assert [row.instrument.number for row in rows] == [1, 2, 3, 4, 5, 6, 7, 8, 10]
    assert sum(row.value_usd for row in rows) == Decimal(407_250_000_000) / 250
    assert revaluation.left_out == []
    event = AuditEvent.objects.get(verb="revaluation_recorded")
    data = read_canonical(event.content)["data"]
    assert (data["valuations"], data["left_out"], len(data["figures_sha256"])) == (9, 0, 64)


def test_a_security_keeps_the_yield_at_which_it_was_accepted_last(ten_assets: Register) -> None:
    bond = Instrument.objects.get(number=PIB)
    first = record_valuation(
        actor=ten_assets.cast.case_officer,
        instrument=bond,
        as_at=datetime.date(2026, 1, 20),
        source="Market",
        document=ten_assets.paper(ten_assets.cast.case_officer, "Price"),
        basis="yield",
        quote=Decimal("11.5000"),
    )
    accept_valuation(actor=ten_assets.cast.approver, valuation=first)
    again = revalued(ten_assets).valuations.get(instrument=bond)
    assert (again.basis, again.yield_pct) == ("yield", first.yield_pct)
    assert again.clean_price != first.clean_price
    assert Decimal(again.workings["accrued_amount"]) > Decimal(first.workings["accrued_amount"])


def test_a_day_gone_by_is_never_valued_at_a_yield_of_later(ten_assets: Register) -> None:
    bond = Instrument.objects.get(number=PIB)
    later = record_valuation(
        actor=ten_assets.cast.case_officer,
        instrument=bond,
        as_at=DAY,
        source="Market",
        document=ten_assets.paper(ten_assets.cast.case_officer, "Price"),
        basis="yield",
        quote=Decimal("11.5000"),
    )
    accept_valuation(actor=ten_assets.cast.approver, valuation=later)
    before = record_revaluation(
        actor=ten_assets.cast.case_officer,
        as_at=datetime.date(2026, 1, 30),
        source="Rate of that day",
        document=ten_assets.paper(ten_assets.cast.case_officer, "Revaluation note"),
    )
    assert before.valuations.get(instrument=bond).basis == "face"


def test_what_cannot_be_computed_is_named_with_its_reason(ten_assets: Register) -> None:
    bond = Instrument.objects.get(number=PIB)
    priced = record_valuation(
        actor=ten_assets.cast.case_officer,
        instrument=bond,
        as_at=DAY,
        source="Market",
        document=ten_assets.paper(ten_assets.cast.case_officer, "Price"),
        basis="yield",
        quote=Decimal("11.5"),
    )
    accept_valuation(actor=ten_assets.cast.approver, valuation=priced)
    amend_instrument(actor=ten_assets.cast.case_officer, instrument=bond, version=1, rate_pct=None)
    revaluation = revalued(ten_assets)
    assert revaluation.valuations.count() == 8
    [[number, reason]] = revaluation.left_out
    assert (number, "its record lacks: Rate" in reason) == (PIB, True)


def test_it_counts_once_another_person_accepts_it(ten_assets: Register) -> None:
    revaluation = revalued(ten_assets)
    bond = Instrument.objects.get(number=PIB)
    assert current_valuation(bond) is None
    assert list(revaluations_to_accept()) == [revaluation]
    assert not valuations_to_accept()
    accept_revaluation(actor=ten_assets.cast.approver, revaluation=revaluation)
    assert current_valuation(bond).revaluation == revaluation
    assert not revaluations_to_accept()
    with pytest.raises(WrongState, match="accepted already"):
        accept_revaluation(actor=ten_assets.cast.approver, revaluation=revaluation)


def test_assets_amended_meanwhile_are_left_out_of_the_acceptance(ten_assets: Register) -> None:
    revaluation = revalued(ten_assets)
    wheat, sukuk = Instrument.objects.get(number=WHEAT), Instrument.objects.get(number=SUKUK)
    amend_instrument(actor=ten_assets.cast.case_officer, instrument=wheat, version=1, unit_price=Decimal(100_000))
    accept_valuation(actor=ten_assets.cast.approver, valuation=revaluation.valuations.get(instrument=sukuk))
    accept_revaluation(actor=ten_assets.cast.approver, revaluation=revaluation)
    assert current_valuation(wheat) is None
    data = read_canonical(AuditEvent.objects.get(verb="revaluation_accepted").content)["data"]
    assert (data["valuations"], data["left"]) == (7, 1)


def test_nobody_accepts_their_own_and_only_an_approver_any(ten_assets: Register) -> None:
    revaluation = revalued(ten_assets)
    for person in ten_assets.cast.everybody():
        if person != ten_assets.cast.approver:
            with pytest.raises((NotPermitted, SamePerson)):
                accept_revaluation(actor=person, revaluation=revaluation)
    with pytest.raises(DatabaseError, match="two people"), transaction.atomic():
        RevaluationAcceptance.objects.create(
            revaluation=revaluation, accepted_by=ten_assets.cast.case_officer, accepted_on=DAY
        )


@pytest.mark.parametrize(
    ("as_at", "sentence"),
    [(datetime.date(2026, 2, 3), "cannot be made on"), (datetime.date(2025, 12, 31), "No USD/PKR rate")],
)
def test_a_day_that_cannot_be_valued_is_refused(ten_assets: Register, as_at: datetime.date, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        record_revaluation(
            actor=ten_assets.cast.case_officer,
            as_at=as_at,
            source="Rate of the day",
            document=ten_assets.paper(ten_assets.cast.case_officer, "Note"),
        )
    assert not Revaluation.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_assets(
    register: Register, on_date: Callable[[datetime.date], None], django_assert_max_num_queries: Callable[[int], object]
) -> None:
    on_date(DAY)
    for number in (MTB_12M, PIB, PROPERTY):
        register.registered(number)
    for more in range(30):
        register.registered(PROPERTY, number=100 + more)
    with django_assert_max_num_queries(30):  # type: ignore[attr-defined]
        revaluation = revalued(register)
    assert revaluation.valuations.count() == 33
