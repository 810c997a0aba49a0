"""Migration operations that keep promises inside PostgreSQL itself.

Two roles share the database: the one that owns the tables and migrates, and the application's, which may neither
change nor delete what is add-only. The triggers are `ENABLE ALWAYS`, so that they also bind the owner and survive
`session_replication_role`; they stop mistakes and the application, not a superuser who switches them off.
"""

from typing import Any

from django.conf import settings
from django.db.migrations.operations.special import RunPython, RunSQL

REFUSE_CHANGE_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Rows of % are only ever added: % is refused.', TG_TABLE_NAME, TG_OP USING ERRCODE = '42501';
END $$;
"""


def grant_to_application() -> RunPython:
    """Gives the application's role its rights on all present and later tables of the owner."""

    def grant(apps: Any, schema_editor: Any) -> None:
        role = _application_role(schema_editor)
        if role is None:
            return
        for statement in (
            f"GRANT USAGE ON SCHEMA public TO {role}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
            f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
        ):
            schema_editor.execute(statement)

    return RunPython(grant, RunPython.noop)


def refuse_change_function() -> RunSQL:
    """The trigger function that add-only tables share."""
    return RunSQL(REFUSE_CHANGE_FUNCTION, "DROP FUNCTION refuse_change()")


def add_only(table: str) -> RunPython:
    """Makes `table` add-only: triggers for everyone, and no such right for the application's role."""

    def protect(apps: Any, schema_editor: Any) -> None:
        for name, event, level in (
            ("no_change", "UPDATE OR DELETE", "ROW"),
            ("no_truncate", "TRUNCATE", "STATEMENT"),
        ):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} FOR EACH {level} EXECUTE FUNCTION refuse_change()"
            )
            schema_editor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{name}")
        role = _application_role(schema_editor)
        if role is not None:
            schema_editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")

    def release(apps: Any, schema_editor: Any) -> None:
        for name in ("no_change", "no_truncate"):
            schema_editor.execute(f"DROP TRIGGER {table}_{name} ON {table}")

    return RunPython(protect, release)


def _application_role(schema_editor: Any) -> str | None:
    """The application's role, quoted; None where one role does both, about which a system check warns."""
    role: str = settings.APPLICATION_DATABASE_ROLE
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT current_user, EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s)", [role])
        current, known = cursor.fetchone()
    if current == role:
        return None
    if not known:
        raise RuntimeError(
            f"The application's database role {role!r} (from DATABASE_URL) does not exist. Create it, then migrate again."
        )
    quoted: str = schema_editor.quote_name(role)
    return quoted
