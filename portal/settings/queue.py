"""Celery on Redis: messages are wake-ups for work that stands in the database.

Losing every message costs latency only, since beat sweeps for open work every few seconds.
"""

from portal.settings.env import server_address

REDIS_URL = server_address("REDIS_URL", "redis://127.0.0.1:1/0")

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker for ever rather than giving up
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1, "interval_max": 0.1}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,  # more than twice the hard limit, or one message runs several times
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

#: Named by string, so that the settings import no app. Every entry is a sweep that finds nothing when all is done.
CELERY_BEAT_SCHEDULE = {
    "work on imports": {"task": "assets.work_on_imports", "schedule": 5.0, "options": {"expires": 5}},
    "work on the chain": {"task": "tokenisation.work_on_chain", "schedule": 3.0, "options": {"expires": 3}},
}
