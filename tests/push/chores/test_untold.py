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
from tests.acting.briefing import book, briefs, change, lead, told
from tests.acting.care import at
from tests.acting.practice import discharge, give
from tests.conftest import NOW
from tests.push.claims_by_hand import take
from tests.push.house import BEN, House, monday
from tests.statements import plan_of, reads_all

DUE = [("02 13:00", "scheduled", None)]


async def forget(house: House) -> None:
    """Take the reminders away, as if an older version had planned the session."""
    async with transaction(house.care.sessions) as session:
        await session.execute(delete(Reminder))


async def change_rows(house: House, model: type, **values: Any) -> None:
    """Change what is stored without anyone who would bring the reminders in line with it."""
    async with transaction(house.care.sessions) as session:
        await session.execute(update(model).values(**values))


async def found(house: House) -> int:
    """Return of how many sessions the planner finds that nobody would be told."""
    async with transaction(house.care.sessions, write=False) as session:
        now = house.care.clock.at
        given = {"now": now, "soon": now + SOON, "most": planner.UNTOLD_BATCH}
        return len((await session.execute(planner._UNTOLD, given)).all())


async def test_what_an_older_version_left_out_is_told_in_time(both: House) -> None:
    await forget(both)
    await both.worker.plan()
    assert await told(both.care) == DUE
    assert await found(both) == 0
    assert await both.turn_at("14:00") == [BEN]
    assert await found(both) == 0


async def test_what_an_older_version_moved_is_moved(both: House) -> None:
    await change_rows(both, Appointment, starts_at=at(2026, 3, 2, 16))
    await both.worker.plan()
    assert await told(both.care) == [("02 15:00", "scheduled", None)]


async def test_it_waits_for_no_plan_of_the_client(both: House) -> None:
    await forget(both)
    async with transaction(both.care.sessions) as session:
        await session.execute(update(Client).values(planned_until=NOW + timedelta(days=3)))
    await both.worker.plan()
    assert await told(both.care) == DUE


@pytest.mark.parametrize(("hours", "finds"), [(25, 1), (26, 0)])
async def test_what_is_far_ahead_is_left_for_later(house: House, hours: int, finds: int) -> None:
    await book(house.care, f"{NOW + timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}")
    await forget(house)
    assert await found(house) == finds


async def _cancelled(house: House) -> None:
    await change_rows(house, Appointment, status="cancelled")


async def _begun(house: House) -> None:
    house.move(monday("15:00"))


async def _unwanted(house: House) -> None:
    await lead(house.care.ben, None)


async def _discharged(house: House) -> None:
    await discharge(house.care)


async def _unshared(house: House) -> None:
    await change_rows(house, Client, sharing_withdrawn_at=NOW)


async def _closed(house: House) -> None:
    await change_rows(house, Account, deactivated_at=NOW)


@pytest.mark.parametrize("deed", [_cancelled, _begun, _unwanted, _discharged, _unshared, _closed])
async def test_who_is_not_to_be_told_is_not_looked_for(
    both: House, deed: Callable[[House], Any]
) -> None:
    await forget(both)
    await deed(both)
    assert await found(both) == 0


async def test_what_was_given_up_in_a_race_is_told_after_all(both: House) -> None:
    # As when the care was found ended, and was taken up again at the same moment.
    await change_rows(both, Reminder, state="cancelled", reason="discharged")
    assert await found(both) == 1
    await both.worker.plan()
    assert await told(both.care) == DUE


async def test_one_told_of_and_put_off_is_looked_at_no_more(both: House) -> None:
    await both.turn_at("14:00")
    (row,) = await briefs(both.care)
    await change(both.care, {"id": str(row.subject_id)}, starts_at="2026-03-02T17:00:00Z")
    assert await found(both) == 0
    assert await both.turn_at("16:00") == [BEN]


async def test_each_who_holds_it_is_looked_at_for_herself(both: House) -> None:
    await both.turn_at("14:00")
    await give(both.care, both.care.cast.dora)
    async with transaction(both.care.sessions) as session:
        hers = Reminder.account_id == both.care.cast.dora.id
        await session.execute(delete(Reminder).where(hers))
    await both.worker.plan()
    rows = {row.account_id: row.state for row in await briefs(both.care)}
    assert rows == {both.care.ben.id: "sent", both.care.cast.dora.id: "scheduled"}


async def test_a_push_that_comes_back_after_the_session_was_put_off(both: House) -> None:
    """FCM asks for another try of a push that was on its way as the session moved."""
    both.stub.script("503", times=1)
    both.move(monday("14:00"))
    ids, token = await take(both)
    marks, _ = await both.worker._dispatcher._mark(ids, token)
    (row,) = await briefs(both.care)
    await change(both.care, {"id": str(row.subject_id)}, starts_at="2026-03-02T17:00:00Z")
    sent = [await both.worker._dispatcher._send(each) for each in marks.parcels]
    await both.worker._dispatcher._record(sent, {}, token)
    assert await both.turn_at("14:10") == []
    await both.worker.plan()
    assert await told(both.care) == [("02 16:00", "scheduled", None)]
    assert await both.turn_at("16:59") == []
    assert await both.turn_at("17:00") == [BEN]


async def test_one_that_fails_does_not_keep_the_others_from_it(both: House) -> None:
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
    assert await told(both.care) == [("02 14:00", "scheduled", None)]


async def test_they_are_looked_up_by_an_index(sessions: Sessions) -> None:
    given = {"now": NOW, "soon": NOW + SOON, "most": planner.UNTOLD_BATCH}
    plan = await plan_of(sessions, planner._UNTOLD, given)
    assert "ix_appointments_starts_at" in "\n".join(plan)
    assert not [step for step in plan if reads_all(step)]
