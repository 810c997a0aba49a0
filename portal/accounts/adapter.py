"""How the sign-in library behaves here: no sign-up, no reset by mail, every failure recorded.

Guessing is limited for each pair of username and address, and for each address. Nobody can lock a person out from
elsewhere, which a limit for each username alone would allow. The counts stand in Redis, and a sign-in that cannot be
counted is refused (`portal.accounts.views`).
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest

from portal.accounts.trail import record_sign_in_refused


class ClosedSignUpAdapter(DefaultAccountAdapter):
    """People are created by an administrator only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never; there is no route for it either."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The person, or None. A deactivated person looks like a wrong password, so that nothing is given away."""
        user = super().authenticate(request, **credentials)
        if user is not None and not user.is_active:
            self.authentication_failed(request, **credentials)
            return None
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Writes the failure into the trail: the name that was tried and nothing else."""
        record_sign_in_refused(username=str(credentials.get("username", "")), factor="password")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The portal sends no mail, and nothing that it mounts asks for any."""
        raise NotImplementedError("The portal sends no mail.")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}@{get_ip(request)}"
