"""Tells a person's other phones that someone signed in to her account."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.platform.db import insert_into
from api.reminders.rows import OPEN_STATES, fresh_row
from api.rules.reminders.agenda import Due
from api.rules.reminders.of_accounts import SIGN_IN
from api.tables import Device, Reminder

SIGNED_OUT, REMOVED = "signed_out", "removed"
"""Why a phone is disabled whose sign-in was ended, or that its owner removed."""
TOLD_FOR = timedelta(days=3)
# The phone that signed in registers meanwhile, and is then known to be that one.
REGISTERS_WITHIN = timedelta(seconds=15)
# Where it takes longer, pushes are held up, and nobody waits for them.
TOLD_SOON = timedelta(minutes=1)


async def tell_of_sign_in(
    session: AsyncSession, account_id: UUID, sign_in_id: UUID, now: datetime
) -> None:
    """Have all phones of an account but those of a new sign-in told of it, if there are any.

    To be called in its transaction, after the sign-ins that the same act ends are ended.
    """
    others = select(Device.id).where(Device.account_id == account_id, is_told(sign_in_id, now))
    if await session.scalar(others.limit(1)) is None:
        return
    due = Due(SIGN_IN, sign_in_id, None, now.date(), SIGN_IN, now, now + TOLD_FOR)
    row = fresh_row(due, account_id, 0, now, REGISTERS_WITHIN)
    await session.execute(insert_into(session, Reminder).values(row))


async def is_yet_to_be_told(
    session: AsyncSession, device_id: UUID, sign_in_id: UUID, now: datetime
) -> bool:
    """Tell whether a phone is to be told of a sign-in that was just now, and was not yet."""
    waiting = (
        select(Reminder.id)
        .join(Device, Device.account_id == Reminder.account_id)
        .where(
            Reminder.subject_id == sign_in_id,
            Reminder.source == SIGN_IN,
            Reminder.state.in_(OPEN_STATES),
            Reminder.due_at > now - TOLD_SOON,
            Device.id == device_id,
            is_told(Reminder.subject_id, Reminder.due_at),
        )
    )
    return await session.scalar(waiting.limit(1)) is not None


def is_told(sign_in_id: Any, at: Any) -> ColumnElement[bool]:
    """Return the condition that a phone of an account is told of a sign-in of that instant.

    One that was signed out by the very act is told as well, and one that was removed since, which
    may be the first thing that a stranger does; unless its target is in use elsewhere.
    """
    other = aliased(Device)
    is_in_use = exists().where(
        other.target == Device.target, other.id != Device.id, other.disabled_at.is_(None)
    )
    by_this_act = and_(Device.disabled_reason == SIGNED_OUT, Device.disabled_at == at)
    removed_since = and_(Device.disabled_reason == REMOVED, Device.disabled_at >= at)
    return and_(
        Device.notifications_allowed,
        or_(Device.sign_in_id.is_(None), Device.sign_in_id != sign_in_id),
        or_(Device.disabled_at.is_(None), and_(or_(by_this_act, removed_since), ~is_in_use)),
    )
