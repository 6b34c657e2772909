"""Reminders of a source that only a newer version knows: this one lets them be, and goes on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.db import Sessions, transaction
from api.tables import Reminder
from push.turn import claims
from push.turn.claims import claim
from tests.acting.planning import give_email
from tests.conftest import NOW
from tests.push.crowds import gather_crowd
from tests.push.rig import ANA, Rig
from tests.push.turn.test_claims import ME
from tests.statements import plan_of, reads_all


@asynccontextmanager
async def newer(sessions: Sessions) -> AsyncIterator[AsyncSession]:
    """Yield a session to which the database takes sources that we do not know."""
    async with transaction(sessions) as session:
        is_sqlite = sessions.engine.dialect.name == "sqlite"
        if is_sqlite:
            await session.execute(text("PRAGMA ignore_check_constraints = ON"))
        else:
            drop = "ALTER TABLE reminders DROP CONSTRAINT ck_reminders_source_known"
            await session.execute(text(drop))
            drop = "ALTER TABLE reminders DROP CONSTRAINT ck_reminders_source_has_subject"
            await session.execute(text(drop))
        yield session
        await session.flush()
        if is_sqlite:
            await session.execute(text("PRAGMA ignore_check_constraints = OFF"))


async def make_newer(sessions: Sessions, slot: str) -> None:
    async with newer(sessions) as session:
        these = update(Reminder).where(Reminder.slot == slot)
        await session.execute(these.values(source="kudos"))


async def test_they_wait_while_all_others_leave(rig: Rig, sessions: Sessions) -> None:
    await rig.phone(ANA)
    await rig.care.prescribe("10:00")
    await rig.care.prescribe("10:30", exercise="calf-stretch")
    await make_newer(sessions, "10:30")
    assert await rig.turn_at("10:00") == [ANA]
    assert await rig.turn_at("10:30") == [ANA]
    assert (await rig.ends())["10:30"] == ("scheduled", None)


async def test_nobody_waits_for_them(rig: Rig, sessions: Sessions) -> None:
    await rig.phone(ANA)
    await rig.care.prescribe("10:00")
    await rig.care.prescribe("10:05", exercise="calf-stretch")
    await make_newer(sessions, "10:05")
    assert await rig.turn_at("10:01") == [ANA]


async def test_they_keep_no_room_in_a_clients_day(rig: Rig, sessions: Sessions) -> None:
    await rig.phone(ANA)
    await rig.prefer(reminder_cap=1, check_in_time="14:00")
    await give_email(rig.care)
    await rig.care.prescribe("16:00")
    await make_newer(sessions, "16:00")
    # It is the check-in that would make room for what matters more.
    assert await rig.turn_at("14:01") == [ANA]


async def test_expired_ones_are_for_their_own_workers(sessions: Sessions) -> None:
    crowd = await gather_crowd(sessions, 2, NOW, NOW)
    async with newer(sessions) as session:
        first = update(Reminder).where(Reminder.id == crowd.reminders[0])
        await session.execute(first.values(source="kudos"))
    async with transaction(sessions) as session:
        late = NOW + timedelta(days=1)
        assert await claim(session, ME, late, 9, only_expired=True) == [crowd.reminders[1]]


@pytest.mark.parametrize("statement", ["_CLAIM", "_CLAIM_EXPIRED"])
async def test_the_due_ones_are_found_by_their_index(sessions: Sessions, statement: str) -> None:
    given = {"now": NOW, "most": 9, "mine": ME, "until": NOW}
    plan = await plan_of(sessions, getattr(claims, statement), given)
    assert "ix_reminders_next_attempt_at" in "\n".join(plan)
    assert not [step for step in plan if reads_all(step) and "due" not in step]
