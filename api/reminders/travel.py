"""Moves a client to another zone: remembered with its moment, reminders rebuilt in the same act."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.care.locks import lock_account, lock_client
from api.reminders.planning import replan
from api.rules.instants import moved_wall_time
from api.tables import Account, Prescription, PrescriptionPause, ZoneChange


async def change_timezone(
    session: AsyncSession, account: Account, timezone: str, now: datetime, spread_s: int
) -> None:
    """Put a client's clock into a zone from now on; nothing happens when she is there already."""
    # Of two who move her at once the later one sees the earlier, or the two records part ways.
    await lock_account(session, account.id)
    if account.timezone == timezone:
        return
    # Pauses change under the client's lock alone.
    await lock_client(session, account.id)
    await _move_ends_of_pauses(session, account, timezone, now)
    account.timezone = timezone
    session.add(ZoneChange(created_at=now, client_id=account.id, timezone=timezone, from_at=now))
    await session.flush()
    await replan(session, account.id, now, spread_s)


async def _move_ends_of_pauses(
    session: AsyncSession, account: Account, timezone: str, now: datetime
) -> None:
    """Have a pause end at the beginning of the same local date, wherever she is by then."""
    ahead = await session.scalars(
        select(PrescriptionPause)
        .join(Prescription, Prescription.id == PrescriptionPause.prescription_id)
        .where(Prescription.client_id == account.id, PrescriptionPause.until_at > now)
    )
    for pause in ahead:
        assert pause.until_at is not None, "only pauses that end were asked for"
        moved = moved_wall_time(pause.until_at, account.timezone, timezone)
        pause.until_at = max(moved, now)
