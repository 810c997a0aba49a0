"""What a browser may do with a page, and how long a person stays signed in."""

from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from portal.settings.env import env, server_address
from portal.settings.queue import REDIS_URL

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "script-src": [NONCE],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 8
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.errors.form_out_of_date"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Sign-in by django-allauth: accounts are made by an administrator, never by signing up.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "portal.accounts.adapter.ClosedSignUpAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
#: Seconds for which a sign-in, or showing again who one is, is fresh enough for an act that counts.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
#: Whether a rehearsal lets people in without a password of their own and a second factor. The demo and the tests set it,
#: and outside a rehearsal it does nothing.
SECOND_FACTOR_WAIVED_IN_REHEARSAL = False
#: Whether the demo's accounts sign in by one button. Only the demo sets it, and only in a rehearsal does it do anything.
DEMO_SIGN_IN = False
# Attempts to sign in. The key is the username together with the address, so that nobody can lock a person out from
# elsewhere (`portal.accounts.adapter`); codes of the second factor are counted in the same way (`portal.accounts.forms`).
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
MFA_ADAPTER = "portal.accounts.mfa.SealingMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "portal.accounts.forms.SignInCodeForm",
    "reauthenticate": "portal.accounts.forms.ConfirmingCodeForm",
    "add_webauthn": "portal.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "portal.accounts.forms.RenamePasskeyForm",
}
MFA_TOTP_ISSUER = "Sovereign asset portal (test only)"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

#: Whether a proxy ends TLS before the portal and says so in X-Forwarded-Proto.
BEHIND_TLS_PROXY = env.bool("BEHIND_TLS_PROXY", default=False)
#: Proxies between the browser and the portal that append to X-Forwarded-For. None is trusted unless it is counted here.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT


def cache_address(broker: str) -> str:
    """The Redis database after the broker's, so that emptying the cache empties no queue.

    A cluster has one database only, and a socket names it elsewhere: CACHE_URL then names the cache itself.
    """
    parts = urlsplit(broker)
    number = parts.path.strip("/")
    if parts.scheme not in ("redis", "rediss") or not (number.isdigit() or number == ""):
        return broker
    return parts._replace(path=f"/{int(number or 0) + 1}").geturl()


# Counts of attempts and requests, shared by all web processes. Redis that does not answer raises an error at once; a
# sign-in and a request for an API token are then refused, because uncounted guessing would be unlimited.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": server_address("CACHE_URL") or cache_address(REDIS_URL),
        "KEY_PREFIX": "portal",
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
}
