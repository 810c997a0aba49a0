"""Tests: the embedded servers, or those named by the environment; fast password hashes; tasks run by hand."""

from portal.settings.development import *

SECRET_KEY = "only for tests, where nothing is secret"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
CHAIN_TIMEOUT = 5.0
SECOND_FACTOR_WAIVED_IN_REHEARSAL = True  # most tests are about something else; those of the sign-in take it back
