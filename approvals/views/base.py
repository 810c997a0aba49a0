"""What the pages of all apps have in common: who may read. Pages read under the action `read_study`."""

import functools
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.generic import TemplateView
from django.views.generic.base import View

from approvals.choices import PaperKind
from approvals.exceptions import NotPermitted
from approvals.models import Document
from approvals.rules import allow, require
from approvals.services.acts import act
from approvals.services.documents import store_document

R = TypeVar("R")

#: Rows on one page of a list.
PAGE_SIZE = 50


class RuledView(View):
    """A view behind one action of the rules. `load` fetches the records first; a missing one is not found."""

    action: ClassVar[str] = "read_study"
    #: The action that is asked before a record is even looked up; empty where every person may enter.
    reading_action: ClassVar[str] = "read_study"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Asks whether the person may read at all, then fetches the records, then asks about the action on them."""
        if self.reading_action:
            self.ask(self.reading_action)
        self.load(**kwargs)
        if self.action != self.reading_action:
            self.ask(self.action, self.rule_subject(), key=self.subject_key())
        return super().dispatch(request, *args, **kwargs)

    def load(self, **kwargs: Any) -> None:
        """Fetches what the address names; raises Http404."""

    def rule_subject(self) -> Any:
        """The record that the rule looks at."""
        return None

    def subject_key(self) -> str:
        """The trail's key of the record, for a refusal."""
        return ""

    def ask(self, action: str, subject: Any = None, *, key: str = "") -> None:
        """Raises PermissionDenied with the rule's sentence. What was asked by an unsafe method is a recorded refusal."""
        if allow(self.request.user, action, subject):
            return
        try:
            if self.request.method in ("GET", "HEAD", "OPTIONS"):
                require(self.request.user, action, subject, key=key)
            else:
                _refused(action, actor=self.request.user, subject=subject, key=key)
        except NotPermitted as refusal:
            raise PermissionDenied(refusal.message) from refusal


class ReadPage(RuledView, TemplateView):
    """A page that changes nothing and takes no form."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page. What the address names is in `load` already and stays out of the template."""
        return self.render_to_response(self.get_context_data())


def with_paper(
    service: Callable[..., R],
    *,
    actor: Any,
    paper: UploadedFile,
    paper_title: str,
    paper_kind: PaperKind | None = None,
    paper_replaces: Document | None = None,
    **arguments: Any,
) -> R:
    """Stores an uploaded paper and hands it to `service` as its `document`, as one act: both commit or neither."""

    @functools.wraps(service)
    def together(*, actor: Any) -> R:
        document = store_document(
            actor=actor,
            title=paper_title,
            file_name=str(paper.name),
            content=paper.read(),
            kind=paper_kind,
            replaces=paper_replaces,
        )
        return service(actor=actor, document=document, **arguments)

    return act(together)(actor=actor)


def _refused(action: str, *, actor: Any, subject: Any, key: str) -> None:
    """Asks the rules as an act, so that the refusal stands in the trail under the action's name."""

    def asked(*, actor: Any) -> None:
        require(actor, action, subject, key=key)

    asked.__name__ = action
    act(asked)(actor=actor)
