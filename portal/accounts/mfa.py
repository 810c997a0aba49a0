"""Second factors at rest: seeds are encrypted, so that a copy of the database alone gives no codes."""

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


class SealingMFAAdapter(DefaultMFAAdapter):
    """Encrypts with a key that is derived from SECRET_KEY; former keys (SECRET_KEY_FALLBACKS) still open."""

    def encrypt(self, text: str) -> str:
        """The stored form of a seed."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The seed. Raises cryptography's InvalidToken where the secret key is another one."""
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(str(key)))) for key in keys])


def _derived(secret: str) -> bytes:
    return hashlib.blake2b(secret.encode(), digest_size=32, person=b"portal second f").digest()
