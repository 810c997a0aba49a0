"""Canonical bytes and digests: the exact form that is hashed, and is stored as it was hashed."""

import hashlib
import json
from typing import Any

import rfc8785

_LEAF_PREFIX = b"\x00"


def canonical_bytes(content: dict[str, Any]) -> bytes:
    """JSON in the one form of RFC 8785. Decimals and dates must come as strings, since JSON has no such types."""
    return rfc8785.dumps(content)


def read_canonical(content: bytes | memoryview) -> dict[str, Any]:
    """The content of stored canonical bytes."""
    value: dict[str, Any] = json.loads(bytes(content))
    return value


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def leaf_hash(content: bytes | memoryview) -> bytes:
    """The leaf hash of RFC 6962: SHA-256 over 0x00 and the content, so that no tree node can pass for a leaf."""
    return hashlib.sha256(_LEAF_PREFIX + bytes(content)).digest()
