"""What somebody has set up for their own account: a password, an authenticator app, a passkey; and signing in with it."""

import hashlib
import time
import uuid
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData
from playwright.sync_api import Page, Response

from tests.browser.forms import sent

PASSWORD = "a long passphrase for a rehearsal"
#: Seconds for which a code of the app is shown.
PERIOD = 30
_FLAGS = AuthenticatorData.FLAG.USER_PRESENT | AuthenticatorData.FLAG.USER_VERIFIED | AuthenticatorData.FLAG.ATTESTED


def be_patient(settings: Any) -> None:
    """Attempts are counted apart from those of other tests, and a code that changes while it is typed still counts."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}}
    settings.MFA_TOTP_TOLERANCE = 1


def give_password(person: Any) -> None:
    """The person has chosen a password."""
    person.set_password(PASSWORD)
    person.must_change_password = False
    person.save()


def give_authenticator_app(person: Any) -> str:
    """The person has set up an app and recovery codes; the app's secret."""
    secret: str = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return secret


def code_of(secret: str) -> str:
    """What the app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD)))


def give_passkey(person: Any, name: str) -> Authenticator:
    """The record of a passkey, as the library keeps it; its private key is thrown away at once."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    identifier = hashlib.sha256(name.encode()).digest()
    credential = AttestedCredentialData.create(bytes(16), identifier, key)
    seen = AuthenticatorData.create(hashlib.sha256(b"localhost").digest(), _FLAGS, 0, credential)
    asked = CollectedClientData.create("webauthn.create", b"challenge", "http://localhost")
    answer = {
        "id": websafe_encode(identifier),
        "rawId": websafe_encode(identifier),
        "type": "public-key",
        "clientExtensionResults": {"credProps": {"rk": True}},
        "response": {
            "clientDataJSON": websafe_encode(asked),
            "attestationObject": websafe_encode(AttestationObject.create("none", seen, {})),
        },
    }
    record: Authenticator = WebAuthn.add(person, name, answer).instance
    return record


def sign_in(page: Page, person: Any, password: str = PASSWORD) -> Response:
    """Signs in by name and password, as far as that goes; the answer that the page then shows."""
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(person.username)
    page.locator("[name=password]").fill(password)
    return sent(page, "form:has([name=password]) button:not([form])")


def show_again(page: Page, password: str = PASSWORD) -> None:
    """Shows again who one is, as whatever concerns the account's safety asks."""
    page.goto("/accounts/reauthenticate/")
    page.locator("[name=password]").fill(password)
    sent(page, "main form button")
