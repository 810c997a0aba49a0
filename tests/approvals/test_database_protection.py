"""What PostgreSQL itself refuses to the application's role, taken from the catalogue and not from a list."""

import uuid
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from approvals.models import AddOnlyModel, AuditEvent
from approvals.models.base import AddOnlyError

ADD_ONLY = [model for model in apps.get_models() if issubclass(model, AddOnlyModel)]


def one_value(query: str, *parameters: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_tests_run_as_the_applications_role_which_owns_nothing() -> None:
    assert one_value("SELECT current_user") == "portal_app"
    assert one_value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user") == 0


@pytest.mark.django_db
@pytest.mark.parametrize("model", ADD_ONLY, ids=lambda model: model.__name__)
def test_an_add_only_table_has_its_triggers_always_on_and_its_rights_withheld(model: Any) -> None:
    table = model._meta.db_table
    enabled = one_value(
        "SELECT count(*) FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
        "WHERE t.tgrelid = %s::regclass AND p.proname = 'refuse_change' AND t.tgenabled = 'A'",
        table,
    )
    assert enabled == 2, f"{table} lacks its add_only operation in a migration"
    for right in ("UPDATE", "DELETE", "TRUNCATE"):
        assert one_value("SELECT has_table_privilege(current_user, %s, %s)", table, right) is False
    assert one_value("SELECT has_table_privilege(current_user, %s, 'INSERT')", table) is True


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE approvals_auditevent SET verb = 'other'",
        "DELETE FROM approvals_auditevent",
        "TRUNCATE approvals_auditevent",
        "ALTER TABLE approvals_auditevent DISABLE TRIGGER ALL",
        "DROP TABLE approvals_auditevent",
        "SET session_replication_role = replica",
        "SET ROLE portal_owner",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())",
    ],
)
def test_the_application_cannot_rewrite_the_trail_or_its_protection(statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_django_refuses_a_second_save_before_postgresql_has_to(rehearsal: Any) -> None:
    event = AuditEvent.objects.get(verb="rehearsal_created")
    event.verb = "other"
    with pytest.raises(AddOnlyError):
        event.save()
    with pytest.raises(AddOnlyError):
        event.delete()


@pytest.mark.django_db
def test_a_database_in_use_cannot_be_made_a_rehearsal_by_sql() -> None:
    AuditEvent.objects.create(
        recorded_at=timezone.now(),
        business_date=timezone.localdate(),
        actor_name="Portal",
        verb="something",
        subject="x:1",
        subject_label="x",
        correlation_id=uuid.uuid4(),
        content=b"{}",
        leaf_hash=b"\x00" * 32,
    )
    with (
        pytest.raises(DatabaseError, match="cannot become a rehearsal"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("INSERT INTO approvals_rehearsal VALUES (1, '2025-12-12', now())")
