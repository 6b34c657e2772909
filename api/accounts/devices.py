"""The phones that someone is pushed to: registered, disabled, tried out with one push."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.accounts.phone_owners import forget_proof, is_anothers, takes_proof
from api.accounts.phone_registrations import DeviceIn, Registration, taken
from api.accounts.phone_values import PhoneValues, WarningOut
from api.accounts.phone_zones import follow_phone
from api.platform.db import insert_into
from api.platform.http.errors import Conflict, NotFound, Unavailable
from api.platform.ids import new_id
from api.reminders.clearing import forget_local
from api.reminders.of_proofs import AWAITS_PROOF, ask_for_proof
from api.reminders.of_sign_ins import REGISTERS_WITHIN, is_yet_to_be_told
from api.reminders.rows import fresh_row
from api.rules.reminders.agenda import Due
from api.rules.reminders.of_accounts import TEST
from api.tables import Device, Reminder

TEST_LIFETIME = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Registered:
    """A phone that is the caller's now, and the zone that holds for her."""

    device: Device
    is_new: bool
    timezone: str
    warnings: list[WarningOut]


async def register(
    session: AsyncSession,
    installation_id: str,
    body: DeviceIn,
    me: Caller,
    now: datetime,
    spread_s: int,
    *,
    is_followed: bool = False,
) -> Registered:
    """Make an installation the caller's, and have her zone follow it, unless it has `is_followed`.

    Another's, who is signed in there, is as absent as one that is not there. Unavailable if it is
    to have another target before it was told of the sign-in that registers it.
    """
    values = PhoneValues(me.timezone, me.locale, now)
    said = taken(body, me, values)
    here = me.timezone if is_followed else said.timezone or me.timezone
    # First, since an account and a client are locked before a phone.
    timezone = await follow_phone(session, me, here, now, spread_s)
    device, holder, is_new = await _lock(session, installation_id, said, now)
    before = device.target_generation
    if await is_anothers(session, device, me, now):
        raise NotFound
    if not said.is_for(device) and await is_yet_to_be_told(session, device.id, me.sign_in_id, now):
        # At the target that it has until then, which a stranger does not know.
        raise Unavailable(retry_after_s=int(REGISTERS_WITHIN.total_seconds()))
    is_proven = said.is_for(device) and takes_proof(device, body.proof, now)
    if holder is not None and not is_proven and await is_anothers(session, holder, me, now):
        _fill(device, said, now)
        disable(device, now, AWAITS_PROOF)
        await ask_for_proof(session, device, now)
    else:
        await _enable(session, device, holder, said, now)
    if not is_new and device.target_generation != before:
        await forget_local(session, device.id)
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


async def _lock(
    session: AsyncSession, installation_id: str, said: Registration, now: datetime
) -> tuple[Device, Device | None, bool]:
    """Return the installation's row, who else has its target, and whether it is new.

    Both are locked; new ones start disabled.
    """
    new = Device(id=new_id(), created_at=now, installation_id=installation_id, target_generation=0)
    _fill(new, said, now)
    disable(new, now, "registering")
    values = {column.key: getattr(new, column.key) for column in Device.__table__.columns}
    insert = insert_into(session, Device).values(values)
    made = await session.scalar(
        insert.on_conflict_do_nothing(index_elements=["installation_id"]).returning(Device.id)
    )
    # In one order, so that two phones that swap their targets wait for each other in turn.
    locked = await session.scalars(_BOTH, {"installation": installation_id, "target": new.target})
    found = {device.installation_id: device for device in locked}
    device = found.pop(installation_id)
    return device, next(iter(found.values()), None), made is not None


async def _enable(
    session: AsyncSession, device: Device, holder: Device | None, said: Registration, now: datetime
) -> None:
    """Have a phone pushed to, at a target that another gives up: one target reaches one phone."""
    if holder is not None:
        disable(holder, now, "target_moved")
        await session.flush()
    _fill(device, said, now)
    forget_proof(device)
    device.disabled_at = device.disabled_reason = None
    try:
        await session.flush()
    except IntegrityError:
        # Another phone took the same target a moment ago; asked again, this one takes it over.
        raise Unavailable(retry_after_s=1) from None


def _fill(device: Device, said: Registration, now: datetime) -> None:
    body, is_same = said.body, said.is_for(device)
    if not is_same or device.disabled_at:
        # A late error about the old target must not disable the new one.
        device.target_generation += 1
    if not is_same:
        forget_proof(device)
    device.account_id, device.sign_in_id = said.me.id, said.me.sign_in_id
    device.platform = body.platform
    device.target_kind, device.target, *keys = body.target.said
    device.target_p256dh, device.target_auth = keys
    device.notifications_allowed = body.notifications_allowed
    device.app_version, device.locale = body.app_version, said.locale
    device.timezone, device.zone_disagrees = said.timezone, said.zone_disagrees
    device.refreshed_at = now


def _test(device: Device, me: Caller, now: datetime) -> dict[str, Any]:
    slot, closes_at = f"test {now:%H:%M:%S}", now + TEST_LIFETIME
    return fresh_row(Due(TEST, device.id, None, now.date(), slot, now, closes_at), me.id, 0, now)


# Built once.
_BOTH = (
    select(Device)
    .where(
        or_(
            Device.installation_id == bindparam("installation"),
            and_(Device.target == bindparam("target"), Device.disabled_at.is_(None)),
        )
    )
    .order_by(Device.id)
    .with_for_update()
)
