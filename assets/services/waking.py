"""Waking the worker for the register. A message is only a wake-up; the work stands in the database."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

TASK = "assets.work_on_imports"


def wake() -> None:
    """Sends the wake-up. A broker that is away costs seconds, not the import: the sweep finds it."""
    try:
        current_app.send_task(TASK)
    except (OperationalError, ConnectionError, TimeoutError) as problem:
        logger.warning("The broker does not take the wake-up (%s); the regular sweep will find the import.", problem)
