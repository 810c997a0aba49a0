"""API clients and their tokens.

The library's own token model keeps every token in plain text and knows no user for client credentials. These two keep
a checksum only, in a table that has no column for the token itself, and every client belongs to a service user.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import AbstractAccessToken, AbstractApplication, AbstractRefreshToken

from approvals.rules import allow


class ApiClient(AbstractApplication):
    """A program of an adviser. Its requests act as its service user, whose role is that of an adviser."""

    user: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("service user")
    )
    client_type: "models.CharField[str, str]" = models.CharField(
        max_length=32, default=AbstractApplication.CLIENT_CONFIDENTIAL
    )
    authorization_grant_type: "models.CharField[str, str]" = models.CharField(
        max_length=44, default=AbstractApplication.GRANT_CLIENT_CREDENTIALS
    )
    retired_at: "models.DateTimeField[Any, Any]" = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("API client")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    client_type=AbstractApplication.CLIENT_CONFIDENTIAL,
                    authorization_grant_type=AbstractApplication.GRANT_CLIENT_CREDENTIALS,
                    hash_client_secret=True,
                ),
                name="api_clients_are_confidential_machines_with_hashed_secrets",
            ),
        ]

    def is_usable(self, request: Any) -> bool:
        """Whether the client may get and use tokens now: neither retired nor of a person who may not read."""
        return self.retired_at is None and allow(self.user, "read_through_api")


class AdviserAccessToken(AbstractAccessToken):
    """A token of fifteen minutes, known by the SHA-256 of its value alone."""

    # Removes the library's column: what does not exist cannot be written, dumped or leaked.
    token = None
    user: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    application: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        ApiClient, on_delete=models.CASCADE, related_name="tokens"
    )

    class Meta(AbstractAccessToken.Meta):
        verbose_name = _("access token")
        ordering = ["id"]


class AdviserRefreshToken(AbstractRefreshToken):
    """Never issued: a client simply asks again. The library wants it beside the access token that it would refer to."""

    token = None
    user: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )

    class Meta(AbstractRefreshToken.Meta):
        verbose_name = _("refresh token")
        constraints = [models.CheckConstraint(condition=Q(pk=None), name="refresh_tokens_are_never_issued")]
