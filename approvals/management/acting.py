"""Commands that are a person's act: they name the person and go through the same services as pages."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from approvals.exceptions import DomainError


class ActingCommand(BaseCommand):
    """A command with `--as USERNAME`. A refusal is told in its own sentence, and stands in the trail."""

    def add_arguments(self, parser: CommandParser) -> None:
        """The person; subclasses add what the act needs."""
        parser.add_argument("--as", dest="username", required=True, help="user name of the person whose act this is")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Finds the person and hands over to `act`."""
        actor = get_user_model().objects.filter(username=username, is_active=True).first()
        if actor is None:
            raise CommandError(f"There is no active person with the user name {username!r}.")
        try:
            self.act(actor, **options)
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal

    def act(self, actor: Any, **options: Any) -> None:
        """Does the act and prints what came of it."""
        raise NotImplementedError
