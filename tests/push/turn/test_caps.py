"""The cap: how many notifications leave for a client on one of her dates."""

import asyncio
from datetime import timedelta

from sqlalchemy import select

from api.tables import Reminder, ReminderDay
from tests.acting.care import on
from tests.acting.planning import give_email, update_reminder
from tests.push.claims_by_hand import claim_due, dispatch_claim
from tests.push.rig import Rig, monday

PHONE = "ana-phone"
SENT, CAPPED = ("sent", None), ("skipped", "cap")


async def counted(rig: Rig) -> dict[str, int]:
    """Return how many were counted on each of Ana's dates."""
    rows = await rig.care.rows(select(ReminderDay).order_by(ReminderDay.on_date))
    return {row.on_date.isoformat(): row.sent for row in rows}


async def test_no_more_leave_than_the_client_allows(rig: Rig) -> None:
    await rig.phone(PHONE)
    await rig.prefer(reminder_cap=2)
    await rig.care.prescribe("10:00", "12:30", "15:00", "17:30")
    for wall in ("10:00", "12:30", "15:00", "17:30"):
        await rig.turn_at(wall)
    assert rig.pushed == [PHONE, PHONE]
    assert await rig.ends() == {"10:00": SENT, "12:30": SENT, "15:00": CAPPED, "17:30": CAPPED}
    assert await counted(rig) == {on(3, 2): 2}


async def test_two_phones_are_one_notification(rig: Rig) -> None:
    await rig.phone(PHONE)
    await rig.phone("ana-tablet")
    await rig.prefer(reminder_cap=1)
    await rig.care.prescribe("10:00", "12:30")
    assert len(await rig.turn_at("10:00")) == 2
    assert len(await rig.turn_at("12:30")) == 2
    assert await counted(rig) == {on(3, 2): 1}


async def test_a_group_counts_once_and_is_capped_as_one(rig: Rig) -> None:
    await rig.phone(PHONE)
    await rig.prefer(reminder_cap=1)
    for wall in ("10:00", "10:05", "15:00", "15:05"):
        await rig.care.prescribe(wall)
    await rig.turn_at("10:05")
    await rig.turn_at("15:05")
    assert rig.pushed == [PHONE]
    assert await rig.ends() == {
        "10:00": ("skipped", "grouped"),
        "10:05": SENT,
        "15:00": CAPPED,
        "15:05": CAPPED,
    }


async def test_what_does_not_leave_is_not_counted(rig: Rig) -> None:
    await rig.prefer(reminder_cap=1)
    await rig.care.prescribe("10:00", "12:30")
    await rig.turn_at("10:00")
    await rig.phone(PHONE)
    assert await rig.turn_at("12:30") == [PHONE]
    assert await rig.ends() == {"10:00": ("skipped", "no_device"), "12:30": SENT}


async def test_a_retry_is_not_counted_twice(rig: Rig) -> None:
    await rig.phone(PHONE)
    await rig.prefer(reminder_cap=2)
    await rig.care.prescribe("10:00", "12:30")
    rig.stub.script("503", times=2)
    for wall in ("10:00", "10:01", "10:05", "12:30"):
        await rig.turn_at(wall)
    assert rig.pushed == [PHONE, PHONE]
    assert await counted(rig) == {on(3, 2): 2}


async def test_a_retry_leaves_although_the_cap_is_reached_meanwhile(rig: Rig) -> None:
    await rig.phone(PHONE)
    await rig.prefer(reminder_cap=1)
    await rig.care.prescribe("10:00", "12:30")
    rig.stub.script("503")
    await rig.turn_at("10:00")
    assert await rig.turn_at("10:01") == [PHONE]


async def test_a_cap_that_is_raised_or_lowered_counts_at_once(rig: Rig) -> None:
    await rig.phone(PHONE)
    await rig.prefer(reminder_cap=1)
    await rig.care.prescribe("10:00", "12:30", "15:00", "17:30")
    await rig.turn_at("10:00")
    await rig.turn_at("12:30")
    await rig.prefer(reminder_cap=2)
    await rig.turn_at("15:00")
    await rig.prefer(reminder_cap=1)
    await rig.turn_at("17:30")
    assert await rig.ends() == {"10:00": SENT, "12:30": CAPPED, "15:00": SENT, "17:30": CAPPED}


async def test_the_date_rolls_over_at_the_clients_midnight(rig: Rig) -> None:
    await rig.phone(PHONE)
    await rig.prefer(quiet_hours=None)
    await rig.prefer(reminder_cap=1)
    await rig.care.prescribe("23:40", "23:58")
    await rig.care.prescribe(schedule={"times": ["00:10"], "start_on": on(3, 3)})
    assert await rig.turn_at("23:40") == [PHONE]
    # UTC is still on Monday, Ana is not.
    rig.move(rig.care.clock.at + timedelta(minutes=30))
    await rig.worker.turn()
    assert rig.pushed == [PHONE, PHONE]
    assert await counted(rig) == {on(3, 2): 1, on(3, 3): 1}


async def test_what_was_capped_on_one_date_leaves_on_the_next(rig: Rig) -> None:
    await rig.phone(PHONE)
    await rig.prefer(reminder_cap=1)
    await rig.care.prescribe("10:00", "12:30")
    for day in (0, 1, 2):
        for wall in ("10:00", "12:30"):
            rig.move(monday(wall) + timedelta(days=day))
            await rig.worker.turn()
    assert await counted(rig) == {on(3, day): 1 for day in (2, 3, 4)}


async def test_an_exercise_to_come_keeps_its_place_before_a_check_in_and_a_cue(
    rig: Rig,
) -> None:
    await rig.prefer(check_in_time="12:00")
    await give_email(rig.care)
    await rig.phone(PHONE)
    await rig.prefer(reminder_cap=2)
    await rig.care.prescribe("10:00", "16:00", exercise="microbreak")
    await rig.care.prescribe("14:00")
    for wall in ("10:00", "12:01", "14:00", "16:00"):
        await rig.turn_at(wall)
    # Two may leave: the exercise and the check-in, though a cue was due before both.
    assert await rig.ends() == {
        "10:00": CAPPED,
        "check_in": SENT,
        "14:00": SENT,
        "16:00": CAPPED,
    }


async def test_a_place_that_nobody_needs_any_longer_is_free_for_a_cue(rig: Rig) -> None:
    await rig.phone(PHONE)
    await rig.prefer(reminder_cap=1)
    await rig.care.prescribe("10:00", "16:00", exercise="microbreak")
    item = await rig.care.prescribe("14:00")
    await rig.turn_at("10:00")
    await rig.care.act_on(item, "stop", {"reason": "done with it"})
    await rig.turn_at("16:00")
    assert (await rig.ends())["10:00"] == CAPPED
    assert (await rig.ends())["16:00"] == SENT


async def test_an_exercise_in_a_group_with_a_cue_is_not_held_up_by_later_exercises(
    rig: Rig,
) -> None:
    await rig.phone(PHONE)
    await rig.prefer(reminder_cap=1)
    await rig.care.prescribe("10:00", exercise="microbreak")
    await rig.care.prescribe("10:05", "14:00")
    assert await rig.turn_at("10:05") == [PHONE]


async def test_a_test_push_needs_no_place(rig: Rig) -> None:
    await rig.phone(PHONE)
    await rig.prefer(reminder_cap=1)
    await rig.care.prescribe("10:00", "12:30")
    await rig.turn_at("10:00")
    await rig.test_push(PHONE)
    assert await rig.turn_at("10:01") == [PHONE, PHONE]
    assert await counted(rig) == {on(3, 2): 1}


async def test_a_therapists_test_push_needs_no_cap(rig: Rig) -> None:
    await rig.phone("ben-phone", rig.care.ben)
    answer = await rig.care.ben.post("/v1/me/devices/ben-phone/test-push")
    assert answer.status_code == 201
    assert await rig.turn_at("09:00") == ["ben-phone"]
    assert await counted(rig) == {}


async def test_many_hands_at_once_never_exceed_the_cap(rig: Rig) -> None:
    """Due far apart and claimed at once: each claim pushes one notification if it may."""
    await rig.phone(PHONE)
    await rig.prefer(reminder_cap=2)
    await rig.care.prescribe("09:30", "09:45", "10:00", "10:15", "10:30", "10:45")
    rig.move(rig.care.clock.at + timedelta(hours=2))
    for row in await rig.reminders():
        # Each by itself: what is spoken for already would be grouped.
        await update_reminder(rig.care, row, expires_at=row.due_at + timedelta(hours=5))
    all_claimed = [await claim_due(rig) for _ in range(6)]
    await asyncio.gather(*(dispatch_claim(rig, claimed) for claimed in all_claimed))
    assert 1 <= len(rig.pushed) <= 2
    assert (await counted(rig))[on(3, 2)] == len(rig.pushed)


async def test_a_reminder_tells_on_which_date_it_was_counted(rig: Rig) -> None:
    await rig.phone(PHONE)
    await rig.care.prescribe("10:00", "10:05", "15:00")
    await rig.turn_at("10:05")
    rows = await rig.care.rows(select(Reminder).where(Reminder.counted_on.is_not(None)))
    assert [(row.slot, row.counted_on.isoformat()) for row in rows] == [("10:05", on(3, 2))]


async def test_an_evening_of_six_exercises_keeps_one_place_and_not_six(rig: Rig) -> None:
    await rig.phone(PHONE)
    await give_email(rig.care)
    for _ in range(6):
        await rig.care.prescribe("19:00")
    assert await rig.turn_at("18:31") == [PHONE]
    assert (await rig.ends())["check_in"] == SENT
    assert await rig.turn_at("19:01") == [PHONE, PHONE]
    assert await counted(rig) == {on(3, 2): 2}
