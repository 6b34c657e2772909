"""Whom INVALID_ARGUMENT blames: a target, or our own message."""

from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from api.platform.db import Sessions
from push.holds.brakes import SUSPICION_HOLD
from push.holds.suspicion import FLOOD, LAST, PROOF, Verdict, weigh
from push.turn.claiming import TRIAL_CHUNK
from tests.push.crowds import gather_crowd, target_of
from tests.push.rig import CONNECTIONS, Rig, monday

TEN = monday("10:00")
AFTER = TEN + SUSPICION_HOLD
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


async def turn(rig: Rig, at: datetime) -> int:
    """Let the worker do its turn, and return how many pushes left in it."""
    before = rig.stub.requests
    rig.move(at)
    await rig.worker.turn()
    return rig.stub.requests - before


async def one_by_one(
    rig: Rig, sessions: Sessions, count: int, first: int, at: datetime
) -> list[int]:
    """Push to so many people, each in a turn of its own, and return how many left in each."""
    sent = []
    for number in range(count):
        now = at + number * SECOND
        await gather_crowd(sessions, 1, now, now, first=first + number)
        sent.append(await turn(rig, now))
    return sent


async def disabled(rig: Rig) -> int:
    return len([reason for reason in (await rig.disabled()).values() if reason])


@pytest.mark.parametrize(
    ("invalid", "accepted", "verdict"),
    [
        (1, 0, "doubted"),
        (1, 1, "believed"),
        (2, 2 * PROOF - 1, "doubted"),
        (2, 2 * PROOF, "believed"),
        (FLOOD - 1, 0, "doubted"),
        (FLOOD, 0, "flood"),
        (FLOOD, FLOOD - 1, "flood"),
        (FLOOD, FLOOD, "doubted"),
        (FLOOD, FLOOD * PROOF, "believed"),
    ],
)
def test_a_verdict(invalid: int, accepted: int, verdict: Verdict) -> None:
    assert weigh(invalid, accepted) == verdict


async def test_a_single_invalid_target_is_disabled_when_others_were_accepted_before(
    rig: Rig, sessions: Sessions
) -> None:
    await one_by_one(rig, sessions, 1, 0, TEN)
    rig.stub.script("400")
    await one_by_one(rig, sessions, 1, 1, TEN + MINUTE)
    assert await disabled(rig) == 1
    assert await turn(rig, TEN + 2 * MINUTE) == 0
    assert len(rig.pushed) == 1


async def test_with_nobody_accepted_no_target_is_disabled(rig: Rig, sessions: Sessions) -> None:
    rig.stub.script("400", times=None)
    with capture_logs() as logs:
        await one_by_one(rig, sessions, 1, 0, TEN)
    assert await disabled(rig) == 0
    assert [row.reason for row in await rig.reminders()] == ["refused"]
    assert "push_refused" in [each["event"] for each in logs]


@pytest.mark.parametrize("behaviour", ["400", "400-payload"])
async def test_a_flood_in_one_batch_holds_everyone_up_and_disables_nobody(
    rig: Rig, sessions: Sessions, behaviour: str
) -> None:
    await gather_crowd(sessions, 6 * CONNECTIONS, TEN, TEN)
    rig.stub.script(behaviour, times=None)
    with capture_logs() as logs:
        assert await turn(rig, TEN) <= 2 * CONNECTIONS
    held = [each for each in logs if each["event"] == "push_held"]
    assert [(each["scope"], each["code"]) for each in held] == [("all", "PAYLOAD_SUSPECTED")]
    assert await disabled(rig) == 0
    rig.stub.script("ok", times=None)
    assert await turn(rig, AFTER - SECOND) == 0


async def test_a_flood_over_many_batches_and_workers_is_one_too(
    rig: Rig, sessions: Sessions
) -> None:
    workers = [rig, rig.with_settings(rig.worker._settings)]
    rig.stub.script("400", times=None)
    sent = []
    for number in range(FLOOD + 2):
        sent += await one_by_one(workers[number % 2], sessions, 1, number, TEN + number * SECOND)
    assert sent == [1] * FLOOD + [0, 0]
    assert await disabled(rig) == 0


async def test_a_message_that_breaks_when_all_was_well_costs_two_targets_at_most(
    rig: Rig, sessions: Sessions
) -> None:
    await one_by_one(rig, sessions, LAST, 0, TEN)
    rig.stub.script("400", times=None)
    sent = await one_by_one(rig, sessions, LAST, LAST, TEN + MINUTE)
    assert sent.index(0) == LAST // 2 + 1
    assert await disabled(rig) == 2


async def test_one_persons_many_broken_phones_hold_up_nobody(rig: Rig, sessions: Sessions) -> None:
    for number in range(2 * FLOOD):
        await rig.phone(f"400:ana-{number}")
    await rig.care.prescribe("10:00")
    assert await turn(rig, TEN) == 2 * FLOOD
    await gather_crowd(sessions, 3, TEN, TEN)
    assert await turn(rig, TEN + SECOND) == 3


async def test_a_few_broken_targets_among_many_are_disabled_and_hold_up_nobody(
    rig: Rig, sessions: Sessions
) -> None:
    rig.stub.script("400", times=2)
    await gather_crowd(sessions, CONNECTIONS, TEN, TEN)
    assert await turn(rig, TEN) == CONNECTIONS
    assert await disabled(rig) == 2


async def test_after_the_hold_a_few_are_tried_and_then_all(rig: Rig, sessions: Sessions) -> None:
    await gather_crowd(sessions, CONNECTIONS, TEN, TEN)
    rig.stub.script("400", times=None)
    await turn(rig, TEN)
    await gather_crowd(sessions, 3 * CONNECTIONS, TEN, TEN, first=CONNECTIONS)
    rig.stub.script("ok", times=None)
    assert await turn(rig, AFTER) == TRIAL_CHUNK
    assert await turn(rig, AFTER + SECOND) == TRIAL_CHUNK
    rest = 3 * CONNECTIONS - 2 * TRIAL_CHUNK
    assert await turn(rig, AFTER + MINUTE) == rest
    assert sorted(rig.pushed) == sorted(
        target_of(number) for number in range(CONNECTIONS, 4 * CONNECTIONS)
    )


async def test_a_trial_that_fails_holds_everyone_up_again(rig: Rig, sessions: Sessions) -> None:
    await gather_crowd(sessions, CONNECTIONS, TEN, TEN)
    rig.stub.script("400", times=None)
    await turn(rig, TEN)
    await gather_crowd(sessions, 3 * CONNECTIONS, TEN, TEN, first=CONNECTIONS)
    assert await turn(rig, AFTER) == TRIAL_CHUNK
    assert await turn(rig, AFTER + MINUTE) == 0
    assert await turn(rig, AFTER + SUSPICION_HOLD - SECOND) == 0
    assert await turn(rig, AFTER + SUSPICION_HOLD) == TRIAL_CHUNK
    assert await disabled(rig) == 0


async def test_what_went_wrong_before_the_hold_is_not_held_against_what_comes_after(
    rig: Rig, sessions: Sessions
) -> None:
    await gather_crowd(sessions, CONNECTIONS, TEN, TEN)
    rig.stub.script("400", times=None)
    await turn(rig, TEN)
    rig.stub.script("ok", times=None)
    await one_by_one(rig, sessions, 1, CONNECTIONS, AFTER)
    rig.stub.script("400")
    assert await one_by_one(rig, sessions, 3, CONNECTIONS + 1, AFTER + SECOND) == [1, 1, 1]
    assert await disabled(rig) == 1
