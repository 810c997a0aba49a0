"""Gives every request one correlation id for the audit trail."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from approvals.correlation import correlation


class CorrelationMiddleware:
    """One id for all that a request records; the answer carries it, so that a person can quote it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with correlation() as identifier:
            response = self.get_response(request)
            response["X-Request-Id"] = str(identifier)
            return response
