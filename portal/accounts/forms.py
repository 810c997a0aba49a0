"""The sign-in library's forms where the portal is stricter, or where the library forgot a label."""

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

#: Codes that may be tried for one account: from one address, and from everywhere together. The first stops a guesser
#: without touching the person at another address; the second is far wider, keeps a guesser with many addresses from
#: six digits, and leaves a passkey as a way in all the while.
CODE_LIMITS = {"code_here": "5/5m/key", "code_anywhere": "60/h/key"}


class CountedCode:
    """A code of an app or a recovery code, counted for the account at one address before it is looked at.

    The library counts by account alone, so that whoever knows a password could keep its owner out from anywhere.
    """

    user: Any
    cleaned_data: dict[str, Any]
    authenticator: Authenticator

    def clean_code(self) -> str:
        """The code, and with it the authenticator that it belongs to. Raises ValidationError for a wrong one and for one too many."""
        account = f"code-{self.user.pk}"
        keys = {"code_here": f"{account}@{get_ip(context.request)}", "code_anywhere": account}
        for action, key in keys.items():
            if not ratelimit.consume(context.request, app="portal", action=action, config=CODE_LIMITS, key=key):
                raise get_account_adapter().validation_error("too_many_login_attempts")
        code = str(self.cleaned_data["code"])
        known = list(Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN))
        for authenticator in known:
            if authenticator.wrap().validate_code(code):
                self.authenticator = authenticator
                for action, key in keys.items():
                    ratelimit.clear(context.request, app="portal", action=action, config=CODE_LIMITS, key=key)
                return code
        if known:
            self._emit_authentication_failed(known[0])  # type: ignore[attr-defined]
        raise get_adapter().validation_error("incorrect_code")


class SignInCodeForm(CountedCode, AuthenticateForm):
    """The second step of the sign-in."""


class ConfirmingCodeForm(CountedCode, ReauthenticateForm):
    """The code by which somebody shows again who they are."""


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey."""

    name = forms.CharField(label=_("Name"), required=False)


class RenamePasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name"))
