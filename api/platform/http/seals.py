"""Short opaque tokens that are signed, and good for one person and one use alone."""

import base64
import binascii
import hmac
from uuid import UUID

from api.platform.keys import Keys

SEALED = 12
"""How many bytes of the signature are kept: 96 bits."""


def sealed(what: bytes, whose: UUID, keys: Keys, use: str) -> str:
    """Return a token that holds some bytes."""
    token = what + _seal(what, whose, keys.signing, use)
    return base64.urlsafe_b64encode(token).decode().rstrip("=")


def opened(token: str, whose: UUID, keys: Keys, use: str) -> bytes | None:
    """Return what a token holds, None for one that we did not make for this person and use."""
    try:
        found = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (ValueError, binascii.Error):
        return None
    what, seal = found[:-SEALED], found[-SEALED:]
    made = (_seal(what, whose, key, use) for key in keys.all)
    return what if any(hmac.compare_digest(seal, each) for each in made) else None


def _seal(what: bytes, whose: UUID, key: str, use: str) -> bytes:
    said = b"\0".join((b"carryover", use.encode(), whose.bytes, what))
    return hmac.digest(key.encode(), said, "sha256")[:SEALED]
