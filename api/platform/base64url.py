"""Base64url (RFC 4648, 5), written without padding and read with or without."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

TEXT = re.compile(r"[A-Za-z0-9_-]+={0,2}", re.ASCII)


def encode(raw: bytes) -> str:
    """Return bytes as text."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


def decode(text: str) -> bytes:
    """Return the bytes of a text. Raises ValueError if it has none."""
    if not TEXT.fullmatch(text):
        raise ValueError("not_base64url")
    bare = text.rstrip("=")
    return urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
