"""The pages of an act: entering, checking the answers, doing it, and its confirmation.

An act with fields goes form, check, act, confirmation; one without asks once. What is entered is kept as the person's
draft from the first sending on, so that neither a refusal, nor an ended sign-in, nor a colleague's act meanwhile loses
it. Nothing here depends on script, and nothing but the last button does anything.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from allauth.account import app_settings as account_settings
from allauth.account.authentication import get_authentication_records
from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.generic import FormView
from django.views.i18n import set_language

from approvals.exceptions import DomainError, PaperRefused
from approvals.models import AuditEvent, Draft
from approvals.services.drafts import (
    discard_draft,
    draft_of,
    forget_papers,
    keep_draft,
    newest_event,
    too_large,
    typed,
    uploaded,
)
from approvals.views.answers import Answer, answers_of
from approvals.views.base import RuledView
from approvals.views.beginnings import FIELD, acts_of_others, begin, read_mark
from approvals.views.confirmations import confirmation_url


@dataclass(frozen=True)
class Step:
    """One of several pages on which a long form is entered: its heading and the names of its fields."""

    title: Any
    fields: tuple[str, ...]


class ActPage(RuledView, FormView):  # type: ignore[type-arg]
    """One act: a form, the consequence in words, and the service that decides. Without fields it asks to confirm."""

    template_name = "layouts/form_page.html"
    form_class: Any = forms.Form
    heading: Any = ""
    caption: Any = ""
    consequence: Any = ""
    button: Any = ""
    is_grave: ClassVar[bool] = False
    #: Whether it counts as a decision, before which the person shows again who they are.
    counts: ClassVar[bool] = False
    done: Any = ""
    next_steps: Any = ""
    facts_template: ClassVar[str] = ""
    #: Headings and fields where a long form is entered page by page; every field stands in one of them.
    steps: tuple[Step, ...] = ()

    # What a subclass says -----------------------------------------------------------------------------------------

    def perform(self, form: Any) -> Any:
        """Calls the service with what was entered and returns its result."""
        raise NotImplementedError

    def done_url(self, result: Any) -> str:
        """The page of the record, where the person goes on reading."""
        raise NotImplementedError

    def back_url(self) -> str:
        """Where the person goes who changes their mind."""
        return self.done_url(None)

    def done_message(self, result: Any) -> Any:
        """The sentence that confirms what was done."""
        return self.done

    def answer(self, result: Any) -> HttpResponse | None:
        """A page in the place of the confirmation, for what is shown once and kept nowhere."""
        return None

    def concerns(self, event: AuditEvent) -> bool:
        """Whether a colleague's act on the same record matters to whoever is about to act."""
        return True

    # The way through ----------------------------------------------------------------------------------------------

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form as far as it was entered, or the answers to check."""
        draft = self._draft()
        if "check" in request.GET and draft is not None:
            form = self._bound(draft)
            return self._check(form, draft) if form.is_valid() else self._wrong(form, draft, everything=True)
        if draft is None:
            return self._form_page(self.get_form())
        return self._form_page(self._filled(draft), draft=draft)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keeps what was entered; with the last button, acts."""
        if "discard" in request.POST:
            discard_draft(person=request.user, address=request.path)
            return HttpResponseRedirect(request.path)
        if "language" in request.POST:
            if self.get_form().fields:  # an act without fields has nothing to keep
                self._keep(request)
            return set_language(request)
        if not self.get_form().fields:
            return self._ask_again(request) or self._act(self._unbound_but_valid(), since=self._began())
        if "act" in request.POST:
            return self._act_on_draft(request)
        draft = self._keep(request)
        form = self._bound(draft, too_large=too_large(request.FILES))
        if self._errors_here(form):
            return self._wrong(form, draft, everything="everything" in request.POST)
        return HttpResponseRedirect(self._after())

    def _act_on_draft(self, request: HttpRequest) -> HttpResponse:
        draft = self._draft()
        if draft is None:
            messages.warning(request, _("There is nothing to do here any more: it was done, or not entered yet."))
            return HttpResponseRedirect(self.back_url())
        if "go_on" in request.POST:
            keep_draft(person=request.user, address=request.path, answers={}, seen_event=newest_event())
            return HttpResponseRedirect(request.path)
        form = self._bound(draft)
        if not form.is_valid():
            return self._wrong(form, draft, everything=True)
        return self._ask_again(request) or self._act(form, since=draft.seen_event)

    def _act(self, form: Any, *, since: int) -> HttpResponse:
        others = self._acts_of_others(since)
        if others and "go_on" not in self.request.POST:
            return self._conflict(others, form)
        try:
            result = self.perform(form)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            if isinstance(refusal, PaperRefused):
                forget_papers(person=self.request.user, address=self.request.path)
            return self._wrong(form, self._draft(), everything=True)
        discard_draft(person=self.request.user, address=self.request.path)
        answer = self.answer(result)
        if answer is not None:
            return answer
        sentence = str(self.done_message(result))
        url = confirmation_url(
            self.request.session,
            person=self.request.user,
            sentence=sentence,
            record_url=self.done_url(result),
            next_steps=str(self.next_steps),
        )
        if url == self.done_url(result):
            messages.success(self.request, sentence)
        return HttpResponseRedirect(url)

    def _ask_again(self, request: HttpRequest) -> HttpResponse | None:
        """The way to show again who one is, where the act counts and the last time is too long ago."""
        if not self.counts or _recently_authenticated(request):
            return None
        messages.info(request, _("This act counts. Show again who you are; what you entered is kept."))
        back = f"{request.path}?check=1" if self.get_form().fields else request.path
        return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")

    # Forms and drafts ---------------------------------------------------------------------------------------------

    def _draft(self) -> Draft | None:
        return draft_of(self.request.user, self.request.path)

    def _keep(self, request: HttpRequest) -> Draft:
        """Keeps what was sent. A box that is not ticked is not sent at all, so one that was shown counts as well.

        What was sent for a field that is no part of the form any more is kept too: another answer may bring it back.
        """
        form, shown = self.get_form(), self._shown_fields()
        fields = {**form.base_fields, **form.fields}
        answers = {
            name: request.POST.getlist(name)
            for name, field in fields.items()
            if name in request.POST or (name in shown and not field.widget.value_omitted_from_data({}, {}, name))
        }
        papers: dict[str, UploadedFile] = {name: files[-1] for name, files in request.FILES.lists() if name in shown}
        return keep_draft(
            person=request.user, address=request.path, answers=answers, papers=papers, seen_event=self._began()
        )

    def _began(self) -> int:
        """The newest entry of the trail when the person was first shown this page."""
        draft = self._draft()
        if draft is not None:
            return draft.seen_event
        beginning = read_mark(self.request.POST.get(FIELD, ""))
        if beginning is None or (beginning.person_id, beginning.address) != (self.request.user.pk, self.request.path):
            return newest_event()
        return beginning.seen_event

    def _bound(self, draft: Draft, *, too_large: Mapping[str, UploadedFile] | None = None) -> Any:
        """The form with the draft's answers, judged; and with papers that no draft keeps, of which it says why."""
        files = uploaded(draft)
        for name, paper in (too_large or {}).items():
            files[name] = paper
        return self.get_form_class()(**{**self.get_form_kwargs(), "data": typed(draft), "files": files})

    def _filled(self, draft: Draft) -> Any:
        """The form with the draft's answers as its beginning, not judged yet."""
        empty = self.get_form()
        answers = typed(draft)
        initial = {
            name: field.widget.value_from_datadict(answers, {}, empty.add_prefix(name))
            for name, field in empty.fields.items()
            # A hidden field says what the person was shown (which dossier, say), and that is what they are shown now.
            if empty.add_prefix(name) in draft.answers and not field.widget.is_hidden
        }
        kwargs = {**self.get_form_kwargs(), "data": None, "files": None}
        return self.get_form_class()(**{**kwargs, "initial": {**kwargs.get("initial", {}), **initial}})

    def _unbound_but_valid(self) -> Any:
        """The form of an act without fields, which has nothing to judge."""
        form = self.get_form_class()(**{**self.get_form_kwargs(), "data": {}})
        form.is_valid()
        return form

    # One thing at a time ------------------------------------------------------------------------------------------

    def _step(self) -> int:
        """The step asked for, from 1; 0 where there is only one page."""
        if not self.steps:
            return 0
        asked = self.request.GET.get("step", "1")
        return min(max(int(asked), 1), len(self.steps)) if asked.isdecimal() and len(asked) < 3 else 1

    def _is_part(self) -> bool:
        """Whether another step follows this page."""
        return bool(self.steps) and "everything" not in self.request.POST and self._step() < len(self.steps)

    def _shown_fields(self) -> list[str]:
        """The names of the fields on this page, hidden ones included."""
        form = self.get_form()
        if not self.steps or "everything" in self.request.POST:
            return list(form.fields)
        return [*self.steps[self._step() - 1].fields, *(bound.name for bound in form.hidden_fields())]

    def _errors_here(self, form: Any) -> bool:
        """Whether something is wrong on this page; at the last step, anywhere."""
        if self._is_part():
            return any(name in form.errors for name in self._shown_fields())
        return not form.is_valid()

    def _after(self) -> str:
        """The address of the next step, or of the answers to check."""
        if self._is_part():
            return f"{self.request.path}?step={self._step() + 1}"
        return f"{self.request.path}?check=1"

    def _page_of(self, name: str) -> str:
        """The address on which a field is entered."""
        number = next((number for number, step in enumerate(self.steps, 1) if name in step.fields), 0)
        return f"{self.request.path}?step={number}" if number else self.request.path

    # Answers to the browser ---------------------------------------------------------------------------------------

    def _form_page(
        self, form: Any, *, draft: Draft | None = None, status: int = 200, everything: bool = False
    ) -> HttpResponse:
        names = set(form.fields if everything else self._shown_fields())
        return self.render_to_response(
            self.get_context_data(
                form=form,
                draft=draft,
                shown=[bound for bound in form.visible_fields() if bound.name in names],
                everything=everything,
                step=0 if everything else self._step(),
                is_part=not everything and self._is_part(),
                step_title="" if everything or not self.steps else self.steps[self._step() - 1].title,
                began=begin(self.request.user, self.request.path).mark(),
            ),
            status=status,
        )

    def _wrong(self, form: Any, draft: Draft | None = None, *, everything: bool = False) -> HttpResponse:
        """The page again, as content that cannot be processed; with every field where the form was judged as a whole."""
        return self._form_page(form, draft=draft, status=422, everything=everything)

    def _check(self, form: Any, draft: Draft) -> HttpResponse:
        answers: list[Answer] = answers_of(form, page_of=self._page_of)
        return self._render("layouts/check_page.html", form=form, draft=draft, answers=answers)

    def _conflict(self, others: list[AuditEvent], form: Any) -> HttpResponse:
        return self._render("layouts/conflict_page.html", status=409, form=form, others=others)

    def _acts_of_others(self, since: int) -> list[AuditEvent]:
        key = self.subject_key()
        if not key:
            return []
        found: QuerySet[AuditEvent] = acts_of_others(key, since=since, person=self.request.user)
        return [event for event in found if self.concerns(event)]

    def _render(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        return self.response_class(
            request=self.request,
            template=[template],
            context=self.get_context_data(**context),
            using=self.template_engine,
            status=status,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words of the page."""
        return super().get_context_data(
            heading=self.heading,
            caption=self.caption,
            consequence=self.consequence,
            button=self.button,
            is_grave=self.is_grave,
            has_check=bool(self.get_form().fields),
            facts_template=self.facts_template,
            back_url=self.back_url(),
            step_count=len(self.steps),
            **kwargs,
        )


def _recently_authenticated(request: HttpRequest) -> bool:
    """Whether the person signed in, or showed again who they are, within the time that allauth's setting gives.

    Somebody without a password of their own, as in a test, has no way to show it and is not asked.
    """
    user: Any = request.user
    if not user.has_usable_password():
        return True
    moments = [record["at"] for record in get_authentication_records(request, user)]
    return bool(moments) and time.time() - max(moments) < account_settings.REAUTHENTICATION_TIMEOUT
