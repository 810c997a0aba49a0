"""Importing a file of assets: a dry run, a person's word, and one transaction that writes everything."""

from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from approvals.exceptions import InvalidInput, WrongState
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.trail import record_event
from approvals.wording import number_text
from assets.files.reading import count_rows, open_table
from assets.imports.columns import require_header
from assets.imports.copying import Writer
from assets.imports.kept_files import forget_file, keep_file, kept_file, sha256_of
from assets.imports.locks import hold_in_transaction
from assets.imports.looking import Counts, first_free_number, look
from assets.imports.rows import AssetRow
from assets.models import ImportProblem, RegisterImport
from assets.models.register_import import ImportMode, ImportState
from assets.services.waking import wake

#: Rows of a file that is looked at while its person waits; a worker looks at larger ones.
SMALL = 2000
#: Bytes of the largest file: 100,000 rows are about half of it.
LARGEST_FILE = 96 << 20

Noted = Callable[[int], None]


@act
def start_import(*, actor: Any, file: BinaryIO, file_name: str) -> RegisterImport:
    """Takes a file and looks at every row of it without importing any. A large one is left to a worker.

    Raises InvalidInput where no table of assets can be read from the file, NotPermitted.
    """
    require(actor, "import_assets")
    table = open_table(file, file_name)
    require_header(table.header)
    expected = count_rows(file)
    sha256, size = sha256_of(file)
    if size > LARGEST_FILE:
        raise InvalidInput(
            _("The file is larger than %(size)s MB. Divide it into several.")
            % {"size": number_text(LARGEST_FILE >> 20)}
        )
    run = RegisterImport.objects.create(
        started_by=actor,
        language=get_language() or "en",
        file_name=_name(file_name),
        size=size,
        sha256=sha256,
        expected=expected or 0,
    )
    keep_file(run, file)
    return _check_or_leave(run)


@act
def check_again(*, actor: Any, run: RegisterImport) -> RegisterImport:
    """Looks at the file once more: after the register changed, or after a look or an import stopped.

    Raises WrongState for a run that is done, discarded or being worked on, NotPermitted.
    """
    require(actor, "import_assets", run, key=run.key)
    run = _locked(run, ImportState.CHECKED, ImportState.FAILED)
    run.state, run.reason, run.attempts, run.progress, run.mode = ImportState.CHECKING, "", 0, 0, ""
    run.language = get_language() or "en"
    run.save()
    return _check_or_leave(run)


@act
def order_import(*, actor: Any, run: RegisterImport, mode: str) -> RegisterImport:
    """Says that the checked file is to be imported: done at once where it is small, by a worker where it is large.

    Raises what `carry_out_import` does.
    """
    require(actor, "import_assets", run, key=run.key)
    if run.rows <= SMALL:
        return carry_out_import(actor=actor, run=run, mode=mode)
    run = _locked(run, ImportState.CHECKED)
    _require_worthwhile(run, mode)
    run.state, run.mode, run.carried_out_by = ImportState.IMPORTING, mode, actor
    run.progress = run.attempts = 0
    run.save()
    transaction.on_commit(wake)
    return run


@act
def carry_out_import(*, actor: Any, run: RegisterImport, mode: str, progress: Noted | None = None) -> RegisterImport:
    """Writes every good row of the file in one transaction, with one entry of the trail.

    Raises InvalidInput for rows that are wrong where all are wanted, WrongState where the file was imported already, is
    being imported, or its numbers were taken by a colleague meanwhile; NotPermitted. Then nothing is imported.
    """
    require(actor, "import_assets", run, key=run.key)
    hold_in_transaction(run)
    run = RegisterImport.objects.get(pk=run.pk)
    _require_state(run, ImportState.CHECKED, ImportState.IMPORTING)
    _require_worthwhile(run, mode)
    try:
        with connection.cursor() as cursor:
            # Checked with every chunk, not piled up in memory until the end.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with kept_file(run) as file, _NumberingWriter(run, actor) as writer:
            counts = look(open_table(file, run.file_name), taker=writer, progress=progress)
    except (IntegrityError, OperationalError) as error:
        raise WrongState(
            _(
                "A colleague registers assets with numbers or ISINs of this file at this very moment, so nothing was "
                "imported. Check the file again."
            ),
            subject=run.key,
        ) from error
    if counts.wrong and mode == ImportMode.ALL_OR_NOTHING:
        first = counts.problems[0]
        raise WrongState(
            _(
                "The register changed since the file was checked, so nothing was imported. Row %(row)s: %(reason)s Check "
                "the file again."
            )
            % {"row": number_text(first.row), "reason": first.reason},
            subject=run.key,
        )
    _take(run, counts)
    run.state, run.mode, run.carried_out_by = ImportState.DONE, mode, actor
    run.added, run.digest, run.finished_at = writer.added, writer.digest, timezone.now()
    run.save()
    forget_file(run)
    record_event(actor=actor, verb="assets_imported", subject=run.key, label=run.file_name, data=_recorded(run))
    return run


@act
def discard_import(*, actor: Any, run: RegisterImport) -> RegisterImport:
    """Lets go of a file that is not to be imported. Raises WrongState for one that is, NotPermitted."""
    require(actor, "import_assets", run, key=run.key)
    run = _locked(run, ImportState.CHECKED, ImportState.FAILED)
    run.state, run.finished_at = ImportState.DISCARDED, timezone.now()
    run.save()
    forget_file(run)
    return run


def check_run(run: RegisterImport, progress: Noted | None = None) -> RegisterImport:
    """The dry run: counts and problems of the whole file. Raises InvalidInput where it turns out to be broken."""
    with kept_file(run) as file:
        counts = look(open_table(file, run.file_name), progress=progress)
    with transaction.atomic():
        _take(run, counts)
        run.state = ImportState.CHECKED
        run.save()
    return run


def _check_or_leave(run: RegisterImport) -> RegisterImport:
    if 0 < run.expected <= SMALL:
        return check_run(run)
    transaction.on_commit(wake)
    return run


def _take(run: RegisterImport, counts: Counts) -> None:
    """Keeps what a look found in the place of what an earlier one did."""
    run.rows, run.good, run.wrong, run.unchanged = counts.rows, counts.good, counts.wrong, counts.unchanged
    run.problem_count, run.highest_number = counts.problem_count, counts.highest_number
    run.expected = run.progress = counts.rows
    ImportProblem.objects.filter(run=run).delete()
    ImportProblem.objects.bulk_create(
        [
            ImportProblem(
                run=run, row=found.row, column=found.column[:200], value=found.value[:120], reason=found.reason
            )
            for found in counts.problems
        ],
        batch_size=1000,
    )


class _NumberingWriter(Writer):
    """Gives the next numbers to rows that state none, above every number of register and file."""

    def __init__(self, run: RegisterImport, actor: Any) -> None:
        super().__init__(run_id=run.pk, actor=actor)
        self._highest_in_file = run.highest_number
        self._next = 0

    def write(self, rows: Sequence[AssetRow]) -> None:
        """Numbers the rows, then writes them."""
        for row in rows:
            if "number" not in row.facts:
                self._next = self._next or first_free_number(self._highest_in_file)
                row.add("number", self._next)
                self._next += 1
        super().write(rows)


def _require_worthwhile(run: RegisterImport, mode: str) -> None:
    if mode not in ImportMode.values:
        raise InvalidInput(_("Say whether all rows are imported or only the good ones."), subject=run.key)
    if not run.good:
        raise WrongState(
            _("There is nothing to import: no row of the file is both right and new to the register."), subject=run.key
        )
    if run.wrong and mode == ImportMode.ALL_OR_NOTHING:
        raise InvalidInput(
            ngettext(
                "%(count)s row is wrong, so nothing is imported. Correct the file and upload it again, or import the good rows only.",
                "%(count)s rows are wrong, so nothing is imported. Correct the file and upload it again, or import the "
                "good rows only.",
                run.wrong,
            )
            % {"count": number_text(run.wrong)},
            subject=run.key,
        )


def _locked(run: RegisterImport, *states: ImportState) -> RegisterImport:
    hold_in_transaction(run)  # nobody else works on it until this is done
    run = RegisterImport.objects.select_for_update().get(pk=run.pk)
    _require_state(run, *states)
    return run


def _require_state(run: RegisterImport, *states: ImportState) -> None:
    if run.state not in states:
        raise WrongState(
            _("This is not possible any more. The import of this file stands at: %(state)s.")
            % {"state": run.get_state_display()},
            subject=run.key,
        )


def _recorded(run: RegisterImport) -> dict[str, Any]:
    return {
        "file_name": run.file_name,
        "sha256": run.sha256,
        "size": run.size,
        "mode": run.mode,
        "rows": run.rows,
        "added": run.added,
        "unchanged": run.unchanged,
        "wrong": run.wrong,
        "digest": run.digest,
    }


def _name(file_name: str) -> str:
    """The name as people see it: without folders, and without signs that nobody sees."""
    name = file_name.replace("\\", "/").rpartition("/")[2]
    return "".join(character if character.isprintable() else "\ufffd" for character in name)[-120:] or "-"
