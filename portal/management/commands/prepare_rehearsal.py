"""Makes an empty database a rehearsal with its reference data and its chain. Doing it again changes nothing."""

import datetime
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from approvals.business_date import is_rehearsal
from approvals.exceptions import DomainError
from approvals.services.business_date import create_rehearsal
from approvals.services.reference_data import load_reference_data

#: The day on which the memorandum was signed.
FIRST_DAY = datetime.date(2025, 12, 12)


class Command(BaseCommand):
    help = "Creates the rehearsal, loads bodies, stages and gates, and prepares the local chain. Started by `demo`."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError in a database that is in use for something else."""
        try:
            if not is_rehearsal():
                create_rehearsal(start=FIRST_DAY)
            load_reference_data()
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        call_command("prepare_chain", stdout=self.stdout)
