"""Answers that are kept for requests which are sent again.

An answer is written in the transaction of what it tells of: there is never one without the other.
A refusal rolls both back, and is not kept.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Response
from sqlalchemy import BigInteger, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.db import dialect_of, insert_into
from api.platform.http.idempotency import KeyInUse, Seal
from api.platform.ids import new_id
from api.tables import KeptAnswer

# Built once.
_KEPT = select(KeptAnswer).where(
    KeptAnswer.key_hash.in_(bindparam("key_hashes", expanding=True)),
    KeptAnswer.expires_at > bindparam("now"),
)
_TRY_LOCK = select(func.pg_try_advisory_xact_lock(bindparam("key", type_=BigInteger)))


async def claim(session: AsyncSession, seal: Seal, now: datetime) -> KeptAnswer | None:
    """Take a key for this transaction; KeyInUse while another one has it.

    Returns what is kept for it, None if this request is the first.
    """
    # SQLite's transactions that write come one after another.
    if dialect_of(session) == "postgresql":
        # Under each secret key, since another process may sign with another one.
        for key_hash in seal.secrets:
            key = int.from_bytes(bytes.fromhex(key_hash)[:8], signed=True)
            if not await session.scalar(_TRY_LOCK, {"key": key}):
                raise KeyInUse
    return await find_kept(session, seal, now)


async def find_kept(session: AsyncSession, seal: Seal, now: datetime) -> KeptAnswer | None:
    """Return what is kept for a key."""
    return await session.scalar(_KEPT, {"key_hashes": list(seal.secrets), "now": now})


async def keep(
    session: AsyncSession,
    seal: Seal,
    answer: Response,
    now: datetime,
    expires_at: datetime,
    account_id: UUID,
    **about: UUID | None,
) -> None:
    """Keep an answer; `about` are the other columns that say with whom or what it goes."""
    row: dict[str, Any] = {
        "id": new_id(),
        "created_at": now,
        "key_hash": seal.key_hash,
        "account_id": account_id,
        "sealed": seal.close(answer, now),
        "expires_at": expires_at,
        **about,
    }
    # What is there has expired: the key is as new.
    insert = insert_into(session, KeptAnswer).values(row)
    await session.execute(insert.on_conflict_do_update(index_elements=["key_hash"], set_=row))
