"""What ended long ago is forgotten, for everyone, and nothing that a phone may still answer."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.clock import SetClock
from api.platform.db import Sessions, transaction
from api.platform.ids import new_id
from api.rules.instants import A_DAY
from api.tables import (
    Account,
    Base,
    Client,
    Delivery,
    Device,
    KeptAnswer,
    PushHold,
    Reminder,
    ReminderDay,
)
from push.chores.batches import BATCH
from push.chores.prune import KEPT, PAGE, prune, prune_unplanned
from tests.acting.care import Care
from tests.conftest import NOW
from tests.push.crowds import gather_crowd
from tests.push.rig import Rig

INSTANT = timedelta(microseconds=1)
ENDED = {"state": "sent", "claim_token": None, "lease_until": None}


async def change(sessions: Sessions, model: type[Base], *which: Any, **values: Any) -> None:
    async with transaction(sessions) as session:
        await session.execute(update(model).where(*which).values(**values))


async def count(sessions: Sessions, model: type[Base]) -> int:
    async with transaction(sessions, write=False) as session:
        return await session.scalar(select(func.count()).select_from(model)) or 0


async def ended_crowd(sessions: Sessions, size: int, **more: Any) -> tuple[UUID, ...]:
    """Return clients of whom each had reminders at NOW, all of them over."""
    crowd = await gather_crowd(sessions, size, NOW, NOW, **more)
    await change(sessions, Reminder, **ENDED)
    return crowd.clients


async def a_day(session: AsyncSession, client_id: UUID, on: date) -> None:
    day = ReminderDay(created_at=NOW, client_id=client_id, on_date=on, sent=1, unanswered=0)
    session.add(day)


async def test_a_reminder_is_kept_for_95_days_to_the_instant(sessions: Sessions) -> None:
    clients = await ended_crowd(sessions, 1)
    async with transaction(sessions) as session:
        assert await prune(session, clients, NOW + KEPT) == 0
    async with transaction(sessions) as session:
        assert await prune(session, clients, NOW + KEPT + INSTANT) == 1
    assert await count(sessions, Reminder) == 0


async def test_pushes_and_counted_days_go_with_their_reminders(rig: Rig) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00")
    await rig.turn_at("10:00")
    sessions = rig.care.sessions
    assert [await count(sessions, each) for each in (Delivery, ReminderDay)] == [1, 1]
    await change(sessions, Reminder, **ENDED)
    rig.move(NOW + KEPT + 4 * A_DAY)
    await rig.worker.plan()
    assert [await count(sessions, each) for each in (Delivery, ReminderDay)] == [0, 0]
    assert await count(sessions, Device) == 1
    # What is left is what was planned ahead.
    assert {row.state for row in await rig.reminders()} == {"scheduled"}


async def test_days_within_reach_are_kept(sessions: Sessions) -> None:
    (client,) = await ended_crowd(sessions, 1)
    now = NOW + KEPT
    async with transaction(sessions) as session:
        await a_day(session, client, NOW.date() - A_DAY)
        await a_day(session, client, NOW.date())
    async with transaction(sessions) as session:
        await prune(session, [client], now)
    async with transaction(sessions, write=False) as session:
        assert list(await session.scalars(select(ReminderDay.on_date))) == [NOW.date()]


async def test_what_a_phone_may_still_log_is_there_after_92_days(rig: Rig) -> None:
    item = await rig.care.prescribe("10:00")
    recorded_at = NOW + timedelta(hours=1, minutes=5)
    rig.move(NOW + 92 * A_DAY)
    await rig.worker.plan()
    await rig.worker.prune()
    assert ("2026-03-02", "10:00") in await rig.care.reminders()
    answer = await rig.care.log(item, "2026-03-02", "10:00", recorded_at=recorded_at.isoformat())
    assert answer.status_code in (200, 201), answer.text


@pytest.mark.parametrize("state", ["scheduled", "claimed"])
async def test_what_is_still_open_is_left_to_a_turn(sessions: Sessions, state: str) -> None:
    crowd = await gather_crowd(sessions, 1, NOW, NOW)
    if state == "claimed":
        await change(sessions, Reminder, state=state, claim_token=new_id(), lease_until=NOW)
    async with transaction(sessions) as session:
        assert await prune(session, crowd.clients, NOW + 2 * KEPT) == 0


async def test_nobody_elses_past_is_touched(sessions: Sessions) -> None:
    ana, _ = await ended_crowd(sessions, 2)
    async with transaction(sessions) as session:
        assert await prune(session, [ana], NOW + 2 * KEPT) == 1
    assert await count(sessions, Reminder) == 1


async def test_few_are_deleted_at_once(sessions: Sessions) -> None:
    clients = await ended_crowd(sessions, 1, per_client=BATCH + 3)
    async with transaction(sessions) as session:
        assert await prune(session, clients, NOW + 2 * KEPT) == BATCH
    async with transaction(sessions) as session:
        assert await prune(session, clients, NOW + 2 * KEPT) == 3


# As PostgreSQL may plan it by what it knows of the table: row by row.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_few_are_deleted_at_once_however_it_is_planned(sessions: Sessions) -> None:
    clients = await ended_crowd(sessions, 1, per_client=BATCH + 3)
    async with transaction(sessions) as session:
        for way in ("hashjoin", "mergejoin", "hashagg", "material", "sort"):
            await session.execute(text(f"SET LOCAL enable_{way} = off"))
        assert await prune(session, clients, NOW + 2 * KEPT) == BATCH


async def test_the_sweep_visits_all_who_were_discharged_and_nobody_else(
    sessions: Sessions, clock: SetClock
) -> None:
    clients = await ended_crowd(sessions, PAGE + 5, per_client=3)
    stays = clients[7]
    await change(sessions, Client, Client.id != stays, discharged_at=NOW)
    clock.at = NOW + 2 * KEPT
    assert await prune_unplanned(sessions, clock, lambda: True) == 3 * (PAGE + 4)
    async with transaction(sessions, write=False) as session:
        assert set(await session.scalars(select(Reminder.account_id))) == {stays}


async def test_the_sweep_forgets_the_test_pushes_of_therapists(rig: Rig) -> None:
    ben = rig.care.ben
    await rig.phone("ben-phone", ben)
    answer = await ben.post("/v1/me/devices/ben-phone/test-push")
    assert answer.status_code == 201
    await rig.turn_at("09:00")
    rig.move(NOW + KEPT + A_DAY)
    await rig.worker.prune()
    assert await count(rig.care.sessions, Reminder) == 0
    async with transaction(rig.care.sessions, write=False) as session:
        assert await session.get_one(Account, ben.id)


async def test_a_hold_is_forgotten_a_day_after_it_ended(
    sessions: Sessions, clock: SetClock
) -> None:
    async with transaction(sessions) as session:
        for scope, until_at in (("all", NOW), ("ios", NOW + INSTANT), ("web", NOW + 5 * A_DAY)):
            session.add(PushHold(created_at=NOW, scope=scope, code="X", until_at=until_at))
    clock.at = NOW + A_DAY + INSTANT
    await prune_unplanned(sessions, clock, lambda: True)
    async with transaction(sessions, write=False) as session:
        assert set(await session.scalars(select(PushHold.scope))) == {"ios", "web"}


async def test_a_kept_answer_is_forgotten_as_it_expires(care: Care, clock: SetClock) -> None:
    made = {"created_at": NOW, "account_id": care.ben.id, "sealed": "x"}
    async with transaction(care.sessions) as session:
        for name, expires_at in (("over", NOW), ("kept", NOW + INSTANT)):
            session.add(KeptAnswer(key_hash=name, expires_at=expires_at, **made))
    await prune_unplanned(care.sessions, clock, lambda: True)
    async with transaction(care.sessions, write=False) as session:
        assert set(await session.scalars(select(KeptAnswer.key_hash))) == {"kept"}


async def test_the_sweep_ends_when_told_to(sessions: Sessions, clock: SetClock) -> None:
    await ended_crowd(sessions, 1)
    await change(sessions, Client, discharged_at=NOW)
    clock.at = NOW + 2 * KEPT
    assert await prune_unplanned(sessions, clock, lambda: False) == 0
