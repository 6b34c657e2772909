"""Reading the holds, which every worker does before it claims, and writing them.

There is one row per scope. It is kept when the hold is over, because the length of the scope's next
hold depends on it (push/holds/brakes.py). `created_at` is when its latest hold began.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Select, and_, case, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.db import insert_into
from api.platform.ids import new_id
from api.platform.statements import fetch, fetch_one
from api.tables import PushHold
from api.tables.devices import SCOPES
from push.metrics import HELD
from push.transports import EVERYTHING

log = structlog.get_logger("carryover.push")
SUSPECTED = "PAYLOAD_SUSPECTED"
# After a hold on suspicion only a few pushes are sent at a time, until this long without another.
TRIAL = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Holds:
    """What is held now, and until when.

    `is_trial`: a hold on suspicion has just ended, and the next few pushes show whether its cause
    is gone.
    """

    all_until: datetime | None
    scopes: Mapping[str, datetime] = field(default_factory=dict)
    is_trial: bool = False

    def until(self, scope: str) -> datetime | None:
        """Return until when a platform, or all browsers, are held, or None."""
        return self.all_until or self.scopes.get(scope)


@dataclass(frozen=True, slots=True)
class Past:
    """A hold of everything that is in force or over."""

    code: str
    began_at: datetime
    until: datetime


async def read_holds(session: AsyncSession, now: datetime) -> Holds:
    """Return the holds in force; one small query."""
    rows = await fetch(session, _ROWS, {})
    until = {row.scope: row.until_at for row in rows if row.until_at > now}
    return Holds(
        all_until=until.pop(EVERYTHING, None),
        scopes=until,
        is_trial=any(_is_trial(row, now) for row in rows),
    )


async def hold_up(
    session: AsyncSession, scope: str, code: str, until: datetime, now: datetime
) -> None:
    """Hold a scope until an instant; an existing hold that lasts longer is kept."""
    goes_on = and_(PushHold.until_at > now, PushHold.code == code)
    row = {"id": new_id(), "created_at": now, "scope": scope, "code": code, "until_at": until}
    insert = insert_into(session, PushHold).values(row)
    began_at = await session.scalar(
        insert.on_conflict_do_update(
            index_elements=["scope"],
            set_={
                "code": code,
                "until_at": until,
                "created_at": case((goes_on, PushHold.created_at), else_=now),
            },
            where=PushHold.until_at < until,
        ).returning(PushHold.created_at)
    )
    if began_at == now:
        log.error("push_held", scope=scope, code=code, until=until.isoformat())


async def last_held(session: AsyncSession) -> Past | None:
    """Return the latest hold of everything, whether in force or over."""
    row = await fetch_one(session, _LAST, {})
    return Past(*row) if row else None


def show(holds: Holds) -> None:
    """Set the gauges of holds for operators."""
    HELD.labels(EVERYTHING).set(holds.all_until is not None)
    for scope in SCOPES:
        if scope != EVERYTHING:
            HELD.labels(scope).set(scope in holds.scopes)


def _is_trial(row: Any, now: datetime) -> bool:
    if (row.scope, row.code) != (EVERYTHING, SUSPECTED):
        return False
    past: bool = row.until_at <= now < row.until_at + TRIAL
    return past


# Built once: a worker runs it before every claim.
_ROWS: Select[*tuple[Any, ...]] = select(PushHold.scope, PushHold.code, PushHold.until_at)
_LAST: Select[*tuple[Any, ...]] = select(
    PushHold.code, PushHold.created_at, PushHold.until_at
).where(PushHold.scope == EVERYTHING)
