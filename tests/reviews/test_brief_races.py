"""Edits of what a brief's reminder depends on, met by others in the middle: nobody is missed."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.db import transaction
from api.platform.ids import new_id
from api.reminders.of_briefs import cared_for_by, remind_of_briefs
from api.tables import Account, Appointment, Client, Device, Reminder
from tests.acting.briefing import book, brief_recipients, brief_rows, briefs, change
from tests.acting.care import Care, at, body_of
from tests.acting.practice import act_on_client, deactivate, discharge, reassign
from tests.blocking import until_blocked
from tests.waiting import WITHIN_S

# SQLite has no row locks: there one transaction writes at a time.
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
SESSION = at(2026, 3, 2, 14)


async def meanwhile(care: Care, deed: Awaitable[Any]) -> "asyncio.Task[Any]":
    """Begin a request and return it as soon as it waits for a lock, or is done."""
    request = asyncio.ensure_future(deed)
    await until_blocked(care.sessions, request)
    return request


async def lock(session: AsyncSession, *ids: UUID) -> None:
    """Lock reminders one after the other, as the worker does, within the time of a deadlock."""
    for each in ids:
        await session.execute(select(Reminder.id).where(Reminder.id == each).with_for_update())


async def _discharge(care: Care) -> None:
    await discharge(care)


async def _readmit(care: Care) -> None:
    body_of(await act_on_client(care.ben, care.ana, "readmit"))


@pytest.mark.parametrize("deed", [_discharge, _readmit])
async def test_her_own_reminders_and_her_briefs_are_locked_in_one_order(
    care: Care, deed: Callable[[Care], Awaitable[None]]
) -> None:
    await care.prescribe("10:00")
    await book(care)
    if deed is _readmit:
        await discharge(care)
    own = min(row.id for row in (await care.reminders()).values() if row.source != "brief")
    (brief,) = await briefs(care)
    assert own < brief.id
    async with asyncio.timeout(WITHIN_S), transaction(care.sessions) as worker:
        await lock(worker, own)
        request = await meanwhile(care, deed(care))
        await lock(worker, brief.id)
    await request


async def _deactivate(care: Care) -> None:
    body_of(await deactivate(care, care.cast.dora))


async def _reactivate(care: Care) -> None:
    body_of(await care.ben.post(f"/v1/therapists/{care.cast.dora.id}/reactivate"))


@pytest.mark.parametrize("deed", [_deactivate, _reactivate])
async def test_reminders_are_locked_before_phones(
    care: Care, deed: Callable[[Care], Awaitable[None]]
) -> None:
    dora = care.cast.dora
    target = {"platform": "android", "target": {"kind": "token", "value": "dora"}}
    body_of(await dora.put("/v1/me/devices/dora", target), 201)
    path = f"/v1/clients/{care.cast.cy.id}/appointments"
    body_of(await dora.post(path, {"starts_at": "2026-03-02T14:00:00Z"}), 201)
    if deed is _reactivate:
        async with transaction(care.sessions) as session:
            hers = update(Account).where(Account.id == dora.id)
            await session.execute(hers.values(deactivated_at=care.clock.at))
    (brief,) = await briefs(care)
    async with asyncio.timeout(WITHIN_S), transaction(care.sessions) as worker:
        await lock(worker, brief.id)
        request = await meanwhile(care, deed(care))
        await worker.execute(update(Device).values(target_generation=3))
    await request


@pytest.mark.parametrize("is_all", [True, False])
async def test_a_session_noted_during_a_hand_over_is_handed_over(care: Care, is_all: bool) -> None:
    dora, cy = care.cast.dora, care.cast.cy
    from_, to, client = ("dora", "ben", cy) if is_all else ("ben", "dora", care.ana)
    row = _session(care)
    row.client_id, row.therapist_id = client.id, getattr(care.cast, from_).id
    async with asyncio.timeout(WITHIN_S), transaction(care.sessions) as noting:
        await noting.get_one(Client, client.id, with_for_update={"key_share": True})
        noting.add(row)
        await remind_of_briefs(noting, Appointment.id == row.id, care.clock.at, 0)
        deed = deactivate(care, dora, to=care.ben) if is_all else reassign(care, dora)
        request = await meanwhile(care, deed)
    await request
    assert await brief_recipients(care) == [to]


@pytest.mark.parametrize("is_new", [True, False])
async def test_a_session_noted_as_she_changes_her_lead_time_has_the_new_one(
    care: Care, is_new: bool
) -> None:
    session = None if is_new else await book(care, status="cancelled")
    async with asyncio.timeout(WITHIN_S), transaction(care.sessions) as changing:
        ben = await changing.get_one(Account, care.ben.id, with_for_update={"key_share": True})
        ben.brief_lead_min = 30
        await remind_of_briefs(changing, cared_for_by(care.ben.id), care.clock.at, 0)
        deed = change(care, session, status="planned") if session else book(care)
        request = await meanwhile(care, deed)
    await request
    assert await brief_rows(care) == [("02 13:30", "scheduled", None)]


async def test_two_who_make_the_same_ones_wait_for_each_other_in_turn(care: Care) -> None:
    """Each makes both rows; the second comes to them in the order of the first."""
    first, second = sorted([_session(care), _session(care)], key=lambda row: row.id)
    # The later id is read first, by the order of the table.
    for row in (second, first):
        async with transaction(care.sessions) as session:
            session.add(row)
    async with asyncio.timeout(WITHIN_S), transaction(care.sessions) as other:
        await remind_of_briefs(other, Appointment.id == first.id, care.clock.at, 0)
        request = await meanwhile(care, _remind_of_all(care))
        await remind_of_briefs(other, Appointment.id == second.id, care.clock.at, 0)
    await request
    assert len(await briefs(care)) == 2


async def _remind_of_all(care: Care) -> None:
    async with transaction(care.sessions) as session:
        await remind_of_briefs(session, cared_for_by(care.ben.id), care.clock.at, 0)


def _session(care: Care, starts_at: datetime = SESSION) -> Appointment:
    return Appointment(
        id=new_id(),
        created_at=datetime(2026, 3, 2, tzinfo=UTC),
        client_id=care.ana.id,
        therapist_id=care.ben.id,
        starts_at=starts_at,
        duration_min=60,
        status="planned",
    )
