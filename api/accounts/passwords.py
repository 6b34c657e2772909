"""Passwords: what is accepted, and how one is hashed."""

from functools import partial

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from api.accounts.common_passwords import is_common
from api.accounts.failures import FailureKey
from api.accounts.hashing import FAST, SLOW, attempt
from api.platform.http.errors import Invalid

# Whose turn it is where no one far away asks: in commands, and in the demo.
HERE = FailureKey("here", "here")
MIN_LENGTH, MAX_LENGTH = 15, 256
ACCEPTED = f"Choose a password of {MIN_LENGTH} to {MAX_LENGTH} characters, not a common one."
# 19 MiB, two passes, one lane: the OWASP minimum for argon2id.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
# No password has this hash. It is compared when nobody has the e-mail: at the price of a wrong one.
_COST = f"m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
_NOBODYS = f"$argon2id$v=19${_COST}${'A' * 22}${'A' * 43}"


def require_strong(password: str, email: str | None, pointer: str) -> None:
    """Refuse a weak password, naming the field and the reason."""
    code = weakness(password, email)
    if code:
        raise Invalid(pointer, code, ACCEPTED)


def weakness(password: str, email: str | None) -> str | None:
    """Return the code of why a password is refused, or None when it is good."""
    if len(password) < MIN_LENGTH:
        return "password_too_short"
    if len(password) > MAX_LENGTH:
        return "password_too_long"
    if is_common(password, email):
        return "password_too_common"
    return None


async def hash_password(password: str, key: FailureKey = HERE) -> str:
    """Return the argon2id hash of a password, for who was right so far; `key` is whose turn it is.

    Unavailable if too many wait for theirs.
    """
    with attempt(key):
        return await FAST.run(partial(_HASHER.hash, password))


async def is_right(password: str, stored: str | None, *, over_budget: bool = False) -> bool:
    """Tell whether a password is the stored one; takes as long when there is none.

    Who is over a budget of failures waits in a lane of their own. Unavailable if too many wait.
    """
    return await (SLOW if over_budget else FAST).run(partial(_verify, password, stored or _NOBODYS))


def _verify(password: str, stored: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
