"""The token endpoint: client credentials and nothing else."""

import base64
import binascii
from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views import View
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.views import RevokeTokenView, TokenView
from redis.exceptions import RedisError

from portal.accounts.trail import record_sign_in_refused
from portal.api.models import AdviserAccessToken
from portal.api.throttling import Rate, count

GRANT = "client_credentials"
#: Requests with a secret from one address; a client needs four in an hour.
SECRET_RATE = Rate(requests=20, seconds=60)


class ClientCredentialsValidator(OAuth2Validator):
    """Gives tokens to the service user of a client; the library would give them to nobody."""

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Whether id and secret are right; a failure goes into the trail."""
        authenticated: bool = super().authenticate_client(request, *args, **kwargs)
        if not authenticated:
            record_sign_in_refused(username=_claimed_client_id(self, request), factor="client_secret")
        return authenticated

    def _create_access_token(
        self, expires: Any, request: Any, token: dict[str, Any], source_refresh_token: Any = None
    ) -> AdviserAccessToken:
        # Expired tokens of the client go now, so that no sweeper is needed.
        AdviserAccessToken.objects.filter(application=request.client, expires__lt=timezone.now()).delete()
        access_token = AdviserAccessToken(
            user=request.client.user, application=request.client, scope=token["scope"], expires=expires
        )
        self._set_token_value(access_token, token["access_token"])
        access_token.save()
        return access_token

    def _load_access_token(self, token: str) -> AdviserAccessToken | None:
        loaded: AdviserAccessToken | None = super()._load_access_token(token)
        if loaded is not None:
            loaded.application.user = loaded.user  # one and the same; spares a query with every request
        return loaded


def _claimed_client_id(validator: OAuth2Validator, request: Any) -> str:
    basic = validator._extract_basic_auth(request)
    if basic:
        try:
            return base64.b64decode(basic).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return str(getattr(request, "client_id", "") or "")


class CountedView(View):
    """A view that takes a client's secret. It is closed while requests cannot be counted, since a secret could then be
    guessed at will.
    """

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The library's answer, unless the address asked too often."""
        try:
            wait = count(f"secret:{get_ip(request)}", SECRET_RATE)
        except RedisError:
            return _error("temporarily_unavailable", "Requests cannot be counted now. Try again in a minute.", 503, 60)
        if wait:
            return _error("slow_down", f"Too many requests from this address. Try again in {wait} seconds.", 429, wait)
        answer: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class ClientCredentialsTokenView(CountedView, TokenView):
    """`POST /api/oauth/token/`: a token for the client's service user."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A token, or an error in the form of RFC 6749."""
        if request.POST.get("grant_type") != GRANT:
            return _error("unsupported_grant_type", f"Only the grant type {GRANT} is offered.", 400)
        return super().post(request, *args, **kwargs)


class ClientTokenRevocationView(CountedView, RevokeTokenView):
    """`POST /api/oauth/revoke/` (RFC 7009): a client ends a token of its own."""


def _error(code: str, description: str, status: int, retry_after: int | None = None) -> JsonResponse:
    response = JsonResponse({"error": code, "error_description": description}, status=status)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response
