"""Valuing securities at a price or a yield, lots after haircut and liens, and computing it all again."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from approvals.exceptions import InvalidInput, WrongState
from assets.choices import EncumbranceKind
from assets.kinds import facts_of_other_kinds
from assets.models import Benchmark, Instrument, Valuation
from assets.payments import payments_of
from assets.services.encumbrances import StatedEncumbrance, record_encumbrance
from assets.services.fixings import record_fixing
from assets.services.instruments import amend_instrument
from assets.services.legal_facts import record_legal_fact
from assets.services.revaluations import record_revaluation
from assets.services.valuations import (
    accept_valuation,
    comes_out_the_same,
    recomputed,
    record_valuation,
    stored_figures,
)
from assets.workings import steps_of
from tests.assets.conftest import FLOATER, MTB_3M, MTB_12M, PIB, PROPERTY, RATE_DAY, SUKUK, WHEAT, Register, sample
from tests.assets.golden import rows

AUCTION_DAY = datetime.date(2020, 9, 10)


def valued_at(
    register: Register, instrument: Instrument, basis: str, quote: str | None, as_at: datetime.date = RATE_DAY
) -> Valuation:
    """A case officer's valuation on a basis."""
    return record_valuation(
        actor=register.cast.case_officer,
        instrument=instrument,
        as_at=as_at,
        source="Illustrative market",
        document=register.paper(register.cast.case_officer, "Price list"),
        basis=basis,
        quote=None if quote is None else Decimal(quote),
    )


def in_millions(amount: Decimal) -> str:
    """As the State Bank prints it: PKR million with three decimals."""
    return f"{(amount / 10**6).quantize(Decimal('0.001'), rounding='ROUND_HALF_UP')}"


@pytest.mark.parametrize(
    "row", rows("golden_prices.csv"), ids=lambda row: f"{row['instrument']} at {row['price_or_clean']}"
)
def test_every_printed_bid_comes_out_of_the_register_to_the_last_digit(register: Register, row: dict[str, str]) -> None:
    settlement = datetime.date.fromisoformat(row["settlement"])
    register.rate("165.00", settlement)
    face = Decimal(row["face_pkr_m"]) * 10**6
    dates = {"maturity_date": datetime.date.fromisoformat(row["maturity"]), "nominal_amount": face}
    if row["coupon"]:
        issued = datetime.date.fromisoformat(row["issue_date"])
        bond = register.registered(PIB, issue_date=issued, rate_pct=Decimal(row["coupon"]), **dates)
    else:
        bond = register.registered(MTB_3M, issue_date=settlement, issue_price=None, issue_yield_pct=None, **dates)
    valuation = valued_at(register, bond, "clean_price", row["price_or_clean"], settlement)
    assert str(valuation.yield_pct) == row["yield_pct"]
    assert in_millions(valuation.fair_amount) == row["realised_or_settlement_pkr_m"]
    if row["accrued"]:
        assert in_millions(Decimal(valuation.workings["accrued_amount"])) == row["accrued"]
    assert valuation.amount == face  # what counts stays the face


def test_a_wish_for_a_yield_stores_the_rounded_price_and_the_yield_that_it_gives(register: Register) -> None:
    register.rate("165.00", AUCTION_DAY)
    bill = register.registered(MTB_3M, issue_date=AUCTION_DAY, maturity_date=datetime.date(2020, 12, 3))
    valuation = valued_at(register, bill, "yield", "7.0000", AUCTION_DAY)
    assert (str(valuation.clean_price), str(valuation.yield_pct)) == ("98.4146", "6.9999")
    assert valuation.workings["wished_yield_pct"] == "7.0000"


def test_the_five_year_bond_of_the_guide_accrues_as_it_says(
    register: Register, on_date: Callable[[datetime.date], None]
) -> None:
    day = datetime.date(2026, 3, 5)
    on_date(day)
    bond = register.registered(PIB, nominal_amount=Decimal(100_000_000))
    valuation = valued_at(register, bond, "yield", "11.2500", day)
    assert str(valuation.clean_price) == "99.0530"
    assert valuation.workings["accrued_per_100"] == "1.488950"
    assert str(valuation.fair_amount) == "100541950.28"
    assert valuation.workings["payments_left"] == "10"


def test_a_floater_accrues_at_the_last_fixing_before_its_period(
    register: Register, on_date: Callable[[datetime.date], None]
) -> None:
    """60 of 181 days at 10.45 and 25 basis points on PKR 100 m."""
    day = datetime.date(2026, 3, 16)
    on_date(day)
    benchmark = Benchmark.objects.get(pk="MTB_6M")
    for on, fixed in ((datetime.date(2026, 1, 14), "10.4500"), (datetime.date(2026, 2, 4), "9.0000")):
        record_fixing(
            actor=register.cast.case_officer, benchmark=benchmark, on_date=on, value_pct=Decimal(fixed), source="SBP"
        )
    floater = register.registered(FLOATER, nominal_amount=Decimal(100_000_000))
    valuation = valued_at(register, floater, "clean_price", "100.0000", day)
    assert valuation.workings["accrued_amount"] == "1773480.66"


def test_a_floater_without_a_fixing_is_refused_with_what_is_missing(
    register: Register, on_date: Callable[[datetime.date], None]
) -> None:
    on_date(datetime.date(2026, 3, 16))
    floater = register.registered(FLOATER)
    with pytest.raises(
        InvalidInput, match="No fixing of 6M MTB weighted average yield is recorded up to 16 March 2026"
    ):
        valued_at(register, floater, "clean_price", "100", datetime.date(2026, 3, 16))


@pytest.mark.parametrize(
    ("number", "basis", "quote", "sentence"),
    [
        (MTB_12M, "clean_price", None, "needs that figure"),
        (MTB_12M, "face", "99.5", "needs that figure"),
        (MTB_12M, "clean_price", "99.12345", "at most four decimals"),
        (MTB_12M, "clean_price", "NaN", "at most four decimals"),
        (MTB_12M, "clean_price", "-1", "This cannot be computed"),
        (MTB_12M, "yield", "99999", "A yield lies between"),
        (WHEAT, "clean_price", "99", "cannot be valued on the basis"),
        (PIB, "quantity_times_price", None, "cannot be valued on the basis"),
        (PIB, "guess", None, "cannot be valued on the basis"),
    ],
)
def test_a_price_that_cannot_be_right_values_nothing(
    register: Register,
    on_date: Callable[[datetime.date], None],
    number: int,
    basis: str,
    quote: str | None,
    sentence: str,
) -> None:
    on_date(datetime.date(2026, 2, 2))
    with pytest.raises(InvalidInput, match=sentence):
        valued_at(register, register.registered(number), basis, quote, datetime.date(2026, 2, 2))
    assert not Valuation.objects.exists()


@pytest.mark.parametrize(("day", "sentence"), [("2026-01-02", "before the issue"), ("2027-01-21", "before maturity")])
def test_a_security_has_a_price_only_while_it_runs(
    register: Register, on_date: Callable[[datetime.date], None], day: str, sentence: str
) -> None:
    as_at = datetime.date.fromisoformat(day)
    on_date(as_at)
    with pytest.raises(InvalidInput, match=sentence):
        valued_at(register, register.registered(MTB_12M), "clean_price", "95", as_at)


def lien(register: Register, asset: Instrument, **stated: Any) -> Any:
    """A bank's lien on the asset."""
    return record_encumbrance(
        actor=register.cast.case_officer,
        instrument=asset,
        stated=StatedEncumbrance(kind=EncumbranceKind.LIEN, **stated),
        document=register.paper(register.cast.case_officer, "Lien letter"),
    )


def test_a_lot_is_worth_its_price_less_shrinkage_haircut_and_liens_that_stand(register: Register) -> None:
    wheat = register.registered(
        WHEAT, encumbrance=None, shrinkage_pct=Decimal("0.5"), haircut_pct=Decimal(10), quantity=Decimal(1000)
    )
    bank = lien(register, wheat, holder="A bank", amount=Decimal(5_000_000))
    lien(register, wheat, holder="Another bank", amount=Decimal(10_000), currency="USD")
    lien(register, wheat, holder="A third one")
    valuation = register.valued(wheat)
    assert (valuation.amount, valuation.value_pkr) == (105_000_000, 105_000_000)
    # 105,000,000 - 525,000 = 104,475,000; less a tenth 94,027,500; less 5,000,000 and USD 10,000 at 280.
    assert valuation.fair_amount == Decimal("86227500.00")
    record_legal_fact(
        actor=register.cast.case_officer,
        instrument=wheat,
        kind="lien_release",
        statement="The bank was paid.",
        document=register.paper(register.cast.case_officer, "Release"),
        encumbrance=bank,
    )
    assert register.valued(wheat).fair_amount == Decimal("91227500.00")


def test_a_price_per_maund_values_tonnes(register: Register) -> None:
    """PKR 4,400 for 40 kg are PKR 110,000 a tonne."""
    wheat = register.registered(WHEAT, unit_price=Decimal(4400), price_unit="maund", quantity=Decimal(1))
    valuation = register.valued(wheat)
    assert (valuation.amount, valuation.workings["quantity_in_price_unit"]) == (110_000, "25.000000")


@pytest.mark.parametrize(
    ("number", "basis", "quote"),
    [
        (MTB_12M, "face", None),
        (PIB, "yield", "11.25"),
        (SUKUK, "clean_price", "101.5"),
        (WHEAT, "", None),
        (PROPERTY, "", None),
    ],
)
def test_every_figure_comes_out_the_same_again(
    register: Register, on_date: Callable[[datetime.date], None], number: int, basis: str, quote: str | None
) -> None:
    day = datetime.date(2026, 2, 2)
    on_date(day)
    asset = register.registered(number)
    if number == WHEAT:
        lien(register, asset, amount=Decimal(777))
    stored = valued_at(register, asset, basis, quote, day)
    stored.refresh_from_db()
    again = stored_figures(recomputed(stored))
    assert {name: again[name] for name in again if name not in ("basis", "workings")} == {
        name: getattr(stored, name) for name in again if name not in ("basis", "workings")
    }
    assert [step.text for step in steps_of(stored)]


def test_amended_facts_no_longer_give_the_same_figures(
    register: Register, on_date: Callable[[datetime.date], None]
) -> None:
    day = datetime.date(2026, 2, 2)
    on_date(day)
    bond = register.registered(PIB)
    stored = valued_at(register, bond, "yield", "11.25", day)
    amend_instrument(actor=register.cast.case_officer, instrument=bond, version=1, rate_pct=Decimal(10))
    stored = Valuation.objects.get(pk=stored.pk)
    assert recomputed(stored).fair_amount < stored.fair_amount


def test_postgresql_keeps_price_and_yield_with_their_bases(register: Register) -> None:
    register.valued(register.registered(PIB))
    stored = Valuation.objects.values().get() | {"id": None, "clean_price": Decimal(99)}
    with pytest.raises(DatabaseError, match="a_priced_valuation_has_its_price"), transaction.atomic():
        Valuation.objects.create(**stored)


def test_a_floater_that_is_not_issued_yet_has_no_rate_that_is_fixed(register: Register) -> None:
    record_fixing(
        actor=register.cast.case_officer,
        benchmark=Benchmark.objects.get(pk="MTB_6M"),
        on_date=RATE_DAY,
        value_pct=Decimal("10.4500"),
        source="SBP",
    )
    payments = payments_of(register.registered(FLOATER), RATE_DAY)  # issued on 15 January
    assert {flow.projected for flow in payments.flows if flow.rate_pct is not None} == {True}
    assert {flow.rate_pct for flow in payments.flows} == {Decimal("10.7000"), None}


def test_a_lot_is_never_valued_at_a_price_from_the_future(
    register: Register, on_date: Callable[[datetime.date], None]
) -> None:
    on_date(datetime.date(2026, 2, 2))
    wheat = register.registered(WHEAT, price_date=datetime.date(2026, 2, 1))
    with pytest.raises(InvalidInput, match="a price from the future is never used"):
        register.valued(wheat, datetime.date(2026, 1, 31))
    assert register.valued(wheat, datetime.date(2026, 2, 1)).workings["price_date"] == "2026-02-01"


def test_a_price_beyond_every_market_is_refused_and_not_stored_wrongly(
    register: Register, on_date: Callable[[datetime.date], None]
) -> None:
    on_date(datetime.date(2026, 2, 2))
    bond = register.registered(PIB, maturity_date=datetime.date(2056, 1, 15))
    with pytest.raises(InvalidInput, match="slip of the pen"):
        valued_at(register, bond, "yield", "-40", datetime.date(2026, 2, 2))


def test_a_price_is_not_accepted_once_the_rate_it_rests_on_was_amended(
    register: Register, on_date: Callable[[datetime.date], None]
) -> None:
    day = datetime.date(2026, 2, 2)
    on_date(day)
    bond = register.registered(PIB)
    stored = valued_at(register, bond, "yield", "11.25", day)
    amend_instrument(actor=register.cast.case_officer, instrument=bond, version=1, rate_pct=Decimal(10))
    with pytest.raises(WrongState, match="changed since it was valued"):
        accept_valuation(actor=register.cast.approver, valuation=stored)


def test_a_bond_that_became_a_lot_keeps_its_former_valuation_readable(
    register: Register, on_date: Callable[[datetime.date], None]
) -> None:
    day = datetime.date(2026, 2, 2)
    on_date(day)
    bond = register.registered(PIB)
    stored = valued_at(register, bond, "yield", "11.25", day)
    accept_valuation(actor=register.cast.approver, valuation=stored)
    lot = sample(WHEAT, number=PIB, isin="", fisn="", issuer="", obligor="")
    del lot["encumbrance"]
    empty = {name: None for name in facts_of_other_kinds("COMMODITY_LOT") if name not in lot}
    amend_instrument(actor=register.cast.case_officer, instrument=bond, version=1, **{**empty, **lot})
    assert not comes_out_the_same(Valuation.objects.get(pk=stored.pk))
    revaluation = record_revaluation(
        actor=register.cast.case_officer,
        as_at=day,
        source="Rates of the day",
        document=register.paper(register.cast.case_officer, "Note"),
    )
    assert revaluation.valuations.get().basis == "quantity_times_price"
