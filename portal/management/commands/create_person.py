"""Lets a person in, under an administrator's name."""

import secrets
from typing import Any

from django.core.management.base import CommandParser

from approvals.choices import Role
from approvals.management.acting import ActingCommand
from portal.accounts.services import create_person


class Command(ActingCommand):
    help = "Create a person with a password for one sign-in, which is shown once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who it is."""
        super().add_arguments(parser)
        parser.add_argument("--username", dest="new_username", required=True)
        parser.add_argument("--full-name", required=True)
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--body", default="", help="code of the body, for one of its officers")

    def act(self, actor: Any, **options: Any) -> None:
        """Prints the password, which the person has to replace at the first sign-in."""
        password = secrets.token_urlsafe(18)
        person = create_person(
            actor=actor,
            username=options["new_username"],
            full_name=options["full_name"],
            role=options["role"],
            body_code=options["body"],
            password=password,
        )
        self.stdout.write(f"{person} can sign in once as {person.username} with {password}")
