"""Moves a client to another zone: remembered with its moment, reminders rebuilt in the same act."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.actions.plan_reminders import replan
from api.models import Account, ZoneChange


async def change_timezone(
    session: AsyncSession, account: Account, timezone: str, now: datetime, spread_s: int
) -> None:
    """Put a client's clock into a zone from now on; nothing happens when she is there already."""
    # Of two who move her at once the later one sees the earlier, or the two records part ways.
    await session.refresh(account, ["timezone"], with_for_update={"key_share": True})
    if account.timezone == timezone:
        return
    account.timezone = timezone
    session.add(ZoneChange(created_at=now, client_id=account.id, timezone=timezone, from_at=now))
    await session.flush()
    await replan(session, account.id, now, spread_s)
