"""The Celery application: workers that mint and the beat that sweeps.

Connections to the database are closed around every task by Celery's own Django support, since a task has no request at
whose end Django would do it.
"""

import logging
import os
from typing import Any

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.development")

logger = logging.getLogger(__name__)

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def refuse_wrong_chain(**kwargs: Any) -> None:
    """A worker that stands before a public or unknown chain does not start. One whose node is away waits for it."""
    from tokenisation.chain.errors import ChainError
    from tokenisation.services.guarding import describe_chain_if_there

    try:
        logger.info(describe_chain_if_there())
    except ChainError as refusal:
        raise SystemExit(refusal.message) from refusal
