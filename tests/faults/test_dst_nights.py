"""A slot at half past two in Berlin, in the nights on which that time is missing or comes twice."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from api.platform.db import Sessions
from tests.cast import Casting, Person
from tests.databases import KEYS
from tests.faults import ledger
from tests.faults.conftest import Ground
from tests.faults.workers import start, until_accepted, until_turned
from tests.processes import serving
from tests.waiting import WITHIN_S, until

pytestmark = [pytest.mark.faults, pytest.mark.long_faults]
# In the gap it moves on by an hour, to 03:30 in summer time; of the two it is the first.
GAP = datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
FOLD = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
SLOT = "02:30"


def jump(ground: Ground, to: datetime) -> None:
    ground.skip((to - ground.now()).total_seconds())


async def ready(ground: Ground, sessions: Sessions) -> Person:
    """Have Ben prescribe by the API, for every night from now on; return Ana with her phone."""
    with serving(ground.env, ground.folder / "api.log") as (url, _):
        async with httpx2.AsyncClient(base_url=url, timeout=WITHIN_S) as http:
            casting = Casting(sessions, http, ground.now(), KEYS)
            ben = await casting.practice("Ben")
            ana = await casting.client(ben, "Ana")
            phone = {"platform": "android", "target": {"kind": "token", "value": "ana-phone"}}
            body = {"exercise": "chin-tuck", "schedule": {"times": [SLOT]}}
            answers = [
                await ana.put("/v1/me/devices/ana-phone", phone),
                await ana.patch("/v1/me", {"quiet_hours": None}),
                await ben.post(f"/v1/clients/{ana.id}/prescriptions", body),
            ]
    assert all(answer.is_success for answer in answers), [each.text for each in answers]
    return ana


@pytest.mark.parametrize("due_at", [GAP, FOLD], ids=["gap", "fold"])
async def test_she_is_reminded_once_and_at_the_right_instant(
    ground: Ground, sessions: Sessions, due_at: datetime
) -> None:
    # Further ahead than an edit plans, so that it is the worker who plans that night.
    jump(ground, due_at - timedelta(days=5))
    await ready(ground, sessions)
    jump(ground, due_at - 2 * HOUR)
    with ExitStack() as stack:
        (worker,) = await start(ground, sessions, stack)
        await until(lambda: is_planned(ground, sessions, due_at), "that night to be planned")
        await until_turned(ground, worker)
        jump(ground, due_at - HOUR + timedelta(seconds=1))
        await until_turned(ground, worker)
        assert len(ground.accepted) == 0
        jump(ground, due_at - timedelta(seconds=2))
        await until_accepted(ground, 1)
        for hours in (1, 2, 3):
            jump(ground, due_at + hours * HOUR + timedelta(seconds=1))
            await until_turned(ground, worker)
    (push,) = (await ledger.held(ground, sessions)).pushes
    # Half an hour is what tells it from any other reading of that time, and more than a wait.
    assert timedelta(0) <= push.at - due_at < HOUR / 2
    row = (await ledger.evidence(ground, sessions)).due[push.reminder_id]
    assert (row.slot, row.local_date, row.due_at) == (SLOT, due_at.date(), due_at)


async def is_planned(ground: Ground, sessions: Sessions, due_at: datetime) -> bool:
    due = (await ledger.evidence(ground, sessions)).due
    return any(row.slot == SLOT and row.local_date == due_at.date() for row in due.values())
