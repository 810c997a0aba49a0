"""Nothing without a sign-in, and nothing without an own password and a second factor, the demo's rehearsal apart."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.business_date import is_rehearsal
from approvals.views import beginnings
from portal.accounts.kept_entries import keep_entries
from portal.accounts.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]

#: Where a request needs no session: the API asks for its own token, the health page tells only how servers are, and
#: whether a paper was approved is for everybody to ask.
OPEN_FOLDERS = ("/api/", "/health/", "/check-paper/")
#: Where somebody who is not signed in yet may be: the two steps of the sign-in.
SIGN_IN_STEPS = ("account_login", "demo_sign_in", "mfa_login_webauthn", "mfa_authenticate", "set_language")
#: Where somebody who still has something to set up may be.
SET_UP_STEPS = (
    "account_logout",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_add_webauthn",
    "mfa_activate_totp",
    "set_language",
)


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
            response = _as_whole_page(request, redirect_to_login(request.get_full_path()))
        elif request.method == "POST" and beginnings.FIELD in request.POST:
            response = self.get_response(request)  # as far as `process_view`, once its origin has been checked
        else:
            response = redirect_to_login(reverse("home"))  # what was posted is gone, so its address leads nowhere
        if not request.path_info.startswith(settings.STATIC_URL):
            response["Cache-Control"] = "no-store"
        return response

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """Keeps what was entered by somebody whose sign-in has ended meanwhile, for that very person, and lets nobody in."""
        if (
            request.user.is_authenticated
            or is_open(request.path_info)
            or request.path_info in [reverse(name) for name in SIGN_IN_STEPS]
        ):
            return None
        if keep_entries(request) is None:
            return redirect_to_login(reverse("home"))
        messages.info(request, _("Your sign-in had ended. What you entered is kept; sign in to go on with it."))
        return redirect_to_login(request.path)


def _as_whole_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The way to another page, also for htmx, which asked for a part and would look for it in what it is led to."""
    if "HX-Request" not in request.headers:
        return response
    return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})


class SecondFactorMiddleware:
    """First a password of one's own, then a second factor, then everything else. Only a rehearsal may waive it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_open(request.path_info) and request.user.is_authenticated:
            step = self._missing_step(request.user)
            if step and request.path_info not in [reverse(name) for name in (step, *SET_UP_STEPS)]:
                return _as_whole_page(request, redirect(step))
        return self.get_response(request)

    def _missing_step(self, person: User) -> str:
        """The name of the page that comes first, or nothing."""
        if not person.must_change_password and is_mfa_enabled(person):
            return ""
        if settings.SECOND_FACTOR_WAIVED_IN_REHEARSAL and is_rehearsal():
            return ""
        return "account_change_password" if person.must_change_password else "mfa_activate_totp"
