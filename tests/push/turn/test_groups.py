"""Reminders of one client that fall due within ten minutes: one notification at the last one's."""

import asyncio

import pytest

from tests.acting.planning import give_email, update_reminder
from tests.push.claims_by_hand import claim_due, dispatch_claim
from tests.push.rig import MONDAY, Rig

PHONE = "ana-phone"
SENT, GROUPED = ("sent", None), ("skipped", "grouped")
OPEN, DONE = ("scheduled", None), ("skipped", "done")


async def prescribed(rig: Rig, *walls: str, **more: object) -> list:
    """Register a phone and prescribe an item for each wall time."""
    await rig.phone(PHONE)
    return [await rig.care.prescribe(wall, **more) for wall in walls]


async def test_two_eight_minutes_apart_are_one_push_at_the_later_ones_minute(rig: Rig) -> None:
    await prescribed(rig, "10:00", "10:08")
    assert await rig.turn_at("10:00") == []
    assert await rig.turn_at("10:07:59") == []
    assert await rig.turn_at("10:08") == [PHONE]
    assert await rig.ends() == {"10:00": GROUPED, "10:08": SENT}
    (leader,) = [row for row in await rig.reminders() if row.state == "sent"]
    assert rig.stub.accepted[0]["message"]["data"]["reminder_id"] == str(leader.id)
    assert leader.slot == "10:08"


async def test_a_notification_reaches_every_phone_once(rig: Rig) -> None:
    await prescribed(rig, "10:00", "10:08")
    await rig.phone("ana-tablet")
    assert sorted(await rig.turn_at("10:08")) == [PHONE, "ana-tablet"]


async def test_ten_minutes_are_together_and_eleven_are_not(rig: Rig) -> None:
    await prescribed(rig, "10:00", "10:10", "12:00", "12:11")
    assert await rig.turn_at("10:00") == []
    assert len(await rig.turn_at("10:10")) == 1
    assert len(await rig.turn_at("12:00")) == 2
    assert len(await rig.turn_at("12:11")) == 3


async def test_the_earlier_one_is_sent_alone_when_the_later_one_was_done_meanwhile(
    rig: Rig,
) -> None:
    _, later = await prescribed(rig, "10:00", "10:08")
    await rig.turn_at("10:00")
    assert (await rig.care.log(later, MONDAY, "10:08")).status_code == 201
    assert await rig.turn_at("10:08") == [PHONE]
    assert await rig.ends() == {"10:00": SENT, "10:08": DONE}


async def test_the_earlier_one_is_sent_alone_when_the_later_one_was_stopped_meanwhile(
    rig: Rig,
) -> None:
    _, later = await prescribed(rig, "10:00", "10:08")
    await rig.turn_at("10:00")
    await rig.care.act_on(later, "stop", {"reason": "done with it"})
    assert await rig.turn_at("10:08") == [PHONE]
    assert await rig.ends() == {"10:00": SENT, "10:08": ("cancelled", "stopped")}


async def test_what_is_done_before_the_group_leaves_is_not_reminded_and_the_other_is(
    rig: Rig,
) -> None:
    earlier, _ = await prescribed(rig, "10:00", "10:08")
    await rig.turn_at("10:00")
    assert (await rig.care.log(earlier, MONDAY, "10:00")).status_code == 201
    assert await rig.turn_at("10:08") == [PHONE]
    assert await rig.ends() == {"10:00": DONE, "10:08": SENT}


async def test_of_a_chain_the_first_two_leave_together_and_the_third_alone(rig: Rig) -> None:
    await prescribed(rig, "10:00", "10:08", "10:16")
    assert [len(await rig.turn_at(wall)) for wall in ("10:00", "10:08", "10:16")] == [0, 1, 2]
    assert await rig.ends() == {"10:00": GROUPED, "10:08": SENT, "10:16": SENT}


@pytest.mark.parametrize("earlier_first", [True, False])
async def test_in_two_hands_it_is_one_push(rig: Rig, earlier_first: bool) -> None:
    await prescribed(rig, "10:00", "10:08")
    await rig.turn_at("10:00")
    rig.move(rig.care.clock.at.replace(minute=8))
    all_claimed = [await claim_due(rig), await claim_due(rig)]
    assert [len(ids) for ids, _ in all_claimed] == [1, 1]
    for claimed in all_claimed if earlier_first else all_claimed[::-1]:
        await dispatch_claim(rig, claimed)
    # Whoever holds the earlier one first looks again once the other has settled the later one.
    await rig.turn_at("10:08:06")
    assert rig.pushed == [PHONE]
    assert await rig.ends() == {"10:00": GROUPED, "10:08": SENT}


async def test_in_two_hands_at_once_it_is_one_push(rig: Rig) -> None:
    await prescribed(rig, "10:00", "10:00", "10:00")
    rig.move(rig.care.clock.at.replace(hour=9, minute=0))
    all_claimed = [await claim_due(rig) for _ in range(3)]
    await asyncio.gather(*(dispatch_claim(rig, claimed) for claimed in all_claimed))
    await rig.turn_at("10:00:06")
    assert rig.pushed == [PHONE]
    ends = [row.reason for row in await rig.reminders() if row.local_date.isoformat() == MONDAY]
    assert sorted(ends, key=str) == [None, "grouped", "grouped"]


async def test_in_two_hands_a_chain_breaks_where_it_does_in_one(rig: Rig) -> None:
    await prescribed(rig, "10:00", "10:08", "10:16")
    await rig.turn_at("10:00")
    rig.move(rig.care.clock.at.replace(minute=8))
    all_claimed = [await claim_due(rig), await claim_due(rig)]
    for claimed in all_claimed[::-1]:
        await dispatch_claim(rig, claimed)
    assert rig.pushed == [PHONE]
    await rig.turn_at("10:08:06")
    assert await rig.ends() == {"10:00": GROUPED, "10:08": SENT, "10:16": OPEN}


async def test_what_is_late_after_quiet_hours_leaves_as_one(rig: Rig) -> None:
    await rig.prefer(quiet_hours={"start": "21:00", "end": "11:00"})
    await prescribed(rig, "10:00", "10:20", "10:45")
    for wall in ("10:00", "10:20", "10:45"):
        assert await rig.turn_at(wall) == []
    assert await rig.turn_at("11:00") == [PHONE]
    assert await rig.ends() == {"10:00": GROUPED, "10:20": GROUPED, "10:45": SENT}


async def test_what_is_late_after_an_outage_leaves_as_one(rig: Rig) -> None:
    await prescribed(rig, "10:00", "10:30", "11:00")
    assert await rig.turn_at("11:30") == [PHONE]
    assert await rig.ends() == {"10:00": GROUPED, "10:30": GROUPED, "11:00": SENT}


async def test_what_is_late_does_not_wait_for_what_comes_later(rig: Rig) -> None:
    await prescribed(rig, "10:00", "10:45")
    await rig.turn_at("09:59")
    assert await rig.turn_at("10:40") == [PHONE]
    assert len(await rig.turn_at("10:45")) == 2


async def test_one_that_closes_before_the_group_leaves_is_spoken_for(rig: Rig) -> None:
    await prescribed(rig, "10:00", schedule={"window_min": 5, "times": ["10:00"]})
    await rig.care.prescribe("10:08")
    assert await rig.turn_at("10:00") == []
    assert await rig.turn_at("10:08") == [PHONE]
    assert await rig.ends() == {"10:00": GROUPED, "10:08": SENT}


async def test_a_check_in_and_an_exercise_at_the_same_time_are_one_push(rig: Rig) -> None:
    await rig.prefer(check_in_time="10:00")
    await give_email(rig.care)
    await prescribed(rig, "10:05")
    assert await rig.turn_at("10:00") == []
    assert await rig.turn_at("10:05") == [PHONE]
    assert await rig.ends() == {"check_in": GROUPED, "10:05": SENT}


async def test_groups_of_different_clients_do_not_mix(rig: Rig) -> None:
    await prescribed(rig, "10:00")
    await rig.phone("cy-phone", rig.care.cast.cy)
    body = {"exercise": "chin-tuck", "schedule": {"times": ["10:05"]}}
    path = f"/v1/clients/{rig.care.cast.cy.id}/prescriptions"
    assert (await rig.care.cast.dora.post(path, body)).status_code == 201
    assert await rig.turn_at("10:00") == [PHONE]
    assert await rig.turn_at("10:05") == [PHONE, "cy-phone"]


async def test_a_spread_keeps_a_group_together(rig: Rig) -> None:
    await prescribed(rig, "10:00", "10:08")
    for row in await rig.reminders():
        await update_reminder(rig.care, row, next_attempt_at=row.due_at.replace(second=40))
    assert await rig.turn_at("10:00:40") == []
    assert await rig.turn_at("10:08:39") == []
    assert await rig.turn_at("10:08:40") == [PHONE]


async def test_a_test_push_waits_for_nobody(rig: Rig) -> None:
    await prescribed(rig, "10:00", "10:08")
    rig.move(rig.care.clock.at.replace(hour=9, minute=0))
    await rig.test_push(PHONE)
    assert await rig.turn_at("10:00") == [PHONE]
    assert await rig.turn_at("10:08") == [PHONE, PHONE]


async def test_none_waits_for_another_into_the_quiet_hours(rig: Rig) -> None:
    await rig.prefer(quiet_hours={"start": "21:00", "end": "08:00"})
    await prescribed(rig, "20:55", "21:00")
    assert await rig.turn_at("20:55") == [PHONE]
    await rig.turn_at("21:00")
    await rig.turn_at("23:00")
    assert await rig.ends() == {"20:55": SENT, "21:00": ("skipped", "quiet_hours")}
