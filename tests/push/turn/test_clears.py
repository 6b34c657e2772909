"""Done on one phone: the notification on the other is taken away, once, silently."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from api.platform.db import transaction
from api.tables import Delivery, ReminderDay
from push.turn import clears
from tests.acting.care import Json, body_of
from tests.acting.planning import give_email
from tests.push.rig import MONDAY, Rig, monday
from tests.statements import asked, plan_of, reads_all

MINE, OTHER = "phone-in-hand", "other-phone"


async def two_phones(rig: Rig) -> None:
    """Register two phones of Ana's, each signed in by itself."""
    await rig.phone(MINE)
    await rig.phone(OTHER, await rig.care.another_phone())


async def reminded(rig: Rig, *others: str) -> Json:
    """Have all phones show the reminder of ten o'clock."""
    await two_phones(rig)
    item = await rig.care.prescribe("10:00")
    await rig.turn_at("10:00")
    assert sorted(rig.pushed) == sorted([MINE, OTHER, *others])
    return item


async def log(rig: Rig, item: Json, slot: str = "10:00", **more: Any) -> Json:
    return body_of(await rig.care.log(item, MONDAY, slot, **more), 201)


async def clear(rig: Rig, *, after: timedelta = timedelta(0)) -> list[tuple[str, str]]:
    """Run the job that clears; return all (target, reminder) that were cleared so far."""
    rig.move(rig.care.clock.at + after)
    await rig.worker.clear()
    return cleared(rig)


def cleared(rig: Rig) -> list[tuple[str, str]]:
    return [
        (entry["value"], entry["message"]["data"]["reminder_id"])
        for entry in rig.stub.accepted
        if entry["message"]["data"].get("action") == "clear"
    ]


async def the_reminder(rig: Rig, slot: str = "10:00") -> str:
    return str((await rig.care.reminders())[MONDAY, slot].id)


@pytest.mark.parametrize("outcome", ["done", "partial", "skipped", "excused"])
async def test_what_is_answered_on_one_phone_is_cleared_on_the_other(rig: Rig, outcome) -> None:
    item = await reminded(rig)
    assert await clear(rig) == []
    await log(rig, item, outcome=outcome)
    expected = [(OTHER, await the_reminder(rig))]
    assert await clear(rig) == expected
    body_of(await rig.care.log(item, MONDAY, "10:00", outcome="done"))
    assert await clear(rig, after=timedelta(hours=1)) == expected
    assert rig.stub.requests == 3


async def test_a_check_in_clears_its_reminder(rig: Rig) -> None:
    await two_phones(rig)
    await give_email(rig.care)
    assert sorted(await rig.turn_at("18:31")) == [OTHER, MINE]
    body_of(await rig.care.check_in(MONDAY, pain_average=3), 201)
    assert await clear(rig) == [(OTHER, await the_reminder(rig, "check_in"))]


async def test_it_counts_in_no_cap_waits_for_no_quiet_hours_and_is_no_answer(rig: Rig) -> None:
    item = await reminded(rig)
    await rig.prefer(reminder_cap=1, quiet_hours={"start": "10:00", "end": "09:00"})
    await log(rig, item)
    before = await rig.care.rows(select(ReminderDay.sent, ReminderDay.unanswered))
    assert len(await clear(rig)) == 1
    after = await rig.care.rows(select(ReminderDay.sent, ReminderDay.unanswered))
    assert after == before
    assert (await rig.ends())["10:00"] == ("sent", None)
    assert set((await rig.deliveries()).values()) == {"accepted"}


async def test_it_says_nothing_of_her_and_makes_no_sound(rig: Rig) -> None:
    item = await reminded(rig)
    await log(rig, item)
    await clear(rig)
    message = rig.stub.accepted[-1]["message"]
    assert set(message) == {"token", "data", "android", "apns", "webpush"}
    assert set(message["data"]) == {"action", "reminder_id"}
    assert not {"notification"} & {*message["android"], *message["webpush"]}
    assert message["apns"]["payload"] == {"aps": {"content-available": 1}}


async def test_what_she_saw_there_already_is_gone_and_so_is_what_never_arrived(rig: Rig) -> None:
    await two_phones(rig)
    tablet = await rig.care.another_phone()
    await rig.phone("404-unregistered:tablet", tablet)
    item = await rig.care.prescribe("10:00")
    await rig.turn_at("10:00")
    path = f"/v1/me/reminders/{await the_reminder(rig)}/receipt"
    said = {"dismissed_at": rig.care.clock.at.isoformat(), "installation_id": OTHER}
    body_of(await rig.care.ana.put(path, said))
    await log(rig, item)
    assert await clear(rig) == []
    assert rig.stub.requests == 3


async def test_a_habits_daily_answer_clears_each_of_its_cues(rig: Rig) -> None:
    await two_phones(rig)
    habit = await rig.care.prescribe("10:00", "14:00", exercise="hydration")
    for wall in ("10:00", "14:00"):
        await rig.turn_at(wall)
    await log(rig, habit, "day")
    assert {key for _, key in await clear(rig)} == {
        await the_reminder(rig, slot) for slot in ("10:00", "14:00")
    }


async def test_nothing_is_cleared_by_an_undo_nor_of_a_slot_that_nothing_was_sent_for(rig: Rig):
    await two_phones(rig)
    item = await rig.care.prescribe("10:00", "17:00")
    done = await log(rig, item, "17:00")
    await rig.turn_at("10:00")
    body_of(await rig.care.undo(done["id"]))
    assert await clear(rig) == []


async def test_a_log_costs_a_statement_more_only_if_something_was_sent(rig: Rig) -> None:
    await two_phones(rig)
    item = await rig.care.prescribe("10:00", "17:00")
    await rig.turn_at("10:00")
    engine = rig.care.sessions.engine.sync_engine
    with asked(engine) as before:
        await log(rig, item, "17:00")
    with asked(engine) as after:
        await log(rig, item, "10:00")
    updates = [[sql for sql, _ in seen if "deliveries" in sql] for seen in (before, after)]
    assert [sum(sql.startswith("UPDATE") for sql in each) for each in updates] == [0, 1]


async def test_a_phone_that_changed_hands_or_is_gone_hears_nothing(rig: Rig) -> None:
    item = await reminded(rig)
    await log(rig, item)
    await rig.hand_over(OTHER)
    assert await clear(rig) == []
    (row,) = await rig.care.rows(select(Delivery).where(Delivery.clear_asked_at.is_not(None)))
    assert row.clear_at is None


async def test_a_push_that_is_still_leaving_is_cleared_once_it_has_arrived(rig: Rig) -> None:
    item = await reminded(rig)
    async with transaction(rig.care.sessions) as session:
        for row in await session.scalars(select(Delivery)):
            row.state = "dispatching"
    await log(rig, item)
    assert await clear(rig) == []
    async with transaction(rig.care.sessions) as session:
        for row in await session.scalars(select(Delivery)):
            row.state = "accepted"
    assert len(await clear(rig)) == 1


@pytest.mark.parametrize(("days", "expected"), [(0, 1), (2, 0)])
async def test_what_expired_more_than_a_day_ago_is_left_alone(rig: Rig, days, expected) -> None:
    item = await reminded(rig)
    recorded = {"recorded_at": rig.care.clock.at.isoformat()}
    rig.move(monday("23:00") + timedelta(days=days))
    body_of(await rig.care.log(item, MONDAY, "10:00", **recorded), 201)
    assert len(await clear(rig)) == expected


async def test_what_waited_too_long_for_a_worker_is_dropped(rig: Rig) -> None:
    item = await reminded(rig)
    await log(rig, item)
    assert await clear(rig, after=timedelta(days=2)) == []
    assert await rig.care.rows(select(Delivery.id).where(Delivery.clear_at.is_not(None))) == []


async def test_what_fcm_puts_off_is_tried_again_ever_less_often_for_an_hour(rig: Rig) -> None:
    item = await reminded(rig)
    await log(rig, item)
    rig.stub.script("503", times=None)
    sent = rig.stub.requests
    tries = []
    for minute in range(120):
        await clear(rig, after=timedelta(minutes=1 if minute else 0))
        tries.append(rig.stub.requests - sent)
    assert 4 <= tries[-1] <= 9
    assert tries[61] == tries[-1]
    rig.stub.script("ok", times=None)
    assert await clear(rig, after=timedelta(minutes=1)) == []


async def test_what_fcm_took_after_all_is_not_sent_again(rig: Rig) -> None:
    item = await reminded(rig)
    await log(rig, item)
    rig.stub.script("503")
    assert await clear(rig) == []
    assert len(await clear(rig, after=timedelta(seconds=29))) == 0
    assert len(await clear(rig, after=timedelta(seconds=2))) == 1
    assert len(await clear(rig, after=timedelta(hours=1))) == 1


@pytest.mark.parametrize("behaviour", ["html-502", "reset-before-accept", "400-payload", "junk"])
async def test_what_may_have_left_or_was_refused_is_lost(rig: Rig, behaviour: str) -> None:
    item = await reminded(rig)
    await log(rig, item)
    rig.stub.script(behaviour)
    sent = rig.stub.requests
    for _ in range(3):
        await clear(rig, after=timedelta(minutes=5))
    assert rig.stub.requests == sent + 1
    assert set((await rig.disabled()).values()) == {None}


async def test_a_quota_holds_everything_and_a_dead_phone_is_disabled(rig: Rig) -> None:
    item = await reminded(rig)
    await log(rig, item)
    rig.stub.script("429", retry_after=120)
    await clear(rig)
    sent = rig.stub.requests
    await clear(rig, after=timedelta(seconds=110))
    assert rig.stub.requests == sent
    rig.stub.script("404-unregistered")
    await clear(rig, after=timedelta(seconds=11))
    assert rig.stub.requests == sent + 1
    assert (await rig.disabled()) == {MINE: None, OTHER: "unregistered"}


async def test_while_a_platform_is_held_its_phones_wait_and_the_others_do_not(rig: Rig) -> None:
    ipad = await rig.care.another_phone()
    await rig.phone("ipad", ipad, platform="ios")
    item = await reminded(rig, "ipad")
    await log(rig, item)
    rig.stub.script("401", times=1)
    await clear(rig)
    first = {target for target, _ in cleared(rig)}
    await clear(rig, after=timedelta(minutes=11))
    assert {target for target, _ in cleared(rig)} == {"ipad", OTHER} != first


async def test_two_workers_clear_each_notification_once(rig: Rig) -> None:
    item = await reminded(rig)
    await log(rig, item)
    other = rig.with_settings(rig.worker._settings).worker
    await asyncio.gather(*(worker.clear() for worker in (rig.worker, other, rig.worker, other)))
    assert len(cleared(rig)) == 1


async def test_what_is_to_be_cleared_is_found_by_its_index(rig: Rig) -> None:
    given = {"now": monday("10:00"), "most": 20, "held": []}
    plan = await plan_of(rig.care.sessions, clears._CLAIM, given)
    assert "ix_deliveries_clear_at" in "\n".join(plan)
    tables = ("deliveries", "devices")
    assert not [step for step in plan if reads_all(step) and any(t in step for t in tables)]
