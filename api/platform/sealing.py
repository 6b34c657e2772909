"""Texts that are stored sealed: they open with the server's secret key, and for one person alone.

Who reads the database without that key cannot read them, nor put one person's in another's place.
"""

import base64
import hmac
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken

from api.platform.keys import Keys


def sealed_text(text: str, whose: UUID, keys: Keys, use: str, now: datetime) -> str:
    """Return a text, sealed for a person and a use."""
    seal = _seal(whose, keys.signing, use)
    return seal.encrypt_at_time(text.encode(), int(now.timestamp())).decode()


def opened_text(sealed: str, whose: UUID, keys: Keys, use: str) -> str | None:
    """Return what was sealed for this person and use; None where the key is none of ours."""
    for key in keys.all:
        with suppress(InvalidToken):
            return _seal(whose, key, use).decrypt(sealed.encode()).decode()
    return None


def resealed_text(sealed: str, whose: UUID, keys: Keys, use: str, now: datetime) -> str | None:
    """Return what an older key sealed, sealed anew; None where there is nothing to do, or no way.

    Else a secret would be lost together with the key that it was sealed with.
    """
    if opened_text(sealed, whose, Keys((keys.signing,)), use) is not None:
        return None
    text = opened_text(sealed, whose, keys, use)
    return None if text is None else sealed_text(text, whose, keys, use, now)


def _seal(whose: UUID, key: str, use: str) -> Fernet:
    named = b"\0".join((b"carryover", use.encode(), whose.bytes))
    return Fernet(base64.urlsafe_b64encode(hmac.digest(key.encode(), named, "sha256")))
