"""The rule book: memorandum, cases, stages, gates, sign-offs and the audit trail."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "approvals"
    verbose_name = _("Approvals")

    def ready(self) -> None:
        """Lets every app answer the criteria, fill the dossier sections listed here by name, and learn of a case's end."""
        autodiscover_modules("criteria", "dossier_sections", "endings")
        from approvals import checks  # noqa: F401  (registers the system checks)
