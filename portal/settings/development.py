"""One machine, embedded servers, a rehearsal. The secret is made once and kept outside the repository."""

import os
import secrets

from portal.settings.base import *
from portal.settings.env import VAR, env


def _kept_secret() -> str:
    """The development secret from `var/secret-key`, made at the first call and readable by its owner alone."""
    path = VAR / "secret-key"
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        secret = secrets.token_urlsafe(50)
        file.write(secret)
    return secret


SECRET_KEY = env.str("SECRET_KEY", default="") or _kept_secret()
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
REHEARSAL_ALLOWED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # a passkey on this machine's own address, where there is no TLS
DEMO_SIGN_IN = env.bool("PORTAL_DEMO_SIGN_IN", default=False)
SECOND_FACTOR_WAIVED_IN_REHEARSAL = DEMO_SIGN_IN
if DEMO_SIGN_IN:
    ACCOUNT_REAUTHENTICATION_TIMEOUT = SESSION_COOKIE_AGE  # a visitor of the demo knows no password to show again
if not env.str("STATIC_ROOT", default=""):
    # Files come from the apps' folders, so that no collecting step stands between a change and its look. The demo names
    # a folder and serves hashed and compressed files from there, as production does.
    WHITENOISE_USE_FINDERS = True
    STATIC_ROOT = None
    STORAGES = {
        **STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
