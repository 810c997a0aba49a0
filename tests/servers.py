"""Real servers for the tests, started once and shared by all workers.

Loaded early as a pytest plugin, because Django's settings read the servers' addresses. The tests always bring their own
servers, so that they can never touch one that somebody configured.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# A shell that runs the tests in the background has them ignore Ctrl-C, and every child would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

PROJECT = Path(__file__).resolve().parents[1]
TEMPLATE = "portal_template"
STARTED = "PORTAL_TEST_SERVERS"


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Starts PostgreSQL and Valkey before Django reads its settings, and stops them when the session is over."""
    if STARTED not in os.environ and not {"--help", "-h", "--version", "--collect-only"} & set(sys.argv):
        _start()
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops what this process started; workers of xdist started nothing."""
    while _running:
        _running.pop()()


_running: list = []


def _start() -> None:
    folder = Path(tempfile.mkdtemp(prefix="portal-tests-"))
    folder.chmod(0o755)
    _running.append(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ["PORTAL_VAR"] = str(folder / "var")  # before anything of the portal reads it
    from portal.browser.chromium import ensure_chromium
    from portal.embedded import EmbeddedPostgres, EmbeddedValkey, install_npm_packages
    from portal.languages.compiled import ensure_compiled
    from portal.look import ensure_built

    install_npm_packages(PROJECT, production=False)
    ensure_built()
    ensure_compiled()
    ensure_chromium()
    postgres = EmbeddedPostgres(folder / "postgres", durable=False)
    postgres.start()
    _running.append(postgres.discard)
    valkey = EmbeddedValkey(folder / "valkey")
    valkey.start()
    _running.append(valkey.stop)
    os.environ[STARTED] = str(os.getpid())
    os.environ["PORTAL_TEST_SUPERUSER_URL"] = postgres.superuser_url
    os.environ["REDIS_URL"] = valkey.url
    os.environ["DATABASE_URL"] = in_database(postgres.application_url, TEMPLATE)
    os.environ["MIGRATION_DATABASE_URL"] = in_database(postgres.owner_url, TEMPLATE)
    os.environ["CHAIN_RPC_URL"] = "http://127.0.0.1:1"
    _make_template()


def in_database(url: str, name: str) -> str:
    """The same server and role, another database."""
    return url.rsplit("/", 1)[0] + "/" + name


def _make_template() -> None:
    import psycopg2

    connection = psycopg2.connect(in_database(os.environ["MIGRATION_DATABASE_URL"], "postgres"))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {TEMPLATE}")
    connection.close()
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"],
        cwd=PROJECT,
        check=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.test"},
    )
