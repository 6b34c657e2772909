"""Asking for an erasure: she is signed out everywhere at once, and nothing reminds her any more.

What she told stays as it is until then, and her therapist sees the date. Said twice, the first
date holds, or a nearer one that retention had planned.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.audit import note_own
from api.access.callers import Caller
from api.accounts.codes import issue_code
from api.accounts.sign_ins import end_other_sign_ins
from api.accounts.standing import of_account, revoke_codes
from api.care.locks import lock_account, lock_client
from api.platform.settings import Settings
from api.reminders.locks import rebuild_all
from api.tables import Client


@dataclass(frozen=True, slots=True)
class Asked:
    """When she will be erased, and the code that keeps her account until then."""

    erase_at: datetime
    code: str


async def ask_for_mine(session: AsyncSession, me: Caller, now: datetime, config: Settings) -> Asked:
    """Have all that is mine erased; every sign-in of mine ends, and the code takes it back."""
    client = await _lock(session, me.id)
    erase_at = await _plan(session, client, "client", now, config)
    lifetime = erase_at - now
    code, _ = await issue_code(session, client.id, "keep_account", None, now, lifetime)
    note_own(session, now, "ask for erasure", me, {})
    return Asked(erase_at, code)


async def ask_for_client(
    session: AsyncSession, client_id: UUID, me: Caller, now: datetime, config: Settings
) -> datetime:
    """Have a client of an admin's practice erased; return when."""
    await access.lock_practice(session, me)
    await access.practice_client(session, client_id, me, now)
    client = await _lock(session, client_id)
    if client.is_closed and client.erase_at is not None:
        return client.erase_at
    erase_at = await _plan(session, client, "practice", now, config)
    access.note(session, me, now, "ask for erasure of client", client_id)
    return erase_at


async def _lock(session: AsyncSession, client_id: UUID) -> Client:
    await lock_account(session, client_id)
    return await lock_client(session, client_id)


async def _plan(
    session: AsyncSession, client: Client, by: str, now: datetime, config: Settings
) -> datetime:
    erase_at = now + timedelta(days=config.erasure_days)
    if client.erase_at is not None:
        erase_at = min(erase_at, client.erase_at)
    client.erase_at, client.erase_asked_at, client.erase_asked_by = erase_at, now, by
    await session.flush()
    await revoke_codes(session, now, of_account(client.id))
    await rebuild_all(session, client.id, now, config.reminder_spread_s)
    await end_other_sign_ins(session, client.id, now)
    return erase_at
