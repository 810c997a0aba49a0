"""Errors that reach Django itself."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views import defaults

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
