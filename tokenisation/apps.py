"""The mint: local chain, token deployments, orders, submission, confirmation and reconciliation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TokenisationConfig(AppConfig):
    name = "tokenisation"
    verbose_name = _("Tokenisation")

    def ready(self) -> None:
        """Adds this app's rules and system checks."""
        from tokenisation import checks, rules  # noqa: F401
