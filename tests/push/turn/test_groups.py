"""Reminders of one client that fall due within ten minutes: one notification at the last one's."""

import asyncio

import pytest

from tests.acting.planning import force, join
from tests.push.claims_by_hand import send, take
from tests.push.house import MONDAY, House

PHONE = "ana-phone"
SENT, GROUPED = ("sent", None), ("skipped", "grouped")
OPEN, DONE = ("scheduled", None), ("skipped", "done")


async def prescribed(house: House, *walls: str, **more: object) -> list:
    """Register a phone and prescribe an item for each wall time."""
    await house.phone(PHONE)
    return [await house.care.prescribe(wall, **more) for wall in walls]


async def test_two_eight_minutes_apart_are_one_push_at_the_later_ones_minute(house: House) -> None:
    await prescribed(house, "10:00", "10:08")
    assert await house.turn_at("10:00") == []
    assert await house.turn_at("10:07:59") == []
    assert await house.turn_at("10:08") == [PHONE]
    assert await house.ends() == {"10:00": GROUPED, "10:08": SENT}
    (leader,) = [row for row in await house.reminders() if row.state == "sent"]
    assert house.stub.accepted[0]["message"]["data"]["reminder_id"] == str(leader.id)
    assert leader.slot == "10:08"


async def test_a_notification_reaches_every_phone_once(house: House) -> None:
    await prescribed(house, "10:00", "10:08")
    await house.phone("ana-tablet")
    assert sorted(await house.turn_at("10:08")) == [PHONE, "ana-tablet"]


async def test_ten_minutes_are_together_and_eleven_are_not(house: House) -> None:
    await prescribed(house, "10:00", "10:10", "12:00", "12:11")
    assert await house.turn_at("10:00") == []
    assert len(await house.turn_at("10:10")) == 1
    assert len(await house.turn_at("12:00")) == 2
    assert len(await house.turn_at("12:11")) == 3


async def test_the_earlier_one_is_sent_alone_when_the_later_one_was_done_meanwhile(
    house: House,
) -> None:
    _, later = await prescribed(house, "10:00", "10:08")
    await house.turn_at("10:00")
    assert (await house.care.log(later, MONDAY, "10:08")).status_code == 201
    assert await house.turn_at("10:08") == [PHONE]
    assert await house.ends() == {"10:00": SENT, "10:08": DONE}


async def test_the_earlier_one_is_sent_alone_when_the_later_one_was_stopped_meanwhile(
    house: House,
) -> None:
    _, later = await prescribed(house, "10:00", "10:08")
    await house.turn_at("10:00")
    await house.care.say(later, "stop", {"reason": "done with it"})
    assert await house.turn_at("10:08") == [PHONE]
    assert await house.ends() == {"10:00": SENT, "10:08": ("cancelled", "stopped")}


async def test_what_is_done_before_the_group_leaves_is_not_reminded_and_the_other_is(
    house: House,
) -> None:
    earlier, _ = await prescribed(house, "10:00", "10:08")
    await house.turn_at("10:00")
    assert (await house.care.log(earlier, MONDAY, "10:00")).status_code == 201
    assert await house.turn_at("10:08") == [PHONE]
    assert await house.ends() == {"10:00": DONE, "10:08": SENT}


async def test_of_a_chain_the_first_two_leave_together_and_the_third_alone(house: House) -> None:
    await prescribed(house, "10:00", "10:08", "10:16")
    assert [len(await house.turn_at(wall)) for wall in ("10:00", "10:08", "10:16")] == [0, 1, 2]
    assert await house.ends() == {"10:00": GROUPED, "10:08": SENT, "10:16": SENT}


@pytest.mark.parametrize("earlier_first", [True, False])
async def test_in_two_hands_it_is_one_push(house: House, earlier_first: bool) -> None:
    await prescribed(house, "10:00", "10:08")
    await house.turn_at("10:00")
    house.move(house.care.clock.at.replace(minute=8))
    hands = [await take(house), await take(house)]
    assert [len(ids) for ids, _ in hands] == [1, 1]
    for hand in hands if earlier_first else hands[::-1]:
        await send(house, hand)
    # Whoever holds the earlier one first looks again once the other has settled the later one.
    await house.turn_at("10:08:06")
    assert house.pushed == [PHONE]
    assert await house.ends() == {"10:00": GROUPED, "10:08": SENT}


async def test_in_two_hands_at_once_it_is_one_push(house: House) -> None:
    await prescribed(house, "10:00", "10:00", "10:00")
    house.move(house.care.clock.at.replace(hour=9, minute=0))
    hands = [await take(house) for _ in range(3)]
    await asyncio.gather(*(send(house, hand) for hand in hands))
    await house.turn_at("10:00:06")
    assert house.pushed == [PHONE]
    ends = [row.reason for row in await house.reminders() if row.local_date.isoformat() == MONDAY]
    assert sorted(ends, key=str) == [None, "grouped", "grouped"]


async def test_in_two_hands_a_chain_breaks_where_it_does_in_one(house: House) -> None:
    await prescribed(house, "10:00", "10:08", "10:16")
    await house.turn_at("10:00")
    house.move(house.care.clock.at.replace(minute=8))
    hands = [await take(house), await take(house)]
    for hand in hands[::-1]:
        await send(house, hand)
    assert house.pushed == [PHONE]
    await house.turn_at("10:08:06")
    assert await house.ends() == {"10:00": GROUPED, "10:08": SENT, "10:16": OPEN}


async def test_what_is_late_after_quiet_hours_leaves_as_one(house: House) -> None:
    await house.prefer(quiet_hours={"start": "21:00", "end": "11:00"})
    await prescribed(house, "10:00", "10:20", "10:45")
    for wall in ("10:00", "10:20", "10:45"):
        assert await house.turn_at(wall) == []
    assert await house.turn_at("11:00") == [PHONE]
    assert await house.ends() == {"10:00": GROUPED, "10:20": GROUPED, "10:45": SENT}


async def test_what_is_late_after_an_outage_leaves_as_one(house: House) -> None:
    await prescribed(house, "10:00", "10:30", "11:00")
    assert await house.turn_at("11:30") == [PHONE]
    assert await house.ends() == {"10:00": GROUPED, "10:30": GROUPED, "11:00": SENT}


async def test_what_is_late_does_not_wait_for_what_comes_later(house: House) -> None:
    await prescribed(house, "10:00", "10:45")
    await house.turn_at("09:59")
    assert await house.turn_at("10:40") == [PHONE]
    assert len(await house.turn_at("10:45")) == 2


async def test_one_that_closes_before_the_group_leaves_is_spoken_for(house: House) -> None:
    await prescribed(house, "10:00", schedule={"window_min": 5, "times": ["10:00"]})
    await house.care.prescribe("10:08")
    assert await house.turn_at("10:00") == []
    assert await house.turn_at("10:08") == [PHONE]
    assert await house.ends() == {"10:00": GROUPED, "10:08": SENT}


async def test_a_check_in_and_an_exercise_at_the_same_time_are_one_push(house: House) -> None:
    await house.prefer(check_in_time="10:00")
    await join(house.care)
    await prescribed(house, "10:05")
    assert await house.turn_at("10:00") == []
    assert await house.turn_at("10:05") == [PHONE]
    assert await house.ends() == {"check_in": GROUPED, "10:05": SENT}


async def test_groups_of_different_clients_do_not_mix(house: House) -> None:
    await prescribed(house, "10:00")
    await house.phone("cy-phone", house.care.cast.cy)
    body = {"exercise": "chin-tuck", "schedule": {"times": ["10:05"]}}
    path = f"/v1/clients/{house.care.cast.cy.id}/prescriptions"
    assert (await house.care.cast.dora.post(path, body)).status_code == 201
    assert await house.turn_at("10:00") == [PHONE]
    assert await house.turn_at("10:05") == [PHONE, "cy-phone"]


async def test_a_spread_keeps_a_group_together(house: House) -> None:
    await prescribed(house, "10:00", "10:08")
    for row in await house.reminders():
        await force(house.care, row, next_attempt_at=row.due_at.replace(second=40))
    assert await house.turn_at("10:00:40") == []
    assert await house.turn_at("10:08:39") == []
    assert await house.turn_at("10:08:40") == [PHONE]


async def test_a_test_push_waits_for_nobody(house: House) -> None:
    await prescribed(house, "10:00", "10:08")
    house.move(house.care.clock.at.replace(hour=9, minute=0))
    await house.test_push(PHONE)
    assert await house.turn_at("10:00") == [PHONE]
    assert await house.turn_at("10:08") == [PHONE, PHONE]


async def test_none_waits_for_another_into_the_quiet_hours(house: House) -> None:
    await house.prefer(quiet_hours={"start": "21:00", "end": "08:00"})
    await prescribed(house, "20:55", "21:00")
    assert await house.turn_at("20:55") == [PHONE]
    await house.turn_at("21:00")
    await house.turn_at("23:00")
    assert await house.ends() == {"20:55": SENT, "21:00": ("skipped", "quiet_hours")}
