"""The cap: how many notifications leave for a client on one of her dates."""

import asyncio
from datetime import timedelta

from sqlalchemy import select

from api.tables import Reminder, ReminderDay
from tests.acting.care import on
from tests.acting.planning import force, join
from tests.push.claims_by_hand import send, take
from tests.push.house import House, monday

PHONE = "ana-phone"
SENT, CAPPED = ("sent", None), ("skipped", "cap")


async def counted(house: House) -> dict[str, int]:
    """Return how many were counted on each of Ana's dates."""
    rows = await house.care.rows(select(ReminderDay).order_by(ReminderDay.on_date))
    return {row.on_date.isoformat(): row.sent for row in rows}


async def test_no_more_leave_than_the_client_allows(house: House) -> None:
    await house.phone(PHONE)
    await house.prefer(reminder_cap=2)
    await house.care.prescribe("10:00", "12:30", "15:00", "17:30")
    for wall in ("10:00", "12:30", "15:00", "17:30"):
        await house.turn_at(wall)
    assert house.pushed == [PHONE, PHONE]
    assert await house.ends() == {"10:00": SENT, "12:30": SENT, "15:00": CAPPED, "17:30": CAPPED}
    assert await counted(house) == {on(3, 2): 2}


async def test_two_phones_are_one_notification(house: House) -> None:
    await house.phone(PHONE)
    await house.phone("ana-tablet")
    await house.prefer(reminder_cap=1)
    await house.care.prescribe("10:00", "12:30")
    assert len(await house.turn_at("10:00")) == 2
    assert len(await house.turn_at("12:30")) == 2
    assert await counted(house) == {on(3, 2): 1}


async def test_a_group_counts_once_and_is_capped_as_one(house: House) -> None:
    await house.phone(PHONE)
    await house.prefer(reminder_cap=1)
    for wall in ("10:00", "10:05", "15:00", "15:05"):
        await house.care.prescribe(wall)
    await house.turn_at("10:05")
    await house.turn_at("15:05")
    assert house.pushed == [PHONE]
    assert await house.ends() == {
        "10:00": ("skipped", "grouped"),
        "10:05": SENT,
        "15:00": CAPPED,
        "15:05": CAPPED,
    }


async def test_what_does_not_leave_is_not_counted(house: House) -> None:
    await house.prefer(reminder_cap=1)
    await house.care.prescribe("10:00", "12:30")
    await house.turn_at("10:00")
    await house.phone(PHONE)
    assert await house.turn_at("12:30") == [PHONE]
    assert await house.ends() == {"10:00": ("skipped", "no_device"), "12:30": SENT}


async def test_a_retry_is_not_counted_twice(house: House) -> None:
    await house.phone(PHONE)
    await house.prefer(reminder_cap=2)
    await house.care.prescribe("10:00", "12:30")
    house.stub.script("503", times=2)
    for wall in ("10:00", "10:01", "10:05", "12:30"):
        await house.turn_at(wall)
    assert house.pushed == [PHONE, PHONE]
    assert await counted(house) == {on(3, 2): 2}


async def test_a_retry_leaves_although_the_cap_is_reached_meanwhile(house: House) -> None:
    await house.phone(PHONE)
    await house.prefer(reminder_cap=1)
    await house.care.prescribe("10:00", "12:30")
    house.stub.script("503")
    await house.turn_at("10:00")
    assert await house.turn_at("10:01") == [PHONE]


async def test_a_cap_that_is_raised_or_lowered_counts_at_once(house: House) -> None:
    await house.phone(PHONE)
    await house.prefer(reminder_cap=1)
    await house.care.prescribe("10:00", "12:30", "15:00", "17:30")
    await house.turn_at("10:00")
    await house.turn_at("12:30")
    await house.prefer(reminder_cap=2)
    await house.turn_at("15:00")
    await house.prefer(reminder_cap=1)
    await house.turn_at("17:30")
    assert await house.ends() == {"10:00": SENT, "12:30": CAPPED, "15:00": SENT, "17:30": CAPPED}


async def test_the_date_rolls_over_at_the_clients_midnight(house: House) -> None:
    await house.phone(PHONE)
    await house.prefer(quiet_hours=None)
    await house.prefer(reminder_cap=1)
    await house.care.prescribe("23:40", "23:58")
    await house.care.prescribe(schedule={"times": ["00:10"], "start_on": on(3, 3)})
    assert await house.turn_at("23:40") == [PHONE]
    # UTC is still on Monday, Ana is not.
    house.move(house.care.clock.at + timedelta(minutes=30))
    await house.worker.turn()
    assert house.pushed == [PHONE, PHONE]
    assert await counted(house) == {on(3, 2): 1, on(3, 3): 1}


async def test_what_was_capped_on_one_date_leaves_on_the_next(house: House) -> None:
    await house.phone(PHONE)
    await house.prefer(reminder_cap=1)
    await house.care.prescribe("10:00", "12:30")
    for day in (0, 1, 2):
        for wall in ("10:00", "12:30"):
            house.move(monday(wall) + timedelta(days=day))
            await house.worker.turn()
    assert await counted(house) == {on(3, day): 1 for day in (2, 3, 4)}


async def test_an_exercise_to_come_keeps_its_place_before_a_check_in_and_a_cue(
    house: House,
) -> None:
    await house.prefer(check_in_time="12:00")
    await join(house.care)
    await house.phone(PHONE)
    await house.prefer(reminder_cap=2)
    await house.care.prescribe("10:00", "16:00", exercise="microbreak")
    await house.care.prescribe("14:00")
    for wall in ("10:00", "12:01", "14:00", "16:00"):
        await house.turn_at(wall)
    # Two may leave: the exercise and the check-in, though a cue was due before both.
    assert await house.ends() == {
        "10:00": CAPPED,
        "check_in": SENT,
        "14:00": SENT,
        "16:00": CAPPED,
    }


async def test_a_place_that_nobody_needs_any_longer_is_free_for_a_cue(house: House) -> None:
    await house.phone(PHONE)
    await house.prefer(reminder_cap=1)
    await house.care.prescribe("10:00", "16:00", exercise="microbreak")
    item = await house.care.prescribe("14:00")
    await house.turn_at("10:00")
    await house.care.say(item, "stop", {"reason": "done with it"})
    await house.turn_at("16:00")
    assert (await house.ends())["10:00"] == CAPPED
    assert (await house.ends())["16:00"] == SENT


async def test_an_exercise_in_a_group_with_a_cue_is_not_held_up_by_later_exercises(
    house: House,
) -> None:
    await house.phone(PHONE)
    await house.prefer(reminder_cap=1)
    await house.care.prescribe("10:00", exercise="microbreak")
    await house.care.prescribe("10:05", "14:00")
    assert await house.turn_at("10:05") == [PHONE]


async def test_a_test_push_needs_no_place(house: House) -> None:
    await house.phone(PHONE)
    await house.prefer(reminder_cap=1)
    await house.care.prescribe("10:00", "12:30")
    await house.turn_at("10:00")
    await house.test_push(PHONE)
    assert await house.turn_at("10:01") == [PHONE, PHONE]
    assert await counted(house) == {on(3, 2): 1}


async def test_a_therapists_test_push_needs_no_cap(house: House) -> None:
    await house.phone("ben-phone", house.care.ben)
    answer = await house.care.ben.post("/v1/me/devices/ben-phone/test-push")
    assert answer.status_code == 201
    assert await house.turn_at("09:00") == ["ben-phone"]
    assert await counted(house) == {}


async def test_many_hands_at_once_never_exceed_the_cap(house: House) -> None:
    """Due far apart and all in hand at once: each hand leaves a notification if it may."""
    await house.phone(PHONE)
    await house.prefer(reminder_cap=2)
    await house.care.prescribe("09:30", "09:45", "10:00", "10:15", "10:30", "10:45")
    house.move(house.care.clock.at + timedelta(hours=2))
    for row in await house.reminders():
        # Each by itself: what is spoken for already would be grouped.
        await force(house.care, row, expires_at=row.due_at + timedelta(hours=5))
    hands = [await take(house) for _ in range(6)]
    await asyncio.gather(*(send(house, hand) for hand in hands))
    assert 1 <= len(house.pushed) <= 2
    assert (await counted(house))[on(3, 2)] == len(house.pushed)


async def test_a_reminder_tells_on_which_date_it_was_counted(house: House) -> None:
    await house.phone(PHONE)
    await house.care.prescribe("10:00", "10:05", "15:00")
    await house.turn_at("10:05")
    rows = await house.care.rows(select(Reminder).where(Reminder.counted_on.is_not(None)))
    assert [(row.slot, row.counted_on.isoformat()) for row in rows] == [("10:05", on(3, 2))]


async def test_an_evening_of_six_exercises_keeps_one_place_and_not_six(house: House) -> None:
    await house.phone(PHONE)
    await join(house.care)
    for _ in range(6):
        await house.care.prescribe("19:00")
    assert await house.turn_at("18:31") == [PHONE]
    assert (await house.ends())["check_in"] == SENT
    assert await house.turn_at("19:01") == [PHONE, PHONE]
    assert await counted(house) == {on(3, 2): 2}
