"""Downloads of a chart: the drawing as SVG or PNG, its data as CSV."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase

from approvals.views.base import RuledView
from portal.charts import ceiling, figures, over_time  # noqa: F401  (they list their charts)
from portal.charts.chart import CHARTS, Chart
from portal.charts.drawing import digest, png_file, svg_file


class ChartFile(RuledView):
    """One chart in one form. Whoever may read the study may take it away."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, name: str, form: str) -> HttpResponseBase:
        """The file, or 304 where the asker has this very one."""
        if name not in CHARTS or form not in ("svg", "png", "csv"):
            raise Http404
        chart = CHARTS[name]()
        tag = f'"{digest(chart)}-{form}"'
        if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:  # compression makes a tag weak
            return HttpResponseNotModified()
        response = self._file(chart, form)
        response["ETag"] = tag
        response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
        return response

    def _file(self, chart: Chart, form: str) -> HttpResponse | StreamingHttpResponse:
        if form == "csv":
            return StreamingHttpResponse(chart.csv_lines(), content_type="text/csv; charset=utf-8")
        if form == "png":
            return HttpResponse(png_file(chart), content_type="image/png")
        return HttpResponse(svg_file(chart), content_type="image/svg+xml")
