"""Sign-ins: begun with their tokens, told of; ended, when their phones are no longer pushed to.

One that was not used for too long, or a therapist's that lasted too long in all, is over by itself:
its phones are pushed to, and the app asks for the password again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.audit import note_own
from api.access.tokens import issue_access_token
from api.accounts.browsers import Recognised
from api.accounts.closing import require_open_account
from api.platform.base import UtcDateTime
from api.platform.ids import digest, new_id, new_token
from api.platform.settings import Settings
from api.platform.statements import fetch
from api.reminders.of_sign_ins import SIGNED_OUT, tell_of_sign_in
from api.tables import Account, Device, RefreshToken, SignIn

CLIENT_IDLE = timedelta(days=90)
# So long a token is known again, whether its sign-in lasts as long or not.
REMEMBERED = timedelta(days=90)
# What begins a sign-in, as the audit notes it; all but the first by a code.
How = Literal["sign in", "redeem invite", "reset password"]


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a phone keeps: a short access token, a rotating refresh token, and of whom and what."""

    access_token: str
    access_expires_at: datetime
    refresh_token: str
    account: Account
    sign_in_id: UUID


async def start_sign_in(
    session: AsyncSession,
    account: Account,
    now: datetime,
    config: Settings,
    how: How,
    *,
    code_by: UUID | None = None,
) -> Tokens:
    """Begin a sign-in of this account, tell of it, and return its first tokens.

    ErasurePending if its erasure was asked for.
    `code_by` made the code that began it; it is null for the operator's.
    """
    sign_in = await begin_sign_in(session, account, now, config, how, code_by=code_by)
    return await issue_tokens(session, account, sign_in, 0, now, config)


async def begin_sign_in(
    session: AsyncSession,
    account: Account,
    now: datetime,
    config: Settings,
    how: How,
    *,
    code_by: UUID | None = None,
    browser: Recognised | None = None,
) -> SignIn:
    """Begin a sign-in of this account, without tokens; tell of it unless its browser is known.

    ErasurePending if the account is closed.
    """
    if account.role == "client":
        await require_open_account(session, account.id)
    until = ends_at(account, now, now, config)
    sign_in = SignIn(
        id=new_id(),
        created_at=now,
        account_id=account.id,
        last_used_at=now,
        expires_at=until,
        browser_id=browser.id if browser else None,
    )
    session.add(sign_in)
    await session.flush()
    subject: dict[str, str | None] = {"sign_in_id": str(sign_in.id)}
    if how != "sign in":
        subject["code_by"] = str(code_by) if code_by else None
    note_own(session, now, how, account, subject)
    if browser is None or not browser.is_known:
        await tell_of_sign_in(session, account.id, sign_in.id, now)
    return sign_in


def ends_at(account: Account, begun_at: datetime, now: datetime, config: Settings) -> datetime:
    """Return when a sign-in that is used now is over, unless it is used again before."""
    if account.role == "client":
        return now + CLIENT_IDLE
    idle = now + timedelta(hours=config.therapist_idle_hours)
    return min(idle, begun_at + timedelta(days=config.therapist_sign_in_days))


async def use_sign_in(
    session: AsyncSession, sign_in_id: UUID, now: datetime, config: Settings
) -> None:
    """Have a therapist's sign-in go on from now, by one statement; near its end in all it ends."""
    until = now + timedelta(hours=config.therapist_idle_hours)
    last_begun_at = until - timedelta(days=config.therapist_sign_in_days)
    values = {"id": sign_in_id, "now": now, "until": until, "begun": last_begun_at}
    await fetch(session, _USED, values)


async def issue_tokens(
    session: AsyncSession,
    account: Account,
    sign_in: SignIn,
    generation: int,
    now: datetime,
    config: Settings,
) -> Tokens:
    """Return new tokens of a sign-in; the refresh token is of this generation."""
    refresh = new_token()
    session.add(
        RefreshToken(
            created_at=now,
            sign_in_id=sign_in.id,
            generation=generation,
            token_hash=digest(refresh),
            expires_at=now + REMEMBERED,
        )
    )
    await session.flush()
    access, expires_at = issue_access_token(
        account.id, sign_in.id, now, config.keys, sign_in.expires_at
    )
    return Tokens(access, expires_at, refresh, account, sign_in.id)


async def issue_tokens_anew(
    session: AsyncSession, account: Account, sign_in_id: UUID, now: datetime, config: Settings
) -> Tokens:
    """Return tokens of a sign-in that all before it give way to, once the new one is used."""
    sign_in = await session.get_one(SignIn, sign_in_id, with_for_update={"key_share": True})
    issued = select(func.max(RefreshToken.generation)).where(RefreshToken.sign_in_id == sign_in_id)
    newest = await session.scalar(issued)
    generation = 0 if newest is None else newest + 1
    return await issue_tokens(session, account, sign_in, generation, now, config)


def is_live(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Return the condition that a sign-in has not ended."""
    return SignIn.revoked_at.is_(None) & (SignIn.expires_at > now)


async def end_sign_in(session: AsyncSession, sign_in_id: UUID, now: datetime) -> None:
    """End one sign-in, whether it is over or not."""
    await _end(session, SignIn.id == sign_in_id, Device.sign_in_id == sign_in_id, now)


async def end_sign_in_of(
    session: AsyncSession, account_id: UUID, sign_in_id: UUID, now: datetime
) -> bool:
    """End a sign-in if it is this account's and has not ended; tell whether it was."""
    mine = (SignIn.id == sign_in_id) & (SignIn.account_id == account_id) & is_live(now)
    of_it = Device.sign_in_id == select(SignIn.id).where(mine).scalar_subquery()
    return await _end(session, mine, of_it, now)


async def end_other_sign_ins(
    session: AsyncSession, account_id: UUID, now: datetime, keep: Sequence[UUID] = ()
) -> None:
    """End all sign-ins of an account but those to keep, and push to their phones only."""
    others = (SignIn.account_id == account_id) & SignIn.id.not_in(keep)
    # A phone outlives the row of a sign-in that was over long ago.
    of_others = or_(Device.sign_in_id.is_(None), Device.sign_in_id.not_in(keep))
    await _end(session, others, (Device.account_id == account_id) & of_others, now)


async def _end(
    session: AsyncSession,
    which: ColumnElement[bool],
    phones: ColumnElement[bool],
    now: datetime,
) -> bool:
    """End sign-ins and push to these phones no more; tell whether there was one to end."""
    pushed_to = select(Device.id).where(phones, Device.disabled_at.is_(None))
    # In one order, as who registers two of them locks them.
    ids = list(await session.scalars(pushed_to.order_by(Device.id).with_for_update()))
    if ids:
        await session.execute(
            update(Device)
            .where(Device.id.in_(ids))
            .values(disabled_at=now, disabled_reason=SIGNED_OUT)
            .execution_options(synchronize_session=False)
        )
    ended = await session.execute(
        update(SignIn)
        .where(which, SignIn.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(SignIn.id)
        .execution_options(synchronize_session=False)
    )
    return bool(ended.all())


# Built once.
_USED = (
    update(SignIn)
    .where(SignIn.id == bindparam("id"), SignIn.revoked_at.is_(None))
    .values(
        last_used_at=bindparam("now"),
        expires_at=case(
            (SignIn.created_at > bindparam("begun"), bindparam("until", type_=UtcDateTime())),
            else_=SignIn.expires_at,
        ),
    )
)
