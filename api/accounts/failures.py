"""Limits failures by address and account, and by address in all: successes are never limited."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.db import apart, insert_into
from api.platform.http.errors import Problem, TooManyAttempts
from api.platform.ids import new_id
from api.tables import FailedAttempts
from api.tables.accounts import WINDOW

# After so many failures the next is 429: of one account from an address, and of the address in all.
ACCOUNT_BUDGET, ADDRESS_BUDGET = 10, 100
# Built once: in a flood of failures it runs more often than anything.
_COUNTS = select(FailedAttempts.key, FailedAttempts.count).where(
    FailedAttempts.key.in_((bindparam("account"), bindparam("address"))),
    FailedAttempts.window_from > bindparam("since"),
)


@dataclass(frozen=True, slots=True)
class FailureKey:
    """Under what a failure is counted: its address with the account, and its address alone.

    Both are keyed hashes, from which no address or e-mail can be read.
    """

    account: str
    address: str


def failure_key(secret: str, purpose: str, address: str, account: str = "") -> FailureKey:
    """Return the key of attempts for a purpose from an address, on one account if it is known."""
    return FailureKey(
        account=_hash(secret, purpose, address, account),
        address=_hash(secret, "any purpose", address),
    )


async def is_over_budget(session: AsyncSession, key: FailureKey, now: datetime) -> bool:
    """Tell whether there were so many failures that the next one is 429."""
    return (await _counts(session, key, now)).are_over


async def refuse(
    session: AsyncSession, key: FailureKey, now: datetime, refusal: Problem
) -> Problem:
    """Count a failure, apart from the refused transaction, and return what to answer."""
    counts = await _counts(session, key, now)
    # Once all of its failures are 429 there is nothing to count: a flood costs no more writes.
    if counts.address < ADDRESS_BUDGET:
        apart(session, lambda own: _add(own, key, now))
    if counts.are_over:
        return TooManyAttempts(retry_after_s=int(WINDOW.total_seconds()))
    return refusal


@dataclass(frozen=True, slots=True)
class _Counts:
    account: int
    address: int

    @property
    def are_over(self) -> bool:
        return self.account >= ACCOUNT_BUDGET or self.address >= ADDRESS_BUDGET


def _hash(secret: str, *parts: str) -> str:
    return hmac.new(secret.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()


async def _counts(session: AsyncSession, key: FailureKey, now: datetime) -> _Counts:
    asked = {"account": key.account, "address": key.address, "since": now - WINDOW}
    counted: dict[str, int] = dict((await session.execute(_COUNTS, asked)).all())
    return _Counts(counted.get(key.account, 0), counted.get(key.address, 0))


async def _add(session: AsyncSession, key: FailureKey, now: datetime) -> None:
    over = FailedAttempts.window_from <= now - WINDOW
    # The account's first: all who wait for the row of an address come with one of their own.
    insert = insert_into(session, FailedAttempts).values(
        [
            {"id": new_id(), "created_at": now, "key": each, "count": 1, "window_from": now}
            for each in (key.account, key.address)
        ]
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
