"""Celery's side of the register: a message wakes, the record says what to do."""

from celery import shared_task

from assets.services.import_work import work_on_imports as work
from assets.services.waking import TASK

#: Seconds for one pass; a file of the largest size takes less than half of it.
SOFT_LIMIT, HARD_LIMIT = 270, 290


@shared_task(name=TASK, soft_time_limit=SOFT_LIMIT, time_limit=HARD_LIMIT)
def work_on_imports() -> int:
    """One pass. No retry: what could not be done stands in the database, and the next sweep goes on with it."""
    return work()
