"""Reminders follow the plan: edits, pauses, stops, logs and their undoing."""

from datetime import timedelta
from uuid import uuid4

from api.rules.instants import TZDB_VERSION
from tests.acting.care import at, body_of, on
from tests.acting.planning import (
    begin_to_leave,
    claim,
    columns,
    due_times,
    extend_plan,
    rebuild_plan,
    revision,
    snapshot,
    update_reminder,
)
from tests.acting.practice import discharge

MON, TUE, WED = ((on(3, day), "20:00") for day in (2, 3, 4))
OPEN = ("scheduled", None)
PAUSED, DONE = ("skipped", "paused"), ("skipped", "done")
STOPPED, CHANGED = ("cancelled", "stopped"), ("cancelled", "plan_changed")


async def test_a_prescription_is_planned_three_days_ahead(care):
    await care.prescribe("08:00", "20:00")
    rows = await care.reminders()
    assert {key: row.due_at for key, row in rows.items()} == {
        MON: at(2026, 3, 2, 19),
        (on(3, 3), "08:00"): at(2026, 3, 3, 7),
        TUE: at(2026, 3, 3, 19),
        (on(3, 4), "08:00"): at(2026, 3, 4, 7),
        WED: at(2026, 3, 4, 19),
        (on(3, 5), "08:00"): at(2026, 3, 5, 7),
    }
    jitter = {row.next_attempt_at - row.due_at for row in rows.values()}
    assert len(jitter) == 1
    assert timedelta(0) <= jitter.pop() < timedelta(seconds=60)
    for row in rows.values():
        assert (row.state, row.reason, row.tzdb_version) == (*OPEN, TZDB_VERSION)
        assert row.expires_at == row.due_at + timedelta(hours=2)


async def test_planning_again_changes_nothing(care):
    await care.prescribe("08:00", "20:00")
    before, was = await snapshot(care), await revision(care)
    for _ in range(2):
        await extend_plan(care)
        assert await snapshot(care) == before
        assert await revision(care) == was
    await rebuild_plan(care)
    assert await snapshot(care) == [row | {"plan_revision": was + 1} for row in before]


async def test_a_day_later_only_the_new_slots_are_added(care):
    await care.prescribe("08:00", "20:00")
    before = await snapshot(care)
    care.move(2026, 3, 3, 8)
    await extend_plan(care)
    after = await snapshot(care)
    assert after[: len(before)] == before
    assert [row["due_at"] for row in after[len(before) :]] == [
        at(2026, 3, 5, 19),
        at(2026, 3, 6, 7),
    ]


async def test_an_edit_reschedules_from_the_date_it_takes_effect(care):
    item = await care.prescribe("20:00")
    await care.edit(item, schedule={"times": ["20:30"]})
    assert await due_times(care) == {
        MON: at(2026, 3, 2, 19),
        (on(3, 3), "20:30"): at(2026, 3, 3, 19, 30),
        (on(3, 4), "20:30"): at(2026, 3, 4, 19, 30),
    }
    assert {key for key, end in (await care.states()).items() if end == CHANGED} == {TUE, WED}
    await care.edit(item, schedule={"times": ["20:00"]}, effective_on=on(3, 2))
    assert set(await due_times(care)) == {MON, TUE, WED}


async def test_an_edit_of_the_window_moves_only_when_it_closes(care):
    item = await care.prescribe("20:00")
    row = (await care.reminders())[TUE]
    later = row.due_at + timedelta(minutes=10)
    await update_reminder(care, row, next_attempt_at=later, attempts=2)
    await care.edit(item, schedule={"window_min": 30})
    after = (await care.reminders())[TUE]
    assert after.expires_at == after.due_at + timedelta(minutes=30)
    assert (after.next_attempt_at, after.attempts, after.due_at) == (later, 2, row.due_at)


async def test_a_pause_skips_what_is_to_come_and_resuming_revives_only_that(care):
    item = await care.prescribe("20:00")
    await care.act_on(item, "pause")
    assert await care.states() == {MON: PAUSED, TUE: PAUSED, WED: PAUSED}
    care.move(2026, 3, 3, 20)
    await care.act_on(item, "resume")
    states = await care.states()
    assert [states[key] for key in (MON, TUE, WED)] == [PAUSED, PAUSED, OPEN]
    assert (await care.reminders())[WED].due_at == at(2026, 3, 4, 19)


async def test_a_pause_with_an_end_skips_only_what_lies_in_it(care):
    item = await care.prescribe("20:00")
    await care.act_on(item, "pause", {"until_on": on(3, 4)})
    assert await care.states() == {MON: PAUSED, TUE: PAUSED, WED: OPEN}


async def test_a_stop_cancels_for_good(care):
    item = await care.prescribe("20:00")
    await care.act_on(item, "pause")
    await care.act_on(item, "stop")
    assert set((await care.states()).values()) == {STOPPED}
    await rebuild_plan(care)
    await extend_plan(care)
    assert set((await care.states()).values()) == {STOPPED}


async def test_a_discharge_is_the_reason_of_what_was_stopped_before(care):
    item = await care.prescribe("20:00")
    await care.act_on(item, "stop")
    await discharge(care)
    assert set((await care.states()).values()) == {("cancelled", "discharged")}


async def test_a_pause_is_the_reason_of_an_excused_date_while_it_lasts(care):
    item = await care.prescribe("20:00")
    off = {"from": on(3, 3), "to": on(3, 3), "reason": "sick"}
    body_of(await care.ana.post("/v1/me/excused", off), 201)
    await care.act_on(item, "pause")
    assert set((await care.states()).values()) == {PAUSED}
    await care.act_on(item, "resume")
    assert (await care.states())[TUE] == ("skipped", "excused")


async def test_what_is_due_but_has_not_left_ends_with_the_pause_or_stop(care):
    item = await care.prescribe("20:00")
    other = await care.prescribe("20:05", exercise="cat-cow")
    care.move(2026, 3, 2, 19, 10)
    await care.act_on(item, "pause")
    await care.act_on(other, "stop")
    states = await care.states()
    assert (states[MON], states[on(3, 2), "20:05"]) == (PAUSED, STOPPED)
    await care.act_on(item, "resume")
    assert (await care.states())[MON] == PAUSED


async def test_a_log_ends_its_reminder_and_undoing_it_revives_what_is_to_come(care):
    item = await care.prescribe("20:00")
    one = str(uuid4())
    body_of(await care.log(item, on(3, 2), "20:00", id=one), 201)
    assert await care.states() == {MON: DONE, TUE: OPEN, WED: OPEN}
    body_of(await care.undo(one))
    assert await care.states() == {MON: OPEN, TUE: OPEN, WED: OPEN}
    care.move(2026, 3, 2, 18)
    body_of(await care.log(item, on(3, 2), "20:00", id=one))
    care.move(2026, 3, 2, 19, 30)
    body_of(await care.undo(one))
    assert (await care.states())[MON] == DONE


async def test_what_was_logged_stays_done_through_pauses_and_edits(care):
    item = await care.prescribe("20:00")
    body_of(await care.log(item, on(3, 2), "20:00"), 201)
    for verb in ("pause", "resume"):
        await care.act_on(item, verb)
    await care.edit(item, note="x", effective_on=on(3, 2))
    assert await care.states() == {MON: DONE, TUE: OPEN, WED: OPEN}


async def test_a_habits_answer_ends_all_cues_of_its_date(care):
    habit = await care.prescribe("12:00", "20:00", exercise="hydration")
    one = str(uuid4())
    body_of(await care.log(habit, on(3, 2), "day", id=one), 201)
    states = await care.states()
    assert {states[on(3, 2), "12:00"], states[MON]} == {DONE}
    assert states[TUE] == OPEN
    body_of(await care.undo(one))
    assert set((await care.states()).values()) == {OPEN}


async def test_a_prescription_without_reminders_has_none_until_it_asks_for_them(care):
    item = await care.prescribe("20:00", remind=False)
    assert await care.states() == {}
    today = {"effective_on": on(3, 2)}
    await care.edit(item, remind=True, **today)
    assert await care.states() == {MON: OPEN, TUE: OPEN, WED: OPEN}
    await care.edit(item, remind=False, **today)
    assert await care.states() == {MON: CHANGED, TUE: CHANGED, WED: CHANGED}


async def test_a_slot_that_was_over_when_it_was_prescribed_is_never_reminded(care):
    await care.prescribe("08:00", "20:00", schedule={"start_on": on(3, 1)})
    assert min(await care.reminders()) == MON


async def test_a_slot_that_was_over_when_it_was_edited_in_is_never_reminded(care):
    item = await care.prescribe("20:00")
    care.move(2026, 3, 2, 12)
    times = {"times": ["12:30", "13:30", "20:00"]}
    await care.edit(item, schedule=times, effective_on=on(3, 2))
    keys = set(await care.reminders())
    assert (on(3, 2), "12:30") not in keys
    assert {(on(3, 2), "13:30"), (on(3, 3), "12:30")} <= keys
    care.move(2026, 3, 2, 12, 40)
    await care.edit(item, schedule={"times": ["20:00"]}, effective_on=on(3, 2))
    await care.edit(item, schedule=times, effective_on=on(3, 2))
    # It was due before it was edited out, and an edit never takes back what was due.
    assert (await care.states())[on(3, 2), "13:30"] == OPEN


async def test_a_push_that_is_leaving_is_left_alone_and_a_claim_is_not(casting, care):
    for change in ("edit", "pause", "stop"):
        someone = await care.of_someone_new(casting)
        item = await someone.prescribe("20:00")
        rows = await someone.reminders()
        await begin_to_leave(someone, rows[MON])
        await claim(someone, rows[TUE])
        before = columns((await someone.reminders())[MON])
        if change == "edit":
            times = {"times": ["20:30"]}
            await someone.edit(item, schedule=times, effective_on=on(3, 2))
        else:
            await someone.act_on(item, change)
        after = await someone.reminders()
        assert columns(after[MON]) == before
        assert (after[TUE].claim_token, after[TUE].lease_until) == (None, None)
        assert after[TUE].state in ("cancelled", "skipped")


async def test_what_has_ended_stays_as_it_ended(care):
    item = await care.prescribe("20:00")
    ends = dict(zip((MON, TUE, WED), ("sent", "failed", "expired"), strict=True))
    for key, state in ends.items():
        await update_reminder(care, (await care.reminders())[key], state=state)
    before = await snapshot(care)
    body_of(await care.log(item, on(3, 2), "20:00"), 201)
    await care.act_on(item, "pause")
    await care.act_on(item, "resume")
    await care.edit(item, note="x", effective_on=on(3, 2))
    await care.travel("Asia/Tokyo")
    await care.act_on(item, "stop")
    assert (await snapshot(care))[:3] == before
