"""A minute in which a whole crowd is due, with the product's own workers."""

from contextlib import ExitStack
from datetime import datetime, timedelta

from sqlalchemy import bindparam, update

from api.platform.db import Sessions, transaction
from api.rules.reminders.leaving import delay_of
from api.tables import Reminder
from tests.faults import ledger
from tests.faults.conftest import Ground
from tests.faults.invariants import Evidence
from tests.faults.workers import start, until_accepted
from tests.push.crowds import Crowd, gather_crowd

SPREAD_S, CONNECTIONS, WORKERS = 60, 100, 2
# The crowd is gathered in less, on any machine.
LATER_S = 1800


async def live_a_minute(
    ground: Ground, sessions: Sessions, size: int, within_s: float
) -> tuple[Evidence, list[float]]:
    """Have so many leave; return what came of it, and by how many seconds each left late."""
    ground.env["CARRYOVER_PUSH_CONNECTIONS"] = str(CONNECTIONS)
    due = ground.now() + timedelta(seconds=LATER_S)
    crowd = await gather_crowd(sessions, size, ground.now(), due)
    await _spread_out(sessions, crowd, due)
    with ExitStack() as stack:
        await start(ground, sessions, stack, WORKERS)
        ground.skip((due - ground.now()).total_seconds() - 2)
        await until_accepted(ground, size, within_s)
        await ledger.all_ended(sessions, within_s)
    found = await ledger.held(ground, sessions)
    return found, lateness(found, SPREAD_S)


async def _spread_out(sessions: Sessions, crowd: Crowd, due: datetime) -> None:
    """Give each client's reminder the delay that planning gives it."""
    turns = [
        {"which": reminder, "turn": due + delay_of(client, SPREAD_S)}
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
        (push.at - row.due_at - delay_of(row.account_id, spread_s)).total_seconds()
        for push in found.pushes
        for row in (due[push.reminder_id],)
    ]
