"""Nothing without a sign-in, and outside a rehearsal nothing without an own password and a second factor."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from approvals.business_date import is_rehearsal
from portal.accounts.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]

#: Where a request needs no session: the API asks for its own token, the health page tells only how servers are.
OPEN_FOLDERS = ("/api/", "/health/")
#: Where somebody who is not signed in yet may be: the two steps of the sign-in.
SIGN_IN_STEPS = ("account_login", "mfa_authenticate")
#: Where somebody who still has something to set up may be.
SET_UP_STEPS = ("account_logout", "account_reauthenticate", "mfa_reauthenticate")


def is_open(path: str) -> bool:
    """Whether a path needs no session."""
    return path.startswith((*OPEN_FOLDERS, settings.STATIC_URL))


class SignInRequiredMiddleware:
    """Leads everybody without a session to the sign-in, for every path that is not listed, and keeps pages uncached."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            is_open(request.path_info)
            or request.user.is_authenticated
            or request.path_info in [reverse(name) for name in SIGN_IN_STEPS]
        ):
            response = self.get_response(request)
        elif request.method in ("GET", "HEAD"):
            response = redirect_to_login(request.get_full_path())
        else:
            response = redirect_to_login(reverse("home"))  # what was posted is gone, so its address leads nowhere
        if not request.path_info.startswith(settings.STATIC_URL):
            response["Cache-Control"] = "no-store"
        return response


class SecondFactorMiddleware:
    """Outside a rehearsal: first a password of one's own, then a second factor, then everything else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_open(request.path_info) and request.user.is_authenticated:
            step = self._missing_step(request.user)
            if step and request.path_info not in [reverse(name) for name in (step, *SET_UP_STEPS)]:
                return redirect(step)
        return self.get_response(request)

    def _missing_step(self, person: User) -> str:
        """The name of the page that comes first, or nothing."""
        if not person.must_change_password and is_mfa_enabled(person):
            return ""
        if is_rehearsal():
            return ""
        return "account_change_password" if person.must_change_password else "mfa_activate_totp"
