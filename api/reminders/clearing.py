"""Clears a notification on her other phones: what it is about was answered on one of them.

Here it is asked for, in the transaction of the answer; the worker sends it (`push/turn/clears.py`).
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, exists, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.many import among
from api.tables import Delivery, Device

CLEARED_FOR = timedelta(days=1)
"""How long after a reminder expired its notification is still worth clearing."""
# What may be on a phone's screen, or soon will be.
_SHOWN = ("dispatching", "accepted", "unknown")


async def ask_to_clear(
    session: AsyncSession, reminders: Collection[UUID], sign_in_id: UUID, now: datetime
) -> None:
    """Have the notifications of reminders cleared on all phones but the one that answers.

    Each is asked for once. One that was opened or swiped away is gone already.
    """
    connection = await session.connection()
    asked = {"ids": list(reminders), "mine": sign_in_id, "at": now}
    await connection.execute(_ASK, asked)


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
