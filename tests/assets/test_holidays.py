"""Holidays of the market: recorded by a case officer, never changed, cancelled with a reason."""

import datetime
import threading
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from approvals.canonical import read_canonical
from approvals.exceptions import InvalidInput, NotPermitted, WrongState
from approvals.models import AuditEvent
from assets.calendars import market_calendar
from assets.conventions.business_days import Calendar, Rolling
from assets.models import Holiday, HolidayCancellation
from assets.services.holidays import cancel_holiday, record_holiday
from tests.assets.conftest import RATE_DAY, Register

#: A Thursday of the study's year that lies ahead.
KASHMIR_DAY = datetime.date(2026, 2, 5)


def holiday(register: Register, on_date: datetime.date = KASHMIR_DAY, **changes: Any) -> Holiday:
    """A holiday recorded by the case officer."""
    terms: dict[str, Any] = {
        "actor": register.cast.case_officer,
        "name": "Kashmir Solidarity Day",
        "source": "State Bank of Pakistan, circular of December 2025",
    }
    return record_holiday(on_date=on_date, **(terms | changes))


def cancelled(register: Register, found: Holiday, reason: str = "The circular names another day.") -> Any:
    """The holiday's cancellation by the case officer."""
    return cancel_holiday(actor=register.cast.case_officer, holiday=found, reason=reason)


def test_a_holiday_is_recorded_ahead_with_a_line_in_the_trail(register: Register) -> None:
    recorded = holiday(register, name="  Kashmir Solidarity Day ")
    assert (recorded.name, recorded.recorded_on) == ("Kashmir Solidarity Day", RATE_DAY)
    event = AuditEvent.objects.get(verb="holiday_recorded")
    assert event.subject == recorded.key
    assert event.subject_label == "Kashmir Solidarity Day on 5 February 2026"
    assert read_canonical(bytes(event.content))["data"] == {
        "on_date": "2026-02-05",
        "name": "Kashmir Solidarity Day",
        "source": "State Bank of Pakistan, circular of December 2025",
    }


def test_only_a_case_officer_records_and_cancels_holidays(register: Register) -> None:
    found = holiday(register)
    for person in (register.cast.approver, register.cast.programme_lead, register.cast.administrator):
        with pytest.raises(NotPermitted):
            holiday(register, RATE_DAY, actor=person)
        with pytest.raises(NotPermitted):
            cancel_holiday(actor=person, holiday=found, reason="Wrong")
    assert list(Holiday.in_force()) == [found]


@pytest.mark.parametrize("wrong", [{"name": " "}, {"name": "h" * 81}, {"source": ""}, {"source": "s" * 121}])
def test_a_holiday_has_a_name_and_a_source_in_a_few_words(register: Register, wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="in a few words"):
        holiday(register, **wrong)


def test_a_day_is_a_holiday_once_by_the_service_and_past_it(register: Register) -> None:
    holiday(register)
    with pytest.raises(InvalidInput, match="5 February 2026 is a holiday already"):
        holiday(register, name="Another name", source="Another source")
    with pytest.raises(IntegrityError, match="is a holiday already"), transaction.atomic():
        Holiday.objects.create(
            on_date=KASHMIR_DAY,
            name="Past the service",
            source="Nobody",
            recorded_by=register.cast.case_officer,
            recorded_on=RATE_DAY,
        )


def test_a_wrong_holiday_is_cancelled_stays_readable_and_its_day_can_be_recorded_anew(register: Register) -> None:
    wrong = holiday(register)
    cancellation = cancelled(register, wrong, " The circular names another day. ")
    assert (cancellation.reason, cancellation.cancelled_on) == ("The circular names another day.", RATE_DAY)
    assert AuditEvent.objects.get(verb="holiday_cancelled").subject == wrong.key
    right = holiday(register, source="State Bank of Pakistan, corrected circular")
    assert list(Holiday.in_force()) == [right]
    assert Holiday.objects.count() == 2


def test_a_cancellation_needs_a_reason_and_happens_once(register: Register) -> None:
    found = holiday(register)
    with pytest.raises(InvalidInput, match="why the market is open"):
        cancelled(register, found, "  ")
    cancelled(register, found)
    with pytest.raises(WrongState, match="cancelled already"):
        cancelled(register, found)
    assert HolidayCancellation.objects.count() == 1


@pytest.mark.parametrize("table", ["assets_holiday", "assets_holidaycancellation"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE", "UPDATE {} SET id = id + 1"])
def test_holidays_and_cancellations_are_only_ever_added(register: Register, table: str, statement: str) -> None:
    cancelled(register, holiday(register))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.django_db
def test_before_a_holiday_is_recorded_only_weekends_close_the_market() -> None:
    assert market_calendar() == Calendar()


def test_the_calendar_has_the_holidays_in_force_in_one_query(register: Register) -> None:
    holiday(register)
    cancelled(register, holiday(register, datetime.date(2026, 3, 23), name="Pakistan Day"))
    with CaptureQueriesContext(connection) as queries:
        calendar = market_calendar()
    assert len(queries) == 1
    assert calendar.holidays == {KASHMIR_DAY}
    assert calendar.adjust(KASHMIR_DAY, Rolling.FOLLOWING) == datetime.date(2026, 2, 6)
    assert calendar.is_business_day(datetime.date(2026, 3, 23))


def test_of_two_people_who_record_the_same_day_at_once_one_is_refused(committed_db: Any) -> None:
    officer = get_user_model().objects.create_user(username="officer", full_name="Officer", role="case_officer")
    outcomes: list[str] = []

    def record(name: str, ready: threading.Barrier) -> None:
        ready.wait()
        try:
            record_holiday(actor=officer, on_date=KASHMIR_DAY, name=name, source="Illustrative")
            outcomes.append("recorded")
        except InvalidInput:
            outcomes.append("refused")
        finally:
            connection.close()

    ready = threading.Barrier(2)
    people = [threading.Thread(target=record, args=(name, ready)) for name in ("First", "Second")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(outcomes) == ["recorded", "refused"]
    assert Holiday.in_force().count() == 1
