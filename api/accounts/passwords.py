"""Passwords: what is accepted, how one is hashed, and the e-mail that goes with one."""

from functools import partial

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.common_passwords import is_common
from api.accounts.failures import FailureKey
from api.accounts.hashing import FAST, SLOW, attempt
from api.platform.http.errors import Conflict, Invalid
from api.tables import Account

# Whose turn it is where no one far away asks: in commands, and in the demo.
HERE = FailureKey("here", "here")
MIN_LENGTH, MAX_LENGTH = 15, 256
# 19 MiB, two passes, one lane: the OWASP minimum for argon2id.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
# No password has this hash. It is compared when nobody has the e-mail: at the price of a wrong one.
_COST = f"m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
_NOBODYS = f"$argon2id$v=19${_COST}${'A' * 22}${'A' * 43}"


def require_strong(password: str, email: str | None, pointer: str) -> None:
    """Refuse a weak password, naming the field and the reason."""
    code = weakness(password, email)
    if code:
        raise Invalid(
            pointer, code, "Choose a password of 15 characters or more, not a common one."
        )


def weakness(password: str, email: str | None) -> str | None:
    """Return the code of why a password is refused, or None when it is good."""
    if len(password) < MIN_LENGTH:
        return "password_too_short"
    if len(password) > MAX_LENGTH:
        return "password_too_long"
    if is_common(password, email):
        return "password_too_common"
    return None


async def new_password(
    account: Account, email: str | None, password: str | None, key: FailureKey
) -> str | None:
    """Return the hash of the password to set with an e-mail, if they were sent and may be."""
    needs_them = account.role == "therapist" and account.email is None
    if email is None and password is None and not needs_them:
        return None
    if email is None or password is None:
        missing = "/email" if email is None else "/password"
        raise Invalid(missing, "required", "E-mail and password come together.")
    if account.email is not None and account.email != email:
        raise Conflict(code="email_already_set", title="This account has another e-mail already.")
    if "@" not in email[1:-1]:
        raise Invalid("/email", "not_an_email")
    require_strong(password, email, "/password")
    return await hash_password(password, key)


async def set_credentials(
    session: AsyncSession, account: Account, email: str, password_hash: str
) -> None:
    """Let an account sign in with this e-mail, unless it is another account's."""
    account.email, account.password_hash = email, password_hash
    try:
        await session.flush()
    except IntegrityError:
        taken = "This e-mail belongs to another account."
        raise Conflict(code="email_taken", title=taken) from None


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
