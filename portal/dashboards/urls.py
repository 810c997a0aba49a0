"""Addresses at the top of the portal."""

from django.urls import path

from portal.dashboards.views import Home, TrailDownload, TrailEntry, TrailList

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("trail/", TrailList.as_view(), name="trail"),
    path("trail/entries.csv", TrailDownload.as_view(), name="trail-download"),
    path("trail/<uuid:event_id>/", TrailEntry.as_view(), name="trail-entry"),
]
