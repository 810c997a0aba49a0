"""The register: instruments, valuations, rates, legal facts, proposals and the ceiling."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssetsConfig(AppConfig):
    name = "assets"
    verbose_name = _("Assets")

    def ready(self) -> None:
        """Adds the register's actions to the access policy."""
        from assets import rules  # noqa: F401
