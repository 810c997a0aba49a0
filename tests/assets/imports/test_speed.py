"""Speed and memory of large imports."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assets.models import Instrument
from portal.benchmarks.asset_files import write_asset_file
from portal.benchmarks.register_import import measured

ROOT = Path(__file__).resolve().parents[3]
ROWS = 100_000
#: Mebibytes above what the process takes before it begins.
MOST_MEMORY = 150

CHECK_AND_IMPORT = """
import json, resource, sys
import django
django.setup()
from django.contrib.auth import get_user_model
from assets.services.imports import carry_out_import, check_run, start_import
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
officer = get_user_model().objects.get(role="case_officer")
base = peak()
with open(sys.argv[1], "rb") as file:
    run = start_import(actor=officer, file=file, file_name="assets.csv")
run = check_run(run)
checked = peak()
run = carry_out_import(actor=officer, run=run, mode="all_or_nothing")
print(json.dumps({"base": base, "checked": checked, "peak": peak(), "added": run.added}))
"""


def test_the_measure_of_the_import_beside_a_bare_copy_works_on_few_rows(db: None, rehearsal: object) -> None:
    said: list[str] = []
    (ratio,) = measured(said.append, rows=300)
    assert ratio.count == 300
    assert ratio.seconds > 0
    assert ratio.bare_seconds > 0
    assert Instrument.objects.count() == 300


@pytest.mark.slow
def test_a_hundred_thousand_rows_take_little_memory(committed_db: Any, cast: Any, tmp_path: Path) -> None:
    path = tmp_path / "assets.csv"
    write_asset_file(path, rows=ROWS)
    done = subprocess.run(
        [sys.executable, "-c", CHECK_AND_IMPORT, str(path)],
        env=committed_db.environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr
    memory = json.loads(done.stdout)
    assert memory["added"] == ROWS
    assert memory["peak"] - memory["base"] < MOST_MEMORY, memory
