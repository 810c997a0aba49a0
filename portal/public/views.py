"""Is this the paper that was approved? Anybody may ask, and learns that and nothing else.

Whoever asks must have the whole file or its whole SHA-256, so that nothing can be found by trying. The answer is one of
three, has one form, and is given after the same time whatever it is. Nothing is kept of the question.
"""

import functools
import ipaddress
import logging
import time
from collections.abc import Callable
from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from redis.exceptions import RedisError

from approvals.approved_papers import PaperStanding, standing_of_paper
from portal.api.throttling import Rate, count
from portal.public.forms import PaperQuestionForm
from portal.uploads import HashingUploadHandler

logger = logging.getLogger(__name__)

#: Questions from one address.
QUESTIONS = Rate(requests=20, seconds=60)
#: An answer takes this many seconds, or a multiple of them, so that its time says nothing.
BEAT = 0.25
#: The tone in which each answer is shown.
TONES = {PaperStanding.APPROVED: "good", PaperStanding.ONCE_APPROVED: "alert", PaperStanding.NOT_KNOWN: "quiet"}


def counted(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Counts questions by address before anything of them is read, and hashes a file instead of keeping it.

    The proof of a form's origin is asked inside, because asking for it reads what was posted.
    """

    @functools.wraps(view)
    def asked(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD", "OPTIONS", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "OPTIONS", "POST"])
        if request.method == "POST":
            try:
                wait = count(f"paper-question:{network(get_ip(request))}", QUESTIONS)
            except RedisError:
                logger.warning("A question about a paper was refused because questions cannot be counted.")
                return _closed(request, status=503, wait=60)
            if wait:
                return _closed(request, status=429, wait=wait)
            request.upload_handlers = [HashingUploadHandler(request)]
        return csrf_protect(view)(request)

    return csrf_exempt(asked)


def network(address: str) -> str:
    """Who asks: an IPv4 address, or the network of 64 bits that one household or office has in IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False))


@counted
def check_paper(request: HttpRequest) -> HttpResponse:
    """The question, or the answer to it."""
    if request.method != "POST":
        return _page(request, form=PaperQuestionForm(initial={"sha256": request.GET.get("sha256", "")[:64]}))
    form = PaperQuestionForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    asked = form.cleaned_data["asked"]
    standing = _in_step(lambda: standing_of_paper(asked))
    return _page(request, form=PaperQuestionForm(), asked=asked, standing=standing.value, tone=TONES[standing])


def _in_step(answer: Callable[[], PaperStanding]) -> PaperStanding:
    """The answer, at the next beat after the question."""
    began = time.monotonic()
    standing = answer()
    time.sleep(BEAT - (time.monotonic() - began) % BEAT)
    return standing


def _page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, "public/check_paper.html", context, status=status)


def _closed(request: HttpRequest, *, status: int, wait: int) -> HttpResponse:
    answer = render(request, "public/closed.html", {"is_busy": status == 429}, status=status)
    answer["Retry-After"] = str(wait)
    return answer
