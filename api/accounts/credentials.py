"""The e-mail and the password with which a code is redeemed: chosen with it, or shown by it.

Whoever made a code must not become the person whose it is. Where a password is, it is asked for as
well; and what a colleague made opens no clients.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.codes import FoundCode, WrongCode
from api.accounts.failures import FailureKey, refuse
from api.accounts.passwords import hash_password, require_strong
from api.accounts.right_passwords import require_right_password
from api.accounts.standing import UNSPENT
from api.care.carers import CARED_FOR
from api.platform.db import Sessions, apart, transaction
from api.platform.http.errors import Conflict, Invalid, Unauthenticated
from api.tables import Account, CareLink, Client, OneTimeCode

# So often a code may be tried with an e-mail that another account has.
EMAIL_TRIES = 3


class PasswordNeeded(Unauthenticated):
    code = "password_needed"
    title = "This account has a password: send it along, or set a new one with this code."


class EmailUnusable(Conflict):
    code, title = "email_unusable", "Choose another e-mail address."


@dataclass(frozen=True, slots=True)
class Chosen:
    """An e-mail and the hash of a password, to be set."""

    email: str
    password_hash: str


async def prove_or_choose(
    sessions: Sessions,
    found: FoundCode,
    email: str | None,
    password: str | None,
    key: FailureKey,
    now: datetime,
) -> Chosen | None:
    """Return the e-mail and the password to set, None where none are to be set.

    Who has a password has to send it, which sets nothing; a wrong one counts as a failure.
    """
    if found.owner.password_hash is not None:
        await _require_password(sessions, found.owner.id, password, key, now)
        if email not in (None, found.owner.email):
            raise Conflict(code="email_already_set", title="This account has another e-mail.")
        return None
    if email is None and password is None and found.owner.role == "client":
        return None
    if email is None or password is None:
        missing = "/email" if email is None else "/password"
        raise Invalid(missing, "required", "E-mail and password come together.")
    require_strong(password, email, "/password")
    # First: who is told to come again learns nothing of an e-mail, and has used no try.
    password_hash = await hash_password(password, key)
    await _require_free(sessions, found, email, key, now)
    return Chosen(email, password_hash)


async def set_credentials(
    session: AsyncSession,
    found: FoundCode,
    account: Account,
    chosen: Chosen | None,
    key: FailureKey,
    now: datetime,
) -> None:
    """Let an account, which is locked, sign in with what was chosen.

    Refused if it got a password since it was asked for one, or another took the e-mail.
    """
    if account.password_hash != found.owner.password_hash:
        raise PasswordNeeded
    if chosen is None:
        return
    try:
        async with session.begin_nested():
            account.email, account.password_hash = chosen.email, chosen.password_hash
    except IntegrityError:
        apart(session, lambda own: _count_try(own, found.id, now))
        raise await refuse(session, key, now, EmailUnusable()) from None


async def require_no_clients(session: AsyncSession, found: FoundCode) -> None:
    """Refuse a colleague's invite to a therapist who has no password yet, and clients already."""
    if found.owner.password_hash is None and await _opens_clients(session, found):
        title = "Clients are in your care already. Have them reassigned, and redeem it then."
        raise Conflict(code="clients_in_care", title=title)


async def require_resettable(session: AsyncSession, found: FoundCode) -> None:
    """Refuse to set a therapist's password with a colleague's code while she has clients."""
    if await _opens_clients(session, found):
        title = (
            "While clients are in your care, only the operator's code sets a new password: "
            "it is made with `carryover reset-password`."
        )
        raise Conflict(code="reset_by_operator", title=title)


async def _opens_clients(session: AsyncSession, found: FoundCode) -> bool:
    if found.owner.role != "therapist" or found.made_by in (None, found.owner.id):
        return False
    theirs = (
        select(CareLink.id)
        .join(Client, Client.id == CareLink.client_id)
        .where(CareLink.therapist_id == found.owner.id, *CARED_FOR)
    )
    return await session.scalar(theirs.limit(1)) is not None


async def _require_password(
    sessions: Sessions, owner_id: UUID, password: str | None, key: FailureKey, now: datetime
) -> None:
    if password is None:
        raise PasswordNeeded
    whose = Account.id == owner_id
    await require_right_password(sessions, whose, password, key, now, PasswordNeeded())


async def _require_free(
    sessions: Sessions, found: FoundCode, email: str, key: FailureKey, now: datetime
) -> None:
    """Refuse an e-mail that another account has, which counts as a try of the code.

    In a transaction that is committed: of many at once none is tried beyond the last try.
    """
    async with transaction(sessions) as session:
        others = select(Account.id).where(Account.email == email, Account.id != found.owner.id)
        if await session.scalar(others) is None:
            return
        tried = await _count_try(session, found.id, now)
        refusal = await refuse(session, key, now, EmailUnusable() if tried else WrongCode())
    raise refusal


async def _count_try(session: AsyncSession, code_id: UUID, now: datetime) -> bool:
    """Count a try, the last of which revokes the code; return whether it was still unspent."""
    is_last = OneTimeCode.email_tries >= EMAIL_TRIES - 1
    tried = await session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.id == code_id, UNSPENT)
        .values(
            email_tries=OneTimeCode.email_tries + 1,
            revoked_at=case((is_last, now), else_=OneTimeCode.revoked_at),
        )
        .returning(OneTimeCode.id)
    )
    return tried.one_or_none() is not None
