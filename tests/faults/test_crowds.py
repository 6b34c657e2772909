"""Crowds of a size that a practice network has, while workers are killed and replaced."""

import time
from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest
from sqlalchemy import bindparam, update

from api.db import Sessions, transaction
from api.domain.reminders import spread
from api.models import Reminder
from tests.faults import ledger
from tests.faults.accepted import behave
from tests.faults.conftest import Ground
from tests.faults.figures import Note, percentile
from tests.faults.invariants import Evidence, counted
from tests.faults.workers import (
    IN_FLIGHT,
    PAST_THE_LEASE_S,
    kill,
    launch,
    start,
    terminate,
    until_accepted,
)
from tests.push.crowds import Crowd, gather_crowd

pytestmark = [pytest.mark.faults, pytest.mark.long_faults, pytest.mark.timeout(900)]


async def test_fifty_kills_among_twenty_thousand_reminders_double_none(
    ground: Ground, sessions: Sessions, note: Note
) -> None:
    size, kills = 20_000, 52
    with ExitStack() as stack:
        workers = await start(ground, sessions, stack, 4)
        behave(ground.endpoint, "slow", delay_s=0.1)
        soon = ground.now() + timedelta(seconds=5)
        await gather_crowd(sessions, size, soon, soon, apart=timedelta(milliseconds=2))
        started = time.monotonic()
        for turn in range(kills):
            await until_accepted(ground, (turn + 1) * size // (kills + 8), within_s=120)
            await kill(workers.pop(0))
            workers.append(launch(ground, stack))
        behave(ground.endpoint, "ok")
        ground.skip(PAST_THE_LEASE_S)
        await ledger.all_ended(sessions, within_s=180)
        took = time.monotonic() - started
    found, lost = await ledger.held(ground, sessions), await ledger.lost(sessions)
    assert found.missed <= lost
    assert len(lost) <= kills * IN_FLIGHT
    note(
        "4 workers, each killed and replaced",
        reminders=size,
        SIGKILLs=kills,
        **counted(found),
        in_flight_at_a_kill=len(lost),
        seconds=round(took),
    )


async def test_rolling_restarts_miss_nothing_and_double_nothing(
    ground: Ground, sessions: Sessions, note: Note
) -> None:
    size, restarts = 3_000, 10
    behave(ground.endpoint, "slow", delay_s=0.1)
    with ExitStack() as stack:
        workers = await start(ground, sessions, stack, 2)
        soon = ground.now() + timedelta(seconds=1)
        await gather_crowd(sessions, size, soon, soon, apart=timedelta(milliseconds=15))
        for turn in range(restarts):
            await until_accepted(ground, (turn + 1) * size // (restarts + 2), within_s=60)
            workers += await start(ground, sessions, stack)
            await terminate(workers.pop(0))
        await ledger.all_ended(sessions)
    found = await ledger.held(ground, sessions)
    assert found.missed == set()
    assert await ledger.states(sessions) == {"sent": size}
    delays = lateness(found)
    note(
        "2 workers, restarted one after another",
        reminders=size,
        SIGTERMs=restarts,
        **counted(found),
        longest_delay=f"{max(delays):.1f} s",
    )


async def test_ten_thousand_due_in_one_minute_leave_within_a_minute_of_their_turn(
    ground: Ground, sessions: Sessions, note: Note
) -> None:
    size, spread_s = 10_000, 60
    ground.env["CARRYOVER_PUSH_CONNECTIONS"] = "100"
    with ExitStack() as stack:
        await start(ground, sessions, stack, 2)
        due = ground.now() + timedelta(seconds=20)
        crowd = await gather_crowd(sessions, size, ground.now(), due)
        await spread_out(sessions, crowd, due, spread_s)
        assert ground.now() < due, "the crowd took too long to gather"
        await until_accepted(ground, size, within_s=240)
        await ledger.all_ended(sessions)
    found = await ledger.held(ground, sessions)
    assert found.missed == set()
    delays = lateness(found, spread_s)
    assert percentile(delays, 0.99) <= 60
    note(
        "10,000 due in one minute, 2 workers, beyond the spread",
        accepted=len(found.pushes),
        p50=f"{percentile(delays, 0.5):.2f} s",
        p99=f"{percentile(delays, 0.99):.2f} s",
        longest=f"{max(delays):.2f} s",
    )


async def spread_out(sessions: Sessions, crowd: Crowd, due: datetime, spread_s: int) -> None:
    """Give each client's reminder the delay that planning gives it."""
    turns = [
        {"which": reminder, "turn": due + spread(client, spread_s)}
        for client, reminder in zip(crowd.clients, crowd.reminders, strict=True)
    ]
    statement = update(Reminder).where(Reminder.id == bindparam("which"))
    async with transaction(sessions) as session:
        connection = await session.connection()
        await connection.execute(statement.values(next_attempt_at=bindparam("turn")), turns)


def lateness(found: Evidence, spread_s: int = 0) -> list[float]:
    """Return by how many seconds each push left after its turn: due, and the client's spread."""
    due = found.due
    return [
        (push.at - row.due_at - spread(row.account_id, spread_s)).total_seconds()
        for push in found.pushes
        for row in (due[push.reminder_id],)
    ]
