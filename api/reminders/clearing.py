"""Clears a notification on her other phones: what it is about was answered on one of them.

Here it is asked for, in the transaction of the answer; the worker sends it (`push/turn/clears.py`).
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.many import among
from api.platform.statements import fetch
from api.tables import Delivery, Device, LocalNotice, Reminder

CLEARED_FOR = timedelta(days=1)
"""How long after a reminder expired its notification is still worth clearing."""
LOCAL_KEPT = timedelta(days=31)
"""How long what a phone has set by itself is remembered: it may tell late that it fired."""
LOCAL = "local"
"""The state of a delivery that was never pushed: the phone has set it by itself."""
# What may be on a phone's screen, or soon will be.
_SHOWN = ("dispatching", "accepted", "unknown", LOCAL)


async def ask_to_clear(
    session: AsyncSession, reminders: Collection[UUID], sign_in_id: UUID, now: datetime
) -> None:
    """Have the notifications of reminders cleared on all phones but the one that answers.

    Each is asked for once. One that was opened or swiped away is gone already.
    """
    connection = await session.connection()
    asked = {"ids": list(reminders), "mine": sign_in_id, "at": now}
    await connection.execute(_ASK, asked)


async def ask_to_clear_local(
    session: AsyncSession, reminders: Collection[UUID], sign_in_id: UUID, now: datetime
) -> None:
    """The same for what her other phones have set by themselves, be it shown already or not."""
    these = {"ids": list(reminders), "mine": sign_in_id}
    for row in await fetch(session, _SET_ELSEWHERE, these):
        session.add(
            Delivery(
                created_at=now,
                reminder_id=row.reminder_id,
                device_id=row.device_id,
                state=LOCAL,
                target_hash="",
                target_generation=row.target_generation,
                dispatched_at=row.due_at,
                clear_asked_at=now,
                clear_at=now,
            )
        )
    await session.flush()


def local_delivery(reminder_id: UUID, device: Device, due_at: datetime, now: datetime) -> Delivery:
    """Return the delivery of what a phone has set by itself and now tells of."""
    return Delivery(
        created_at=now,
        reminder_id=reminder_id,
        device=device,
        device_id=device.id,
        state=LOCAL,
        target_hash="",
        target_generation=device.target_generation,
        dispatched_at=due_at,
    )


async def forget_local(session: AsyncSession, device_id: UUID) -> None:
    """Forget what a phone had set by itself, since another person or app is there now.

    The phone is locked.
    """
    await fetch(session, _FORGET_LOCAL, {"device": device_id})


_FORGET_LOCAL = delete(LocalNotice).where(LocalNotice.device_id == bindparam("device"))
_TOLD_OF = exists().where(
    Delivery.reminder_id == LocalNotice.reminder_id, Delivery.device_id == LocalNotice.device_id
)
_SET_ELSEWHERE: Select[*tuple[Any, ...]] = (
    select(
        LocalNotice.reminder_id, LocalNotice.device_id, LocalNotice.due_at, Device.target_generation
    )
    .join(Reminder, Reminder.id == LocalNotice.reminder_id)
    .join(Device, Device.id == LocalNotice.device_id)
    .where(
        among(LocalNotice.reminder_id),
        LocalNotice.is_set,
        Device.account_id == Reminder.account_id,
        Device.sign_in_id.is_distinct_from(bindparam("mine")),
        ~_TOLD_OF,
    )
)
IS_LOCAL: ColumnElement[bool] = exists().where(
    LocalNotice.reminder_id == Reminder.id, LocalNotice.is_set
)
"""Whether any phone has set a reminder by itself, as a column of a statement on reminders."""
_OF_PHONE_THAT_ANSWERS = exists().where(
    Device.id == Delivery.device_id, Device.sign_in_id == bindparam("mine")
)
# Built once: a log or a check-in runs it when something was sent for its slot.
_ASK = (
    update(Delivery)
    .where(
        among(Delivery.reminder_id),
        Delivery.state.in_(_SHOWN),
        Delivery.clear_asked_at.is_(None),
        Delivery.opened_at.is_(None),
        Delivery.dismissed_at.is_(None),
        ~_OF_PHONE_THAT_ANSWERS,
    )
    .values(clear_asked_at=bindparam("at"), clear_at=bindparam("at"))
    .execution_options(synchronize_session=False)
)
