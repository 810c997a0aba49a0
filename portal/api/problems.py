"""Errors in one shape: problem details (RFC 9457).

`type` is a relative URI that never changes for one kind of problem, `code` is its last part, for programs that want a
word; `detail` is a sentence for a person.
"""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from approvals.correlation import current_correlation_id
from approvals.exceptions import DomainError, InvalidInput, NotPermitted
from tokenisation.chain.errors import NodeAnswerUnknown, NodeUnreachable

MEDIA_TYPE = "application/problem+json"
TYPES = "/api/problems/"


def problem_of(exception: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an exception in a view; None for a fault of the program, which becomes an error 500."""
    if isinstance(exception, (NodeUnreachable, NodeAnswerUnknown)):
        set_rollback()
        return _response(503, exception.code, exception.message, headers={"Retry-After": "60"})
    if isinstance(exception, DomainError):
        set_rollback()
        return _response(_status_of(exception), exception.code, exception.message)
    response: Response | None = exception_handler(exception, context)
    if response is None:
        return None
    headers = {name: response[name] for name in ("WWW-Authenticate", "Retry-After") if response.has_header(name)}
    if isinstance(exception, exceptions.ValidationError):
        return _response(
            response.status_code,
            "invalid_input",
            _("The request is not valid; see the errors of each field."),
            headers=headers,
            errors=exception.detail,
        )
    return _response(response.status_code, _code_of(exception), _detail_of(exception), headers=headers)


def problem(code: str, title: str, status_code: int, detail: str) -> dict[str, Any]:
    """The members of a problem."""
    return {
        "type": f"{TYPES}{code}",
        "title": title,
        "status": status_code,
        "detail": detail,
        "code": code,
        "request_id": str(current_correlation_id()),
    }


def json_problem(request: HttpRequest, *, code: str, status_code: int, detail: str) -> JsonResponse:
    """A problem from outside the framework's views, such as an error 500 below `/api/`."""
    return JsonResponse(
        problem(code, _title(status_code), status_code, detail), status=status_code, content_type=MEDIA_TYPE
    )


def _status_of(refusal: DomainError) -> int:
    if isinstance(refusal, NotPermitted):
        return status.HTTP_403_FORBIDDEN
    if isinstance(refusal, InvalidInput):
        return status.HTTP_422_UNPROCESSABLE_ENTITY
    return status.HTTP_409_CONFLICT


def _code_of(exception: Exception) -> str:
    if isinstance(exception, Http404):
        return "not_found"
    if isinstance(exception, PermissionDenied):
        return "permission_denied"
    return str(getattr(exception, "default_code", "error"))


def _detail_of(exception: Exception) -> str:
    if isinstance(exception, (Http404, exceptions.NotFound)):
        return _("There is nothing at this address that you may see.")
    if isinstance(exception, exceptions.NotAuthenticated):
        return _("Send a valid access token in the Authorization header; get one at the token endpoint.")
    if isinstance(exception, (PermissionDenied, exceptions.PermissionDenied)):
        return _("Your token does not allow this; ask for one with the scope that the description names.")
    return str(getattr(exception, "detail", "") or exception)


def _title(status_code: int) -> str:
    return HTTPStatus(status_code).phrase


def _response(
    status_code: int, code: str, detail: str, *, headers: dict[str, str] | None = None, **more: Any
) -> Response:
    return Response(
        problem(code, _title(status_code), status_code, detail) | more,
        status=status_code,
        headers=headers,
        content_type=MEDIA_TYPE,
    )
