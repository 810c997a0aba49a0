"""Two pages about the pages: the study's words, and every building block with its states."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from portal.charts.chart import running
from portal.look import examples
from portal.look.words import words


class WordsPage(TemplateView):
    """Every term of the study and what it means, in the reader's language and sorted by it."""

    template_name = "look/words.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words."""
        return super().get_context_data(words=sorted(words().values(), key=lambda word: word.sorting), **kwargs)


class ComponentsPage(TemplateView):
    """Every building block, its states and its use; `?direction=rtl` shows them mirrored in any language."""

    template_name = "look/components.html"
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, rendered while its chart runs in the direction that was asked for."""
        with running(self._direction()):
            return render(request, self.template_name, self.get_context_data(**kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Examples that are computed, not records."""
        context = super().get_context_data(
            empty_form=examples.ExampleForm(auto_id="empty_%s"),
            wrong_form=examples.ExampleForm({"name": "", "units": "0", "decision": "maybe"}, auto_id="wrong_%s"),
            filters=examples.ExampleFilters(auto_id="filter_%s"),
            chips=examples.chips(),
            ignored=[_("Stage")],
            example_messages=examples.messages(),
            secrets=[(_("Password"), "tulip-river-stone-april")],
            case=examples.ExampleCase(),
            paper=examples.ExamplePaper(),
            columns=examples.COLUMNS,
            page=Paginator(range(500), 50).get_page(self.request.GET.get("page")),
            states=examples.STATES,
            events=examples.events(),
            chart=examples.chart(),
            empty_chart=examples.chart(is_empty=True),
            **kwargs,
        )
        if self._direction():
            context["direction"] = self._direction()
        return context

    def _direction(self) -> str:
        asked = self.request.GET.get("direction", "")
        return asked if asked in ("ltr", "rtl") else ""
