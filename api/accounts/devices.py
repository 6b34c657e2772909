"""The phones that someone is pushed to: registered, disabled, tried out with one push."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, StringConstraints
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.accounts.phone_owners import is_anothers
from api.accounts.phone_values import (
    LocaleSaid,
    OffsetSaid,
    PhoneValues,
    WarningOut,
    ZoneSaid,
)
from api.accounts.phone_zones import follow_phone
from api.platform.db import insert_into
from api.platform.http.errors import Conflict, NotFound, Unavailable
from api.platform.http.fields import Flag, PhoneIn, Text
from api.platform.ids import new_id
from api.reminders.rows import fresh_row
from api.rules.reminders.agenda import Due
from api.tables import Device, Reminder

TEST_LIFETIME = timedelta(minutes=5)
Version = Annotated[Text, StringConstraints(max_length=40)]


class Target(PhoneIn):
    """Where FCM reaches the phone: its registration token or its installation id."""

    kind: Literal["token", "fid"]
    value: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,1024}$")]


class DeviceIn(PhoneIn):
    """`timezone` moves the person there unless hers is pinned."""

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
                    "utc_offset_min": 60,
                }
            ]
        }
    )

    platform: Literal["android", "ios", "web"]
    target: Target
    notifications_allowed: Flag = True
    app_version: Version | None = None
    locale: LocaleSaid | None = None
    timezone: ZoneSaid | None = None
    utc_offset_min: OffsetSaid | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """A phone that is the caller's now, and the zone that holds for her."""

    device: Device
    is_new: bool
    timezone: str
    warnings: list[WarningOut]


@dataclass(frozen=True, slots=True)
class _Phone:
    """A registration with what is taken for the phone's zone, language and clock."""

    body: DeviceIn
    timezone: str | None
    locale: str | None
    zone_disagrees: bool


async def register(
    session: AsyncSession,
    installation_id: str,
    body: DeviceIn,
    me: Caller,
    now: datetime,
    spread_s: int,
) -> Registered:
    """Make an installation the caller's, and have her zone follow it.

    Another's, who is signed in there, is as absent as one that is not there.
    """
    values = PhoneValues(me.timezone, me.locale, now)
    phone = _taken(body, me, values)
    here = phone.timezone or me.timezone
    # First, since an account and a client are locked before a phone.
    timezone = await follow_phone(session, me, here, now, spread_s)
    device, is_new = await _lock(session, installation_id, phone, me, now)
    if await is_anothers(session, device, me, now):
        raise NotFound
    await _release_target(session, body.target.value, installation_id, now)
    _fill(device, phone, me, now)
    try:
        await session.flush()
    except IntegrityError:
        # Another phone took the same target a moment ago; asked again, this one takes it over.
        raise Unavailable(retry_after_s=1) from None
    return Registered(device, is_new, timezone, values.warnings)


async def require_mine(session: AsyncSession, installation_id: str, me: Caller) -> Device:
    """Return a phone of the caller's, locked; another's is as absent as one that is not there."""
    device = await session.scalar(
        select(Device)
        .where(Device.installation_id == installation_id, Device.account_id == me.id)
        .with_for_update()
    )
    if device is None:
        raise NotFound
    return device


def disable(device: Device, now: datetime, reason: str) -> None:
    """Push to a phone no more, until it registers again."""
    device.disabled_at, device.disabled_reason = now, reason


async def push_test(session: AsyncSession, device: Device, me: Caller, now: datetime) -> Reminder:
    """Return a reminder for this phone alone, due now; asked twice within a second it is one."""
    if device.disabled_at is not None or not device.notifications_allowed:
        raise Conflict(code="device_cannot_be_pushed", title="This phone does not take pushes now.")
    columns = _test(device, me, now)
    insert = insert_into(session, Reminder).values(columns).on_conflict_do_nothing()
    await session.execute(insert)
    same = select(Reminder).where(
        Reminder.subject_id == device.id, Reminder.slot == columns["slot"]
    )
    return (await session.scalars(same.order_by(Reminder.due_at.desc()).limit(1))).one()


def _taken(body: DeviceIn, me: Caller, values: PhoneValues) -> _Phone:
    timezone = None if body.timezone is None else values.take_zone(body.timezone)
    locale = None if body.locale is None else values.take_locale(body.locale)
    # Whose zone we do not know may be anywhere, as may who names none where hers is pinned.
    is_hers = body.timezone is None and not me.timezone_pinned
    named = me.timezone if is_hers else timezone
    said = body.utc_offset_min
    disagrees = said is not None and values.take_offset(said, named)
    return _Phone(body, timezone, locale, disagrees)


async def _lock(
    session: AsyncSession, installation_id: str, phone: _Phone, me: Caller, now: datetime
) -> tuple[Device, bool]:
    """Return the installation's row, locked, and whether it is new; new ones start disabled."""
    new = Device(id=new_id(), created_at=now, installation_id=installation_id, target_generation=0)
    _fill(new, phone, me, now)
    disable(new, now, "registering")
    values = {column.key: getattr(new, column.key) for column in Device.__table__.columns}
    insert = insert_into(session, Device).values(values)
    made = await session.scalar(
        insert.on_conflict_do_nothing(index_elements=["installation_id"]).returning(Device.id)
    )
    query = select(Device).where(Device.installation_id == installation_id).with_for_update()
    return (await session.scalars(query)).one(), made is not None


def _fill(device: Device, phone: _Phone, me: Caller, now: datetime) -> None:
    body = phone.body
    if device.account_id != me.id or device.target != body.target.value or device.disabled_at:
        # A late error about the old target must not disable the new one.
        device.target_generation += 1
    device.account_id, device.sign_in_id = me.id, me.sign_in_id
    device.platform = body.platform
    device.target_kind, device.target = body.target.kind, body.target.value
    device.notifications_allowed = body.notifications_allowed
    device.app_version, device.locale = body.app_version, phone.locale
    device.timezone, device.zone_disagrees = phone.timezone, phone.zone_disagrees
    device.refreshed_at = now
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
        disable(other, now, "target_moved")
    await session.flush()


def _test(device: Device, me: Caller, now: datetime) -> dict[str, Any]:
    slot, closes_at = f"test {now:%H:%M:%S}", now + TEST_LIFETIME
    return fresh_row(Due("test", device.id, None, now.date(), slot, now, closes_at), me.id, 0, now)
