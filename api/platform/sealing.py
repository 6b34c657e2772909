"""Texts that are stored sealed: they open with the server's secret key, and for one person alone.

Who reads the database without that key cannot read them, nor put one person's in another's place.
"""

import base64
import hmac
from datetime import datetime
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken


def sealed_text(text: str, whose: UUID, key: str, use: str, now: datetime) -> str:
    """Return a text, sealed for a person and a use."""
    seal = _seal(whose, key, use)
    return seal.encrypt_at_time(text.encode(), int(now.timestamp())).decode()


def opened_text(sealed: str, whose: UUID, key: str, use: str) -> str | None:
    """Return what was sealed for this person and use; None where another key was used."""
    try:
        return _seal(whose, key, use).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _seal(whose: UUID, key: str, use: str) -> Fernet:
    named = b"\0".join((b"carryover", use.encode(), whose.bytes))
    return Fernet(base64.urlsafe_b64encode(hmac.digest(key.encode(), named, "sha256")))
