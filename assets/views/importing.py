"""Importing a file of assets: bringing it, what the dry run found, the word to import it, and all imports so far."""

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from approvals.exceptions import DomainError
from approvals.rules import allow
from approvals.views.acts import ActPage
from approvals.views.base import PAGE_SIZE, ReadPage, RuledView
from approvals.views.lists import ListColumn, ListPage, csv_file
from approvals.wording import name_text, number_text
from assets.files.writing import csv_table
from assets.imports.examples import template
from assets.imports.looking import MOST_PROBLEMS
from assets.models import RegisterImport
from assets.models.register_import import ImportMode, ImportState
from assets.services.imports import LARGEST_FILE, check_again, discard_import, order_import, start_import

#: The tone in which each state is shown.
TONES = {
    ImportState.CHECKING: "waiting",
    ImportState.CHECKED: "here",
    ImportState.IMPORTING: "waiting",
    ImportState.DONE: "good",
    ImportState.FAILED: "stop",
    ImportState.DISCARDED: "cancelled",
}


def _file_hint() -> str:
    return gettext(
        "A CSV file in UTF-8 or an .xlsx workbook of at most %(size)s MB, with the register's columns. Nothing is imported "
        "before you have seen what was found in it."
    ) % {"size": number_text(LARGEST_FILE >> 20)}


class FileForm(forms.Form):
    """A file of assets."""

    file = forms.FileField(
        label=_("The file"),
        help_text=lazy(_file_hint, str)(),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        allow_empty_file=True,
    )

    def clean_file(self) -> Any:
        """Says that a file was too large, of which nothing was kept; everything else is the service's to judge."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                gettext("The file is larger than %(size)s MB. Divide it into several.")
                % {"size": number_text(LARGEST_FILE >> 20)}
            )
        return file


class ModeForm(forms.Form):
    """What happens to the good rows where others are wrong."""

    mode = forms.ChoiceField(
        label=_("What is imported"),
        widget=forms.RadioSelect,
        choices=[
            (ImportMode.ALL_OR_NOTHING, _("All rows or nothing: one wrong row stops the import")),
            (ImportMode.GOOD_ROWS_ONLY, _("The good rows only: wrong rows are left out")),
        ],
    )


class StartImport(RuledView, FormView):  # type: ignore[type-arg]
    """Brings a file. It changes nothing, so it is no act that is checked and confirmed; the import of it is."""

    action = "import_assets"
    form_class = FileForm
    template_name = "assets/imports/start.html"
    #: Read by `portal.uploads`.
    largest_file = LARGEST_FILE

    def form_valid(self, form: Any) -> HttpResponse:
        """On to what was found; or the form again with what stands against the file."""
        file = form.cleaned_data["file"]
        try:
            run = start_import(actor=self.request.user, file=file, file_name=str(file.name))
        except DomainError as refusal:
            form.add_error("file", refusal.message)
            return self.form_invalid(form)
        return HttpResponseRedirect(reverse("assets:import", args=[run.pk]))

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again, as content that cannot be processed."""
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response


class TemplateFile(ReadPage):
    """The file to fill in."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The header and an example of each kind."""
        header, rows = template()
        return StreamingHttpResponse(
            csv_table(header, rows),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="assets-template.csv"'},
        )


class RunMixin(RuledView):
    """A view of one import."""

    run: RegisterImport

    def load(self, **kwargs: Any) -> None:
        """The import."""
        people = ("started_by", "carried_out_by")
        self.run = get_object_or_404(RegisterImport.objects.select_related(*people), pk=kwargs["run"])

    def rule_subject(self) -> RegisterImport:
        """The import."""
        return self.run

    def subject_key(self) -> str:
        """Its key in the trail."""
        return self.run.key

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The import, and how its state is shown."""
        return super().get_context_data(run=self.run, tone=TONES[ImportState(self.run.state)], **kwargs)  # type: ignore[misc,no-any-return]


class ImportPage(RunMixin, ReadPage):
    """What was found in a file and what became of it. While a worker is at it the page looks again by itself."""

    template_name = "assets/imports/import.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The page, or every problem that was kept as a file."""
        problems = self.run.problems.all()
        if request.GET.get("download") == "csv":
            lines = ((found.row, found.column, found.value, found.reason) for found in problems.iterator())
            header = [gettext("Row"), gettext("Column"), gettext("Value"), gettext("Reason")]
            return csv_file(f"import-{self.run.pk}-problems", header, lines)
        page = Paginator(problems, PAGE_SIZE).get_page(request.GET.get("page"))
        return self.render_to_response(self.get_context_data(page=page))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the person may do about it."""
        run, may = self.run, allow(self.request.user, "import_assets", self.run)
        waits, stopped = run.state == ImportState.CHECKED, run.state == ImportState.FAILED
        return super().get_context_data(
            is_checked=waits,
            is_done=run.state == ImportState.DONE,
            may_carry_out=may and waits and bool(run.good),
            may_check_again=may and (waits or stopped),
            may_discard=may and (waits or stopped),
            most_problems=MOST_PROBLEMS,
            has_more_problems=run.problem_count > MOST_PROBLEMS,
            **kwargs,
        )


class ImportFilters(django_filters.FilterSet):
    """What imports are searched by."""

    search = django_filters.CharFilter(label=_("File or SHA-256"), method="find")
    state = django_filters.ChoiceFilter(label=_("State"), choices=ImportState.choices, empty_label=_("Every state"))

    class Meta:
        model = RegisterImport
        fields: tuple[str, ...] = ()

    def find(self, runs: "QuerySet[RegisterImport]", name: str, value: str) -> "QuerySet[RegisterImport]":
        """Imports whose file's name holds the words, or whose bytes have the hash."""
        return runs.filter(Q(file_name__icontains=value) | Q(sha256__iexact=value))


class Imports(ListPage):
    """Every import, the newest first."""

    template_name = "assets/imports/list.html"
    filterset_class = ImportFilters
    heading = _("Imports of files")
    lead = _("Every file of assets that was brought, what was found in it and what became of it.")
    caption = _("Imports with their file, state and counts")
    empty = _("No file has been brought yet.")
    empty_hint = _("A case officer imports a file of assets.")
    file_name = "imports"
    default_order = ("-id",)
    columns = (
        ListColumn("file", _("File"), lambda run: run.file_name, "file_name"),
        ListColumn("brought", _("Brought"), lambda run: run.started_at.isoformat(), "started_at"),
        ListColumn("by", _("By"), lambda run: name_text(str(run.started_by)), is_on_page=False),
        ListColumn("state", _("State"), lambda run: run.get_state_display(), "state"),
        ListColumn("rows", _("Rows"), lambda run: run.rows, "rows", is_number=True),
        ListColumn("wrong", _("Wrong"), lambda run: run.wrong, "wrong", is_number=True),
        ListColumn("added", _("Added"), lambda run: run.added, "added", is_number=True),
        ListColumn("sha256", _("SHA-256"), lambda run: run.sha256, is_on_page=False),
    )

    def rows(self) -> "QuerySet[Any]":
        """Every import with its people."""
        return RegisterImport.objects.select_related("started_by")

    def prepare(self, records: list[Any]) -> None:
        """The tone of each state."""
        for record in records:
            record.tone = TONES[ImportState(record.state)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the person may bring a file."""
        return super().get_context_data(may_import=allow(self.request.user, "import_assets"), **kwargs)


class RunActPage(RunMixin, ActPage):
    """An act on an import, after which the person goes on reading it."""

    action = "import_assets"
    facts_template = "assets/imports/facts.html"
    #: The service, which takes the person and the run.
    service: Callable[..., RegisterImport]

    def perform(self, form: Any) -> RegisterImport:
        """Hands over to the service."""
        return type(self).service(actor=self.request.user, run=self.run, **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        """The import."""
        return reverse("assets:import", args=[self.run.pk])


class CarryOutImport(RunActPage):
    """The word to import a file that was checked."""

    counts = True
    form_class = ModeForm
    service = order_import
    heading = _("Import the assets of this file")
    button = _("Import the assets")
    consequence = _(
        "The assets stand in the register from then on, with an entry of the trail for the whole import. They count against "
        "the ceiling only once a case is open for them. An import cannot be taken back; assets are amended one by one."
    )

    def get_initial(self) -> dict[str, Any]:
        """The careful way."""
        return {"mode": ImportMode.ALL_OR_NOTHING}

    def done_message(self, result: Any) -> Any:
        """How many came, or that a worker is at it."""
        if result.state != ImportState.DONE:
            return gettext("A worker imports the assets now. This page says when it is done.")
        return ngettext("%(count)s asset was imported.", "%(count)s assets were imported.", result.added) % {
            "count": number_text(result.added)
        }


class CheckAgain(RunActPage):
    """Another dry run of the same file."""

    service = check_again
    heading = _("Check this file again")
    button = _("Check the file again")
    consequence = _("Every row is compared with the register as it stands now. Nothing is imported by that.")
    done = _("The file is checked again.")


class DiscardImport(RunActPage):
    """Lets go of a file."""

    service = discard_import
    heading = _("Discard this file")
    button = _("Discard the file")
    consequence = _("The portal forgets the file's bytes and keeps what was found in it. Nothing was imported from it.")
    done = _("The file is discarded. Nothing was imported from it.")
