"""A habit's cues: from the prescription to the reminders."""

from datetime import time

from tests.acting.care import body_of, on, refusals

NUDGES = {"per_day": 3, "between": ["09:00", "17:30"]}
DAYS = (on(3, 3), on(3, 4))
CUES = ("n1", "n2", "n3")
OPEN, DONE, CHANGED = ("scheduled", None), ("skipped", "done"), ("cancelled", "plan_changed")


async def drink(care, **more):
    return await care.prescribe(exercise="hydration", schedule={"nudges": NUDGES, **more})


async def test_a_habits_cues_are_shown_as_they_were_sent(care):
    habit = await drink(care)
    assert (habit["schedule"]["times"], habit["schedule"]["nudges"]) == ([], NUDGES)
    path = f"/v1/prescriptions/{habit['id']}"
    assert body_of(await care.ben.get(path))["schedule"]["nudges"] == NUDGES
    assert (await care.edit(habit, note="Slowly."))["schedule"]["nudges"] == NUDGES


async def test_each_day_has_as_many_reminders_inside_the_window_as_cues(care):
    await drink(care)
    rows = await care.reminders()
    for day in DAYS:
        # Ana is in Berlin, an hour ahead.
        walls = [rows[day, cue].due_at.time() for cue in CUES]
        assert walls == sorted(walls)
        assert time(8) <= walls[0] <= walls[-1] < time(16, 30)
    assert {slot for _, slot in rows} == set(CUES)
    assert [row.due_at for row in rows.values() if row.local_date.isoformat() == DAYS[0]] != [
        row.due_at for row in rows.values() if row.local_date.isoformat() == DAYS[1]
    ]


async def test_the_days_answer_ends_its_cues_and_no_others(care):
    habit = await drink(care)
    care.move(2026, 3, 3, 7)
    body_of(await care.log(habit, DAYS[0], "day"), 201)
    states = await care.states()
    assert [states[DAYS[0], cue] for cue in CUES] == [DONE] * 3
    assert [states[DAYS[1], cue] for cue in CUES] == [OPEN] * 3


async def test_a_habit_has_times_or_cues_and_an_edit_says_which_it_gives_up(care):
    both = {"times": ["09:00"], "nudges": NUDGES}
    refusal = [("/schedule/nudges", "times_or_nudges")]
    answer = await care.try_to_prescribe(exercise="hydration", schedule=both)
    assert refusals(answer) == refusal
    habit = await drink(care)
    assert refusals(await care.try_to_edit(habit, schedule={"times": ["09:00"]})) == refusal
    timed = await care.edit(habit, schedule={"times": ["09:00"], "nudges": None})
    assert (timed["schedule"]["times"], timed["schedule"]["nudges"]) == (["09:00"], None)
    assert refusals(await care.try_to_edit(habit, schedule={"nudges": NUDGES})) == refusal
    cued = await care.edit(habit, schedule={"times": [], "nudges": NUDGES})
    assert (cued["schedule"]["times"], cued["schedule"]["nudges"]) == ([], NUDGES)


async def test_cues_that_were_given_up_are_cancelled_and_new_ones_planned(care):
    habit = await drink(care)
    await care.edit(habit, schedule={"nudges": None, "times": ["18:00"]})
    states = await care.states()
    assert [states[DAYS[0], slot] for slot in (*CUES, "18:00")] == [CHANGED] * 3 + [OPEN]
    await care.edit(habit, schedule={"nudges": NUDGES | {"per_day": 1}, "times": []})
    states = await care.states()
    assert [states[DAYS[0], slot] for slot in (*CUES, "18:00")] == [OPEN] + [CHANGED] * 3


async def test_a_habit_shows_the_factor_it_works_on(care):
    await drink(care)
    habits = body_of(await care.ana.get("/v1/me/today"))["habits"]
    assert [habit["exercise"]["factors"] for habit in habits] == [["hydration"]]
