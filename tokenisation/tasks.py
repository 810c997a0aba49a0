"""Celery's side of the mint: a message wakes, the record says what to do."""

import logging

from celery import shared_task

from tokenisation.chain.errors import ChainError
from tokenisation.services.wake import TASK
from tokenisation.services.work import note_pass
from tokenisation.services.work import work_on_chain as work

logger = logging.getLogger(__name__)


@shared_task(name=TASK)
def work_on_chain() -> dict[str, int | bool]:
    """One pass. No retry: what could not be done stands in the database, and the next sweep goes on with it."""
    try:
        progress = work()
    except ChainError as problem:
        logger.warning("This pass ended early: %s", problem.message)
        note_pass(problem=problem.message)
        return {"ended_early": True}
    note_pass()
    return progress.as_dict()
