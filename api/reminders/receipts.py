"""What became of a push on a phone: the report on the wire, and what is noted of it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.platform.http.errors import Conflict, Invalid
from api.platform.http.fields import InstallationId, Instant, PhoneIn
from api.platform.http.uploads import SentAt
from api.reminders.clearing import local_delivery
from api.reminders.rows import end
from api.reminders.shown import require_mine
from api.rules.reminders.answers import NOT_KNOWN_TO_BE_SENT, UNCLEAR, believable
from api.rules.reminders.reasons import SENT
from api.rules.uploads import Stamps
from api.tables import Delivery, Device, LocalNotice, Reminder

REPORTED = ("received_at", "opened_at", "dismissed_at")


class ReceiptIn(PhoneIn):
    """At least one of the instants. Without `installation_id` it is the phone that signed in."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "received_at": "2026-03-02T08:30:02+01:00",
                    "opened_at": "2026-03-02T08:31:40+01:00",
                    "installation_id": "6f1c0f5e-phone",
                }
            ]
        }
    )

    received_at: Annotated[Instant | None, Field(description="When it reached the phone.")] = None
    opened_at: Annotated[Instant | None, Field(description="When it was tapped.")] = None
    dismissed_at: Annotated[Instant | None, Field(description="When it was swiped away.")] = None
    sent_at: SentAt = None
    installation_id: InstallationId | None = None


async def note_receipt(
    session: AsyncSession, reminder_id: UUID, body: ReceiptIn, me: Caller, now: datetime
) -> tuple[Reminder, bool, bool]:
    """Note what became of a push; return its reminder.

    And whether it was opened for the first time, and whether anything is news.

    Of each instant the earliest report holds.
    """
    if not any(getattr(body, name) for name in REPORTED):
        raise Invalid("", "nothing_reported", "Say at least one of the three instants.")
    row = await require_mine(session, reminder_id, me.id)
    delivery = _of_phone(row.deliveries, body.installation_id, me)
    if delivery is None:
        delivery = await _set_by_phone(session, row, body.installation_id, me, now)
    if delivery is None:
        raise Conflict(code="no_delivery", title="No push of this reminder left for this phone.")
    is_opened = body.opened_at is not None and delivery.opened_at is None
    before = [getattr(delivery, name) for name in REPORTED]
    _note(delivery, body, now)
    _settle(row, delivery, now)
    await session.flush()
    return row, is_opened, before != [getattr(delivery, name) for name in REPORTED]


def _of_phone(
    deliveries: list[Delivery], installation_id: str | None, me: Caller
) -> Delivery | None:
    """Return the delivery to the phone that reports: the one it names, else the one signed in."""
    if installation_id is not None:
        named = (each for each in deliveries if each.device.installation_id == installation_id)
        return next(named, None)
    mine = [each for each in deliveries if each.device.sign_in_id == me.sign_in_id]
    if not mine and len(deliveries) == 1:
        return deliveries[0]
    # An app installed anew has the sign-in of the one before.
    return max(mine, key=lambda each: each.device.refreshed_at, default=None)


async def _set_by_phone(
    session: AsyncSession, row: Reminder, installation_id: str | None, me: Caller, now: datetime
) -> Delivery | None:
    """Return a delivery for what the phone that reports had set by itself; None if it had not."""
    mine = Device.sign_in_id == me.sign_in_id
    if installation_id is not None:
        mine = Device.installation_id == installation_id
    query = select(LocalNotice).join(Device, Device.id == LocalNotice.device_id)
    hers = query.where(LocalNotice.reminder_id == row.id, Device.account_id == me.id, mine)
    notice: LocalNotice | None = await session.scalar(hers.limit(1))
    if notice is None:
        return None
    device = await session.get_one(Device, notice.device_id)
    made = local_delivery(row.id, device, notice.due_at, now)
    session.add(made)
    row.deliveries.append(made)
    return made


def _note(delivery: Delivery, body: ReceiptIn, now: datetime) -> None:
    for name in REPORTED:
        said: datetime | None = getattr(body, name)
        if said is not None:
            stamps = Stamps(said, body.sent_at, now, None)
            at = believable(stamps.corrected_at, delivery.dispatched_at, now)
            setattr(delivery, name, min(at, getattr(delivery, name) or at))


def _settle(row: Reminder, delivery: Delivery, now: datetime) -> None:
    """Take a receipt for the proof that the push was accepted, unless a worker is at it now."""
    is_claimed = row.lease_until is not None and row.lease_until > now
    if is_claimed:
        return
    if delivery.state in UNCLEAR:
        delivery.state, delivery.error = "accepted", None
    is_doubted = row.state == "failed" and row.reason in NOT_KNOWN_TO_BE_SENT
    if is_doubted and delivery.state == "accepted":
        end(row, SENT)
