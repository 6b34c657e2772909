"""The planner has whoever would miss it told of a session: what an edit missed is made up for."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update
from structlog.testing import capture_logs

from api.platform.db import Sessions, transaction
from api.rules.reminders.briefs import SOON
from api.tables import Account, Appointment, Client, Reminder
from push.chores import planner
from tests.acting.briefing import book, brief_rows, briefs, change, lead
from tests.acting.care import at
from tests.acting.practice import discharge, reassign
from tests.conftest import NOW
from tests.push.claims_by_hand import claim_due
from tests.push.rig import BEN, Rig, monday
from tests.statements import plan_of, reads_all

DUE = [("02 13:00", "scheduled", None)]


async def forget(rig: Rig) -> None:
    """Take the reminders away, as if an older version had planned the session."""
    async with transaction(rig.care.sessions) as session:
        await session.execute(delete(Reminder))


async def change_rows(rig: Rig, model: type, **values: Any) -> None:
    """Change what is stored without anyone who would bring the reminders in line with it."""
    async with transaction(rig.care.sessions) as session:
        await session.execute(update(model).values(**values))


async def found(rig: Rig) -> int:
    """Return of how many sessions the planner finds that nobody would be told."""
    async with transaction(rig.care.sessions, write=False) as session:
        now = rig.care.clock.at
        given = {"now": now, "soon": now + SOON, "most": planner.UNTOLD_BATCH}
        return len((await session.execute(planner._UNTOLD, given)).all())


async def test_what_an_older_version_left_out_is_told_in_time(both: Rig) -> None:
    await forget(both)
    await both.worker.plan()
    assert await brief_rows(both.care) == DUE
    assert await found(both) == 0
    assert await both.turn_at("14:00") == [BEN]
    assert await found(both) == 0


async def test_what_an_older_version_moved_is_moved(both: Rig) -> None:
    await change_rows(both, Appointment, starts_at=at(2026, 3, 2, 16))
    await both.worker.plan()
    assert await brief_rows(both.care) == [("02 15:00", "scheduled", None)]


async def test_it_waits_for_no_plan_of_the_client(both: Rig) -> None:
    await forget(both)
    async with transaction(both.care.sessions) as session:
        await session.execute(update(Client).values(planned_until=NOW + timedelta(days=3)))
    await both.worker.plan()
    assert await brief_rows(both.care) == DUE


@pytest.mark.parametrize(("hours", "finds"), [(25, 1), (26, 0)])
async def test_what_is_far_ahead_is_left_for_later(rig: Rig, hours: int, finds: int) -> None:
    await book(rig.care, f"{NOW + timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}")
    await forget(rig)
    assert await found(rig) == finds


async def _cancelled(rig: Rig) -> None:
    await change_rows(rig, Appointment, status="cancelled")


async def _begun(rig: Rig) -> None:
    rig.move(monday("15:00"))


async def _unwanted(rig: Rig) -> None:
    await lead(rig.care.ben, None)


async def _discharged(rig: Rig) -> None:
    await discharge(rig.care)


async def _unshared(rig: Rig) -> None:
    await change_rows(rig, Client, sharing_withdrawn_at=NOW)


async def _closed(rig: Rig) -> None:
    await change_rows(rig, Account, deactivated_at=NOW)


@pytest.mark.parametrize("deed", [_cancelled, _begun, _unwanted, _discharged, _unshared, _closed])
async def test_who_is_not_to_be_told_is_not_looked_for(
    both: Rig, deed: Callable[[Rig], Any]
) -> None:
    await forget(both)
    await deed(both)
    assert await found(both) == 0


async def test_what_was_given_up_in_a_race_is_told_after_all(both: Rig) -> None:
    # As when the care was found ended, and was taken up again at the same moment.
    await change_rows(both, Reminder, state="cancelled", reason="discharged")
    assert await found(both) == 1
    await both.worker.plan()
    assert await brief_rows(both.care) == DUE


async def test_one_told_of_and_put_off_is_looked_at_no_more(both: Rig) -> None:
    await both.turn_at("14:00")
    (row,) = await briefs(both.care)
    await change(both.care, {"id": str(row.subject_id)}, starts_at="2026-03-02T17:00:00Z")
    assert await found(both) == 0
    assert await both.turn_at("16:00") == [BEN]


async def test_each_who_holds_it_is_looked_at_for_herself(both: Rig) -> None:
    await both.turn_at("14:00")
    await reassign(both.care, both.care.cast.dora)
    async with transaction(both.care.sessions) as session:
        hers = Reminder.account_id == both.care.cast.dora.id
        await session.execute(delete(Reminder).where(hers))
    await both.worker.plan()
    rows = {row.account_id: row.state for row in await briefs(both.care)}
    assert rows == {both.care.ben.id: "sent", both.care.cast.dora.id: "scheduled"}


async def test_a_push_that_comes_back_after_the_session_was_put_off(both: Rig) -> None:
    """FCM asks for another try of a push that was on its way as the session moved."""
    both.stub.script("503", times=1)
    both.move(monday("14:00"))
    ids, token = await claim_due(both)
    marks, _ = await both.worker._dispatcher._mark(ids, token)
    (row,) = await briefs(both.care)
    await change(both.care, {"id": str(row.subject_id)}, starts_at="2026-03-02T17:00:00Z")
    sent = [await both.worker._dispatcher._send(each) for each in marks.parcels]
    await both.worker._dispatcher._record(sent, {}, token)
    assert await both.turn_at("14:10") == []
    await both.worker.plan()
    assert await brief_rows(both.care) == [("02 16:00", "scheduled", None)]
    assert await both.turn_at("16:59") == []
    assert await both.turn_at("17:00") == [BEN]


async def test_one_that_fails_does_not_keep_the_others_from_it(both: Rig) -> None:
    await book(both.care, "2026-03-02T15:00:00Z", by=both.care.ben)
    await forget(both)
    (first, _) = await both.care.rows(
        Appointment.__table__.select()
        .with_only_columns(Appointment.id)
        .order_by(Appointment.starts_at)
    )
    remind = planner.remind_of_briefs

    async def fail_once(session: Any, which: Any, *more: Any) -> None:
        if which.right.value == first:
            raise ValueError
        await remind(session, which, *more)

    with pytest.MonkeyPatch.context() as patched, capture_logs() as logs:
        patched.setattr(planner, "remind_of_briefs", fail_once)
        await both.worker.plan()
    assert [entry["appointment"] for entry in logs if entry["event"] == "brief_failed"] == [
        str(first)
    ]
    assert await brief_rows(both.care) == [("02 14:00", "scheduled", None)]


async def test_they_are_looked_up_by_an_index(sessions: Sessions) -> None:
    given = {"now": NOW, "soon": NOW + SOON, "most": planner.UNTOLD_BATCH}
    plan = await plan_of(sessions, planner._UNTOLD, given)
    assert "ix_appointments_starts_at" in "\n".join(plan)
    assert not [step for step in plan if reads_all(step)]
