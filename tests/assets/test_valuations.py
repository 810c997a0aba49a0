"""Rates, valuations and their acceptance."""

import csv
import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from approvals.choices import Role
from approvals.exceptions import InvalidInput, NotPermitted, SamePerson, WrongState
from approvals.models import AuditEvent
from approvals.models.base import AddOnlyError
from assets.importing import SAMPLE_ASSETS
from assets.models import ExchangeRate, Valuation, ValuationAcceptance
from assets.selectors import current_valuation, rate_on, valuations_to_accept
from assets.services.instruments import amend_instrument
from assets.services.rates import record_rate
from assets.services.valuations import accept_valuation, record_valuation
from tests.assets.conftest import GOLD, MTB_3M, MTB_12M, PIB, RATE_DAY, Register

DAY = datetime.timedelta(days=1)


def test_every_sample_asset_is_worth_what_the_table_says(register: Register) -> None:
    with SAMPLE_ASSETS.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    total = Decimal(0)
    for line in table:
        valuation = register.valued(register.registered(int(line["asset_no"])))
        valuation.refresh_from_db()
        assert str(valuation.value_usd) == line["value_usd"]
        assert str(valuation.value_pkr) == (line["value_pkr"] or "69720000000.00")
        total += valuation.value_usd
    assert str(total) == "1703464285.72"


def test_gold_is_priced_in_usd_and_converted_to_pkr(register: Register) -> None:
    gold = register.registered(GOLD)
    valuation = register.valued(gold)
    assert (valuation.currency, valuation.amount) == ("USD", Decimal("249000000.00"))
    assert valuation.value_pkr == Decimal("249000000.00") * 280


def test_a_valuation_takes_the_latest_rate_up_to_its_day(
    register: Register, on_date: Callable[[datetime.date], None]
) -> None:
    on_date(RATE_DAY + 10 * DAY)
    later = register.rate("300.00", RATE_DAY + 5 * DAY)
    corrected = register.rate("301.00", RATE_DAY + 5 * DAY, source="Second fixing")
    assert rate_on("USD", "PKR", RATE_DAY - DAY) is None
    assert rate_on("USD", "PKR", RATE_DAY + 4 * DAY).rate == 280
    assert rate_on("USD", "PKR", RATE_DAY + 9 * DAY) == corrected
    instrument = register.registered(PIB)
    assert register.valued(instrument, RATE_DAY + 4 * DAY).value_usd == Decimal("214285714.29")
    assert register.valued(instrument, RATE_DAY + 5 * DAY).exchange_rate == corrected
    assert later.rate == 300


def test_a_valuation_before_the_first_rate_says_what_to_do(register: Register) -> None:
    with pytest.raises(InvalidInput, match="Record one first"):
        register.valued(register.registered(), RATE_DAY - DAY)
    assert not Valuation.objects.exists()


def test_neither_a_rate_nor_a_valuation_comes_from_the_future(register: Register) -> None:
    with pytest.raises(InvalidInput, match="cannot be known"):
        register.rate("281.00", RATE_DAY + DAY)
    with pytest.raises(InvalidInput, match="cannot be made"):
        register.valued(register.registered(), RATE_DAY + DAY)


@pytest.mark.parametrize("rate", ["0", "-280", "280.0000001", "NaN", "Infinity", "10000000000"])
def test_a_rate_that_cannot_be_right_is_refused(register: Register, rate: str) -> None:
    with pytest.raises(InvalidInput, match="positive"):
        register.rate(rate, source="Another")


def test_a_rate_in_the_other_direction_is_refused(register: Register) -> None:
    with pytest.raises(InvalidInput, match="PKR for one USD"):
        record_rate(
            actor=register.cast.case_officer,
            base="PKR",
            quote="USD",
            rate=Decimal("0.0036"),
            on_date=RATE_DAY,
            source="Fixing",
        )


def test_a_source_has_one_rate_a_day(register: Register) -> None:
    with pytest.raises(InvalidInput, match="already has a rate"):
        register.rate("281.00")
    assert ExchangeRate.objects.count() == 1


def test_a_rate_and_a_valuation_need_a_source(register: Register) -> None:
    with pytest.raises(InvalidInput, match="source"):
        register.rate(source=" ")
    with pytest.raises(InvalidInput, match="source"):
        record_valuation(
            actor=register.cast.case_officer,
            instrument=register.registered(),
            as_at=RATE_DAY,
            source="",
            document=register.paper(register.cast.case_officer),
        )


def test_a_valuation_counts_once_another_person_accepts_it(register: Register) -> None:
    instrument = register.registered(PIB)
    valuation = register.valued(instrument)
    assert current_valuation(instrument) is None
    assert list(valuations_to_accept()) == [valuation]
    acceptance = accept_valuation(actor=register.cast.approver, valuation=valuation)
    assert (acceptance.accepted_by, acceptance.accepted_on) == (register.cast.approver, RATE_DAY)
    assert current_valuation(instrument) == valuation
    assert not valuations_to_accept()
    verbs = AuditEvent.objects.filter(subject=instrument.key).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["instrument_registered", "valuation_recorded", "valuation_accepted"]


def test_the_recorder_cannot_accept_even_after_becoming_an_approver(register: Register) -> None:
    valuation = register.valued(register.registered())
    recorder = register.cast.case_officer
    recorder.role = Role.APPROVER
    recorder.save()
    with pytest.raises(SamePerson, match="another person"):
        accept_valuation(actor=recorder, valuation=valuation)
    with pytest.raises(DatabaseError, match="two people"), transaction.atomic():
        ValuationAcceptance.objects.create(valuation=valuation, accepted_by=recorder, accepted_on=RATE_DAY)


def test_only_the_named_roles_record_and_accept(register: Register) -> None:
    instrument = register.registered()
    valuation = register.valued(instrument)
    for person in register.cast.everybody():
        if person != register.cast.case_officer:
            with pytest.raises(NotPermitted):
                record_valuation(
                    actor=person,
                    instrument=instrument,
                    as_at=RATE_DAY,
                    source="Mine",
                    document=valuation.document,
                )
            with pytest.raises(NotPermitted):
                record_rate(actor=person, base="USD", quote="PKR", rate=Decimal(1), on_date=RATE_DAY, source="Mine")
        if person != register.cast.approver:
            with pytest.raises(NotPermitted):
                accept_valuation(actor=person, valuation=valuation)


def test_a_valuation_is_accepted_once(register: Register) -> None:
    valuation = register.accepted(register.registered())
    with pytest.raises(WrongState, match="already"):
        accept_valuation(actor=register.cast.approver, valuation=valuation)


def test_a_valuation_of_former_terms_cannot_be_accepted(register: Register) -> None:
    instrument = register.registered(MTB_12M)
    valuation = register.valued(instrument)
    amend_instrument(
        actor=register.cast.case_officer, instrument=instrument, version=1, nominal_amount=Decimal("50000005000.00")
    )
    with pytest.raises(WrongState, match="Record a new valuation"):
        accept_valuation(actor=register.cast.approver, valuation=valuation)


def test_the_later_day_counts_and_not_the_later_acceptance(
    register: Register, on_date: Callable[[datetime.date], None]
) -> None:
    instrument = register.registered(MTB_3M)
    earlier = register.valued(instrument)
    on_date(RATE_DAY + DAY)
    later = register.accepted(instrument, RATE_DAY + DAY)
    accept_valuation(actor=register.cast.approver, valuation=earlier)
    assert current_valuation(instrument) == later


def test_rates_valuations_and_acceptances_are_only_ever_added(register: Register) -> None:
    valuation = register.accepted(register.registered())
    for row in (valuation, valuation.exchange_rate, valuation.acceptance):
        with pytest.raises(AddOnlyError):
            row.save()
        with pytest.raises(AddOnlyError):
            row.delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(id=row.pk)
