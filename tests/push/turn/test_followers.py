"""What becomes of those that another one's notification speaks for, if that one does not arrive."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from tests.push.claims_by_hand import send, take
from tests.push.house import MONDAY, House, monday
from tests.waiting import until

SENT, GROUPED = ("sent", None), ("skipped", "grouped")
OPEN, DONE = ("scheduled", None), ("skipped", "done")


async def two(house: House) -> list[Any]:
    """Register a phone and prescribe two items that leave as one."""
    await house.phone("ana-phone")
    return [await house.care.prescribe(wall) for wall in ("10:00", "10:08")]


@asynccontextmanager
async def leaving(house: House, behaviour: str = "ok") -> AsyncIterator[None]:
    """Let both leave by one push that has reached FCM and is not answered within the block."""
    house.move(monday("10:08"))
    house.stub.script(behaviour)
    house.stub.hold()
    hand = await take(house, most=2)
    push, already = asyncio.create_task(send(house, hand)), house.stub.requests
    await until(lambda: house.stub.requests > already, "the push to reach FCM")
    yield
    house.stub.release()
    await push


async def test_while_the_push_is_on_its_way_it_is_not_known_what_it_stands_for(
    house: House,
) -> None:
    await two(house)
    async with leaving(house):
        assert await house.ends() == {"10:00": ("claimed", None), "10:08": ("claimed", None)}
    assert await house.ends() == {"10:00": GROUPED, "10:08": SENT}


async def test_both_wait_for_another_try_and_then_leave_as_one(house: House) -> None:
    await two(house)
    house.stub.script("503", times=2)
    assert await house.turn_at("10:08") == []
    assert await house.ends() == {"10:00": OPEN, "10:08": OPEN}
    assert await house.turn_at("10:08:30") == []
    assert await house.ends() == {"10:00": OPEN, "10:08": OPEN}
    assert await house.turn_at("10:11") == ["ana-phone"]
    assert await house.ends() == {"10:00": GROUPED, "10:08": SENT}


async def test_in_two_hands_another_try_still_speaks_for_the_other(house: House) -> None:
    await two(house)
    house.stub.script("503")
    await house.turn_at("10:08")
    house.move(monday("10:09"))
    hands = [await take(house), await take(house)]
    for hand in hands:
        await send(house, hand)
    await house.turn_at("10:09:10")
    assert house.pushed == ["ana-phone"]
    assert await house.ends() == {"10:00": GROUPED, "10:08": SENT}


@pytest.mark.parametrize("end", ["done", "stopped"])
async def test_the_other_is_told_when_the_one_that_fcm_put_off_is_over_meanwhile(
    house: House, end: str
) -> None:
    _, later = await two(house)
    house.stub.script("503")
    await house.turn_at("10:08")
    if end == "done":
        assert (await house.care.log(later, MONDAY, "10:08")).status_code == 201
    else:
        await house.care.say(later, "stop", {"reason": "done with it"})
    assert await house.turn_at("10:09") == ["ana-phone"]
    over = DONE if end == "done" else ("cancelled", "stopped")
    assert await house.ends() == {"10:00": SENT, "10:08": over}


async def test_the_other_is_told_when_the_phone_of_the_first_try_is_gone(house: House) -> None:
    await two(house)
    house.stub.script("404-unregistered")
    assert await house.turn_at("10:08") == []
    assert await house.ends() == {"10:00": OPEN, "10:08": ("failed", "target_dead")}
    await house.phone("ana-tablet")
    assert await house.turn_at("10:09") == ["ana-tablet"]
    assert (await house.ends())["10:00"] == SENT


async def test_what_fcm_refuses_of_the_one_it_is_not_asked_about_the_other(house: House) -> None:
    await two(house)
    house.stub.script("400-payload")
    await house.turn_at("10:08")
    await house.turn_at("10:09")
    assert house.stub.requests == 1
    refused = ("failed", "refused")
    assert await house.ends() == {"10:00": refused, "10:08": refused}


async def test_none_goes_on_before_fcm_takes_another_try(house: House) -> None:
    """Be it that the first could not wait for so long."""
    await house.phone("ana-phone")
    await house.care.prescribe("10:00")
    await house.care.prescribe("10:08", schedule={"times": ["10:08"], "window_min": 20})
    house.stub.script("503", retry_after=1800)
    await house.turn_at("10:08")
    assert await house.ends() == {"10:00": OPEN, "10:08": ("failed", "not_accepted_in_time")}
    assert await house.turn_at("10:37") == []
    assert house.stub.requests == 1
    assert await house.turn_at("10:38") == ["ana-phone"]


async def test_one_that_cannot_wait_for_so_long_ends_when_it_expires(house: House) -> None:
    await house.phone("ana-phone")
    await house.care.prescribe("10:00", schedule={"times": ["10:00"], "window_min": 30})
    await house.care.prescribe("10:08")
    house.stub.script("503", retry_after=3600)
    await house.turn_at("10:08")
    await house.turn_at("10:30")
    assert await house.ends() == {"10:00": ("expired", "expired"), "10:08": OPEN}


async def test_what_arrived_on_one_phone_has_told_though_it_is_tried_for_another(
    house: House,
) -> None:
    _, later = await two(house)
    await house.turn_at("10:00")
    await house.phone("ana-tablet")
    house.move(monday("10:08"))
    slots = {row.id: row.slot for row in await house.reminders()}
    hands = [await take(house), await take(house)]
    house.stub.script("503")
    for hand in sorted(hands, key=lambda hand: slots[hand[0][0]], reverse=True):
        await send(house, hand)
    assert len(house.pushed) == 1
    assert await house.ends() == {"10:00": GROUPED, "10:08": OPEN}
    assert (await house.care.log(later, MONDAY, "10:08")).status_code == 201
    assert len(await house.turn_at("10:09")) == 1


async def test_one_that_is_put_off_while_the_push_is_on_its_way_comes_once_more_and_not_twice(
    house: House,
) -> None:
    await two(house)
    async with leaving(house, "503"):
        (earlier,) = [
            row for row in await house.reminders() if row.slot == "10:00" and row.attempts
        ]
        path = f"/v1/me/reminders/{earlier.id}/snooze"
        assert (await house.care.ana.post(path, {"minutes": 30})).status_code == 201
    assert await house.turn_at("10:10") == ["ana-phone"]
    assert await house.turn_at("10:37") == ["ana-phone"]
    assert await house.turn_at("10:39") == ["ana-phone", "ana-phone"]


async def test_what_may_have_arrived_has_told_the_other_too(house: House) -> None:
    await two(house)
    house.stub.script("reset-after-accept")
    await house.turn_at("10:08")
    await house.turn_at("10:09")
    assert house.stub.requests == 1
    assert await house.ends() == {"10:00": GROUPED, "10:08": ("failed", "unknown")}


async def test_a_worker_that_dies_leaves_none_that_is_told_twice(house: House) -> None:
    await two(house)
    house.move(monday("10:08"))
    house.stub.script("hang-before", times=None)
    push = asyncio.create_task(send(house, await take(house, most=2)))
    await until(lambda: house.stub.requests == 1, "the push to reach FCM")
    push.cancel()
    with pytest.raises(asyncio.CancelledError):
        await push
    house.stub.script("ok", times=None)
    for seconds in (30, 62, 70):
        house.move(monday("10:08") + timedelta(seconds=seconds))
        await house.worker.turn()
    assert house.stub.requests == 1
    assert await house.ends() == {"10:00": GROUPED, "10:08": ("failed", "unknown")}


async def test_one_that_is_done_while_the_push_is_on_its_way_stays_done(house: House) -> None:
    earlier, _ = await two(house)
    async with leaving(house):
        assert (await house.care.log(earlier, MONDAY, "10:00")).status_code == 201
    assert await house.ends() == {"10:00": DONE, "10:08": SENT}


async def test_an_edit_of_something_else_tells_none_of_them_again(house: House) -> None:
    await two(house)
    async with leaving(house):
        await house.care.prescribe("17:00", exercise="cat-cow")
    await house.turn_at("10:08:10")
    assert house.pushed == ["ana-phone"]
    ends = await house.ends()
    assert (ends["10:00"], ends["10:08"]) == (GROUPED, SENT)


async def test_one_whose_leader_is_done_while_fcm_puts_it_off_goes_on(house: House) -> None:
    _, later = await two(house)
    async with leaving(house, "503"):
        assert (await house.care.log(later, MONDAY, "10:08")).status_code == 201
    assert await house.turn_at("10:09") == ["ana-phone"]
    assert await house.ends() == {"10:00": SENT, "10:08": DONE}
