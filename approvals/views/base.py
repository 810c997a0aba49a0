"""What the pages of all apps have in common: who may read, and how an act is asked for, refused and done.

Pages read under the action `read_study`; an act has a page of its own with its consequence in words. A refusal keeps
what was typed and says why. Nothing here depends on script.
"""

import functools
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.views.generic import FormView, TemplateView
from django.views.generic.base import View

from approvals.exceptions import DomainError, NotPermitted
from approvals.rules import allow, require
from approvals.services.acts import act
from approvals.services.documents import store_document

R = TypeVar("R")

#: Rows on one page of a list.
PAGE_SIZE = 50


class RuledView(View):
    """A view behind one action of the rules. `load` fetches the records first; a missing one is not found."""

    action: ClassVar[str] = "read_study"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Asks whether the person may read at all, then fetches the records, then asks about the action on them."""
        self.ask("read_study")
        self.load(**kwargs)
        if self.action != "read_study":
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


class ActPage(RuledView, FormView):  # type: ignore[type-arg]
    """One act: a form, the consequence in words, and the service that decides. Without fields it asks to confirm."""

    template_name = "components/act_page.html"
    form_class: Any = forms.Form
    heading: Any = ""
    caption: Any = ""
    consequence: Any = ""
    button: Any = ""
    is_grave: ClassVar[bool] = False
    done: Any = ""
    facts_template: ClassVar[str] = ""

    def perform(self, form: Any) -> Any:
        """Calls the service with what was entered and returns its result."""
        raise NotImplementedError

    def done_url(self, result: Any) -> str:
        """Where the person goes on reading."""
        raise NotImplementedError

    def back_url(self) -> str:
        """Where the person goes who changes their mind."""
        return self.done_url(None)

    def form_valid(self, form: Any) -> HttpResponse:
        """Hands over; a refusal comes back as the same page with the sentence and everything that was typed."""
        try:
            result = self.perform(form)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        messages.success(self.request, self.done_message(result))
        return HttpResponseRedirect(self.done_url(result))

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again, as content that cannot be processed."""
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def done_message(self, result: Any) -> Any:
        """The sentence that confirms what was done."""
        return self.done

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words of the page."""
        return super().get_context_data(
            heading=self.heading,
            caption=self.caption,
            consequence=self.consequence,
            button=self.button,
            is_grave=self.is_grave,
            facts_template=self.facts_template,
            back_url=self.back_url(),
            **kwargs,
        )


def with_paper(service: Callable[..., R], *, actor: Any, paper: UploadedFile, paper_title: str, **arguments: Any) -> R:
    """Stores an uploaded paper and hands it to `service` as its `document`, as one act: both commit or neither."""

    @functools.wraps(service)
    def together(*, actor: Any) -> R:
        document = store_document(actor=actor, title=paper_title, file_name=str(paper.name), content=paper.read())
        return service(actor=actor, document=document, **arguments)

    return act(together)(actor=actor)


def _refused(action: str, *, actor: Any, subject: Any, key: str) -> None:
    """Asks the rules as an act, so that the refusal stands in the trail under the action's name."""

    def asked(*, actor: Any) -> None:
        require(actor, action, subject, key=key)

    asked.__name__ = action
    act(asked)(actor=actor)
