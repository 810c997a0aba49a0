"""Errors that reach Django itself."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views import csrf, defaults

from portal.accounts.kept_entries import is_from_here, keep_entries
from portal.api.problems import json_problem


def server_error(request: HttpRequest) -> HttpResponse:
    """Error 500: a problem in JSON below `/api/`, the page elsewhere. What went wrong stands in the log only."""
    if request.path_info.startswith("/api/"):
        return json_problem(
            request,
            code="internal_error",
            status_code=500,
            detail=_("Something went wrong here. Nothing was changed; quote the request id if it happens again."),
        )
    return defaults.server_error(request)


def form_out_of_date(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the proof that this sign-in gave it, most often because the person signed in again in another tab.

    Nothing is done. What a page of the portal itself sent is kept for whoever began it, and they go on from there.
    """
    beginning = keep_entries(request) if is_from_here(request) else None
    if beginning is None:
        return csrf.csrf_failure(request, reason)
    if not request.user.is_authenticated:
        messages.info(request, _("Your sign-in had ended. What you entered is kept; sign in to go on with it."))
        return redirect_to_login(request.path)
    if request.user.pk != beginning.person_id:
        return csrf.csrf_failure(request, reason, template_name="403_another_person.html")
    messages.info(
        request, _("You signed in again meanwhile. What you entered is kept; nothing has been done with it yet.")
    )
    return HttpResponseRedirect(request.path)
