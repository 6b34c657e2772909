"""A reminder on the wire: what it is for, what became of it, and each push that left for it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from api.platform.http.errors import NotFound
from api.platform.http.fields import Out
from api.platform.http.local_times import LocalTimeOut, local_time
from api.tables import Delivery, Reminder

# A statement of its own, so that it reads what stands after a lock was waited for.
WITH_DELIVERIES = selectinload(Reminder.deliveries).joinedload(Delivery.device)


class DeliveryOut(Out):
    installation_id: str
    state: str
    dispatched_at: datetime
    received_at: datetime | None
    opened_at: datetime | None
    error: str | None


class Occurrence(Out):
    """One thing to be reminded of, whether anyone planned a reminder of it or not."""

    source: str
    prescription_id: UUID | None
    local_date: date
    slot: str
    due_at: datetime
    expires_at: datetime
    state: str
    reason: str | None
    deliveries: list[DeliveryOut]


class ReminderOut(Occurrence):
    """`due_local` is in the zone of a fixed schedule, else in that of whoever is reminded."""

    id: UUID
    due_local: LocalTimeOut


async def require_mine(
    session: AsyncSession, reminder_id: UUID, account_id: UUID, *, lock: bool = True
) -> Reminder:
    """Return a reminder of someone's own with its deliveries, locked, or raise NotFound.

    Nobody is accused of asking for another's: a phone that changed hands still shows what came
    for whoever had it before.
    """
    mine = select(Reminder).where(Reminder.id == reminder_id, Reminder.account_id == account_id)
    if lock:
        mine = mine.with_for_update()
    row: Reminder | None = await session.scalar(mine.options(WITH_DELIVERIES))
    if row is None:
        raise NotFound
    return row


def show_reminder(row: Reminder, timezone: str) -> ReminderOut:
    """Return a reminder, loaded with its deliveries and their phones, to whoever it is for.

    `timezone` is the zone that she is in.
    """
    return ReminderOut(
        **shown_columns(row, ReminderOut.model_fields.keys() - {"deliveries", "due_local"}),
        due_local=local_time(row.due_at, row.fixed_timezone or timezone),
        deliveries=[show_delivery(each, each.device.installation_id) for each in row.deliveries],
    )


def show_delivery(row: Any, installation_id: str) -> DeliveryOut:
    """Return a delivery as anyone sees it."""
    names = DeliveryOut.model_fields.keys() - {"installation_id"}
    return DeliveryOut(**shown_columns(row, names), installation_id=installation_id)


def shown_columns(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """Return the named columns of a row."""
    return {name: getattr(row, name) for name in names}
