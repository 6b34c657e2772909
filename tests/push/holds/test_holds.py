"""What holds everyone up: written with the outcomes, read by every worker before it claims."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from api.platform.db import Sessions, transaction
from push.holds.holds import Holds, hold_up, read_holds
from push.worker import LANES
from tests.push.claims_by_hand import dispatch_claim
from tests.push.crowds import gather_crowd, target_of
from tests.push.rig import CONNECTIONS, Rig, monday

TEN = monday("10:00")
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
IN_FLIGHT = LANES * CONNECTIONS


async def put(
    sessions: Sessions, scope: str, until: datetime, now: datetime = TEN, code: str = "CODE"
) -> None:
    async with transaction(sessions) as session:
        await hold_up(session, scope, code, until, now)


async def holds_at(sessions: Sessions, now: datetime) -> Holds:
    async with transaction(sessions, write=False) as session:
        return await read_holds(session, now)


def begun(logs: Sequence[dict[str, object]]) -> list[tuple[object, object]]:
    return [(each["scope"], each["code"]) for each in logs if each["event"] == "push_held"]


def gauge(scope: str) -> float | None:
    return REGISTRY.get_sample_value("carryover_push_held", {"scope": scope})


async def all_until(sessions: Sessions, now: datetime) -> float:
    """Return for how many seconds everything is held."""
    until = (await holds_at(sessions, now)).all_until
    return (until - now).total_seconds() if until else 0.0


async def test_without_a_hold_nothing_is_held(sessions: Sessions) -> None:
    assert await holds_at(sessions, TEN) == Holds(None, {})


async def test_a_hold_is_in_force_until_its_very_end(sessions: Sessions) -> None:
    await put(sessions, "all", TEN + MINUTE)
    await put(sessions, "ios", TEN + 2 * MINUTE)
    assert await holds_at(sessions, TEN) == Holds(TEN + MINUTE, {"ios": TEN + 2 * MINUTE})
    assert (await holds_at(sessions, TEN + MINUTE - SECOND)).all_until == TEN + MINUTE
    assert await holds_at(sessions, TEN + MINUTE) == Holds(None, {"ios": TEN + 2 * MINUTE})
    assert await holds_at(sessions, TEN + 2 * MINUTE) == Holds(None, {})


async def test_a_later_end_wins_and_none_is_shortened(sessions: Sessions) -> None:
    for minutes in (2, 3, 1):
        await put(sessions, "all", TEN + minutes * MINUTE)
    assert await all_until(sessions, TEN) == 180


async def test_a_hold_is_logged_when_it_begins_and_not_while_it_goes_on(
    sessions: Sessions,
) -> None:
    with capture_logs() as logs:
        await put(sessions, "all", TEN + MINUTE)
        await put(sessions, "all", TEN + 2 * MINUTE, TEN + SECOND)
        await put(sessions, "all", TEN + MINUTE, TEN + 2 * SECOND)
        await put(sessions, "all", TEN + 4 * MINUTE, TEN + 3 * MINUTE)
        await put(sessions, "ios", TEN + 4 * MINUTE, TEN + 3 * MINUTE, "OTHER")
    assert begun(logs) == [("all", "CODE"), ("all", "CODE"), ("ios", "OTHER")]
    assert {each["log_level"] for each in logs} == {"error"}


async def test_two_workers_hold_the_same_at_once(sessions: Sessions) -> None:
    ends = [TEN + number * MINUTE for number in range(1, 9)]
    await asyncio.gather(*(put(sessions, "all", until) for until in ends))
    assert (await holds_at(sessions, TEN)).all_until == ends[-1]


async def test_a_used_up_quota_holds_up_every_worker(rig: Rig, sessions: Sessions) -> None:
    size = 6 * CONNECTIONS
    await gather_crowd(sessions, size, TEN, TEN)
    rig.stub.script("429", times=None, retry_after=90)
    with capture_logs() as logs:
        await rig.turn_at("10:00")
    refused = rig.stub.requests
    # The second lane may hear of it before it has marked its own.
    assert refused in (CONNECTIONS, IN_FLIGHT)
    assert begun(logs) == [("all", "QUOTA_EXCEEDED")]
    attempts = [row.attempts for row in await rig.reminders()]
    assert {row.state for row in await rig.reminders()} == {"scheduled"}
    assert (attempts.count(1), attempts.count(0)) == (IN_FLIGHT, size - IN_FLIGHT), "both claimed"
    rig.stub.script("ok", times=None)
    other = rig.with_settings(rig.worker._settings)
    for each in (rig, other):
        assert await each.turn_at("10:01:29") == []
    assert (rig.stub.requests, gauge("all"), gauge("ios")) == (refused, 1, 0)
    assert set(await other.turn_at("10:01:30")) == {target_of(number) for number in range(size)}
    assert (len(rig.pushed), gauge("all")) == (size, 0)


async def test_a_quota_without_a_wait_holds_longer_each_time_it_repeats(
    rig: Rig, sessions: Sessions
) -> None:
    await gather_crowd(sessions, 1, TEN, TEN)
    rig.stub.script("429", times=None)
    now, waits = TEN, []
    for _ in range(6):
        rig.move(now)
        await rig.worker.turn()
        waits.append(await all_until(sessions, now))
        now += timedelta(seconds=waits[-1])
    assert waits == [60, 120, 240, 480, 600, 600]
    # Nobody came over the quota for a while.
    await gather_crowd(sessions, 1, now, now + timedelta(minutes=10), first=1)
    rig.move(now + timedelta(minutes=10))
    await rig.worker.turn()
    assert await all_until(sessions, now + timedelta(minutes=10)) == 60


async def test_what_was_in_flight_when_a_quota_ended_does_not_prolong_the_hold(
    rig: Rig, sessions: Sessions
) -> None:
    await gather_crowd(sessions, 2, TEN, TEN)
    rig.stub.script("429", times=None)
    await rig.turn_at("10:00")
    other = rig.with_settings(rig.worker._settings)
    reminders = await rig.reminders()
    rig.move(TEN + 30 * SECOND)
    await dispatch_claim(other, ([row.id for row in reminders], reminders[0].id))
    assert await all_until(sessions, TEN + 30 * SECOND) == 30


async def test_a_reminder_over_the_quota_that_would_expire_within_the_hold_ends_at_once(
    rig: Rig,
) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00", schedule={"window_min": 5})
    rig.stub.script("429", retry_after=300)
    await rig.turn_at("10:00")
    assert await rig.ends() == {"10:00": ("failed", "not_accepted_in_time")}


async def test_a_platform_that_does_not_take_our_keys_is_held_and_its_phones_are_kept(
    rig: Rig, sessions: Sessions
) -> None:
    await rig.phone("ana-phone", platform="ios")
    await rig.care.prescribe("10:00")
    rig.stub.script("401", times=2)
    with capture_logs() as logs:
        await rig.turn_at("10:00")
    assert begun(logs) == [("ios", "THIRD_PARTY_AUTH_ERROR")]
    assert await holds_at(sessions, TEN) == Holds(None, {"ios": TEN + 10 * MINUTE})
    assert await rig.ends() == {"10:00": ("scheduled", None)}
    assert await rig.turn_at("10:09:59") == []
    assert rig.stub.requests == 1
    await rig.turn_at("10:10")
    assert await holds_at(sessions, TEN + 10 * MINUTE) == Holds(None, {"ios": TEN + 20 * MINUTE})
    assert await rig.turn_at("10:20") == ["ana-phone"]
    assert await rig.disabled() == {"ana-phone": None}
    assert await rig.ends() == {"10:00": ("sent", None)}


async def test_the_reminder_of_a_held_platform_ends_when_it_expires(rig: Rig) -> None:
    await rig.phone("ana-phone", platform="ios")
    await rig.care.prescribe("10:00", schedule={"window_min": 15})
    rig.stub.script("401", times=None)
    for wall in ("10:00", "10:10", "10:20"):
        await rig.turn_at(wall)
    assert rig.stub.requests == 2
    assert await rig.ends() == {"10:00": ("failed", "not_accepted_in_time")}


async def test_a_held_platform_does_not_keep_another_phone_waiting(rig: Rig) -> None:
    await rig.phone("ana-phone", platform="android")
    await rig.phone("401:ana-tablet", platform="ios")
    await rig.care.prescribe("10:00")
    rig.stub.script("503")
    await rig.turn_at("10:00")
    assert await rig.turn_at("10:00:21") == ["ana-phone"]


@pytest.mark.parametrize("behaviour", ["401-auth", "503", "500"])
async def test_what_concerns_one_push_holds_up_no_other(
    rig: Rig, sessions: Sessions, behaviour: str
) -> None:
    await rig.phone(f"{behaviour}:ana-phone")
    await rig.care.prescribe("10:00")
    await rig.turn_at("10:00")
    assert await holds_at(sessions, TEN) == Holds(None, {})
    assert await rig.ends() == {"10:00": ("scheduled", None)}
