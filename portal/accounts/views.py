"""The few pages of the sign-in library that the portal has, and none of its others."""

import functools
import logging
from collections.abc import Callable
from typing import Any

from allauth.usersessions.views import ListUserSessionsView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponse]


class OwnSessions(ListUserSessionsView):
    """Where a person is signed in: this browser first, then the others by their age."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The sessions in their order."""
        context = super().get_context_data(**kwargs)
        context["sessions"].sort(key=lambda session: not session.is_current())
        return context  # type: ignore[no-any-return]


def closed_while_uncounted(view: View) -> View:
    """Refuses a sign-in while the attempts cannot be counted: without the count guessing would be unlimited."""

    @functools.wraps(view)
    def counted(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except RedisError:
            logger.exception("A sign-in was refused because attempts cannot be counted: Redis does not answer.")
            answer = render(request, "account/closed.html", status=503)
            answer["Retry-After"] = "60"
            return answer

    return counted


def with_own_password(view: View) -> View:
    """Not found for somebody who has no password; the library would lead them to a page that the portal has not."""

    @functools.wraps(view)
    def asked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.has_usable_password():  # type: ignore[union-attr]
            raise Http404
        return view(request, *args, **kwargs)

    return asked
