"""Sign-in, sign-out, own password and second factor. Sign-up, e-mail and password reset have no route."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path
from django.views.i18n import set_language

from portal.accounts.demo_sign_in import sign_in_to_demo
from portal.accounts.views import OwnSessions, closed_while_uncounted, with_own_password

urlpatterns = [
    path("login/", closed_while_uncounted(account.login), name="account_login"),
    path("login/demo/", sign_in_to_demo, name="demo_sign_in"),
    path("logout/", account.logout, name="account_logout"),
    path("reauthenticate/", closed_while_uncounted(account.reauthenticate), name="account_reauthenticate"),
    path(
        "password/change/",
        closed_while_uncounted(with_own_password(account.password_change)),
        name="account_change_password",
    ),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", closed_while_uncounted(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", closed_while_uncounted(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("2fa/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("2fa/passkeys/login/", closed_while_uncounted(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path(
        "2fa/passkeys/reauthenticate/",
        closed_while_uncounted(passkeys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("2fa/passkeys/<int:pk>/edit/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("language/", set_language, name="set_language"),
    path("sessions/", OwnSessions.as_view(), name="usersessions_list"),
    path("2fa/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
