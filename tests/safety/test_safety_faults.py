"""A stop for safety is whole or has not happened, and happens once however many send it."""

from asyncio import gather
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from api.care.plans import WHOLE
from api.platform.db import transaction
from api.reminders.planning import replan
from api.tables import CheckIn, Prescription
from tests.acting.broken import BROKEN, MENDED, run_sql
from tests.acting.care import at, body_of, on
from tests.acting.planning import SPREAD_S
from tests.acting.safety import (
    CHEST,
    NIGHT_PAIN,
    alerts,
    codes,
    flag,
    log_pain,
    pauses,
    resume,
    state,
    stored_alerts,
)

WENT_WELL = {200, 201}


@pytest.mark.parametrize("table", ["alerts", "prescription_pauses", "safety_events"])
async def test_a_failure_in_the_middle_leaves_nothing_and_the_next_try_everything(
    care, database_url, table
):
    item = await care.prescribe("08:00", "20:00", schedule={"start_on": on(3, 1)})
    kind = database_url.partition(":")[0]
    before = await care.states()
    await run_sql(care, *(statement.format(table=table) for statement in BROKEN[kind]))
    one, log = str(uuid4()), str(uuid4())
    assert (await flag(care, CHEST, id=one)).status_code == 500
    assert (await log_pain(care, item, slot="08:00", id=log, pain_after=9)).status_code == 500
    assert await care.rows(select(CheckIn)) == []
    assert (await care.logs(), await codes(care), await pauses(care, item)) == ([], [], [])
    assert (await stored_alerts(care), await care.states()) == ([], before)
    await run_sql(care, MENDED[kind].format(table=table))
    body_of(await flag(care, CHEST, id=one), 201)
    assert await codes(care) == [CHEST]
    assert len(await pauses(care, item)) == len(await stored_alerts(care)) == 1


async def test_phones_that_send_the_same_flagged_check_in_at_once_stop_everything_once(care):
    items = [await care.prescribe("20:00"), await care.prescribe("21:00", exercise="cat-cow")]
    one = str(uuid4())
    sent = [flag(care, CHEST, id=one) for _ in range(4)]
    answers = await gather(*sent, *(flag(care, CHEST) for _ in range(4)))
    assert {answer.status_code for answer in answers} <= WENT_WELL
    assert await codes(care) == [CHEST]
    assert [len(await pauses(care, item)) for item in items] == [1, 1]
    (alert,) = await alerts(care)
    assert len(alert["evidence"]) == 1


async def test_flags_of_several_dates_and_stops_at_once_make_one_pause_an_item(care):
    item = await care.prescribe("08:00", "20:00", schedule={"start_on": on(3, 1)})
    care.move(2026, 3, 2, 21)
    answers = await gather(
        flag(care, CHEST),
        flag(care, NIGHT_PAIN, day=on(3, 1), recorded_at="2026-03-02T20:00:00Z"),
        flag(care, NIGHT_PAIN, CHEST),
        log_pain(care, item, slot="08:00", pain_before=1, pain_after=3),
        log_pain(care, item, slot="20:00", stop_signs=["dizziness"]),
    )
    assert {answer.status_code for answer in answers} <= WENT_WELL
    assert sorted(await codes(care)) == sorted(
        [CHEST, NIGHT_PAIN, NIGHT_PAIN, "pain_rise", "dizziness"]
    )
    assert len(await pauses(care, item)) == 1
    assert sorted(alert["kind"] for alert in await alerts(care)) == ["exercise_stop", "red_flag"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_an_edit_that_read_the_plan_before_the_flag_brings_no_reminder_back(care):
    item = await care.prescribe("20:00")
    async with transaction(care.sessions) as session:
        row = await session.get_one(Prescription, UUID(item["id"]), options=WHOLE)
        body_of(await flag(care, CHEST), 201)
        assert row.pauses == []
        await replan(session, care.ana.id, care.clock.at, SPREAD_S)
    ahead = [row for row in (await care.reminders()).values() if row.due_at > care.clock.at]
    assert {(row.state, row.reason) for row in ahead} == {("skipped", "safety")}


async def test_an_edit_or_a_pause_at_once_with_a_flag_leaves_the_item_stopped_for_safety(care):
    item = await care.prescribe("20:00")
    path = f"/v1/prescriptions/{item['id']}"
    for day in (2, 3, 4):
        care.move(2026, 3, day, 9)
        etag = body_of(await care.ben.get(path))["etag"]
        answers = await gather(
            care.ben.patch(path, {"note": f"x{day}"}, headers={"if-match": etag}),
            flag(care, CHEST, day=on(3, day)),
            care.ben.post(f"{path}/pause"),
            care.ben.post(f"{path}/resume", {"note": "x"}),
            care.ben.patch(path, {"max_pain": 4}, headers={"if-match": etag}),
        )
        assert {answer.status_code for answer in answers} <= {*WENT_WELL, 412}
    # Once more, after whoever resumed: nothing that came at once may have let it slip.
    care.move(2026, 3, 5, 9)
    flagged, edited = await gather(
        flag(care, NIGHT_PAIN, day=on(3, 5)), care.try_to_edit(item, note="At once.")
    )
    assert flagged.status_code == 201
    assert edited.status_code in {200, 412}
    assert await state(care, item) == "paused"
    ahead = [row for row in (await care.reminders()).values() if row.due_at > at(2026, 3, 5, 9)]
    assert {(row.state, row.reason) for row in ahead} == {("skipped", "safety")}
    assert (await resume(care, item))["state"] == "active"
