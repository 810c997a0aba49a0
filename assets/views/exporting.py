"""All facts of the assets of a list, as files that can be imported again."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.files import taxonomy
from assets.files.writing import csv_table, json_table, xlsx_table
from assets.imports.columns import all_columns
from assets.imports.exporting import export_rows

#: The forms in which facts are taken away: the address's word, and how its link reads.
FACT_FILES: Mapping[str, Any] = {
    "facts-csv": gettext_lazy("Download every fact of them as CSV, for an import"),
    "facts-xlsx": gettext_lazy("Download every fact of them as a workbook, for an import"),
    "facts-json": gettext_lazy("Download every fact of them as JSON"),
}
_NAME = "assets"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def facts_file(form: str, assets: "QuerySet[Any]") -> HttpResponseBase:
    """The assets in one of `FACT_FILES`, read and sent piece by piece; a large workbook is written to the disk first."""
    header, rows = all_columns(), export_rows(assets)
    if form == "facts-xlsx":
        return FileResponse(
            xlsx_table(header, rows, _("Assets")),  # closed with the response
            as_attachment=True,
            filename=f"{_NAME}.xlsx",
            content_type=_WORKBOOK,
        )
    if form == "facts-json":
        return _sent(json_table(header, rows, _about()), "json", "application/json")
    return _sent(csv_table(header, rows), "csv", "text/csv; charset=utf-8")


def _sent(pieces: Any, ending: str, content_type: str) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        pieces,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{_NAME}.{ending}"'},
    )


def _about() -> dict[str, object]:
    """What a reader of the JSON has to know: what our names are called elsewhere, and what that does not mean."""
    return {
        "note": _(
            "Names of ICMA's Bond Data Taxonomy %(version)s stand beside ours where one matches. Conformance with it is not "
            "claimed. Test only, no legal title."
        )
        % {"version": taxonomy.VERSION},
        "bond_data_taxonomy": {
            column: {"path": name.path, "source": name.source.value} for column, name in taxonomy.NAMES.items()
        },
    }
