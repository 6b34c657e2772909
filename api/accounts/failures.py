"""Limits failures by address and account: successes are never limited, so nobody is locked out."""

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.db import apart, insert_into
from api.platform.http.errors import Problem, TooManyAttempts
from api.platform.ids import new_id
from api.tables import FailedAttempts

WINDOW = timedelta(minutes=15)
# From SLOW_AFTER on a failure answers 429; from STOP_AFTER on nothing is tried at all.
SLOW_AFTER, STOP_AFTER = 10, 100


def failure_key(secret: str, *parts: str) -> str:
    """Return the key under which failures are counted: no address or e-mail can be read from it."""
    return hmac.new(secret.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()


async def hold_back(session: AsyncSession, key: str, now: datetime) -> None:
    """Refuse before anything is tried when this key failed far too often."""
    if await _count(session, key, now) >= STOP_AFTER:
        raise _slow_down()


async def refuse(session: AsyncSession, key: str, now: datetime, refusal: Problem) -> Problem:
    """Count a failure, apart from the refused transaction, and return what to answer."""
    apart(session, lambda own: _add(own, key, now))
    return _slow_down() if await _count(session, key, now) >= SLOW_AFTER else refusal


def _slow_down() -> TooManyAttempts:
    return TooManyAttempts(retry_after_s=int(WINDOW.total_seconds()))


async def _count(session: AsyncSession, key: str, now: datetime) -> int:
    query = select(FailedAttempts.count).where(
        FailedAttempts.key == key, FailedAttempts.window_from > now - WINDOW
    )
    return await session.scalar(query) or 0


async def _add(session: AsyncSession, key: str, now: datetime) -> None:
    over = FailedAttempts.window_from <= now - WINDOW
    insert = insert_into(session, FailedAttempts).values(
        id=new_id(), created_at=now, key=key, count=1, window_from=now
    )
    await session.execute(
        insert.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "count": case((over, 1), else_=FailedAttempts.count + 1),
                "window_from": case((over, now), else_=FailedAttempts.window_from),
            },
        )
    )
