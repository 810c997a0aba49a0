"""The business date: Karachi's, unless this is a rehearsal."""

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from freezegun import freeze_time

from approvals.business_date import business_date, is_rehearsal
from approvals.exceptions import InvalidInput, WrongState
from approvals.models import Rehearsal
from approvals.services.business_date import advance_business_date, create_rehearsal


@pytest.mark.django_db
def test_without_a_rehearsal_the_date_is_karachis_calendar_date() -> None:
    with freeze_time("2026-03-01T20:30:00Z"):  # half past one in the morning of the next day in Karachi
        assert business_date() == datetime.date(2026, 3, 2)
    assert not is_rehearsal()


def test_a_rehearsal_sets_the_date_and_moves_it_forward_only(rehearsal: Rehearsal) -> None:
    advance_business_date(to=datetime.date(2026, 1, 2))
    assert business_date() == datetime.date(2026, 1, 2)
    with pytest.raises(InvalidInput, match="forward only"):
        advance_business_date(to=datetime.date(2026, 1, 1))
    assert business_date() == datetime.date(2026, 1, 2)


def test_postgresql_lets_no_rehearsal_go_back_or_vanish(rehearsal: Rehearsal) -> None:
    with pytest.raises(DatabaseError, match="forward only"), transaction.atomic():
        Rehearsal.objects.update(business_date=datetime.date(2025, 1, 1))
    with pytest.raises(DatabaseError, match="forward only"), transaction.atomic():
        Rehearsal.objects.all().delete()


def test_a_database_in_use_cannot_become_a_rehearsal(rehearsal: Rehearsal) -> None:
    with pytest.raises(WrongState, match="already in use"):
        create_rehearsal(start=datetime.date(2026, 1, 1))


@pytest.mark.django_db
def test_settings_that_refuse_rehearsals_are_obeyed(settings: Any) -> None:
    settings.REHEARSAL_ALLOWED = False
    with pytest.raises(WrongState, match="refuse rehearsals"):
        create_rehearsal(start=datetime.date(2026, 1, 1))
    assert not Rehearsal.objects.exists()
