"""Whether what a browser's push service holds against us concerns one subscription, or all.

That our key is rejected, or that we send too much, is answered to a push. It may be our key, but
also a subscription that was made with another key, which anyone can register. So all browsers are
held only once this was answered to pushes to several people, and to more than were accepted.
Else each is tried again by itself.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.ids import oldest_id
from api.platform.statements import fetch
from api.tables import Delivery, Device, Reminder
from push.holds.suspicion import SLACK
from push.transports import KEY_REJECTED, THROTTLED, WEB_PUSH, Accepted, Address, Outcome, Retry

# The subscriptions of this many people are not wrong at the same time.
MANY = 3
# How many pushes are looked back at, and how far: no further than a hold lasts.
LAST = 50
RECENT = timedelta(minutes=10)
Push: TypeAlias = tuple[UUID, Address, Outcome]


async def concerns_all(session: AsyncSession, pushes: Sequence[Push], now: datetime) -> bool:
    """Tell whether all browsers are to be held, by these pushes, each to a person, and the last."""
    held = {person for person, target, outcome in pushes if apart(target, outcome) != outcome}
    if not held:
        return False
    accepted = sum(
        target.kind == WEB_PUSH and isinstance(outcome, Accepted) for _, target, outcome in pushes
    )
    since = now - RECENT
    for row in await fetch(session, _LATEST, {"since": since, "oldest": oldest_id(since - SLACK)}):
        if row.state == "accepted":
            accepted += 1
        else:
            held.add(row.account_id)
    return len(held) >= MANY and len(held) > accepted


def apart(target: Address, outcome: Outcome) -> Outcome:
    """Return an outcome as one that holds no other push up, if it is of a browser."""
    if target.kind == WEB_PUSH and isinstance(outcome, Retry) and outcome.hold:
        return replace(outcome, hold=None)
    return outcome


# Built once. Ids sort by creation time, so few rows are read.
_LATEST: Select[*tuple[Any, ...]] = (
    select(Delivery.state, Reminder.account_id)
    .join(Reminder, Reminder.id == Delivery.reminder_id)
    .join(Device, Device.id == Delivery.device_id)
    .where(
        Delivery.id >= bindparam("oldest"),
        Delivery.dispatched_at >= bindparam("since"),
        Device.target_kind == WEB_PUSH,
        or_(Delivery.state == "accepted", Delivery.error.in_((KEY_REJECTED, THROTTLED))),
    )
    .order_by(Delivery.id.desc())
    .limit(LAST)
)
