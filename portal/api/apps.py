"""The REST API for advisers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "portal.api"
    label = "portal_api"
    verbose_name = _("API for advisers")

    def ready(self) -> None:
        """Tells the schema generator how a client signs in."""
        from portal.api import schema  # noqa: F401  (registers the extension)
