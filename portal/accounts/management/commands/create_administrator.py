"""Creates the first administrator of a new portal."""

import secrets
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from approvals.exceptions import DomainError
from portal.accounts.services import create_first_administrator


class Command(BaseCommand):
    """`manage.py create_administrator`: once, on the server itself; everybody else is created in the portal."""

    help = "Creates the first administrator and prints a password that must be replaced at the first sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name, and where a password of one's own comes from."""
        parser.add_argument("--username", default="administrator")
        parser.add_argument("--full-name", default="Administrator")
        parser.add_argument(
            "--password-file", type=Path, help="reads the password from the file's first line and prints none"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Creates the person, or says in a sentence why not."""
        given: Path | None = options["password_file"]
        try:
            password = given.read_text(encoding="utf-8").splitlines()[0] if given else secrets.token_urlsafe(18)
        except (OSError, IndexError) as error:
            raise CommandError(f"The password file {given} cannot be read or is empty.") from error
        try:
            person = create_first_administrator(
                username=options["username"], full_name=options["full_name"], password=password
            )
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"Created {person.full_name} with the username {person.username}.")
        if not given:
            self.stdout.write(f"One-time password, shown only now: {password}")
