"""Which refresh tokens of a sign-in are good: one lineage lives on.

A phone may lose an answer and ask again, or ask twice at once: all that come of it are siblings of
one generation. The first of them that is used wins it. The others die 60 seconds later, as does
every token once one of a later generation was used. Whoever uses a dead one ends the sign-in, since
two hold what one phone was given (`docs/adr/0024-one-lineage-of-refresh-tokens.md`).
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.audit import note_own
from api.accounts.sign_ins import REMEMBERED, Tokens, end_sign_in, ends_at, issue_tokens
from api.care.noted import REUSED
from api.platform.db import apart
from api.platform.http.errors import Unauthenticated
from api.platform.ids import digest
from api.platform.settings import Settings
from api.tables import Account, RefreshToken, SignIn

GRACE = timedelta(seconds=60)
# Later than any use.
NEVER = datetime.max.replace(tzinfo=UTC)


async def renew(
    session: AsyncSession, refresh_token: str, now: datetime, config: Settings
) -> Tokens:
    """Exchange a refresh token for new tokens; its sign-in goes on from now.

    Raises Unauthenticated: the token is not known, its sign-in is over, or it was given way to,
    which ends the sign-in, apart from this transaction.
    """
    token, sign_in, account = await _lock(session, refresh_token)
    until = ends_at(account, sign_in.created_at, now, config)
    if min(sign_in.expires_at, until) <= now:
        raise Unauthenticated(code="sign_in_expired")
    rival_used_at, head = await _rivals(session, token)
    if rival_used_at is not None and now > rival_used_at + GRACE:
        raise _reused(session, sign_in, account, now)
    if token.expires_at <= now:
        raise _invalid()
    token.first_used_at, token.expires_at = token.first_used_at or now, now + REMEMBERED
    sign_in.last_used_at, sign_in.expires_at = now, until
    return await issue_tokens(session, account, sign_in, head + 1, now, config)


async def _lock(session: AsyncSession, refresh_token: str) -> tuple[RefreshToken, SignIn, Account]:
    """Lock a token and its sign-in, so that one of two siblings is used before the other."""
    found = await session.execute(_FOUND, {"token_hash": digest(refresh_token)})
    row = found.one_or_none()
    if row is None:
        raise _invalid()
    return row[0], row[1], row[2]


async def _rivals(session: AsyncSession, token: RefreshToken) -> tuple[datetime | None, int]:
    """Return since when a token has to give way, and the newest generation that was used.

    A successor is of the generation after that one: of what two lineages come to in the grace, one
    is used first, too.
    """
    asked = {
        "sign_in": token.sign_in_id,
        "generation": token.generation,
        "used_at": token.first_used_at or NEVER,
    }
    rival_used_at, newest = (await session.execute(_RIVALS, asked)).one()
    return rival_used_at, token.generation if newest is None else newest


def _reused(
    session: AsyncSession, sign_in: SignIn, account: Account, now: datetime
) -> Unauthenticated:
    """End a sign-in and note why, apart from the refused transaction; return the refusal."""
    # Read now: the rollback empties the row.
    family = sign_in.id
    apart(session, lambda own: end_sign_in(own, family, now))
    note_own(session, now, REUSED, account, {"sign_in_id": str(family)}, survives=True)
    return Unauthenticated(code="refresh_token_reused")


def _invalid() -> Unauthenticated:
    return Unauthenticated(code="refresh_token_invalid")


# Built once.
_FOUND: Select[*tuple[Any, ...]] = (
    select(RefreshToken, SignIn, Account)
    .join(SignIn, SignIn.id == RefreshToken.sign_in_id)
    .join(Account, Account.id == SignIn.account_id)
    .where(
        RefreshToken.token_hash == bindparam("token_hash"),
        SignIn.revoked_at.is_(None),
        Account.deactivated_at.is_(None),
    )
    .with_for_update(of=[SignIn, RefreshToken], key_share=True)
)
_RIVALS: Select[*tuple[Any, ...]] = select(
    func.min(RefreshToken.first_used_at), func.max(RefreshToken.generation)
).where(
    RefreshToken.sign_in_id == bindparam("sign_in"),
    RefreshToken.first_used_at.is_not(None),
    or_(
        RefreshToken.generation > bindparam("generation"),
        and_(
            RefreshToken.generation == bindparam("generation"),
            RefreshToken.first_used_at < bindparam("used_at"),
        ),
    ),
)
