"""Passwords: what is accepted, and hashing off the event loop."""

import asyncio

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from api.platform.http.errors import Invalid

MIN_LENGTH, MAX_LENGTH = 15, 256
# 19 MiB, two passes, one lane: the OWASP minimum for argon2id.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
# Compared when nobody has the e-mail, so that it costs what a wrong password costs.
_NOBODY = _HASHER.hash("nobody has this password")
_COMMON = {
    "passwordpassword",
    "password1234567",
    "password12345678",
    "123456789012345",
    "1234567890123456",
    "123456123456123456",
    "qwertyuiopasdfgh",
    "qwertyqwertyqwerty",
    "qwerty123456789",
    "iloveyouiloveyou",
    "letmeinletmeinletmein",
    "administrator123",
    "changemechangeme",
    "welcomewelcome1",
    "correcthorsebatterystaple",
    "correct horse battery staple",
    "carryovercarryover",
    "abcdefghijklmno",
    "abcdefghijklmnop",
    "thisismypassword",
}


def require_strong(password: str, email: str | None, pointer: str) -> None:
    """Refuse a weak password, naming the field and the reason."""
    code = weakness(password, email)
    if code:
        raise Invalid(
            pointer, code, "Choose a password of 15 characters or more, not a common one."
        )


def weakness(password: str, email: str | None) -> str | None:
    """Return the code of why a password is refused, or None when it is good."""
    plain = password.strip().lower()
    if len(password) < MIN_LENGTH:
        return "password_too_short"
    if len(password) > MAX_LENGTH:
        return "password_too_long"
    if plain in _COMMON or len(set(plain)) < 4 or (email and email.lower() in plain):
        return "password_too_common"
    return None


async def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    return await asyncio.to_thread(_HASHER.hash, password)


async def is_right(password: str, stored: str | None) -> bool:
    """Tell whether a password is the stored one; takes as long when there is none."""
    return await asyncio.to_thread(_verify, password, stored)


def _verify(password: str, stored: str | None) -> bool:
    try:
        return _HASHER.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
