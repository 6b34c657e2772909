"""One-time codes: made, then known to nobody; used up once, or revoked.

An invite that is redeemed is used up, may set e-mail and password where there are none, sets the
locale if one comes with it, and the zone unless hers is pinned, which moves a client with the ends
of her pauses and her reminders; it has her check-ins planned, and begins a sign-in. A code that
resets a password is used up, sets the password, ends every other sign-in, and begins one. One that
keeps an account is used up as her erasure is taken back (`api/erasure/keeping.py`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import NoResultFound
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.failures import FailureKey, refuse
from api.accounts.kept_tokens import answer_again
from api.accounts.phone_values import PhoneValues, WarningOut
from api.accounts.phone_zones import move_unless_pinned
from api.accounts.standing import STANDS, UNSPENT, of_account, revoke_codes
from api.care.locks import lock_account, lock_client
from api.platform.db import Sessions, transaction
from api.platform.http.errors import NotFound
from api.platform.http.idempotency import Seal
from api.platform.ids import digest, new_code, normal_code
from api.reminders.planning import plan_ahead
from api.tables import Account, OneTimeCode

LIFETIME = timedelta(hours=72)
Purpose = Literal["invite", "password_reset", "keep_account"]


class WrongCode(NotFound):
    code, title = "wrong_code", "This code does not work. Ask for a new one."


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A code that stands, with whose it is as she was when it was found.

    `made_by` is None for an operator of the machine.
    """

    id: UUID
    made_by: UUID | None
    owner: Account


@dataclass(frozen=True, slots=True)
class Invite:
    """A fresh invite, with the link that leads to its page."""

    code: str
    link: str
    expires_at: datetime


async def issue_code(
    session: AsyncSession,
    account_id: UUID,
    purpose: Purpose,
    created_by: UUID | None,
    now: datetime,
    lifetime: timedelta = LIFETIME,
) -> tuple[str, datetime]:
    """Return a fresh code and when it expires; earlier unused ones of its purpose are revoked."""
    await revoke_codes(session, now, of_account(account_id), OneTimeCode.purpose == purpose)
    code, expires_at = new_code(), now + lifetime
    session.add(
        OneTimeCode(
            created_at=now,
            account_id=account_id,
            created_by=created_by,
            purpose=purpose,
            code_hash=digest(code),
            expires_at=expires_at,
        )
    )
    await session.flush()
    return code, expires_at


async def issue_invite(
    session: AsyncSession, account_id: UUID, created_by: UUID, now: datetime, public_url: str
) -> Invite:
    """Return a fresh invite; the earlier unused one stops working."""
    code, expires_at = await issue_code(session, account_id, "invite", created_by, now)
    # What stands behind the # never leaves the browser.
    return Invite(code, f"{public_url.rstrip('/')}/invite#{code}", expires_at)


async def find_code(
    sessions: Sessions,
    code: str,
    purposes: tuple[Purpose, ...],
    key: FailureKey,
    now: datetime,
    seal: Seal | None = None,
) -> FoundCode:
    """Return a code that stands, in a transaction of its own.

    Used, expired, revoked, fallen and wrong codes look the same; each counts as a failure under
    `key`. But who sends the request that used it up again, with a `seal`, is answered as then, by
    Replay.
    """
    async with transaction(sessions, write=False) as session:
        rows = await session.execute(
            select(Account, OneTimeCode.id, OneTimeCode.created_by)
            .join(OneTimeCode, OneTimeCode.account_id == Account.id)
            .where(
                OneTimeCode.code_hash == digest(normal_code(code)),
                OneTimeCode.purpose.in_(purposes),
                OneTimeCode.expires_at > now,
                UNSPENT,
                STANDS,
            )
        )
        row = rows.one_or_none()
        if row is None:
            await answer_again(session, seal, now)
            raise await refuse(session, key, now, WrongCode())
        return FoundCode(row.id, row.created_by, row[0])


async def lock_owner(session: AsyncSession, found: FoundCode) -> Account:
    """Lock whose code it is, before the code: a discharge also takes the client before codes.

    WrongCode if that account was erased since it was found.
    """
    try:
        account = await lock_account(session, found.owner.id)
    except NoResultFound:
        raise WrongCode from None
    if account.role == "client":
        await lock_client(session, account.id)
    return account


async def use_up(session: AsyncSession, found: FoundCode, key: FailureKey, now: datetime) -> None:
    """Use a code up, whose owner is locked, if it still stands.

    Of two who do so at once one is refused, which counts as a failure.
    """
    used = await session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.id == found.id, UNSPENT, STANDS)
        .values(used_at=now)
        .returning(OneTimeCode.id)
        .execution_options(synchronize_session=False)
    )
    if used.one_or_none() is None:
        raise await refuse(session, key, now, WrongCode())


async def move_in(
    session: AsyncSession,
    account: Account,
    timezone: str,
    locale: str | None,
    now: datetime,
    spread_s: int,
) -> list[WarningOut]:
    """Give an account zone and language of the phone that redeemed; plan what asks a client.

    Returns the warnings about what the phone said of them.
    """
    said = PhoneValues(account.timezone, account.locale, now)
    timezone = said.take_zone(timezone) or account.timezone
    if locale is not None:
        account.locale = said.take_locale(locale) or account.locale
    await move_unless_pinned(session, account, timezone, now, spread_s)
    if account.role == "client":
        # From now on there is a phone that can ask her to check in, today already.
        await plan_ahead(session, account.id, now, spread_s)
    return said.warnings
