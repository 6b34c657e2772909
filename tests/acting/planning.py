"""Calling the planner directly, and setting reminders to states that only the worker sets."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update

from api.platform.db import transaction
from api.platform.ids import new_id
from api.reminders.planning import plan_ahead, replan
from api.tables import Client, Delivery, Device, Reminder
from tests.acting.care import Care, Json, body_of
from tests.acting.credentials import ANA, give_password

SPREAD_S = 60


async def extend_plan(care: Care) -> None:
    """Plan the days ahead, as the worker's planner does."""
    async with transaction(care.sessions) as session:
        await plan_ahead(session, care.ana.id, care.clock.at, SPREAD_S)


async def give_email(care: Care) -> None:
    """Give Ana an e-mail, as redeeming an invite does: then she gets check-in reminders."""
    await give_password(care, care.ana, ANA)
    await extend_plan(care)


async def rebuild_plan(care: Care) -> None:
    """Replan all of Ana's reminders, as every edit of her plan does."""
    async with transaction(care.sessions) as session:
        await replan(session, care.ana.id, care.clock.at, SPREAD_S)


async def revision(care: Care) -> int:
    (client,) = await care.rows(select(Client).where(Client.id == care.ana.id))
    return client.plan_revision


async def snapshot(care: Care) -> list[Json]:
    """Return every column of Ana's reminders."""
    return [columns(row) for row in (await care.reminders()).values()]


def columns(row: Reminder) -> Json:
    return {column.key: getattr(row, column.key) for column in Reminder.__table__.columns}


async def update_reminder(care: Care, row: Reminder, **values: Any) -> None:
    """Overwrite columns of a stored reminder, in place of a worker."""
    async with transaction(care.sessions) as session:
        await session.execute(update(Reminder).where(Reminder.id == row.id).values(**values))


async def claim(care: Care, row: Reminder) -> None:
    lease = care.clock.at + timedelta(seconds=60)
    await update_reminder(care, row, state="claimed", claim_token=uuid4(), lease_until=lease)


async def begin_to_leave(care: Care, row: Reminder) -> None:
    """Store a push of a reminder that is in flight: claimed, and marked before the POST."""
    phone = {"platform": "ios", "target": {"kind": "token", "value": str(row.id)}}
    body_of(await care.ana.put(f"/v1/me/devices/{row.id}", phone), 201)
    await claim(care, row)
    async with transaction(care.sessions) as session:
        device = await session.scalar(select(Device).where(Device.installation_id == str(row.id)))
        assert device is not None
        session.add(
            Delivery(
                id=new_id(),
                created_at=care.clock.at,
                reminder_id=row.id,
                device_id=device.id,
                state="dispatching",
                target_hash="hash",
                target_generation=1,
                dispatched_at=care.clock.at,
            )
        )


async def due_times(care: Care, state: str = "scheduled") -> dict[tuple[str, str], datetime]:
    rows = await care.reminders()
    return {key: row.due_at for key, row in rows.items() if row.state == state}
