"""Who an API request comes from."""

from typing import Any

from oauth2_provider.contrib.rest_framework import OAuth2Authentication
from oauth2_provider.oauth2_backends import get_oauthlib_core
from rest_framework.request import Request

from approvals.rules import allow


class AdviserAuthentication(OAuth2Authentication):
    """A bearer token in the header, looked up by its checksum; `request.user` is the client's service user.

    The person is looked at again with every request: deactivating somebody closes the API to them at once.
    """

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """User and token, or None where there is no valid token."""
        # The library would also read query and body. Neither is shown to it: a token has no business there, and who
        # asks is settled before anything that they sent is read.
        valid, found = get_oauthlib_core().server.verify_request(
            request.build_absolute_uri(request.path),
            request.method,
            headers={"Authorization": request.META.get("HTTP_AUTHORIZATION", "")},
            scopes=[],
        )
        if not valid:
            # The library reads this when it writes the WWW-Authenticate header.
            setattr(request, "oauth2_error", getattr(found, "oauth2_error", {}))  # noqa: B010
            return None
        return (found.user, found.access_token) if allow(found.user, "read_through_api") else None
