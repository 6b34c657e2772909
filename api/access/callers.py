"""Who is calling: from a bearer token to a Caller."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.tokens import read_access_token
from api.platform.http.errors import Unauthenticated
from api.platform.keys import Keys
from api.platform.statements import fetch_one
from api.tables import Account, Client, SignIn


@dataclass(frozen=True, slots=True)
class Caller:
    """A signed-in person: role, rights, and the sign-in the token descends from."""

    id: UUID
    practice_id: UUID
    role: str
    admin: bool
    sign_in_id: UUID
    locale: str
    timezone: str
    timezone_pinned: bool
    last_contact_at: datetime | None


# Built once: this runs on every request.
_CALLER = (
    select(
        Account.id,
        Account.practice_id,
        Account.role,
        Account.admin,
        SignIn.id.label("sign_in_id"),
        Account.locale,
        Account.timezone,
        Account.timezone_pinned,
        Client.last_contact_at,
        SignIn.expires_at,
        Client.erase_at,
    )
    .join(SignIn, SignIn.account_id == Account.id)
    .outerjoin(Client, Client.id == Account.id)
    .where(
        Account.id == bindparam("account"),
        SignIn.id == bindparam("sign_in"),
        SignIn.revoked_at.is_(None),
        Account.deactivated_at.is_(None),
    )
)


async def identify(
    session: AsyncSession, authorization: str | None, now: datetime, keys: Keys
) -> Caller:
    """Return who a bearer token speaks for; a dead token or sign-in is Unauthenticated."""
    account_id, sign_in_id = read_access_token(authorization, now, keys)
    return await identify_by(session, account_id, sign_in_id, now)


async def identify_by(
    session: AsyncSession, account_id: UUID, sign_in_id: UUID, now: datetime
) -> Caller:
    """Return who is signed in by this sign-in; a dead one is Unauthenticated.

    So is whoever's time to be erased has come, a little before it is done: no request of hers is
    under way then.
    """
    ids = {"account": account_id, "sign_in": sign_in_id}
    row = await fetch_one(session, _CALLER, ids)
    if row is None:
        raise Unauthenticated(code="token_revoked")
    *known, expires_at, erase_at = row
    if erase_at is not None and erase_at <= now:
        raise Unauthenticated(code="token_revoked")
    if expires_at <= now:
        raise Unauthenticated(code="sign_in_expired")
    return Caller(*known)
