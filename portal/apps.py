"""The front desk: what people and advisers' clients meet first."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        """Registers the checks of the settings, and makes the Celery application the current one of every process."""
        from portal import celery, checks  # noqa: F401  (both register themselves)
