"""Imports beside each other, in workers, and through the death of one."""

import datetime
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from approvals.exceptions import DomainError, WrongState
from approvals.models import AuditEvent
from assets.imports import looking, progress
from assets.imports.locks import held_by_worker
from assets.models import ImportedAsset, Instrument, RegisterImport
from assets.models.register_import import ImportMode
from assets.services import imports
from assets.services.import_work import work_on_imports
from assets.services.imports import carry_out_import, check_again, order_import
from assets.services.instruments import register_instrument
from portal.benchmarks.asset_files import write_asset_file
from tests.assets.conftest import sample
from tests.assets.imports.files import PROPERTY, brought, row, written

ALL = ImportMode.ALL_OR_NOTHING
ROOT = Path(__file__).resolve().parents[3]


def sizeable(tmp_path: Path, rows: int) -> bytes:
    path = tmp_path / "assets.csv"
    write_asset_file(path, rows=rows)
    return path.read_bytes()


@pytest.fixture
def waking(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Wake-ups that were sent and lost."""
    sent: list[str] = []
    monkeypatch.setattr(imports, "wake", lambda: sent.append("wake"))
    return sent


def test_of_two_people_who_import_the_same_file_at_once_one_does(committed_db: Any, cast: Any, tmp_path: Path) -> None:
    content = sizeable(tmp_path, 600)
    runs = [brought(cast.case_officer, content) for _ in range(2)]
    outcomes: list[str] = []

    def carry_out(run: RegisterImport) -> None:
        try:
            outcomes.append(carry_out_import(actor=cast.case_officer, run=run, mode=ALL).state)
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=carry_out, args=[run]) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "wrong_state"]
    assert Instrument.objects.count() == ImportedAsset.objects.count() == 600
    assert AuditEvent.objects.filter(verb="assets_imported").count() == 1
    left = RegisterImport.objects.get(state="checked")
    assert check_again(actor=cast.case_officer, run=left).unchanged == 600


def test_a_number_that_a_colleague_takes_in_the_same_moment_stops_everything(
    committed_db: Any, cast: Any, monkeypatch: Any
) -> None:
    run = brought(cast.case_officer, [row(PROPERTY, 1), row(PROPERTY, 2)])
    known = looking.Known

    def colleague() -> None:
        register_instrument(actor=cast.case_officer, **sample(10, number=2))
        connection.close()

    class KnownThenTaken(known):  # type: ignore[misc,valid-type]
        def __init__(self, rows: Any) -> None:
            super().__init__(rows)
            thread = threading.Thread(target=colleague)
            thread.start()
            thread.join()

    monkeypatch.setattr(looking, "Known", KnownThenTaken)
    with pytest.raises(WrongState, match="at this very moment, so nothing was imported"):
        carry_out_import(actor=cast.case_officer, run=run, mode=ALL)
    assert list(Instrument.objects.values_list("number", flat=True)) == [2]
    assert not ImportedAsset.objects.exists()


def test_a_large_file_is_left_to_a_worker_whose_wake_ups_may_all_be_lost(
    committed_db: Any, cast: Any, waking: list[str], monkeypatch: Any, tmp_path: Path
) -> None:
    monkeypatch.setattr(imports, "SMALL", 100)
    run = brought(cast.case_officer, sizeable(tmp_path, 300))
    assert (run.state, run.expected, run.rows) == ("checking", 300, 0)
    assert work_on_imports() == 1
    run.refresh_from_db()
    assert (run.state, run.good) == ("checked", 300)
    assert order_import(actor=cast.case_officer, run=run, mode=ALL).state == "importing"
    with pytest.raises(WrongState, match="not possible any more"):
        order_import(actor=cast.case_officer, run=run, mode=ALL)
    assert work_on_imports() == 1
    run.refresh_from_db()
    assert (run.state, run.added, run.progress) == ("done", 300, 300)
    assert AuditEvent.objects.get(verb="assets_imported").actor == cast.case_officer
    assert work_on_imports() == 0
    assert waking == ["wake", "wake"]


def test_what_one_worker_has_no_other_takes(committed_db: Any, cast: Any, waking: list[str], monkeypatch: Any) -> None:
    monkeypatch.setattr(imports, "SMALL", 0)
    run = brought(cast.case_officer, [row(PROPERTY, 1)])
    found: list[int] = []

    def another() -> None:
        found.append(work_on_imports())
        connection.close()

    with held_by_worker(run) as is_held:
        assert is_held
        thread = threading.Thread(target=another)
        thread.start()
        thread.join()
    assert found == [0]
    assert work_on_imports() == 1


def test_an_import_that_the_register_refuses_stops_with_the_reason_and_can_be_tried_again(
    committed_db: Any, cast: Any, waking: list[str], monkeypatch: Any
) -> None:
    run = brought(cast.case_officer, [row(PROPERTY, 1), row(PROPERTY, 2)])
    monkeypatch.setattr(imports, "SMALL", 0)
    order_import(actor=cast.case_officer, run=run, mode=ALL)
    register_instrument(actor=cast.case_officer, **sample(10, number=2))
    work_on_imports()
    run.refresh_from_db()
    assert (run.state, run.added) == ("failed", 0)
    assert "The register changed" in run.reason
    assert Instrument.objects.count() == 1
    check_again(actor=cast.case_officer, run=run)
    work_on_imports()
    run.refresh_from_db()
    assert (run.state, run.good, run.wrong) == ("checked", 1, 1)


KILLED = """
import django, os, signal
django.setup()
from assets.imports import copying, looking
looking.CHUNK = 500
from assets.services.import_work import work_on_imports
write = copying.Writer.write
chunks = []
def write_then_die(self, rows):
    write(self, rows)
    chunks.append(rows)
    if len(chunks) == 2:
        self.settle()
        print("in the middle", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
copying.Writer.write = write_then_die
work_on_imports()
"""


def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_one_finishes(
    committed_db: Any, cast: Any, waking: list[str], monkeypatch: Any, tmp_path: Path
) -> None:
    run = brought(cast.case_officer, sizeable(tmp_path, 1990))
    monkeypatch.setattr(imports, "SMALL", 0)
    order_import(actor=cast.case_officer, run=run, mode=ALL)
    died = subprocess.run(
        [sys.executable, "-c", KILLED],
        env=committed_db.environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "in the middle" in died.stdout, died.stderr
    assert died.returncode == -9
    assert not Instrument.objects.exists()
    run.refresh_from_db()
    assert (run.state, run.attempts) == ("importing", 1)
    deadline = time.monotonic() + 30
    while not work_on_imports() and time.monotonic() < deadline:
        time.sleep(0.2)  # until PostgreSQL has found the dead connection
    run.refresh_from_db()
    assert (run.state, run.added) == ("done", 1990)
    assert Instrument.objects.count() == 1990


def test_a_file_over_which_workers_keep_dying_is_given_back_to_people(
    committed_db: Any, cast: Any, waking: list[str], monkeypatch: Any
) -> None:
    monkeypatch.setattr(imports, "SMALL", 0)
    run = brought(cast.case_officer, [row(PROPERTY, 1)])
    RegisterImport.objects.update(attempts=3)
    assert work_on_imports() == 1
    run.refresh_from_db()
    assert run.state == "failed"
    assert "stopped 3 times" in run.reason


def test_the_progress_is_seen_while_the_import_is_still_open(
    committed_db: Any, cast: Any, waking: list[str], monkeypatch: Any, tmp_path: Path
) -> None:
    monkeypatch.setattr(imports, "SMALL", 0)
    monkeypatch.setattr(looking, "CHUNK", 100)
    monkeypatch.setattr(progress, "PAUSE", 0)
    run = brought(cast.case_officer, sizeable(tmp_path, 300))
    seen: list[tuple[int, int]] = []
    look = looking.Known

    class Watched(look):  # type: ignore[misc,valid-type]
        def __init__(self, rows: Any) -> None:
            super().__init__(rows)
            thread = threading.Thread(target=watch)
            thread.start()
            thread.join()

    def watch() -> None:
        found = RegisterImport.objects.get(pk=run.pk)
        seen.append((found.progress, Instrument.objects.count()))
        connection.close()

    work_on_imports()
    order_import(actor=cast.case_officer, run=RegisterImport.objects.get(), mode=ALL)
    monkeypatch.setattr(looking, "Known", Watched)
    work_on_imports()
    assert seen == [(0, 0), (100, 0), (200, 0)]
    assert Instrument.objects.count() == 300


def test_a_file_that_nobody_wants_is_forgotten_after_a_week(db: None, cast: Any) -> None:
    run = brought(cast.case_officer, written([row(PROPERTY, 1)]))
    work_on_imports()
    assert RegisterImport.objects.get().state == "checked"
    RegisterImport.objects.update(started_at=timezone.now() - datetime.timedelta(days=8))
    work_on_imports()
    assert RegisterImport.objects.get().state == "discarded"
    assert not run.pieces.exists()
