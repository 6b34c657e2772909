"""/v1/me/devices: the phones I can be pushed to. A therapist's phone registers the same way."""

from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import ConfigDict, StringConstraints
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.access.deps import Me, Now, Session
from api.platform.db import insert_into
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, NotFound, Unavailable, refusals
from api.platform.http.fields import Flag, InstallationId, Locale, Out, PhoneIn, Text, Zone
from api.platform.ids import new_id
from api.rules.instants import TZDB_VERSION
from api.tables import Device, Reminder

router = APIRouter(route_class=JsonRoute, prefix="/v1/me/devices", tags=["devices"])
TEST_LIFETIME = timedelta(minutes=5)
# FCM advises to refresh a registration once a month.
REFRESH_EVERY = timedelta(days=30)
Version = Annotated[Text, StringConstraints(max_length=40)]


class Target(PhoneIn):
    """Where FCM reaches the phone: its registration token or its installation id."""

    kind: Literal["token", "fid"]
    value: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,1024}$")]


class DeviceIn(PhoneIn):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "platform": "android",
                    "target": {"kind": "token", "value": "fJ2xQmT9:APA91bHun4MxP5egoKMwt2KZFBaFUH"},
                    "notifications_allowed": True,
                    "app_version": "1.4.2",
                    "locale": "de",
                    "timezone": "Europe/Berlin",
                }
            ]
        }
    )

    platform: Literal["android", "ios", "web"]
    target: Target
    notifications_allowed: Flag = True
    app_version: Version | None = None
    locale: Locale | None = None
    timezone: Zone | None = None


class DeviceOut(Out):
    """`refresh_by`: register again before that, or the phone may be taken for given up."""

    installation_id: str
    platform: str
    notifications_allowed: bool
    refreshed_at: datetime
    refresh_by: datetime
    enabled: bool


class TestPushOut(Out):
    reminder_id: UUID
    state: str
    expires_at: datetime


class Removed(Out):
    removed: bool


@router.put(
    "/{installation_id}",
    operation_id="register_device",
    response_model=DeviceOut,
    responses={201: {"model": DeviceOut, "description": "New to us."}},
)
async def register_device(
    installation_id: InstallationId,
    body: DeviceIn,
    me: Me,
    session: Session,
    now: Now,
    response: Response,
) -> DeviceOut:
    """Register this phone, or refresh it: now it is mine, whoever had it before."""
    device, is_new = await _lock(session, installation_id, body, me, now)
    response.status_code = 201 if is_new else 200
    await _release_target(session, body.target.value, installation_id, now)
    _fill(device, body, me, now)
    try:
        await session.flush()
    except IntegrityError:
        # Another phone took the same target a moment ago; asked again, this one takes it over.
        raise Unavailable(retry_after_s=1) from None
    return _shown(device)


@router.delete("/{installation_id}", operation_id="remove_device", response_model=Removed)
async def remove_device(
    installation_id: InstallationId, me: Me, session: Session, now: Now
) -> Removed:
    """Stop pushes to this phone."""
    device = await _mine(session, installation_id, me)
    _disable(device, now, "removed")
    return Removed(removed=True)


@router.post(
    "/{installation_id}/test-push",
    operation_id="send_test_push",
    response_model=TestPushOut,
    status_code=201,
    responses=refusals(Conflict),
)
async def send_test_push(
    installation_id: InstallationId, me: Me, session: Session, now: Now
) -> TestPushOut:
    """Have the worker push once to this phone, through everything a reminder goes through."""
    device = await _mine(session, installation_id, me)
    if device.disabled_at is not None or not device.notifications_allowed:
        raise Conflict(code="device_cannot_be_pushed", title="This phone does not take pushes now.")
    insert = insert_into(session, Reminder).values(_test(device, me, now)).on_conflict_do_nothing()
    await session.execute(insert)
    # Asked twice within a second it is the same test.
    slot = _test_slot(now)
    query = select(Reminder).where(Reminder.subject_id == device.id, Reminder.slot == slot)
    row = (await session.scalars(query.order_by(Reminder.due_at.desc()).limit(1))).one()
    return TestPushOut(reminder_id=row.id, state=row.state, expires_at=row.expires_at)


def _test_slot(now: datetime) -> str:
    return f"test {now:%H:%M:%S}"


def _test(device: Device, me: Caller, now: datetime) -> dict[str, object]:
    return {
        "id": new_id(),
        "created_at": now,
        "account_id": me.id,
        "source": "test",
        "subject_id": device.id,
        "local_date": now.date(),
        "slot": _test_slot(now),
        "plan_revision": 0,
        "tzdb_version": TZDB_VERSION,
        "due_at": now,
        "expires_at": now + TEST_LIFETIME,
        "state": "scheduled",
        "next_attempt_at": now,
        "attempts": 0,
    }


async def _lock(
    session: AsyncSession, installation_id: str, body: DeviceIn, me: Caller, now: datetime
) -> tuple[Device, bool]:
    """Return the installation's row, locked, and whether it is new; new ones start disabled."""
    new = Device(id=new_id(), created_at=now, installation_id=installation_id, target_generation=0)
    _fill(new, body, me, now)
    _disable(new, now, "registering")
    values = {column.key: getattr(new, column.key) for column in Device.__table__.columns}
    insert = insert_into(session, Device).values(values)
    made = await session.scalar(
        insert.on_conflict_do_nothing(index_elements=["installation_id"]).returning(Device.id)
    )
    query = select(Device).where(Device.installation_id == installation_id).with_for_update()
    return (await session.scalars(query)).one(), made is not None


def _fill(device: Device, body: DeviceIn, me: Caller, now: datetime) -> None:
    if device.account_id != me.id or device.target != body.target.value or device.disabled_at:
        # A late error about the old target must not disable the new one.
        device.target_generation += 1
    device.account_id, device.sign_in_id = me.id, me.sign_in_id
    device.platform = body.platform
    device.target_kind, device.target = body.target.kind, body.target.value
    device.notifications_allowed = body.notifications_allowed
    device.app_version, device.locale = body.app_version, body.locale
    device.timezone, device.refreshed_at = body.timezone, now
    device.disabled_at = device.disabled_reason = None


async def _release_target(
    session: AsyncSession, target: str, installation_id: str, now: datetime
) -> None:
    """Take a target away from another installation: one target reaches one phone."""
    others = await session.scalars(
        select(Device).where(
            Device.target == target,
            Device.installation_id != installation_id,
            Device.disabled_at.is_(None),
        )
    )
    for other in others:
        _disable(other, now, "target_moved")
    await session.flush()


async def _mine(session: AsyncSession, installation_id: str, me: Caller) -> Device:
    device = await session.scalar(
        select(Device)
        .where(Device.installation_id == installation_id, Device.account_id == me.id)
        .with_for_update()
    )
    if device is None:
        raise NotFound
    return device


def _disable(device: Device, now: datetime, reason: str) -> None:
    device.disabled_at, device.disabled_reason = now, reason


def _shown(device: Device) -> DeviceOut:
    return DeviceOut(
        installation_id=device.installation_id,
        platform=device.platform,
        notifications_allowed=device.notifications_allowed,
        refreshed_at=device.refreshed_at,
        refresh_by=device.refreshed_at + REFRESH_EVERY,
        enabled=device.disabled_at is None,
    )
