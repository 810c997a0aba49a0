"""Addresses of the charts' files, below `charts/`."""

from django.urls import path

from portal.charts.views import ChartFile

urlpatterns = [path("<slug:name>/<slug:form>/", ChartFile.as_view(), name="chart-file")]
