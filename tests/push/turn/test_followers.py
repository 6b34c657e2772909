"""What becomes of those that another one's notification speaks for, if that one does not arrive."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from tests.push.claims_by_hand import claim_due, dispatch_claim
from tests.push.rig import MONDAY, Rig, monday
from tests.waiting import until

SENT, GROUPED = ("sent", None), ("skipped", "grouped")
OPEN, DONE = ("scheduled", None), ("skipped", "done")


async def two(rig: Rig) -> list[Any]:
    """Register a phone and prescribe two items that leave as one."""
    await rig.phone("ana-phone")
    return [await rig.care.prescribe(wall) for wall in ("10:00", "10:08")]


@asynccontextmanager
async def leaving(rig: Rig, behaviour: str = "ok") -> AsyncIterator[None]:
    """Let both leave by one push that has reached FCM and is not answered within the block."""
    rig.move(monday("10:08"))
    rig.stub.script(behaviour)
    rig.stub.hold()
    claimed = await claim_due(rig, most=2)
    push, already = asyncio.create_task(dispatch_claim(rig, claimed)), rig.stub.requests
    await until(lambda: rig.stub.requests > already, "the push to reach FCM")
    yield
    rig.stub.release()
    await push


async def test_while_the_push_is_on_its_way_it_is_not_known_what_it_stands_for(
    rig: Rig,
) -> None:
    await two(rig)
    async with leaving(rig):
        assert await rig.ends() == {"10:00": ("claimed", None), "10:08": ("claimed", None)}
    assert await rig.ends() == {"10:00": GROUPED, "10:08": SENT}


async def test_both_wait_for_another_try_and_then_leave_as_one(rig: Rig) -> None:
    await two(rig)
    rig.stub.script("503", times=2)
    assert await rig.turn_at("10:08") == []
    assert await rig.ends() == {"10:00": OPEN, "10:08": OPEN}
    assert await rig.turn_at("10:08:30") == []
    assert await rig.ends() == {"10:00": OPEN, "10:08": OPEN}
    assert await rig.turn_at("10:11") == ["ana-phone"]
    assert await rig.ends() == {"10:00": GROUPED, "10:08": SENT}


async def test_in_two_hands_another_try_still_speaks_for_the_other(rig: Rig) -> None:
    await two(rig)
    rig.stub.script("503")
    await rig.turn_at("10:08")
    rig.move(monday("10:09"))
    all_claimed = [await claim_due(rig), await claim_due(rig)]
    for claimed in all_claimed:
        await dispatch_claim(rig, claimed)
    await rig.turn_at("10:09:10")
    assert rig.pushed == ["ana-phone"]
    assert await rig.ends() == {"10:00": GROUPED, "10:08": SENT}


@pytest.mark.parametrize("end", ["done", "stopped"])
async def test_the_other_is_told_when_the_one_that_fcm_put_off_is_over_meanwhile(
    rig: Rig, end: str
) -> None:
    _, later = await two(rig)
    rig.stub.script("503")
    await rig.turn_at("10:08")
    if end == "done":
        assert (await rig.care.log(later, MONDAY, "10:08")).status_code == 201
    else:
        await rig.care.act_on(later, "stop", {"reason": "done with it"})
    assert await rig.turn_at("10:09") == ["ana-phone"]
    over = DONE if end == "done" else ("cancelled", "stopped")
    assert await rig.ends() == {"10:00": SENT, "10:08": over}


async def test_the_other_is_told_when_the_phone_of_the_first_try_is_gone(rig: Rig) -> None:
    await two(rig)
    rig.stub.script("404-unregistered")
    assert await rig.turn_at("10:08") == []
    assert await rig.ends() == {"10:00": OPEN, "10:08": ("failed", "target_dead")}
    await rig.phone("ana-tablet")
    assert await rig.turn_at("10:09") == ["ana-tablet"]
    assert (await rig.ends())["10:00"] == SENT


async def test_what_fcm_refuses_of_the_one_it_is_not_asked_about_the_other(rig: Rig) -> None:
    await two(rig)
    rig.stub.script("400-payload")
    await rig.turn_at("10:08")
    await rig.turn_at("10:09")
    assert rig.stub.requests == 1
    refused = ("failed", "refused")
    assert await rig.ends() == {"10:00": refused, "10:08": refused}


async def test_none_goes_on_before_fcm_takes_another_try(rig: Rig) -> None:
    """Be it that the first could not wait for so long."""
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00")
    await rig.care.prescribe("10:08", schedule={"times": ["10:08"], "window_min": 20})
    rig.stub.script("503", retry_after=1800)
    await rig.turn_at("10:08")
    assert await rig.ends() == {"10:00": OPEN, "10:08": ("failed", "not_accepted_in_time")}
    assert await rig.turn_at("10:37") == []
    assert rig.stub.requests == 1
    assert await rig.turn_at("10:38") == ["ana-phone"]


async def test_one_that_cannot_wait_for_so_long_ends_when_it_expires(rig: Rig) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00", schedule={"times": ["10:00"], "window_min": 30})
    await rig.care.prescribe("10:08")
    rig.stub.script("503", retry_after=3600)
    await rig.turn_at("10:08")
    await rig.turn_at("10:30")
    assert await rig.ends() == {"10:00": ("expired", "expired"), "10:08": OPEN}


async def test_what_arrived_on_one_phone_has_told_though_it_is_tried_for_another(
    rig: Rig,
) -> None:
    _, later = await two(rig)
    await rig.turn_at("10:00")
    await rig.phone("ana-tablet")
    rig.move(monday("10:08"))
    slots = {row.id: row.slot for row in await rig.reminders()}
    all_claimed = [await claim_due(rig), await claim_due(rig)]
    rig.stub.script("503")
    for claimed in sorted(all_claimed, key=lambda claimed: slots[claimed[0][0]], reverse=True):
        await dispatch_claim(rig, claimed)
    assert len(rig.pushed) == 1
    assert await rig.ends() == {"10:00": GROUPED, "10:08": OPEN}
    assert (await rig.care.log(later, MONDAY, "10:08")).status_code == 201
    assert len(await rig.turn_at("10:09")) == 1


async def test_one_that_is_put_off_while_the_push_is_on_its_way_comes_once_more_and_not_twice(
    rig: Rig,
) -> None:
    await two(rig)
    async with leaving(rig, "503"):
        (earlier,) = [row for row in await rig.reminders() if row.slot == "10:00" and row.attempts]
        path = f"/v1/me/reminders/{earlier.id}/snooze"
        assert (await rig.care.ana.post(path, {"minutes": 30})).status_code == 201
    assert await rig.turn_at("10:10") == ["ana-phone"]
    assert await rig.turn_at("10:37") == ["ana-phone"]
    assert await rig.turn_at("10:39") == ["ana-phone", "ana-phone"]


async def test_what_may_have_arrived_has_told_the_other_too(rig: Rig) -> None:
    await two(rig)
    rig.stub.script("reset-after-accept")
    await rig.turn_at("10:08")
    await rig.turn_at("10:09")
    assert rig.stub.requests == 1
    assert await rig.ends() == {"10:00": GROUPED, "10:08": ("failed", "unknown")}


async def test_a_worker_that_dies_leaves_none_that_is_told_twice(rig: Rig) -> None:
    await two(rig)
    rig.move(monday("10:08"))
    rig.stub.script("hang-before", times=None)
    push = asyncio.create_task(dispatch_claim(rig, await claim_due(rig, most=2)))
    await until(lambda: rig.stub.requests == 1, "the push to reach FCM")
    push.cancel()
    with pytest.raises(asyncio.CancelledError):
        await push
    rig.stub.script("ok", times=None)
    for seconds in (30, 62, 70):
        rig.move(monday("10:08") + timedelta(seconds=seconds))
        await rig.worker.turn()
    assert rig.stub.requests == 1
    assert await rig.ends() == {"10:00": GROUPED, "10:08": ("failed", "unknown")}


async def test_one_that_is_done_while_the_push_is_on_its_way_stays_done(rig: Rig) -> None:
    earlier, _ = await two(rig)
    async with leaving(rig):
        assert (await rig.care.log(earlier, MONDAY, "10:00")).status_code == 201
    assert await rig.ends() == {"10:00": DONE, "10:08": SENT}


async def test_an_edit_of_something_else_tells_none_of_them_again(rig: Rig) -> None:
    await two(rig)
    async with leaving(rig):
        await rig.care.prescribe("17:00", exercise="cat-cow")
    await rig.turn_at("10:08:10")
    assert rig.pushed == ["ana-phone"]
    ends = await rig.ends()
    assert (ends["10:00"], ends["10:08"]) == (GROUPED, SENT)


async def test_one_whose_leader_is_done_while_fcm_puts_it_off_goes_on(rig: Rig) -> None:
    _, later = await two(rig)
    async with leaving(rig, "503"):
        assert (await rig.care.log(later, MONDAY, "10:08")).status_code == 201
    assert await rig.turn_at("10:09") == ["ana-phone"]
    assert await rig.ends() == {"10:00": SENT, "10:08": DONE}
