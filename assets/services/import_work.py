"""The worker's side of imports: whatever stands open is carried on, by whichever worker gets it first."""

import datetime
import logging

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from approvals.correlation import correlation
from approvals.exceptions import DomainError
from assets.imports.kept_files import forget_file
from assets.imports.locks import held_by_worker
from assets.imports.progress import noted
from assets.models import RegisterImport
from assets.models.register_import import OPEN_STATES, ImportState
from assets.services.imports import carry_out_import, check_run

logger = logging.getLogger(__name__)

#: Workers that may die over the same piece of work before a person is asked.
MOST_ATTEMPTS = 3
#: How long a file is kept that nobody imports or discards.
KEPT = datetime.timedelta(days=7)


def work_on_imports() -> int:
    """Works on every open import that no other worker has; how many those were. A killed worker's is found here again."""
    worked = 0
    for run in RegisterImport.objects.filter(state__in=OPEN_STATES).order_by("pk"):
        with held_by_worker(run) as is_held:
            if is_held:
                worked += _work_on(run.pk)
    _forget_what_nobody_wants()
    return worked


def _work_on(key: int) -> int:
    run = RegisterImport.objects.select_related("carried_out_by").get(pk=key)
    if not run.is_open:
        return 0
    with correlation(), translation.override(run.language):
        if run.attempts >= MOST_ATTEMPTS:
            _stop(
                run, _("The worker stopped %(count)s times over this file. Try again later.") % {"count": run.attempts}
            )
            return 1
        RegisterImport.objects.filter(pk=key).update(attempts=run.attempts + 1, progress=0)
        run.attempts += 1
        try:
            with noted(run) as progress:
                if run.state == ImportState.CHECKING:
                    check_run(run, progress)
                else:
                    carry_out_import(actor=run.carried_out_by, run=run, mode=run.mode, progress=progress)
        except DomainError as refusal:
            logger.info("Import %s stopped: %s", key, refusal.message)
            _stop(run, refusal.message)
    return 1


def _stop(run: RegisterImport, reason: str) -> None:
    RegisterImport.objects.filter(pk=run.pk).update(state=ImportState.FAILED, reason=reason)


def _forget_what_nobody_wants() -> None:
    waiting = (ImportState.CHECKED, ImportState.FAILED)
    for run in RegisterImport.objects.filter(state__in=waiting, started_at__lt=timezone.now() - KEPT):
        forget_file(run)
        RegisterImport.objects.filter(pk=run.pk, state__in=waiting).update(
            state=ImportState.DISCARDED, finished_at=timezone.now()
        )
