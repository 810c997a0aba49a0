"""PostgreSQL, the only database: the portal relies on its locks, triggers and constraints.

`DATABASE_URL` names the application's role, which may not change or delete what is add-only; `MIGRATION_DATABASE_URL`
names the role that owns the tables and is used by `manage.py migrate` alone.
"""

from typing import Any

import environ

from portal.settings.env import server_address

#: Where nothing is configured, commands that need no database still run, and one that does gets a clear refusal.
NOWHERE = "postgres://nobody@127.0.0.1:1/portal"


def parse_database_url(url: str) -> dict[str, Any]:
    """Django's settings for one PostgreSQL address, with the time-outs that every connection of the portal has.

    Raises ValueError where the address names another kind of database.
    """
    parsed: dict[str, Any] = environ.Env.db_url_config(url)
    if parsed.get("ENGINE") != "django.db.backends.postgresql":
        raise ValueError("The portal runs on PostgreSQL only: DATABASE_URL must begin with postgres://")
    parsed["OPTIONS"] = {
        **parsed.get("OPTIONS", {}),
        # Kills a statement that waits on a lock: a person gets an answer instead of a page that never comes.
        "options": "-c lock_timeout=10s -c statement_timeout=60s -c idle_in_transaction_session_timeout=60s",
        # A dead host's advisory locks go away when its connection is found dead.
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
    }
    parsed["CONN_HEALTH_CHECKS"] = True
    parsed["CONN_MAX_AGE"] = 60
    return parsed


DATABASE_URL = server_address("DATABASE_URL", NOWHERE)
MIGRATION_DATABASE_URL = server_address("MIGRATION_DATABASE_URL")
DATABASES = {"default": parse_database_url(DATABASE_URL)}
#: The role that migrations grant rights to, and from which they take the right to change what is add-only.
APPLICATION_DATABASE_ROLE = DATABASES["default"]["USER"]
