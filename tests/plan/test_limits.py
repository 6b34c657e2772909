"""Doses and cues that nobody could carry out, in a new prescription and in an edit of one."""

from tests.acting.care import body_of, refusals

MOST = {"sets": 20, "reps": 200}


def cues(per_day, *between):
    return {"schedule": {"nudges": {"per_day": per_day, "between": list(between)}}}


DOSES = [
    ("gluteal-ball", {"hold_s": 31}, ("/dose/hold_s", "self_release_hold")),
    ("gluteal-ball", {"hold_s": None}, ("/dose/hold_s", "hold_required")),
    ("gluteal-ball", {"hold_s": 0}, ("/dose/hold_s", "hold_required")),
    ("chin-tuck", {"reps": None, "hold_s": None}, ("/dose", "nothing_to_do")),
    ("chin-tuck", {"sets": 3, "reps": None, "hold_s": 0}, ("/dose", "nothing_to_do")),
    ("belly-breathing", {"duration_min": None}, ("/dose", "nothing_to_do")),
    ("chin-tuck", MOST | {"hold_s": 4}, ("/dose", "longer_than_four_hours")),
    ("hydration", {"sets": 1}, ("/dose/sets", "not_for_habits")),
    ("hydration", {"reps": 8}, ("/dose/reps", "not_for_habits")),
    ("microbreak", {"hold_s": 0}, ("/dose/hold_s", "not_for_habits")),
]
POSSIBLE = [
    ("gluteal-ball", {"hold_s": 30}),
    ("chin-tuck", {"sets": None, "hold_s": None}),
    ("chin-tuck", {"reps": None}),
    ("chin-tuck", {"reps": None, "hold_s": None, "duration_min": 3}),
    ("chin-tuck", MOST | {"hold_s": 3}),
    ("belly-breathing", {"sets": 2}),
    ("hydration", {"sets": None, "duration_min": 2}),
]


async def test_a_dose_that_nobody_could_do_is_refused_new_and_edited_alike(care):
    for exercise, dose, refusal in DOSES:
        answer = await care.try_to_prescribe("08:00", exercise=exercise, dose=dose)
        assert refusals(answer) == [refusal], (exercise, dose)
        item = await care.prescribe("08:00", exercise=exercise)
        assert refusals(await care.try_to_edit(item, dose=dose)) == [refusal], (exercise, dose)


async def test_a_dose_that_just_can_be_done_is_accepted(care):
    for exercise, dose in POSSIBLE:
        item = await care.prescribe("08:00", exercise=exercise, dose=dose)
        assert item["dose"].items() >= dose.items()


NUDGES = [
    (cues(3, "09:00", "09:00"), "/between", "end_before_start"),
    (cues(1, "21:00", "07:00"), "/between", "end_before_start"),
    (cues(3, "09:00", "10:29"), "/per_day", "too_many_for_window"),
    (cues(6, "09:00", "11:59"), "/per_day", "too_many_for_window"),
    (cues(0, "09:00", "17:00"), "/per_day", "greater_than_equal"),
    (cues(7, "09:00", "17:00"), "/per_day", "less_than_equal"),
    (cues(2.0, "09:00", "17:00"), "/per_day", "int_type"),
    (cues(2, "09:00"), "/between", "too_short"),
    (cues(2, "09:00", "12:00", "17:00"), "/between", "too_long"),
    (cues(2, "9:00", "17:00"), "/between/0", "not_a_wall_time"),
    (cues(2, "09:00", "24:00"), "/between/1", "not_a_wall_time"),
    ({"schedule": {"nudges": {"per_day": 3}}}, "/between", "missing"),
    ({"schedule": {"nudges": {"between": ["09:00", "17:00"]}}}, "/per_day", "missing"),
    ({"schedule": {"nudges": []}}, "", "model_attributes_type"),
]


async def test_cues_that_cannot_be_are_refused_new_and_edited_alike(care):
    habit = await care.prescribe(exercise="hydration")
    for body, pointer, code in NUDGES:
        refusal = [("/schedule/nudges" + pointer, code)]
        answer = await care.try_to_prescribe(exercise="hydration", **body)
        assert refusals(answer) == refusal, body
        assert refusals(await care.try_to_edit(habit, **body)) == refusal, body
    read = body_of(await care.ben.get(f"/v1/prescriptions/{habit['id']}"))
    assert read["version"] == 1


async def test_only_a_habit_has_cues(care):
    refusal = [("/schedule/nudges", "only_for_habits")]
    answer = await care.try_to_prescribe("08:00", **cues(2, "09:00", "17:00"))
    assert refusals(answer) == refusal
    item = await care.prescribe("08:00")
    assert refusals(await care.try_to_edit(item, **cues(2, "09:00", "17:00"))) == refusal
