"""Who may use which part of the API. What nobody opened stays closed."""

from typing import TYPE_CHECKING, Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:  # the framework's views import this module while they are themselves being imported
    from rest_framework.views import APIView


class Nobody(BasePermission):
    """The default: a view that was mounted without a permission lets nobody in."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Never."""
        return False


class HasScope(BasePermission):
    """Lets in whoever brings a token with `scope`; the apps' views know nothing of tokens and are opened here."""

    scope = ""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Whether the token holds the scope."""
        token: Any = request.auth
        return bool(self.scope) and token is not None and token.is_valid([self.scope])


class ReadsAssets(HasScope):
    scope = "assets:read"


class ReadsCases(HasScope):
    scope = "cases:read"


class IsAdviser(BasePermission):
    """Lets in whoever brings any valid token."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Whether there is a valid token."""
        return request.auth is not None


class Anyone(BasePermission):
    """Lets everybody in, for answers that tell nothing."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Always."""
        return True
