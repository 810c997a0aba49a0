"""Addresses at the top of the portal."""

from django.urls import path

from portal.dashboards.views import Home, Overview, TrailEntry, TrailList, WhatChanged

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("overview/", Overview.as_view(), name="overview"),
    path("changed/", WhatChanged.as_view(), name="changed"),
    path("trail/", TrailList.as_view(), name="trail"),
    path("trail/<uuid:event_id>/", TrailEntry.as_view(), name="trail-entry"),
]
