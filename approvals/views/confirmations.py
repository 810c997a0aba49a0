"""The page after an act: what was done, under which reference, and what happens next."""

from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from approvals.correlation import current_correlation_id
from approvals.models import AuditEvent
from approvals.views.base import RuledView

_SESSION_KEY = "confirmations"
#: Confirmations that a session remembers in their own words.
_REMEMBERED = 10
#: Entries that accompany an act and are not the act.
_BESIDE = ("refused", "document_stored", "dossier_frozen")


def confirmation_url(session: SessionBase, *, person: Any, sentence: str, record_url: str, next_steps: str) -> str:
    """The address of the confirmation of what this request recorded, or the record's where it recorded nothing."""
    event = (
        AuditEvent.objects.filter(actor=person, correlation_id=current_correlation_id())
        .exclude(verb__in=_BESIDE)
        .order_by("pk")
        .last()
    )
    if event is None:
        return record_url
    kept = {**session.get(_SESSION_KEY, {})}
    kept[str(event.event_id)] = {"sentence": sentence, "record_url": record_url, "next_steps": next_steps}
    session[_SESSION_KEY] = dict(list(kept.items())[-_REMEMBERED:])
    return reverse("confirmation", args=[event.event_id])


class ConfirmationPage(RuledView, TemplateView):
    """The confirmation of one act, for the person who did it."""

    template_name = "layouts/confirmation_page.html"
    http_method_names = ["get", "head", "options"]
    action = ""
    reading_action = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The act as the trail has it, with the words in which it was confirmed."""
        event = get_object_or_404(AuditEvent.objects.defer("content"), event_id=self.kwargs["event_id"])
        if event.actor_id != self.request.user.pk:
            raise Http404
        words = self.request.session.get(_SESSION_KEY, {}).get(str(event.event_id), {})
        return super().get_context_data(event=event, **words, **kwargs)
