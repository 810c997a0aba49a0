"""Waking the worker. A message is only a wake-up; the work stands in the database."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

from tokenisation.crash import crash_point

logger = logging.getLogger(__name__)

TASK = "tokenisation.work_on_chain"


def wake() -> None:
    """Sends the wake-up. A broker that is away costs seconds, not the act: the sweep finds the work."""
    crash_point("C12")
    try:
        current_app.send_task(TASK)
    except (OperationalError, ConnectionError, TimeoutError) as problem:
        logger.warning("The broker does not take the wake-up (%s); the regular sweep will find the work.", problem)
