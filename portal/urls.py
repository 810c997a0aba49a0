"""Every address of the portal. Pages belong to the apps; who may enter the API is decided in `portal.api.urls`."""

from django.urls import include, path

from portal.health import health

urlpatterns = [
    path("", include("portal.dashboards.urls")),
    path("", include("portal.look.urls")),
    path("assets/", include("assets.urls")),
    path("cases/", include("approvals.urls")),
    path("done/", include("approvals.confirmation_urls")),
    path("memorandum/", include("approvals.memorandum_urls")),
    path("papers/", include("approvals.paper_urls")),
    path("orders/", include("tokenisation.urls")),
    path("accounts/", include("portal.accounts.urls")),
    path("charts/", include("portal.charts.urls")),
    path("check-paper/", include("portal.public.urls")),
    path("people/", include("portal.accounts.people_urls")),
    path("api/", include("portal.api.urls")),
    path("health/", health, name="health"),
]

handler500 = "portal.errors.server_error"
