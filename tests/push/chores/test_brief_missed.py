"""Of whose brief nobody was told, or she had read before: what an edit of the session changes."""

from sqlalchemy import update

from api.platform.db import transaction
from api.tables import Account, Reminder, ReminderDay
from push.holds.holds import Holds
from push.transports import ALL_KINDS
from push.turn.claims import fence
from push.turn.facts import read_candidates
from tests.acting.briefing import book, brief_rows, briefs, change, lead
from tests.acting.care import body_of
from tests.push.claims_by_hand import claim_due
from tests.push.rig import BEN, Rig, monday
from tests.statements import asked


async def read_brief(rig: Rig, **body: str) -> None:
    body_of(await rig.care.ben.post(f"/v1/clients/{rig.care.ana.id}/brief/read", body), 201)


async def put_off(rig: Rig, starts_at: str) -> None:
    (row,) = await briefs(rig.care)
    await change(rig.care, {"id": str(row.subject_id)}, starts_at=starts_at)


async def test_what_expired_is_told_of_when_the_session_is_put_off(both: Rig) -> None:
    assert await both.turn_at("15:00") == []
    assert (await brief_rows(both.care))[0][1] == "expired"
    await put_off(both, "2026-03-02T16:00:00Z")
    assert await brief_rows(both.care) == [("02 15:00", "scheduled", None)]
    assert await both.turn_at("16:00") == [BEN]


async def test_who_had_no_phone_is_told_when_the_session_is_put_off(rig: Rig) -> None:
    await book(rig.care)
    assert await rig.turn_at("14:00") == []
    assert await brief_rows(rig.care) == [("02 13:00", "skipped", "no_device")]
    await rig.phone(BEN, rig.care.ben)
    await put_off(rig, "2026-03-02T16:00:00Z")
    assert await rig.turn_at("16:00") == [BEN]


async def test_without_a_phone_a_session_brought_forward_is_let_be(rig: Rig) -> None:
    await book(rig.care)
    await rig.turn_at("14:00")
    await put_off(rig, "2026-03-02T13:30:00Z")
    assert await brief_rows(rig.care) == [("02 13:00", "skipped", "no_device")]


async def test_what_was_read_on_the_day_before_counts_when_it_is_due_that_day(both: Rig) -> None:
    await lead(both.care.ben, 1440)
    await put_off(both, "2026-03-03T13:30:00Z")
    await read_brief(both)
    await both.turn_at("14:30")
    assert both.pushed == []
    assert (await brief_rows(both.care))[-1] == ("02 13:30", "skipped", "done")


async def test_who_read_an_old_brief_is_told_of_the_new_one(both: Rig) -> None:
    both.move(monday("09:30"))
    await read_brief(both, as_of="2025-12-01")
    assert await both.turn_at("14:00") == [BEN]


async def test_a_new_reading_counts_though_an_old_brief_was_read_later(both: Rig) -> None:
    both.move(monday("09:30"))
    await read_brief(both)
    both.move(monday("09:40"))
    await read_brief(both, as_of="2025-12-01")
    assert await both.turn_at("14:00") == []


async def test_it_never_leaves_earlier_than_she_asked(both: Rig) -> None:
    # As if her change of it had missed the reminder.
    async with transaction(both.care.sessions) as session:
        ben = update(Account).where(Account.id == both.care.ben.id)
        await session.execute(ben.values(brief_lead_min=30))
    assert await both.turn_at("14:00") == []
    assert await brief_rows(both.care) == [("02 13:00", "cancelled", "plan_changed")]
    await both.worker.plan()
    assert await brief_rows(both.care) == [("02 13:30", "scheduled", None)]
    assert await both.turn_at("14:29") == []
    assert await both.turn_at("14:30") == [BEN]


async def test_it_takes_five_queries_at_most_to_know_all_that_decides(both: Rig) -> None:
    await both.care.prescribe("14:00")
    now, ana = monday("14:00"), both.care.ana.id
    async with transaction(both.care.sessions) as session:
        # As if all had been tried before, and Ana had ignored the last ones.
        await session.execute(update(Reminder).values(attempts=1))
        left = {"sent": 3, "unanswered": 3}
        session.add(ReminderDay(created_at=now, client_id=ana, on_date=now.date(), **left))
    both.move(now)
    ids, token = await claim_due(both, most=9)
    async with transaction(both.care.sessions) as session:
        claimed = await fence(session, ids, token, now)
        connection = await session.connection()
        assert connection.sync_connection is not None
        with asked(connection.sync_connection) as seen:
            await read_candidates(session, claimed, ALL_KINDS, Holds(None), now)
    assert {each.source for each in claimed} == {"brief", "prescription"}
    assert len(seen) == 5
