"""Every address of the portal. Pages belong to the apps; who may enter the API is decided in `portal.api.urls`."""

from importlib.util import find_spec

from django.urls import include, path

from portal.health import health

urlpatterns = [
    path("accounts/", include("portal.accounts.urls")),
    path("api/", include("portal.api.urls")),
    path("health/", health, name="health"),
]
for prefix, module in (("cases/", "approvals.urls"), ("assets/", "assets.urls"), ("orders/", "tokenisation.urls"), ("", "portal.dashboards.urls")):
    try:
        found = find_spec(module)
    except ModuleNotFoundError:
        found = None
    if found:
        urlpatterns.append(path(prefix, include(module)))

handler500 = "portal.errors.server_error"
