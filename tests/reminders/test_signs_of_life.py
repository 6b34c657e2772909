"""What she says ends the count of the reminders that she left unanswered."""

from datetime import timedelta
from uuid import uuid4

import pytest
from httpx2 import Response
from sqlalchemy import select, update

from api.platform.db import transaction
from api.tables import Reminder, ReminderDay
from tests.acting.care import Care, body_of, on
from tests.acting.reminding import HOUR, a_reminder, deliver, register

RECEIVED, OPENED = "2026-03-02T07:00:05Z", "2026-03-02T07:10:00Z"


@pytest.fixture
async def row(care: Care) -> Reminder:
    """Return a reminder that was sent to Ana's phone."""
    await register(care.ana)
    item = await care.prescribe("09:00")
    row = await a_reminder(care, item["id"])
    await deliver(care, row)
    return row


async def report(care: Care, row: Reminder, **said: str) -> Response:
    return await care.ana.put(f"/v1/me/reminders/{row.id}/receipt", said)


async def unanswered(care: Care, *left: int) -> list[int]:
    """Have left so many reminders of Ana's latest dates unanswered; return how many are now."""
    async with transaction(care.sessions) as session:
        for back, count in enumerate(left):
            session.add(
                ReminderDay(
                    created_at=care.clock.at,
                    client_id=care.ana.id,
                    on_date=care.clock.at.date() - timedelta(days=back),
                    sent=4,
                    unanswered=count,
                )
            )
    return [day.unanswered for day in await care.rows(select(ReminderDay))]


async def test_opening_one_is_a_sign_of_life_and_getting_it_is_none(care, row):
    assert await unanswered(care, 2, 1) == [2, 1]
    body_of(await report(care, row, received_at=RECEIVED, dismissed_at=OPENED))
    assert await unanswered(care) == [2, 1]
    body_of(await report(care, row, opened_at=OPENED))
    assert await unanswered(care) == [0, 0]


async def test_a_report_that_comes_again_is_no_new_sign_of_life(care, row):
    body_of(await report(care, row, opened_at=OPENED))
    await unanswered(care, 3)
    body_of(await report(care, row, opened_at=OPENED))
    assert await unanswered(care) == [3]


async def test_whatever_she_says_is_a_sign_of_life_but_an_undone_log(care):
    item = await care.prescribe("09:00")
    made = body_of(await care.log(item, on(3, 2), "09:00"), 201)
    await unanswered(care, 3)
    body_of(await care.undo(made["id"]))
    again = {"id": made["id"], "recorded_at": "2026-03-02T07:00:00Z"}
    body_of(await care.log(item, on(3, 2), "09:00", **again))
    assert await unanswered(care) == [3]
    care.advance(minutes=1)
    body_of(await care.log(item, on(3, 2), "09:00", id=made["id"]))
    assert await unanswered(care) == [0]


@pytest.mark.parametrize("says", ["check_in", "red_flag", "weekly", "stop"])
async def test_a_check_in_a_weekly_one_and_what_stops_her_are_signs_of_life(care, says):
    item = await care.prescribe("09:00")
    await unanswered(care, 3, 4)
    match says:
        case "check_in":
            answer = await care.check_in(on(3, 2), pain_average=3)
        case "red_flag":
            answer = await care.check_in(on(3, 2), red_flags=["saddle_numbness"])
        case "weekly":
            body = {"id": str(uuid4()), "recorded_at": "2026-03-02T08:00:00Z", "energy": 5}
            answer = await care.ana.put(f"/v1/me/weekly-check-ins/{on(2, 23)}", body)
        case _:
            answer = await care.log(item, on(3, 2), "09:00", pain_after=9)
    body_of(answer, 201)
    assert await unanswered(care) == [0, 0]


async def test_putting_one_off_is_a_sign_of_life(care, row):
    await unanswered(care, 3)
    body_of(await care.ana.post(f"/v1/me/reminders/{row.id}/snooze", {"minutes": 15}), 201)
    assert await unanswered(care) == [0]


async def test_answering_of_one_that_has_not_left_yet_answers_those_that_have(care):
    item = await care.prescribe("12:00")
    await a_reminder(
        care,
        None,
        state="scheduled",
        due_at=care.clock.at + HOUR,
        expires_at=care.clock.at + 2 * HOUR,
    )
    await unanswered(care, 0, 2)
    body_of(await care.check_in(on(3, 2), pain_average=3), 201)
    assert await unanswered(care) == [0, 0]
    async with transaction(care.sessions) as session:
        await session.execute(update(ReminderDay).values(unanswered=1))
    body_of(await care.log(item, on(3, 2), "12:00"), 201)
    assert await unanswered(care) == [0, 0]
