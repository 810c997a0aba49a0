"""What was entered into a form is kept for the person who began it, also when their sign-in ended or changed meanwhile."""

from urllib.parse import urlsplit

from django.http import HttpRequest

from approvals.services.drafts import keep_draft
from approvals.views import beginnings
from approvals.views.beginnings import Beginning
from portal.accounts.models import User


def keep_entries(request: HttpRequest) -> Beginning | None:
    """Keeps what was sent as the draft of whoever began the form, and says who that was and on which page.

    None where the mark is missing, changed, too old or of another page, or where nobody of that account is left. The
    caller has made sure that the request comes from a page of the portal itself.
    """
    beginning = beginnings.read_mark(request.POST.get(beginnings.FIELD, ""))
    if beginning is None or beginning.address != request.path:
        return None
    person = User.objects.filter(pk=beginning.person_id, is_active=True).first()
    if person is None:
        return None
    keep_draft(
        person=person,
        address=beginning.address,
        answers={name: values for name, values in request.POST.lists() if name not in beginnings.NOT_ANSWERS},
        papers={name: files[-1] for name, files in request.FILES.lists()},
        seen_event=beginning.seen_event,
    )
    return beginning


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of the portal sent the request; without a word from it, no."""
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    parts = urlsplit(said)
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())
