"""The ledger: why each slot of the last weeks was reminded of, or was not."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from httpx2 import Response
from sqlalchemy import delete, select

from api.platform.db import transaction
from api.tables import AuditEvent, Reminder
from tests.acting.care import Care, Json, body_of, on, problem, refusals
from tests.acting.planning import extend_plan, update_reminder
from tests.acting.reminding import a_reminder, deliver, register

TODAY = on(3, 2)
NOT_PLANNED, PLANNED = ("expired", "not_planned"), ("planned", None)


async def ask(care: Care, **params: Any) -> Response:
    params = {name.removesuffix("_"): value for name, value in params.items()}
    return await care.ben.get(f"/v1/clients/{care.ana.id}/reminders", params=params)


async def ledger(care: Care, **params: Any) -> Json:
    return body_of(await ask(care, **params))


async def found(care: Care, **params: Any) -> dict[tuple[str, str], tuple[str, str | None]]:
    """Return state and reason by (date, slot), for plans in which that tells them apart."""
    items = (await ledger(care, **params))["items"]
    return {(row["local_date"], row["slot"]): (row["state"], row["reason"]) for row in items}


async def forget(care: Care) -> None:
    """Delete Ana's reminders: as if no worker had run and nobody had edited anything."""
    async with transaction(care.sessions) as session:
        await session.execute(delete(Reminder).where(Reminder.account_id == care.ana.id))


async def test_what_was_sent_is_shown_with_each_push(care):
    await register(care.ana)
    item = await care.prescribe("09:00")
    row = await a_reminder(care, item["id"])
    await deliver(care, row, received_at=row.due_at, opened_at=row.due_at)
    told = await ledger(care, from_=TODAY, to=TODAY)
    assert {name: told[name] for name in ("from", "to", "timezone")} == {
        "from": TODAY,
        "to": TODAY,
        "timezone": "Europe/Berlin",
    }
    assert told["items"][0] == {
        "id": str(row.id),
        "source": "prescription",
        "prescription_id": item["id"],
        "local_date": TODAY,
        "slot": "08:00",
        "due_at": "2026-03-02T07:00:00Z",
        "expires_at": "2026-03-02T09:00:00Z",
        "state": "sent",
        "reason": None,
        "deliveries": [
            {
                "installation_id": "phone-1",
                "state": "accepted",
                "dispatched_at": "2026-03-02T07:00:00Z",
                "received_at": "2026-03-02T07:00:00Z",
                "opened_at": "2026-03-02T07:00:00Z",
                "error": None,
            }
        ],
    }


async def test_a_slot_without_a_reminder_says_so_in_the_same_shape(care):
    item = await care.prescribe("09:00", schedule={"start_on": on(3, 1)})
    await forget(care)
    care.move(2026, 3, 3, 12)
    (yesterdays,) = (await ledger(care, from_=on(3, 1), to=on(3, 1)))["items"]
    assert yesterdays == {
        "id": None,
        "source": "prescription",
        "prescription_id": item["id"],
        "local_date": on(3, 1),
        "slot": "09:00",
        "due_at": "2026-03-01T08:00:00Z",
        "expires_at": "2026-03-01T10:00:00Z",
        "state": "skipped",
        "reason": "backdated",
        "deliveries": [],
    }


async def test_without_dates_it_is_the_last_week_and_all_that_is_planned(care):
    await care.prescribe("09:00", schedule={"start_on": on(2, 20)})
    told = await ledger(care)
    assert (told["from"], told["to"]) == (on(2, 24), on(3, 5))
    assert [row["local_date"] for row in told["items"]] == [
        *(on(2, day) for day in range(24, 29)),
        *(on(3, day) for day in range(1, 6)),
    ]
    assert (await ledger(care, to=on(2, 25)))["from"] == on(2, 19)


async def test_what_lies_beyond_what_is_planned_is_still_to_be(care):
    await care.prescribe("09:00")
    states = await found(care, from_=TODAY, to=on(3, 9))
    assert states[on(3, 5), "09:00"] == ("scheduled", None)
    assert {states[on(3, day), "09:00"] for day in (6, 7, 8, 9)} == {PLANNED}


async def test_when_no_worker_ran_the_slots_say_that_nobody_planned_them(care):
    await care.prescribe("09:00")
    care.move(2026, 3, 8, 12)
    states = await found(care, from_=on(3, 3), to=on(3, 8))
    assert states[on(3, 6), "09:00"] == states[on(3, 8), "09:00"] == NOT_PLANNED
    # What was planned and never left is still waiting for a worker to end it.
    assert states[on(3, 4), "09:00"] == ("scheduled", None)


async def test_a_plan_that_reminds_of_nothing_says_off(care):
    await care.prescribe("09:00", remind=False)
    states = await found(care, from_=on(3, 3), to=on(3, 9))
    assert set(states.values()) == {("skipped", "off")}


async def test_a_pause_and_a_stop_for_safety_are_told_apart(care):
    item = await care.prescribe("09:00")
    await forget(care)
    await care.act_on(item, "pause", {"until_on": on(3, 4)})
    states = await found(care, from_=on(3, 3), to=on(3, 9))
    assert states[on(3, 3), "09:00"] == ("skipped", "paused")
    body_of(await care.check_in(TODAY, red_flags=["saddle_numbness"]), 201)
    states = await found(care, from_=on(3, 3), to=on(3, 9))
    assert states[on(3, 3), "09:00"] == ("skipped", "safety")


async def test_an_excused_day_is_told_whether_it_was_planned_or_not(care):
    await care.prescribe("09:00")
    said = {"from": on(3, 4), "to": on(3, 8), "reason": "holiday"}
    body_of(await care.ana.post("/v1/me/excused", said), 201)
    states = await found(care, from_=on(3, 3), to=on(3, 9))
    assert {states[on(3, day), "09:00"] for day in (4, 5, 6, 7, 8)} == {("skipped", "excused")}


async def test_rows_of_every_source_but_test_are_there_by_when_they_were_due(care):
    await register(care.ana)
    item = await care.prescribe("08:00")
    habit = await care.prescribe(
        exercise="hydration", schedule={"nudges": {"per_day": 2, "between": ["12:00", "17:00"]}}
    )
    first = await a_reminder(care, item["id"])
    await a_reminder(care, None, due_at=care.clock.at - timedelta(minutes=30))
    body_of(await care.ana.post(f"/v1/me/reminders/{first.id}/snooze", {"minutes": 5}), 201)
    body_of(await care.ana.post("/v1/me/devices/phone-1/test-push"), 201)
    items = (await ledger(care, from_=TODAY, to=on(3, 3)))["items"]
    assert {row["source"] for row in items} == {"prescription", "check_in", "snooze", "nudge"}
    assert [row["source"] for row in items][:3] == ["prescription", "check_in", "snooze"]
    dues = [row["due_at"] for row in items]
    assert dues == sorted(dues)
    only = (await ledger(care, prescription_id=habit["id"]))["items"]
    assert only
    assert {row["prescription_id"] for row in only} == {habit["id"]}
    of_item = (await ledger(care, prescription_id=item["id"], to=TODAY))["items"]
    assert {row["source"] for row in of_item} == {"prescription", "snooze"}
    assert (await ledger(care, prescription_id=str(uuid4())))["items"] == []


async def test_a_stopped_item_keeps_what_was_and_asks_for_nothing_more(care):
    item = await care.prescribe("09:00", "20:00")
    care.move(2026, 3, 3, 12)
    await care.act_on(item, "stop")
    states = await found(care, from_=on(3, 3), to=on(3, 10))
    assert states[on(3, 3), "20:00"] == ("cancelled", "stopped")
    assert (on(3, 8), "09:00") not in states


async def test_dates_out_of_reach_are_refused(care):
    for params, pointer, code in (
        ({"from_": on(3, 3), "to": TODAY}, "/query/from", "after_to"),
        ({"from_": "2025-11-29"}, "/query/from", "too_long_ago"),
        ({"to": on(3, 10)}, "/query/to", "too_far_ahead"),
        ({"from_": "2025-11-30", "to": TODAY}, "/query/from", "range_too_long"),
        ({"from_": "soon"}, "/query/from", "not_a_date"),
        ({"prescription_id": "x"}, "/query/prescription_id", "uuid_parsing"),
    ):
        assert refusals(await ask(care, **params)) == [(pointer, code)], params
    body_of(await ask(care, from_="2025-11-30", to=on(3, 1)))


async def test_today_is_the_clients_and_not_the_servers(care):
    await care.travel("Pacific/Kiritimati")
    care.move(2026, 3, 2, 11)
    assert (await ledger(care, to=on(3, 10)))["to"] == on(3, 10)
    await care.travel("Etc/GMT+12")
    assert refusals(await ask(care, to=on(3, 9))) == [("/query/to", "too_far_ahead")]


async def test_nothing_of_another_client_is_in_it(care):
    await a_reminder(replace(care, cast=replace(care.cast, ana=care.cast.cy)), None)
    assert (await ledger(care))["items"] == []


async def test_a_look_at_it_is_in_the_audit_and_a_stranger_gets_none(care):
    await ledger(care)
    looks = select(AuditEvent).where(AuditEvent.action == "view reminders")
    (look,) = await care.rows(looks)
    assert (look.actor_id, look.client_id) == (care.ben.id, care.ana.id)
    path = f"/v1/clients/{care.ana.id}/reminders"
    assert problem(await care.cast.dora.get(path)) == (404, "not_found")
    assert problem(await care.ana.get(path)) == (403, "forbidden")


async def test_every_slot_of_a_plan_with_a_past_has_an_answer(care):
    item = await care.prescribe("08:00", "20:00", schedule={"start_on": on(2, 26)})
    told = {
        4: partial(care.edit, item, remind=False),
        9: partial(care.edit, item, remind=True),
        10: partial(care.act_on, item, "pause"),
        13: partial(care.act_on, item, "resume"),
    }
    for day in range(3, 17):
        care.move(2026, 3, day, 12)
        await extend_plan(care)
        await told.get(day, partial(extend_plan, care))()
        await send_what_is_due(care)
    # Then the worker stood still.
    care.move(2026, 3, 21, 12)
    states = await found(care, from_=on(2, 26), to=on(3, 28))
    days = [date(2026, 2, 26) + timedelta(days=ahead) for ahead in range(31)]
    assert set(states) == {(day.isoformat(), slot) for day in days for slot in ("08:00", "20:00")}
    assert set(states.values()) == {
        ("sent", None),
        ("skipped", "backdated"),
        ("cancelled", "plan_changed"),
        ("skipped", "off"),
        ("skipped", "paused"),
        ("scheduled", None),
        NOT_PLANNED,
        PLANNED,
    }


async def send_what_is_due(care: Care) -> None:
    for row in (await care.reminders()).values():
        if row.state == "scheduled" and row.due_at <= care.clock.at:
            await update_reminder(care, row, state="sent")
