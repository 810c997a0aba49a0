"""The audit trail: one event for each act, in its transaction, verifiable afterwards."""

from io import StringIO
from typing import Any

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction

from approvals.canonical import read_canonical
from approvals.models import AuditEvent
from approvals.services.trail import record_event
from approvals.verification import faults


def test_an_event_outside_a_transaction_is_refused(committed_db: Any) -> None:
    with pytest.raises(RuntimeError, match="transaction of its act"):
        record_event(actor=None, verb="tested", subject="x:1", label="x")


def test_an_event_goes_when_its_act_rolls_back(rehearsal: Any) -> None:
    before = AuditEvent.objects.count()
    with transaction.atomic():
        record_event(actor=None, verb="tested", subject="x:1", label="x")
        transaction.set_rollback(True)
    assert AuditEvent.objects.count() == before


def test_an_event_keeps_name_role_and_body_of_the_person_as_they_were(cast: Any) -> None:
    officer = cast.recorder("LAW")
    event = record_event(actor=officer, verb="tested", subject="x:1", label="x", data={"amount": "1.00"})
    officer.full_name = "Somebody else"
    officer.save()
    event.refresh_from_db()
    assert (event.actor_role, event.actor_body) == ("body_officer", "LAW")
    assert event.actor_name.startswith("Recording Officer")
    assert read_canonical(event.content)["data"] == {"amount": "1.00"}


def test_every_act_of_a_life_story_stands_in_a_trail_that_verifies(story: Any) -> None:
    case = story.in_stage_6()
    story.signed_by_all(case)
    verbs = set(AuditEvent.objects.filter(case_key=case.key).values_list("verb", flat=True))
    assert {"case_opened", "dossier_frozen", "gate_ruled", "signoff_recorded", "signoff_confirmed"} <= verbs
    assert list(faults()) == []


def test_an_altered_event_is_found_and_named(committed_db: Any, rehearsal: Any) -> None:
    event = AuditEvent.objects.get(verb="rehearsal_created")
    out = StringIO()
    call_command("verify_trail", stdout=out)
    assert "every leaf" in out.getvalue()
    connections["default"].close()
    alter_as_superuser(committed_db, f"UPDATE approvals_auditevent SET verb = 'forged' WHERE id = {event.pk}")
    with pytest.raises(CommandError, match="1 events"):
        call_command("verify_trail", stderr=out)
    assert f"Event {event.pk}: the column verb" in out.getvalue()


def alter_as_superuser(database: Any, statement: str) -> None:
    """What somebody with every right could do: switch the protection off and write."""
    import os

    from tests.servers import in_database

    connection = psycopg2.connect(in_database(os.environ["PORTAL_TEST_SUPERUSER_URL"], database.name))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE approvals_auditevent DISABLE TRIGGER ALL")
        cursor.execute(statement)
    connection.close()
