"""Registering phones, and storing what a worker leaves behind: sent reminders and deliveries."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from api.platform.db import transaction
from api.platform.ids import new_id
from api.rules.instants import TZDB_VERSION
from api.tables import Delivery, Device, Reminder
from tests.acting.care import Care, body_of
from tests.cast import Person

HOUR = timedelta(hours=1)


async def register(person: Person, installation: str = "phone-1", **more: Any) -> None:
    """Register a phone, or renew its registration."""
    target = {"kind": "token", "value": more.pop("target", f"target-of-{installation}")}
    body = {"platform": "android", "target": target} | more
    answer = await person.put(f"/v1/me/devices/{installation}", body)
    assert answer.status_code in (200, 201), answer.text


async def a_reminder(care: Care, prescription_id: str | None, **values: Any) -> Reminder:
    """Store a reminder of Ana's: by default due an hour ago, and sent."""
    now, item = care.clock.at, UUID(prescription_id) if prescription_id else None
    usual: dict[str, Any] = {
        "id": new_id(),
        "created_at": now,
        "account_id": care.ana.id,
        "source": "prescription" if item else "check_in",
        "subject_id": item or care.ana.id,
        "prescription_id": item,
        "local_date": now.date(),
        "slot": "08:00" if item else "check_in",
        "plan_revision": 0,
        "tzdb_version": TZDB_VERSION,
        "due_at": now - HOUR,
        "expires_at": now + HOUR,
        "state": "sent",
        "next_attempt_at": now - HOUR,
    }
    row = Reminder(**usual | values)
    async with transaction(care.sessions) as session:
        session.add(row)
    return row


async def deliver(care: Care, row: Reminder, installation: str = "phone-1", **values: Any) -> None:
    """Store a delivery of a reminder to a phone: by default accepted by FCM."""
    usual: dict[str, Any] = {
        "id": new_id(),
        "created_at": row.due_at,
        "reminder_id": row.id,
        "state": "accepted",
        "target_hash": "hash",
        "target_generation": 1,
        "dispatched_at": row.due_at,
    }
    async with transaction(care.sessions) as session:
        phone = select(Device.id).where(Device.installation_id == installation)
        device_id = (await session.scalars(phone)).one()
        session.add(Delivery(device_id=device_id, **usual | values))


async def reminder(care: Care, row: Reminder) -> Reminder:
    """Return the row of a reminder as it is now."""
    found: list[Reminder] = list(await care.rows(select(Reminder).where(Reminder.id == row.id)))
    return found[0]


async def deliveries(care: Care) -> dict[str, Delivery]:
    """Return all deliveries, keyed by the installation id of their phone."""
    devices = {row.id: row.installation_id for row in await care.rows(select(Device))}
    return {devices[row.device_id]: row for row in await care.rows(select(Delivery))}


async def upcoming(person: Person) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = body_of(await person.get("/v1/me/reminders/upcoming"))["items"]
    return items
