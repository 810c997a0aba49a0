"""The ground everything stands on: import directions, migrations, system checks, settings."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

PROJECT = Path(__file__).resolve().parents[2]
TOP_LEVEL = {
    "manage.py",
    "portal",
    "assets",
    "tokenisation",
    "approvals",
    "templates",
    "tests",
    "docker-compose.yml",
    "pyproject.toml",
    "README.md",
}


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=PROJECT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=180
    )


def test_imports_run_downhill_and_only_one_folder_opens_the_door_to_the_chain() -> None:
    result = run(str(Path(sys.executable).with_name("lint-imports")))
    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 broken" in result.stdout


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_shape_that_was_asked_for_is_kept() -> None:
    assert {entry.name for entry in PROJECT.iterdir()} >= TOP_LEVEL


def test_production_settings_pass_djangos_deployment_checks(committed_db: Any) -> None:
    result = run(
        sys.executable,
        "manage.py",
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        **{
            **committed_db.environment(),
            "DJANGO_SETTINGS_MODULE": "portal.settings.production",
            "SECRET_KEY": "x" * 25 + "0123456789abcdefghijklmnopqrstuvwxyz",
            "ALLOWED_HOSTS": "portal.example",
        },
    )
    assert result.returncode == 0, result.stderr


def test_production_settings_refuse_a_rehearsals_database(committed_db: Any, rehearsal: Any) -> None:
    result = run(
        sys.executable,
        "manage.py",
        "check",
        "--database",
        "default",
        **{
            **committed_db.environment(),
            "DJANGO_SETTINGS_MODULE": "portal.settings.production",
            "SECRET_KEY": "x" * 25 + "0123456789abcdefghijklmnopqrstuvwxyz",
            "ALLOWED_HOSTS": "portal.example",
        },
    )
    assert result.returncode != 0
    assert "created as a rehearsal" in result.stderr


def test_production_settings_have_no_default_secret() -> None:
    without = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "ALLOWED_HOSTS")}
    result = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=PROJECT,
        env={**without, "DJANGO_SETTINGS_MODULE": "portal.settings.production"},
        capture_output=True,
        text=True,
    )
    assert result.returncode != 0
    assert "SECRET_KEY" in result.stderr
