"""Lists: searched, filtered, sorted, cut into pages and taken away as CSV, all by address alone.

Every list works through its button and links; with script, htmx fetches the same address and shows its results in place.
What a filter cannot understand is said above the list and left out; nothing is refused.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.csv_lines import csv_lines
from approvals.views.base import PAGE_SIZE, ReadPage
from approvals.wording import date_text

#: Rows that a download reads from the database at a time.
CHUNK = 2000


@dataclass(frozen=True)
class ListColumn:
    """One column: its heading, its text in the download, and the field by which it sorts (none: it does not).

    One that is not on the page stands in the download alone, such as what a page says within another column.
    """

    name: str
    label: Any
    text: Callable[[Any], object] = str
    sorts_by: str = ""
    is_number: bool = False
    is_on_page: bool = True


@dataclass(frozen=True)
class Chip:
    """One filter in force, in words, and the address without it."""

    text: str
    url: str
    name: str = ""


class ListPage(ReadPage):
    """A list of records. A subclass gives the rows, the filters and the columns; its template writes one row."""

    template_name = "layouts/list_page.html"
    filterset_class: ClassVar[type[django_filters.FilterSet] | None] = None
    columns: ClassVar[tuple[ListColumn, ...]] = ()
    #: Fields that order the list where nobody asked, the last of them unique.
    default_order: ClassVar[tuple[str, ...]] = ("pk",)
    heading: Any = ""
    lead: Any = ""
    caption: Any = ""
    file_name: ClassVar[str] = "list"
    empty: Any = ""
    empty_hint: Any = ""
    #: Filters that fewer people look for; they stand below the others and are folded up until one is in force.
    more_filters: ClassVar[tuple[str, ...]] = ()
    #: What of the list can be taken away: the address's word for it, and how its link reads.
    downloads: ClassVar[Mapping[str, Any]] = {"csv": gettext_lazy("Download all of these as CSV")}

    def rows(self) -> "QuerySet[Any]":
        """Every record that the person may see, before filters."""
        raise NotImplementedError

    def prepare(self, records: list[Any]) -> None:
        """Adds to the records of one page what their rows show beside the database's columns."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The page, or every row that fits as a file."""
        filterset = self._filterset()
        records = self._ordered(filterset.qs if filterset is not None else self.rows())
        if (asked := request.GET.get("download", "")) in self.downloads:
            return self.download(asked, records)
        page = self.cut(records)
        page.object_list = self.shown(page.object_list)
        self.prepare(page.object_list)
        return self._page(filterset, page)

    def shown(self, records: Any) -> list[Any]:
        """The records of one page, in order, with what their rows show."""
        return list(records)

    def in_file(self, records: "QuerySet[Any]") -> "QuerySet[Any]":
        """All records with what the file's columns show, for one query that is read piece by piece."""
        return records

    def cut(self, records: "QuerySet[Any]") -> Any:
        """The one page of the records that was asked for, with its records as `object_list`."""
        return Paginator(records, PAGE_SIZE).get_page(self.request.GET.get("page"))

    def download(self, asked: str, records: "QuerySet[Any]") -> Any:
        """Every record in the form that was asked for, one of `downloads`."""
        return self.file(records)

    def file(self, records: "QuerySet[Any]") -> StreamingHttpResponse:
        """Every record as a line of CSV with the list's columns, read piece by piece."""

        def lines() -> Iterator[tuple[object, ...]]:
            for some in batched(self.in_file(records).iterator(chunk_size=CHUNK), CHUNK):
                self.prepare(some)
                yield from (tuple(column.text(record) for column in self.columns) for record in some)

        return csv_file(self.file_name, [str(column.label) for column in self.columns], lines())

    def _page(self, filterset: Any, page: Any) -> HttpResponse:
        chips = self._chips(filterset)
        return self.render_to_response(
            self.get_context_data(
                filterset=filterset,
                page=page,
                chips=chips,
                ignored=self._ignored(filterset),
                columns=[column for column in self.columns if column.is_on_page],
                downloads=self.downloads.items(),
                heading=self.heading,
                lead=self.lead,
                caption=self.caption,
                empty=self.empty,
                empty_hint=self.empty_hint,
                is_filtered=bool(chips),
                more_filters=self.more_filters,
                is_more_in_force=any(chip.name in self.more_filters for chip in chips),
            )
        )

    def _filterset(self) -> Any:
        if self.filterset_class is None:
            return None
        asked = self.request.GET.copy()
        for name in asked:
            asked.setlist(name, [value.replace("\x00", "").strip()[:100] for value in asked.getlist(name)])
        return self.filterset_class(asked, queryset=self.rows(), request=self.request)

    def _ordered(self, records: "QuerySet[Any]") -> "QuerySet[Any]":
        asked = self.request.GET.get("sort", "")
        field = {column.name: column.sorts_by for column in self.columns}.get(asked.removeprefix("-"), "")
        if not field:
            return records.order_by(*self.default_order)
        # Said of a field that is never empty, it would keep PostgreSQL from reading the field's index backwards.
        empty_last = None if _is_never_empty(records, field) else True
        order = F(field).desc(nulls_last=empty_last) if asked.startswith("-") else F(field).asc(nulls_last=empty_last)
        return records.order_by(order, *self.default_order)

    def _chips(self, filterset: Any) -> list[Chip]:
        """The filters in force. A value that was not understood is none."""
        if filterset is None:
            return []
        filterset.form.is_valid()
        return [
            Chip(
                _("%(filter)s: %(value)s")
                % {"filter": bound.label, "value": _shown(bound, filterset.form.cleaned_data[bound.name])},
                self._address_without(bound.html_name),
                bound.name,
            )
            for bound in filterset.form
            if filterset.form.cleaned_data.get(bound.name) not in (None, "", [])
        ]

    def _ignored(self, filterset: Any) -> list[str]:
        return [str(filterset.form[name].label) for name in filterset.form.errors] if filterset is not None else []

    def _address_without(self, name: str) -> str:
        query = self.request.GET.copy()
        for left_out in (name, "page"):
            query.pop(left_out, None)
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path


def _is_never_empty(records: "QuerySet[Any]", field: str) -> bool:
    try:
        return not records.model._meta.get_field(field).null
    except FieldDoesNotExist:
        return False


def batched(records: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The records in lists of `size`, the last of them shorter."""
    every = iter(records)
    while some := list(islice(every, size)):
        yield some


def _shown(bound: forms.BoundField, value: Any) -> str:
    if isinstance(value, datetime.date):
        return date_text(value)
    choices = {key: label for key, label in getattr(bound.field, "choices", ())}
    return str(choices.get(value, choices.get(str(value), value)))


def csv_file(name: str, header: Sequence[str], lines: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """The lines as a download; a cell can never become a formula."""
    return StreamingHttpResponse(
        csv_lines(header, lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
