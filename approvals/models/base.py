"""What the records of all apps have in common."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models


class AddOnlyError(TypeError):
    """Code tried to change or delete a row that is only ever added: a fault of the program, not of a person."""


class AddOnlyModel(models.Model):
    """A row that is written once. PostgreSQL refuses everything else; this refuses it earlier and in Python's words."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds the row; raises AddOnlyError where it exists already."""
        if not self._state.adding:
            raise AddOnlyError(f"{type(self).__name__} rows are only ever added.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Always raises AddOnlyError."""
        raise AddOnlyError(f"{type(self).__name__} rows are never deleted.")


def person(related_name: str = "+", **options: Any) -> "models.ForeignKey[Any, Any]":
    """A foreign key to the person who did something, kept as long as the record."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name=related_name, **options)
