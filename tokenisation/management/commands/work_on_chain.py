"""Works on the chain by hand, as a worker would."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from approvals.exceptions import DomainError
from tokenisation.services.work import Progress, work_on_chain

#: Seconds between two looks while blocks are awaited.
PAUSE = 0.2


class Command(BaseCommand):
    help = "One pass over all open work on the chain, or passes until none is open."

    def add_arguments(self, parser: CommandParser) -> None:
        """Options of the command."""
        parser.add_argument("--until-done", action="store_true", help="go on until nothing is open")
        parser.add_argument("--timeout", type=float, default=300.0, help="seconds after which to give up (300)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints what was done. Fails where work stays open after the time-out."""
        deadline = time.monotonic() + options["timeout"]
        total = Progress()
        while True:
            try:
                progress = work_on_chain()
            except DomainError as refusal:
                raise CommandError(refusal.message) from refusal
            total.moved += progress.moved
            total.reconciled += progress.reconciled
            total.taken_back += progress.taken_back
            total.waiting = progress.waiting
            if not options["until_done"] or not (progress.waiting or progress.busy):
                break
            if time.monotonic() > deadline:
                raise CommandError(
                    f"{progress.waiting} pieces of work are still open after the time-out. Is the node mining?"
                )
            time.sleep(PAUSE)
        self.stdout.write(
            f"{total.moved} steps, {total.reconciled} tokens compared, {total.taken_back} taken back, {total.waiting} open."
        )
