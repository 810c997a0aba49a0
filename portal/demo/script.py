"""How a study is told: dated steps, each done once, each telling what happened in a line."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from approvals.business_date import business_date
from approvals.services.business_date import advance_business_date
from portal.models import DemoStep

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Step:
    """One step: its date, a key that never changes, and what is done; it returns the line that is told.

    `acts` commit in one transaction with the note that they are done; `wait` waits outside of one for the workers.
    """

    date: datetime.date
    key: str
    acts: Callable[[], str] | None = None
    wait: Callable[[], str] | None = None


@dataclass
class Script:
    """The steps in order."""

    steps: list[Step] = field(default_factory=list)

    def do(self, date: datetime.date, key: str, acts: Callable[[], str]) -> None:
        """Adds a step whose acts commit together."""
        self.steps.append(Step(date, key, acts=acts))

    def wait(self, date: datetime.date, key: str, wait: Callable[[], str]) -> None:
        """Adds a step that waits for the workers."""
        self.steps.append(Step(date, key, wait=wait))


def play(script: Script, *, tell: Tell, progress: Callable[[int, int], None]) -> int:
    """Plays every step that is not done yet and returns how many were played now."""
    done = set(DemoStep.objects.values_list("key", flat=True))
    played = 0
    for number, step in enumerate(script.steps, start=1):
        if step.key not in done:
            tell(_play_step(step))
            played += 1
        progress(number, len(script.steps))
    return played


def _play_step(step: Step) -> str:
    with transaction.atomic():
        if business_date() < step.date:
            advance_business_date(to=step.date)
        line = step.acts() if step.acts else ""
        if step.acts:
            DemoStep.objects.create(key=step.key)
    if step.wait:
        line = step.wait()
        DemoStep.objects.create(key=step.key)
    return f"{step.date:%d %b %Y}  {line}"
