"""Who an API request comes from."""

from typing import Any

from oauth2_provider.contrib.rest_framework import OAuth2Authentication
from rest_framework.request import Request

from approvals.rules import allow


class AdviserAuthentication(OAuth2Authentication):
    """A bearer token in the header, looked up by its checksum; `request.user` is the client's service user.

    The person is looked at again with every request: deactivating somebody closes the API to them at once.
    """

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """User and token, or None where there is no valid token."""
        found: tuple[Any, Any] | None = super().authenticate(request)
        if found is None or not allow(found[0], "read_through_api"):
            return None
        return found
