"""Two hours without any worker: what has expired stays silent, and nobody is flooded."""

from contextlib import ExitStack
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from api.platform.db import Sessions
from tests.faults import ledger
from tests.faults.conftest import Ground
from tests.faults.figures import Note
from tests.faults.invariants import counted
from tests.faults.workers import start, until_turned
from tests.push.crowds import WINDOW, gather_crowd

pytestmark = pytest.mark.faults
CLIENTS, EACH = 40, 5
APART = timedelta(minutes=25)


async def due_every(ground: Ground, sessions: Sessions, first_due: datetime) -> set[UUID]:
    """Give each client reminders that fall due one after another; return the clients."""
    return {
        client
        for _ in range(CLIENTS)
        for client in (
            await gather_crowd(
                sessions, 1, ground.now(), first_due, APART, EACH, first=ground.count_off(1)
            )
        ).clients
    }


async def test_after_it_each_client_gets_one_push_for_what_is_still_worth_it(
    ground: Ground, sessions: Sessions, note: Note
) -> None:
    first_due = ground.now() + timedelta(minutes=1)
    clients = await due_every(ground, sessions, first_due)
    # The first two of each have expired by now, the other three are late, but in their windows.
    ground.skip((WINDOW + APART + timedelta(minutes=2)).total_seconds())
    back_at = ground.now()
    with ExitStack() as stack:
        workers = await start(ground, sessions, stack, 2)
        await ledger.all_ended(sessions)
        await until_turned(ground, *workers)
    found = await ledger.held(ground, sessions)
    expired = [row for row in found.due.values() if row.expires_at <= back_at]
    assert len(expired) == 2 * CLIENTS
    assert {(row.state, row.reason) for row in expired} == {("expired", "expired")}
    grouped = [row for row in found.due.values() if row.reason == "grouped"]
    assert len(grouped) == (EACH - 3) * CLIENTS
    told = [found.due[push.reminder_id].account_id for push in found.pushes]
    assert len(told) == len(set(told)) == CLIENTS
    assert set(told) == clients
    note(
        "two hours without a worker",
        reminders=len(found.due),
        clients=CLIENTS,
        expired_in_silence=len(expired),
        grouped=len(grouped),
        **counted(found),
    )
