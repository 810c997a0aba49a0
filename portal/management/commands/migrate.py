"""Django's `migrate`, run as the role that owns the tables."""

from typing import Any

from django.conf import settings
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections

from portal.settings.database import parse_database_url


class Command(MigrateCommand):
    """Migrates as the role of MIGRATION_DATABASE_URL where one is named; the application's role may not."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Switches this process's connection to the owner, then hands over to Django."""
        if settings.MIGRATION_DATABASE_URL:
            connection = connections[options["database"]]
            connection.close()
            connection.settings_dict.update(parse_database_url(settings.MIGRATION_DATABASE_URL))
        super().handle(*args, **options)
