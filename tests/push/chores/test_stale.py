"""A phone that was not heard of for thirty days is pushed to no more, until it comes back."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from api.platform.clock import SetClock
from api.platform.db import Sessions, transaction
from api.tables import Device
from push.chores.stale import BATCH, UNHEARD_OF, disable_stale
from push.metrics import DISABLED
from tests.conftest import NOW
from tests.push.crowds import gather_crowd
from tests.push.rig import Rig
from tests.waiting import WITHIN_S

INSTANT = timedelta(microseconds=1)


def disabled_so_far() -> float:
    found: float = DISABLED.labels("stale")._value.get()
    return found


async def test_a_phone_is_stale_after_thirty_days_to_the_instant(rig: Rig) -> None:
    await rig.phone("ana-phone")
    rig.move(NOW + UNHEARD_OF)
    rig.care.clock.at -= INSTANT
    await rig.worker.disable_stale()
    assert await rig.disabled() == {"ana-phone": None}
    rig.care.clock.at += INSTANT
    before = disabled_so_far()
    await rig.worker.disable_stale()
    assert await rig.disabled() == {"ana-phone": "stale"}
    assert disabled_so_far() - before == 1


async def test_a_phone_that_comes_back_is_enabled_with_a_new_generation(rig: Rig) -> None:
    await rig.phone("ana-phone")
    rig.move(NOW + UNHEARD_OF)
    await rig.worker.disable_stale()
    (before,) = await rig.devices()
    assert before.disabled_at == NOW + UNHEARD_OF
    await rig.phone("ana-phone")
    await rig.worker.disable_stale()
    (after,) = await rig.devices()
    assert (after.disabled_at, after.disabled_reason) == (None, None)
    assert after.target_generation == before.target_generation + 1


async def test_why_a_phone_was_disabled_before_stays(rig: Rig) -> None:
    await rig.phone("ana-phone")
    await rig.care.ana.delete("/v1/me/devices/ana-phone")
    rig.move(NOW + 2 * UNHEARD_OF)
    await rig.worker.disable_stale()
    assert await rig.disabled() == {"ana-phone": "removed"}


async def test_every_one_of_many_is_disabled_and_the_fresh_ones_are_not(
    sessions: Sessions, clock: SetClock
) -> None:
    await gather_crowd(sessions, 2 * BATCH + 1, NOW, NOW)
    await gather_crowd(sessions, 3, NOW + INSTANT, NOW + INSTANT, first=2 * BATCH + 1)
    clock.at = NOW + UNHEARD_OF
    assert await disable_stale(sessions, clock, lambda: True) == 2 * BATCH + 1
    assert await disable_stale(sessions, clock, lambda: True) == 0
    async with transaction(sessions, write=False) as session:
        left = await session.scalars(select(Device.id).where(Device.disabled_at.is_(None)))
        assert len(left.all()) == 3


async def test_it_ends_when_told_to(sessions: Sessions, clock: SetClock) -> None:
    await gather_crowd(sessions, 1, NOW, NOW)
    clock.at = NOW + UNHEARD_OF
    assert await disable_stale(sessions, clock, lambda: False) == 0


# SQLite has one writer at a time.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_phone_that_is_just_refreshed_is_left_alone(
    sessions: Sessions, clock: SetClock
) -> None:
    await gather_crowd(sessions, 2, NOW, NOW)
    clock.at = NOW + UNHEARD_OF
    async with transaction(sessions) as session:
        one = select(Device.id).limit(1).scalar_subquery()
        refresh = update(Device).where(Device.id == one).values(refreshed_at=clock.at)
        await session.execute(refresh)
        sweep = asyncio.create_task(disable_stale(sessions, clock, lambda: True))
        assert await asyncio.wait_for(sweep, WITHIN_S) == 1
    assert await disable_stale(sessions, clock, lambda: True) == 0


async def test_a_phone_that_reports_is_heard_of_though_it_does_not_register(rig: Rig) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00")
    await rig.turn_at("10:00")
    (row,) = [row for row in await rig.reminders() if row.state == "sent"]
    path = f"/v1/me/reminders/{row.id}/receipt"
    said = await rig.care.ana.put(path, {"received_at": rig.care.clock.at.isoformat()})
    assert said.status_code == 200, said.text
    rig.move(NOW + UNHEARD_OF)
    await rig.worker.disable_stale()
    assert await rig.disabled() == {"ana-phone": None}
    rig.move(NOW + UNHEARD_OF + timedelta(hours=2))
    await rig.worker.disable_stale()
    assert await rig.disabled() == {"ana-phone": "stale"}
