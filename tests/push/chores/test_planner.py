"""The planner keeps everyone's reminders materialised for the days ahead."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from structlog.testing import capture_logs

from api.platform.db import Sessions, transaction
from api.reminders.planning import AHEAD
from api.rules.instants import TZDB_VERSION
from api.tables import Client, Reminder, ZoneChange
from push.chores.planner import BATCH, ENOUGH
from tests.conftest import NOW
from tests.push.crowds import gather_crowd
from tests.push.rig import Rig, monday

HOUR = timedelta(hours=1)


async def due(rig: Rig) -> list[str]:
    """Return the due times of Ana's reminders, in UTC."""
    return [f"{row.due_at:%d %H:%M}" for row in await rig.reminders()]


async def change_clients(sessions: Sessions, *which: Any, **values: Any) -> None:
    async with transaction(sessions) as session:
        await session.execute(update(Client).where(*which).values(**values))


async def client(sessions: Sessions, id: UUID) -> Client:
    async with transaction(sessions, write=False) as session:
        return await session.get_one(Client, id)


async def unplanned(sessions: Sessions) -> list[UUID]:
    async with transaction(sessions, write=False) as session:
        query = select(Client.id).where(Client.planned_until.is_(None))
        return list(await session.scalars(query))


async def test_the_horizon_moves_on_as_the_days_pass(rig: Rig) -> None:
    await rig.care.prescribe("10:00")
    assert await due(rig) == ["02 09:00", "03 09:00", "04 09:00"]
    rig.move(NOW + timedelta(days=2))
    await rig.worker.plan()
    assert (await due(rig))[3:] == ["05 09:00", "06 09:00"]
    assert (await client(rig.care.sessions, rig.care.ana.id)).planned_until == (
        NOW + timedelta(days=2) + AHEAD
    )


async def test_nobody_is_planned_again_before_it_runs_short(rig: Rig) -> None:
    await rig.care.prescribe("10:00")
    before = await client(rig.care.sessions, rig.care.ana.id)
    rig.move(NOW + AHEAD - ENOUGH)
    await rig.worker.plan()
    after = await client(rig.care.sessions, rig.care.ana.id)
    assert after.planned_until == before.planned_until
    rig.move(NOW + AHEAD - ENOUGH + timedelta(seconds=1))
    await rig.worker.plan()
    after = await client(rig.care.sessions, rig.care.ana.id)
    assert after.planned_until == rig.care.clock.at + AHEAD


async def test_planning_again_changes_nothing(rig: Rig, sessions: Sessions) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00")
    await rig.turn_at("10:00")
    found = []
    for _ in range(3):
        await change_clients(sessions, planned_until=None)
        await rig.worker.plan()
        rows = await rig.reminders()
        found.append([{**vars(row), "_sa_instance_state": None} for row in rows])
    assert len(found[0]) == 4
    assert found[0] == found[1] == found[2]
    await rig.worker.turn()
    assert rig.pushed == ["ana-phone"]


async def test_planning_does_not_bring_what_was_due_before(rig: Rig, sessions: Sessions) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00", "15:00")
    async with transaction(sessions) as session:
        for row in await session.scalars(select(Reminder)):
            await session.delete(row)
    await change_clients(sessions, planned_until=None)
    rig.move(monday("10:00"))
    await rig.worker.plan()
    assert (await due(rig))[:3] == ["02 14:00", "03 09:00", "03 14:00"]
    assert await rig.turn_at("10:01") == []


async def test_a_new_tzdb_plans_everyone_anew(rig: Rig, sessions: Sessions) -> None:
    await rig.care.prescribe("10:00")
    # As if an older database had said that Berlin is at UTC+2 in March.
    async with transaction(sessions) as session:
        for row in await session.scalars(select(Reminder)):
            row.due_at, row.expires_at = row.due_at - HOUR, row.expires_at - HOUR
            row.next_attempt_at, row.tzdb_version = row.due_at, "2020.1"
    await change_clients(sessions, planned_tzdb="2020.1")
    rig.move(NOW - timedelta(hours=2))
    with capture_logs() as logs:
        await rig.worker.plan()
    assert logs == [
        {
            "event": "tzdb_changed",
            "log_level": "info",
            "tzdb": TZDB_VERSION,
            "reminders_moved": 3,
        }
    ]
    assert (await due(rig))[:3] == ["02 09:00", "03 09:00", "04 09:00"]
    rows = (await rig.reminders())[:3]
    assert {row.tzdb_version for row in rows} == {TZDB_VERSION}
    assert [row.next_attempt_at for row in rows] == [row.due_at for row in rows]
    assert (await client(sessions, rig.care.ana.id)).planned_tzdb == TZDB_VERSION


async def test_a_new_tzdb_that_moves_nothing_says_so_once_and_a_plan_that_runs_short_nothing(
    rig: Rig, sessions: Sessions
) -> None:
    await rig.care.prescribe("10:00")
    await change_clients(sessions, planned_tzdb="2020.1")
    with capture_logs() as logs:
        await rig.worker.plan()
    assert [entry["reminders_moved"] for entry in logs] == [0]
    rig.move(NOW + timedelta(days=2))
    with capture_logs() as logs:
        await rig.worker.plan()
    assert logs == []


async def test_what_a_new_tzdb_moved_is_one_number_for_all_clients(
    rig: Rig, sessions: Sessions
) -> None:
    await gather_crowd(sessions, BATCH + 7, NOW, NOW)
    await rig.care.prescribe("10:00")
    await change_clients(sessions, planned_tzdb="2020.1")
    async with transaction(sessions) as session:
        hers = select(Reminder).where(Reminder.account_id == rig.care.ana.id)
        for row in await session.scalars(hers):
            row.due_at -= HOUR
    with capture_logs() as logs:
        await rig.worker.plan()
    (entry,) = [each for each in logs if each["event"] == "tzdb_changed"]
    assert entry["reminders_moved"] == 3


async def test_every_one_of_many_clients_is_planned(rig: Rig, sessions: Sessions) -> None:
    crowd = await gather_crowd(sessions, 2 * BATCH + 7, NOW, NOW)
    await change_clients(sessions, planned_until=None)
    assert len(await unplanned(sessions)) == len(crowd.clients) + 3
    await rig.worker.plan()
    assert await unplanned(sessions) == []


async def test_who_is_discharged_is_not_planned(rig: Rig, sessions: Sessions) -> None:
    ana = rig.care.ana.id
    await rig.care.prescribe("10:00")
    planned = await due(rig)
    await change_clients(sessions, Client.id == ana, discharged_at=NOW, planned_until=None)
    rig.move(NOW + timedelta(days=2))
    await rig.worker.plan()
    assert await due(rig) == planned
    assert await unplanned(sessions) == [ana]


async def test_one_who_cannot_be_planned_does_not_keep_the_others_from_it(
    rig: Rig, sessions: Sessions
) -> None:
    ana = rig.care.ana.id
    await change_clients(sessions, planned_until=None)
    async with transaction(sessions) as session:
        hers = update(ZoneChange).where(ZoneChange.client_id == ana)
        await session.execute(hers.values(timezone="Atlantis/Capital"))
    with capture_logs() as logs:
        await rig.worker.plan()
    assert await unplanned(sessions) == [ana]
    failed = [entry for entry in logs if entry["event"] == "plan_failed"]
    assert {entry["client"] for entry in failed} == {str(ana)}
    assert "Atlantis" not in str(failed)


async def test_a_worker_that_stops_plans_nothing_more(rig: Rig, sessions: Sessions) -> None:
    await change_clients(sessions, planned_until=None)
    rig.worker.stop()
    await rig.worker.plan()
    assert len(await unplanned(sessions)) == 3
