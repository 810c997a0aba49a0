"""Rates and fixings: dated, from a named source, never from the future, and the value that follows from them."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from approvals.business_date import KARACHI
from approvals.canonical import read_canonical
from approvals.exceptions import InvalidInput, NotPermitted
from approvals.models import AuditEvent
from assets.models import Benchmark, BenchmarkFixing, ExchangeRate, Instrument
from assets.selectors import fixings_until, rates_that_hold, value_as_at
from assets.services.fixings import record_fixing
from tests.assets.conftest import GOLD, MTB_12M, PIB, RATE_DAY, WHEAT, Register

DAY = datetime.timedelta(days=1)
#: So many days before or after the business date of these tests.
DISTANCES = st.integers(min_value=-400, max_value=400)
IN_ONE_DATABASE = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def bill(register: Register) -> Instrument:
    """The twelve-month bill of the sample."""
    return register.registered(MTB_12M)


@contextmanager
def undone() -> Iterator[None]:
    """What is done within is rolled back, since these tables are never emptied."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def fixing(register: Register, value: str = "11.0152", on_date: datetime.date = RATE_DAY, **changes: Any) -> Any:
    """A fixing of the three-month bill, recorded by the case officer."""
    terms: dict[str, Any] = {
        "actor": register.cast.case_officer,
        "benchmark": Benchmark.objects.get(pk=changes.pop("benchmark", "MTB_3M")),
        "on_date": on_date,
        "value_pct": Decimal(value),
        "source": "State Bank of Pakistan",
    }
    return record_fixing(**(terms | changes))


@pytest.mark.django_db
def test_the_benchmarks_of_the_study_are_there_from_the_start() -> None:
    assert dict(Benchmark.objects.values_list("name", "is_of_auctions")) == {
        "3M MTB weighted average yield": True,
        "6M MTB weighted average yield": True,
        "PKRV 3M": False,
        "PKRV 6M": False,
    }


def test_a_fixing_is_recorded_with_its_auction_its_paper_and_a_line_in_the_trail(register: Register) -> None:
    paper = register.paper(register.cast.case_officer, "Auction result")
    recorded = fixing(register, auction_number="51", document=paper)
    recorded.refresh_from_db()
    assert (recorded.value_pct, recorded.auction_number, recorded.is_fallback) == (Decimal("11.0152"), "51", False)
    assert (recorded.recorded_by, recorded.recorded_on, recorded.document) == (
        register.cast.case_officer,
        RATE_DAY,
        paper,
    )
    event = AuditEvent.objects.get(verb="fixing_recorded")
    assert event.subject == f"fixing:{recorded.pk}"
    data = read_canonical(event.content)["data"]
    assert (data["value_pct"], data["document"]) == ("11.0152", paper.sha256)


def test_only_a_case_officer_records_a_fixing(register: Register) -> None:
    for person in register.cast.everybody():
        if person != register.cast.case_officer:
            with pytest.raises(NotPermitted, match="Only a case officer"):
                fixing(register, actor=person)
    assert not BenchmarkFixing.objects.exists()


def test_a_source_has_one_value_of_a_benchmark_a_day(register: Register) -> None:
    fixing(register)
    with pytest.raises(InvalidInput, match="State Bank of Pakistan already has a value of 3M MTB"):
        fixing(register, "11.0153", source=" State Bank of Pakistan ")
    fixing(register, "11.0153", source="Another")
    fixing(register, "11.2", benchmark="MTB_6M")
    assert BenchmarkFixing.objects.count() == 3


@pytest.mark.parametrize("value", ["11.01525", "100", "-100", "NaN", "Infinity", "sNaN", "1E+3"])
def test_a_value_that_no_benchmark_can_have_is_refused(register: Register, value: str) -> None:
    with pytest.raises(InvalidInput, match="four decimals"):
        fixing(register, value)


def test_a_fixing_needs_a_source_in_a_few_words(register: Register) -> None:
    for source in (" ", "x" * 121):
        with pytest.raises(InvalidInput, match="source"):
            fixing(register, source=source)


def test_auction_and_fall_back_exclude_each_other_and_belong_to_what_auctions_fix(register: Register) -> None:
    with pytest.raises(InvalidInput, match="stands in for an auction"):
        fixing(register, auction_number="51", is_fallback=True)
    for wrong in ({"auction_number": "51"}, {"is_fallback": True}):
        with pytest.raises(InvalidInput, match="not fixed by auctions"):
            fixing(register, benchmark="PKRV_3M", **wrong)
    with pytest.raises(InvalidInput, match="30 characters"):
        fixing(register, auction_number="5" * 31)
    with pytest.raises(IntegrityError, match="fall_back_has_no_auction"), transaction.atomic():
        BenchmarkFixing.objects.create(**row(register, auction_number="51", is_fallback=True))


def row(register: Register, **changes: Any) -> dict[str, Any]:
    """A fixing as the database takes it."""
    return {
        "benchmark_id": "MTB_3M",
        "on_date": RATE_DAY,
        "value_pct": Decimal("11"),
        "source": "Past the service",
        "recorded_by": register.cast.case_officer,
        "recorded_on": RATE_DAY,
    } | changes


@IN_ONE_DATABASE
@given(st.integers(min_value=1, max_value=400), st.integers(min_value=0, max_value=400))
def test_nothing_from_the_future_is_recorded_by_the_service_or_past_it(
    register: Register, ahead: int, later: int
) -> None:
    day = RATE_DAY + ahead * DAY
    with pytest.raises(InvalidInput, match="cannot be known"):
        fixing(register, on_date=day)
    with pytest.raises(InvalidInput, match="cannot be known"):
        register.rate("281", day)
    dated = {"on_date": day, "recorded_on": day + later * DAY}
    with pytest.raises(IntegrityError, match="nothing can be recorded"), transaction.atomic():
        BenchmarkFixing.objects.create(**row(register, **dated))
    with pytest.raises(IntegrityError, match="nothing can be recorded"), transaction.atomic():
        ExchangeRate.objects.create(
            base="USD",
            quote="PKR",
            rate=281,
            source="Past the service",
            recorded_by=register.cast.case_officer,
            **dated,
        )


@pytest.mark.django_db
def test_postgresql_takes_the_day_from_karachi_where_nothing_is_rehearsed() -> None:
    today = datetime.datetime.now(KARACHI).date()
    officer = get_user_model().objects.create_user(username="officer", full_name="Officer", role="case_officer")
    terms = {"benchmark_id": "MTB_3M", "value_pct": 11, "recorded_by": officer}
    BenchmarkFixing.objects.create(on_date=today, recorded_on=today, source="Today", **terms)
    ahead = today + 2 * DAY
    with pytest.raises(IntegrityError, match="nothing can be recorded"), transaction.atomic():
        BenchmarkFixing.objects.create(on_date=ahead, recorded_on=ahead, source="Ahead", **terms)


@pytest.mark.parametrize("table", ["assets_benchmark", "assets_benchmarkfixing", "assets_exchangerate"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_what_was_recorded_is_neither_taken_away_nor_emptied(register: Register, table: str, statement: str) -> None:
    fixing(register)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_a_recorded_fixing_and_a_benchmarks_name_are_never_changed(register: Register) -> None:
    fixing(register)
    for change in (
        lambda: BenchmarkFixing.objects.update(value_pct=12),
        lambda: Benchmark.objects.update(is_of_auctions=False),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@IN_ONE_DATABASE
@given(st.lists(st.integers(min_value=0, max_value=300), unique=True, max_size=6), DISTANCES)
def test_a_value_uses_the_latest_rate_up_to_its_day_and_never_a_later_one(
    register: Register, bill: Instrument, days_ago: list[int], distance: int
) -> None:
    day = RATE_DAY + distance * DAY
    with undone():
        for ago in days_ago:
            register.rate(f"{300 - ago / 10:.2f}", RATE_DAY - ago * DAY, source="A second source")
        usable = [rate.on_date for rate in ExchangeRate.objects.all() if rate.on_date <= day]
        if distance > 0 or not usable:
            with pytest.raises(InvalidInput, match="cannot be known" if distance > 0 else "later one is never used"):
                value_as_at(bill, day)
            return
        found = value_as_at(bill, day)
        assert found.rate.on_date == max(usable)
        assert found.days_old == (day - max(usable)).days >= 0


@pytest.mark.parametrize("number", [MTB_12M, PIB, WHEAT, GOLD])
def test_the_value_as_at_a_day_is_what_a_valuation_of_that_day_records(register: Register, number: int) -> None:
    asset = register.registered(number)
    recorded, found = register.valued(asset), value_as_at(asset, RATE_DAY)
    assert (found.figures.value_pkr, found.figures.value_usd) == (recorded.value_pkr, recorded.value_usd)
    assert found.figures.basis == recorded.basis
    assert (found.figures.currency, found.figures.amount) == (recorded.currency, recorded.amount)
    assert found.rate == recorded.exchange_rate


def test_reading_a_value_takes_two_queries_however_many_rates_there_are(register: Register) -> None:
    asset, counts = register.registered(), []
    for ago in range(1, 4):
        register.rate("279", RATE_DAY - ago * DAY)
        with CaptureQueriesContext(connection) as queries:
            value_as_at(asset, RATE_DAY)
        counts.append(len(queries))
    assert counts == [2, 2, 2]


def test_of_several_rates_of_a_day_the_one_recorded_last_holds(register: Register) -> None:
    register.rate("281", source="Second")
    register.rate("279", RATE_DAY - DAY)
    assert [rate.rate for rate in rates_that_hold()] == [279, 281]


@IN_ONE_DATABASE
@given(st.lists(st.tuples(st.integers(0, 300), st.booleans()), unique=True, max_size=8), DISTANCES)
def test_the_fixings_for_a_day_hold_none_of_a_later_day(
    register: Register, recorded: list[tuple[int, bool]], distance: int
) -> None:
    day = RATE_DAY + distance * DAY
    with undone():
        for number, (ago, is_fallback) in enumerate(recorded):
            fixing(
                register, f"{10 + number / 10:.4f}", RATE_DAY - ago * DAY, is_fallback=is_fallback, source=str(number)
            )
        found = fixings_until(day).find("MTB_3M", RATE_DAY + 500 * DAY)
        usable = [RATE_DAY - ago * DAY for ago, _is_fallback in recorded if RATE_DAY - ago * DAY <= day]
        assert (found.date if found else None) == max(usable, default=None)


def test_fixings_of_two_sources_and_a_fall_back_become_one_series_in_one_query(register: Register) -> None:
    fixing(register, "11.5", is_fallback=True, source="Computed")
    fixing(register, "11.0")
    fixing(register, "11.1", source="Corrected")
    fixing(register, "10.9", RATE_DAY - DAY, is_fallback=True, source="Computed")
    fixing(register, "10.8", benchmark="PKRV_3M")
    with CaptureQueriesContext(connection) as queries:
        found = fixings_until(RATE_DAY)
    assert len(queries) == 1
    assert found.latest("MTB_3M", RATE_DAY).value_pct == Decimal("11.1")
    assert found.latest("MTB_3M", RATE_DAY - DAY).is_fallback
    assert found.latest("PKRV_3M", RATE_DAY).value_pct == Decimal("10.8")
