"""System checks of the rule book."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection

from approvals.choices import CriterionProof
from approvals.dossier import unfilled_sections
from approvals.gates import has_function
from approvals.models import GateCriterion, Rehearsal
from approvals.scanning import configured_scanner


@register()
def dossier_sections_are_filled(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every section of the dossier has an app that fills it."""
    return [
        Error(
            f"No app fills the dossier section {name!r}.",
            hint="Register a function with dossier_section.",
            id="approvals.E001",
        )
        for name in unfilled_sections()
    ]


@register()
def scanner_exists(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What the settings name as the scanner of papers can be imported; whether it answers is seen when it is asked."""
    try:
        configured_scanner()
    except ImportError as problem:
        return [Error(f"DOCUMENT_SCANNER names no scanner: {problem}", id="approvals.E004")]
    return []


@register(Tags.database)
def computed_criteria_are_answered(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every computed criterion in the database has a function; one without stays closed at run time."""
    if not databases or GateCriterion._meta.db_table not in connection.introspection.table_names():
        return []
    return [
        Error(
            f"No app answers the computed criterion {criterion.code} of {criterion.owner_app}.",
            hint="Register a function with computed_criterion in that app's criteria module.",
            id="approvals.E002",
        )
        for criterion in GateCriterion.objects.filter(proof=CriterionProof.COMPUTED)
        if not has_function(criterion.code)
    ]


@register(Tags.database)
def rehearsals_stay_out_of_production(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """A rehearsal's database is refused where the settings do not allow one."""
    if not databases or Rehearsal._meta.db_table not in connection.introspection.table_names():
        return []
    if Rehearsal.objects.exists() and not settings.REHEARSAL_ALLOWED:
        return [Error("This database was created as a rehearsal; these settings refuse it.", id="approvals.E003")]
    return []


@register(Tags.database)
def application_owns_no_tables(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The application's role should not own the tables, or it could switch their protection off."""
    if not databases:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        owned = cursor.fetchone()[0]
    if not owned:
        return []
    return [
        Warning(
            f"The application's database role owns {owned} tables and could change what is add-only.",
            hint="Migrate with a role of its own: set MIGRATION_DATABASE_URL.",
            id="approvals.W001",
        )
    ]
