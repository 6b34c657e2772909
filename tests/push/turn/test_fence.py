"""Between the claim and the POST: the fence, the mark, and what may change in between."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from api.platform.db import Sessions, transaction
from api.reminders.done import skip_done
from api.rules.plan.plans import WHOLE_DAY
from api.tables import Client, Delivery, Device, Reminder
from push.turn.claims import LEASE, LEASE_LEFT, claim
from tests.blocking import until_blocked
from tests.push.claims_by_hand import claim_due, dispatch_claim
from tests.push.crowds import gather_crowd
from tests.push.rig import MONDAY, Rig, monday
from tests.waiting import until

ME, OTHER = uuid4(), uuid4()
REACHED = "the push to reach FCM"
TEN = monday("10:00")


async def claimed(rig: Rig, token: UUID = ME) -> list[UUID]:
    """Claim what is due of Ana's at ten; her plan has a slot then."""
    rig.move(TEN)
    ids, _ = await claim_due(rig, 100, token)
    assert ids
    return ids


async def dispatch(rig: Rig, ids: list[UUID], token: UUID = ME) -> int:
    """Carry a claim on; return how many POSTs there have been by then."""
    await dispatch_claim(rig, (ids, token))
    return rig.stub.requests


async def change(sessions: Sessions, model: Any, **values: Any) -> None:
    async with transaction(sessions) as session:
        await session.execute(update(model).values(**values))


async def a_due_slot(rig: Rig) -> Any:
    await rig.phone("ana-phone")
    return await rig.care.prescribe("10:00")


async def test_a_claim_that_holds_leaves(rig: Rig) -> None:
    await a_due_slot(rig)
    assert await dispatch(rig, await claimed(rig)) == 1


async def test_nothing_leaves_on_a_claim_that_someone_else_took_over(
    rig: Rig, sessions: Sessions
) -> None:
    await a_due_slot(rig)
    ids = await claimed(rig)
    mine = Reminder.id.in_(ids)
    async with transaction(sessions) as session:
        await session.execute(update(Reminder).where(mine).values(claim_token=OTHER))
    assert await dispatch(rig, ids) == 0
    assert (await rig.ends())["10:00"] == ("claimed", None)
    assert await dispatch(rig, ids, OTHER) == 1


async def test_nothing_leaves_with_too_little_of_the_lease_left(rig: Rig) -> None:
    await a_due_slot(rig)
    ids = await claimed(rig)
    rig.care.clock.at = TEN + LEASE - LEASE_LEFT
    assert await dispatch(rig, ids) == 0
    rig.care.clock.at = TEN + LEASE + timedelta(seconds=1)
    await rig.worker.turn()
    assert rig.pushed == ["ana-phone"]


async def test_nothing_leaves_twice_on_one_claim(rig: Rig) -> None:
    await a_due_slot(rig)
    ids = await claimed(rig)
    assert await dispatch(rig, ids) == 1
    assert await dispatch(rig, ids) == 1


async def log_it(rig: Rig, item: Any) -> None:
    assert (await rig.care.log(item, MONDAY, "10:00")).status_code == 201


async def move_it(rig: Rig, item: Any) -> None:
    await rig.care.edit(item, effective_on=MONDAY, schedule={"times": ["16:00"]})


async def pause_it(rig: Rig, item: Any) -> None:
    await rig.care.act_on(item, "pause")


async def stop_it(rig: Rig, item: Any) -> None:
    await rig.care.act_on(item, "stop")


async def silence_her_phone(rig: Rig, item: Any) -> None:
    await rig.phone("ana-phone", notifications_allowed=False)


async def remove_her_phone(rig: Rig, item: Any) -> None:
    await rig.care.ana.delete("/v1/me/devices/ana-phone")


@pytest.mark.parametrize(
    ("change_it", "end"),
    [
        (log_it, ("skipped", "done")),
        (move_it, ("cancelled", "plan_changed")),
        (pause_it, ("skipped", "paused")),
        (stop_it, ("cancelled", "stopped")),
        (silence_her_phone, ("skipped", "no_device")),
        (remove_her_phone, ("skipped", "no_device")),
    ],
)
async def test_nothing_leaves_when_it_changed_after_the_claim(
    rig: Rig, change_it: Any, end: tuple[str, str]
) -> None:
    item = await a_due_slot(rig)
    ids = await claimed(rig)
    await change_it(rig, item)
    assert await dispatch(rig, ids) == 0
    assert (await rig.ends())["10:00"] == end


async def test_a_plan_that_is_newer_than_the_reminder_stops_it(
    rig: Rig, sessions: Sessions
) -> None:
    await a_due_slot(rig)
    ids = await claimed(rig)
    await change(sessions, Client, plan_revision=7)
    assert await dispatch(rig, ids) == 0
    assert (await rig.ends())["10:00"] == ("cancelled", "plan_changed")


async def test_an_edit_of_something_else_does_not_stop_it(rig: Rig) -> None:
    await a_due_slot(rig)
    ids = await claimed(rig)
    await rig.care.prescribe("17:00", exercise="cat-cow")
    assert await dispatch(rig, ids) == 1


async def test_the_mark_is_committed_before_the_post_and_a_crash_never_sends_again(
    rig: Rig,
) -> None:
    await a_due_slot(rig)
    ids = await claimed(rig)
    rig.stub.script("hang-before", times=None)
    crash = asyncio.create_task(dispatch(rig, ids))
    await until(lambda: rig.stub.requests == 1, REACHED)
    # FCM has the request and has not answered: this is what a killed worker leaves behind.
    assert await rig.deliveries() == {"ana-phone": "dispatching"}
    crash.cancel()
    with pytest.raises(asyncio.CancelledError):
        await crash
    rig.stub.script("ok", times=None)
    for minutes in (2, 30, 119, 121):
        rig.move(TEN + timedelta(minutes=minutes))
        await rig.worker.turn()
    assert rig.stub.requests == 1
    assert (await rig.ends())["10:00"] == ("failed", "unknown")
    assert await rig.deliveries() == {"ana-phone": "unknown"}


async def test_a_log_while_the_push_is_on_its_way_does_not_undo_it(rig: Rig) -> None:
    item = await a_due_slot(rig)
    ids = await claimed(rig)
    rig.stub.hold()
    leaving = asyncio.create_task(dispatch(rig, ids))
    await until(lambda: rig.stub.requests == 1, REACHED)
    await log_it(rig, item)
    rig.stub.release()
    await leaving
    # It was on its way when she logged; what happened is told as it happened.
    assert (await rig.ends())["10:00"] == ("sent", None)


# SQLite has no row locks: there one transaction writes at a time.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_log_sees_a_mark_that_it_had_to_wait_for(sessions: Sessions) -> None:
    crowd = await gather_crowd(sessions, 1, TEN, TEN)
    async with transaction(sessions) as session:
        row = await session.get_one(Reminder, crowd.reminders[0])
        about = row.account_id, row.subject_id, row.local_date

    async def log() -> None:
        async with transaction(sessions) as session:
            await skip_done(session, *about, WHOLE_DAY, sign_in_id=ME, now=TEN)

    async with transaction(sessions) as session:
        await claim(session, ME, TEN, 1)
    async with transaction(sessions) as session:
        await session.execute(select(Reminder.id).with_for_update())
        logging = asyncio.create_task(log())
        await until_blocked(sessions, logging)
        device = await session.scalar(select(Device.id))
        session.add(
            Delivery(
                created_at=TEN,
                reminder_id=crowd.reminders[0],
                device_id=device,
                state="dispatching",
                target_hash="0",
                target_generation=1,
                dispatched_at=TEN,
            )
        )
    await logging
    async with transaction(sessions, write=False) as session:
        assert await session.scalar(select(Reminder.state)) == "claimed"


async def test_a_retry_survives_an_edit_of_something_else_while_it_was_leaving(
    rig: Rig,
) -> None:
    await a_due_slot(rig)
    ids = await claimed(rig)
    rig.stub.script("503")
    rig.stub.hold()
    leaving = asyncio.create_task(dispatch(rig, ids))
    await until(lambda: rig.stub.requests == 1, REACHED)
    await rig.care.prescribe("17:00", exercise="cat-cow")
    rig.stub.release()
    await leaving
    assert (await rig.ends())["10:00"] == ("scheduled", None)
    assert await rig.turn_at("10:01") == ["ana-phone"]


async def test_a_retry_does_not_survive_an_edit_that_takes_it_away(rig: Rig) -> None:
    item = await a_due_slot(rig)
    ids = await claimed(rig)
    rig.stub.script("503")
    rig.stub.hold()
    leaving = asyncio.create_task(dispatch(rig, ids))
    await until(lambda: rig.stub.requests == 1, REACHED)
    await move_it(rig, item)
    rig.stub.release()
    await leaving
    assert await rig.turn_at("10:01") == []
    assert (await rig.ends())["10:00"] == ("cancelled", "plan_changed")
