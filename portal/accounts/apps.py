"""People, their roles and their sign-in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Lists the acts on people in the access policy and writes sign-ins into the trail."""
        from portal.accounts import (
            receivers,  # noqa: F401  (connects the signals)
            rules,  # noqa: F401  (adds to the policy)
        )
