"""Identifiers and secrets: the only module that reads randomness."""

import base64
import hashlib
import secrets
from datetime import datetime
from uuid import UUID

import uuid_utils
from uuid_utils.compat import uuid7

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id() -> UUID:
    """Return a new UUIDv7; ids sort by creation time."""
    return uuid7()


def new_id_text() -> str:
    """Return a new UUIDv7 as text, for a fifth of what an id as such costs."""
    return str(uuid_utils.uuid7())


def lasting_id(at: datetime, name: str) -> UUID:
    """Return the UUIDv7 of what has one name for ever: the same, whoever makes it and when."""
    bits = int.from_bytes(hashlib.sha256(name.encode()).digest()[:10])
    ms = int(at.timestamp() * 1000) & (1 << 48) - 1
    known = ms << 80 | bits
    return UUID(int=known & ~(0xF << 76) & ~(0x3 << 62) | 7 << 76 | 2 << 62)


def oldest_id(at: datetime) -> UUID:
    """Return an id that sorts before all ids created from this instant on."""
    return UUID(int=int(at.timestamp() * 1000) << 80)


def new_code() -> str:
    """Return 10 Crockford characters (50 bits), easy to read out and type."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(10))


def new_recovery_code() -> str:
    """Return 16 Crockford characters (80 bits): it lasts, and is stored as a bare hash."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(16))


def new_shared_secret() -> str:
    """Return the secret of an app that makes codes: 160 bits in base 32 (RFC 4226)."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def normal_code(typed: str) -> str:
    """Return a typed code in Crockford's form: upper case, no dashes, O as 0, I and L as 1."""
    plain = typed.upper().replace("-", "").replace(" ", "")
    return plain.translate(str.maketrans("OIL", "011"))


def new_token() -> str:
    """Return an opaque token of 256 bits."""
    return secrets.token_urlsafe(32)


def new_nonce() -> bytes:
    """Return 256 random bits, for what is signed and then answered once."""
    return secrets.token_bytes(32)


def new_secret_key() -> str:
    """Return a key of 256 bits that tokens and cursors are signed with."""
    return secrets.token_hex(32)


def digest(secret: str) -> str:
    """Return the hash under which a code or token is stored (SHA-256, hex)."""
    return hashlib.sha256(secret.encode()).hexdigest()
