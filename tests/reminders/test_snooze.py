"""Putting a reminder off: one more of the same, a little later, once."""

from asyncio import gather
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx2 import Response
from sqlalchemy import select

from api.tables import Reminder
from tests.acting.care import Care, Json, body_of, local, on, problem, refusals
from tests.acting.planning import claim, rebuild_plan, revision, update_reminder
from tests.acting.reminding import a_reminder, reminder, upcoming
from tests.cast import Person

TODAY = on(3, 2)
HOUR = timedelta(hours=1)


async def snooze(person: Person, row: Reminder | Json, minutes: int = 15) -> Response:
    which = row["id"] if isinstance(row, dict) else row.id
    return await person.post(f"/v1/me/reminders/{which}/snooze", {"minutes": minutes})


async def of_today(care: Care, *slots: str, **more: Any) -> tuple[Json, Reminder]:
    """Have Ana reminded of today's first slot, a minute ago; return the item and the reminder."""
    item = await care.prescribe(*(slots or ("10:00",)), **more)
    hour, minute = map(int, (slots or ("10:00",))[0].split(":"))
    care.move(2026, 3, 2, hour - 1, minute + 1)
    row = (await care.reminders())[TODAY, slots[0] if slots else "10:00"]
    await update_reminder(care, row, state="sent")
    return item, row


async def test_a_snooze_is_one_more_reminder_of_the_same_slot(care):
    item, row = await of_today(care)
    made = body_of(await snooze(care.ana, row), 201)
    assert made == {
        "id": made["id"],
        "source": "snooze",
        "prescription_id": item["id"],
        "local_date": TODAY,
        "slot": "10:00",
        "due_at": "2026-03-02T09:16:00Z",
        "due_local": local(TODAY, "10:16"),
        "expires_at": "2026-03-02T11:00:00Z",
        "state": "scheduled",
        "reason": None,
        "deliveries": [],
    }
    stored = (await care.rows(select(Reminder).where(Reminder.source == "snooze")))[0]
    assert (stored.subject_id, stored.plan_revision) == (row.id, await revision(care))
    # To the minute she asked for: no spread.
    assert stored.next_attempt_at == stored.due_at
    assert made == await snoozed(care, row)
    kept = await reminder(care, row)
    assert (kept.state, kept.due_at) == ("sent", row.due_at)


async def snoozed(care: Care, row: Reminder) -> Json:
    """Return the snooze of a reminder as the phone sees it."""
    (made,) = await care.rows(select(Reminder).where(Reminder.subject_id == row.id))
    return next(each for each in await upcoming(care.ana) if each["id"] == str(made.id))


async def test_asked_again_it_is_the_same_one_whatever_else_is_asked_or_has_changed(care):
    item, row = await of_today(care)
    first = body_of(await snooze(care.ana, row), 201)
    assert body_of(await snooze(care.ana, row, minutes=60)) == first
    await care.act_on(item, "stop")
    assert body_of(await snooze(care.ana, row))["id"] == first["id"]


async def test_of_many_who_ask_at_once_one_makes_it(care):
    _, row = await of_today(care)
    answers = await gather(*(snooze(care.ana, row) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1


async def test_a_snooze_can_be_put_off_itself(care):
    _, row = await of_today(care)
    first = await snooze(care.ana, row)
    care.advance(minutes=20)
    again = body_of(await snooze(care.ana, body_of(first, 201), minutes=30), 201)
    assert (again["due_at"], again["slot"]) == ("2026-03-02T09:51:00Z", "10:00")


async def test_it_can_leave_for_half_an_hour_at_least(care):
    _, row = await of_today(care)
    care.move(2026, 3, 2, 10, 50)
    made = body_of(await snooze(care.ana, row, minutes=5), 201)
    assert (made["due_at"], made["expires_at"]) == ("2026-03-02T10:55:00Z", "2026-03-02T11:25:00Z")


async def test_it_never_outlasts_nor_overtakes_the_items_next_reminder(care):
    _, row = await of_today(care, "10:00", "10:30")
    assert problem(await snooze(care.ana, row, minutes=29)) == (409, "next_reminder_is_sooner")
    assert problem(await snooze(care.ana, row, minutes=60)) == (409, "next_reminder_is_sooner")
    made = body_of(await snooze(care.ana, row, minutes=28), 201)
    assert (made["due_at"], made["expires_at"]) == ("2026-03-02T09:29:00Z", "2026-03-02T09:30:00Z")


async def test_the_next_reminder_of_another_item_or_of_a_slot_that_is_gone_hinders_nothing(care):
    item, row = await of_today(care, "10:00", "10:30")
    await care.prescribe("10:20", exercise="cat-cow")
    await care.edit(item, effective_on=TODAY, schedule={"times": ["10:00"]})
    body_of(await snooze(care.ana, row, minutes=60), 201)


async def test_when_its_day_is_over_it_is_too_late(care):
    body_of(await care.ana.patch("/v1/me", {"quiet_hours": None}))
    _, row = await of_today(care)
    care.move(2026, 3, 2, 22, 59)
    body_of(await snooze(care.ana, row), 201)
    tomorrows = (await care.reminders())[on(3, 3), "10:00"]
    await update_reminder(care, tomorrows, state="sent")
    # Midnight in Berlin.
    care.move(2026, 3, 3, 23)
    assert problem(await snooze(care.ana, tomorrows)) == (409, "too_late")


ENDS = [
    ("sent", None, 201),
    ("failed", "unknown", 201),
    ("failed", "target_dead", 201),
    ("expired", "expired", 201),
    ("scheduled", None, 201),
    ("skipped", "done", 409),
    ("skipped", "excused", 409),
    ("skipped", "paused", 409),
    ("skipped", "safety", 409),
    ("cancelled", "stopped", 409),
    ("cancelled", "plan_changed", 409),
]


@pytest.mark.parametrize(("state", "reason", "status"), ENDS)
async def test_only_what_left_or_was_due_can_be_put_off(care, state, reason, status):
    _, row = await of_today(care)
    await update_reminder(care, row, state=state, reason=reason)
    answer = await snooze(care.ana, row)
    assert answer.status_code == status
    assert status == 201 or answer.json()["code"] == "not_snoozable"


async def test_what_is_on_its_way_can_be_put_off_and_what_is_ahead_cannot(care):
    _, row = await of_today(care)
    await claim(care, row)
    body_of(await snooze(care.ana, row), 201)
    ahead = (await care.reminders())[on(3, 3), "10:00"]
    assert problem(await snooze(care.ana, ahead)) == (409, "not_snoozable")


async def log_it(care: Care, item: Json) -> None:
    body_of(await care.log(item, TODAY, "10:00"), 201)


async def pause_it(care: Care, item: Json) -> None:
    await care.act_on(item, "pause")


async def stop_it(care: Care, item: Json) -> None:
    await care.act_on(item, "stop")


async def raise_a_flag(care: Care, _: Json) -> None:
    body_of(await care.check_in(TODAY, red_flags=["saddle_numbness"]), 201)


async def excuse_the_day(care: Care, _: Json) -> None:
    said = {"from": TODAY, "to": TODAY, "reason": "sick"}
    body_of(await care.ana.post("/v1/me/excused", said), 201)


MAKE_IT_OVER = [log_it, pause_it, stop_it, raise_a_flag, excuse_the_day]


@pytest.mark.parametrize("end_it", MAKE_IT_OVER)
async def test_what_was_sent_cannot_be_put_off_once_it_is_over(care, end_it):
    item, row = await of_today(care)
    await end_it(care, item)
    assert (await reminder(care, row)).state == "sent"
    assert problem(await snooze(care.ana, row)) == (409, "not_snoozable")


@pytest.mark.parametrize("end_it", MAKE_IT_OVER)
async def test_a_snooze_ends_with_what_it_reminds_of(care, end_it):
    item, row = await of_today(care)
    made = body_of(await snooze(care.ana, row), 201)
    await end_it(care, item)
    states = await care.rows(select(Reminder.state).where(Reminder.source == "snooze"))
    assert states[0] in ("skipped", "cancelled"), made


async def test_a_plan_that_is_made_anew_keeps_the_snooze_where_it_is(care):
    _, row = await of_today(care)
    made = body_of(await snooze(care.ana, row), 201)
    await rebuild_plan(care)
    (stored,) = await care.rows(select(Reminder).where(Reminder.source == "snooze"))
    assert (stored.state, stored.plan_revision) == ("scheduled", await revision(care))
    assert stored.due_at.isoformat() == made["due_at"].replace("Z", "+00:00")


async def test_a_check_in_can_be_put_off_until_it_is_done(care):
    row = await a_reminder(care, None)
    made = body_of(await snooze(care.ana, row), 201)
    assert (made["prescription_id"], made["slot"]) == (None, "check_in")
    body_of(await care.check_in(TODAY, pain_average=3), 201)
    assert (await snoozed(care, row))["reason"] == "done"
    other = await a_reminder(care, None, subject_id=uuid4())
    assert problem(await snooze(care.ana, other)) == (409, "not_snoozable")


async def test_a_test_push_cannot_be_put_off(care):
    row = await a_reminder(care, None, source="test", slot="test 08:00:00")
    assert problem(await snooze(care.ana, row)) == (409, "not_snoozable")


async def test_only_the_client_puts_hers_off_by_minutes_that_make_sense(care):
    _, row = await of_today(care)
    assert problem(await snooze(care.cast.cy, row)) == (404, "not_found")
    assert problem(await snooze(care.ben, row)) == (403, "forbidden")
    for minutes in (4, 181, 0, -5):
        assert refusals(await snooze(care.ana, row, minutes))[0][0] == "/minutes"
    path = f"/v1/me/reminders/{row.id}/snooze"
    assert refusals(await care.ana.post(path, {})) == [("/minutes", "missing")]
    body_of(await snooze(care.ana, row, 180), 201)
