"""The rule book: memorandum, cases, stages, gates, sign-offs and the audit trail."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "approvals"
    verbose_name = _("Approvals")

    def ready(self) -> None:
        """Lets every app answer the criteria and fill the dossier sections that are listed here by name."""
        autodiscover_modules("criteria", "dossier_sections")
        from approvals import checks  # noqa: F401  (registers the system checks)
