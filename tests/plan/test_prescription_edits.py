from sqlalchemy import select

from api.tables import PrescriptionVersion
from tests.acting.care import Care, Json, body_of, on, problem, refusals


async def test_an_edit_is_a_new_version_from_tomorrow_where_the_client_is(care):
    item = await care.prescribe("08:00")
    edited = await care.edit(item, note="Slowly.")
    assert edited == item | {
        "version": 2,
        "effective_on": "2026-03-03",
        "note": "Slowly.",
        "etag": edited["etag"],
    }
    assert edited["etag"] != item["etag"]
    care.move(2026, 3, 2, 23, 30)
    assert (await care.edit(item, note="Slower."))["effective_on"] == "2026-03-04"


MERGES = [
    ({"dose": {"reps": 12}}, {"dose": {"sets": 4, "reps": 12, "hold_s": 5}}),
    ({"dose": {"sets": None}}, {"dose": {"sets": None, "reps": 8, "hold_s": 5}}),
    ({"schedule": {"times": ["20:30", "09:30"]}}, {"times": ["09:30", "20:30"]}),
    ({"schedule": {"weekdays": ["wed"]}}, {"weekdays": ["wed"]}),
    ({"schedule": {"end_on": None}}, {"end_on": None}),
    ({"schedule": {"start_on": None}}, {}),
    ({"schedule": {"nudges": None}}, {}),
    ({"schedule": {"window_min": 60}}, {"window_min": 60}),
    (
        {"schedule": {"timezone_mode": "floating"}},
        {"timezone_mode": "floating", "timezone": None},
    ),
    ({"remind": True}, {"remind": True}),
    ({"note": None}, {"note": None}),
    ({"clearance": None}, {"clearance": None}),
    ({"max_pain": 2}, {"max_pain": 2, "max_pain_reason": None}),
    ({"max_pain": 4}, {"max_pain": 4, "max_pain_reason": "Cautious."}),
    ({"max_pain": 2, "max_pain_reason": "Sore."}, {"max_pain": 2, "max_pain_reason": "Sore."}),
    ({"max_pain_reason": None}, {"max_pain_reason": None}),
    ({}, {}),
]
WHOLE = {
    "dose": {"sets": 4, "reps": 8},
    "schedule": {
        "weekdays": ["mon", "thu"],
        "end_on": "2026-06-30",
        "timezone_mode": "fixed",
        "window_min": 45,
    },
    "remind": False,
    "max_pain": 4,
    "max_pain_reason": "Cautious.",
    "note": "Slowly.",
    "clearance": {"reason": "Cleared."},
}


async def test_an_edit_changes_only_what_is_sent(care):
    for change, merged in MERGES:
        item = await care.prescribe("08:00", "20:00", **WHOLE)
        edited = await care.edit(item, **change)
        assert flat(edited) == flat(item) | flat(merged), change
        await care.act_on(item, "stop")


NOTHING = [
    {},
    {"effective_on": on(3, 2)},
    {"dose": {}, "schedule": {}},
    {"dose": {"sets": 4, "reps": 8}, "schedule": {"times": ["20:00", "08:00"]}},
    {"schedule": {"timezone_mode": "fixed", "start_on": on(3, 2), "weekdays": ["thu", "mon"]}},
    {"max_pain": 4, "note": "Slowly.", "clearance": {"reason": " Cleared."}},
]


async def test_what_changes_nothing_is_no_version_and_nothing_to_acknowledge(care):
    item = await care.prescribe("08:00", "20:00", **WHOLE)
    care.move(2026, 3, 2, 12)
    for change in NOTHING:
        assert await care.edit(item, **change) == item, change
    assert len(await care.rows(select(PrescriptionVersion))) == 1


async def test_what_begins_later_can_be_brought_forward_but_only_when_it_is_asked(care):
    item = await care.prescribe("08:00")
    planned = await care.edit(item, dose={"sets": 4}, effective_on=on(3, 16))
    assert await care.edit(item) == planned
    assert await care.edit(item, effective_on=on(3, 17)) == planned
    sooner = await care.edit(item, effective_on=on(3, 9))
    assert (sooner["version"], sooner["effective_on"], sooner["dose"]["sets"]) == (3, on(3, 9), 4)


def flat(item: Json) -> Json:
    """Return what a version asks for, without what says which version it is."""
    rest = {"version", "effective_on", "etag", "dose", "schedule"}
    found = {name: value for name, value in item.items() if name not in rest}
    return found | item.get("dose", {}) | item.get("schedule", {})


REFUSALS = [
    ({"effective_on": "2026-03-01"}, ("/effective_on", "in_the_past")),
    ({"effective_on": "2027-03-04"}, ("/effective_on", "too_far_from_today")),
    ({"schedule": {"start_on": "2027-03-04"}}, ("/schedule/start_on", "too_far_from_today")),
    ({"dose": {"hold_s": 31}}, ("/dose/hold_s", "self_release_hold")),
    ({"dose": {"hold_s": None}}, ("/dose/hold_s", "hold_required")),
    ({"schedule": {"times": []}}, ("/schedule/times", "required")),
    ({"schedule": {"times": None}}, ("/schedule/times", "list_type")),
    ({"schedule": {"end_on": "2026-03-01"}}, ("/schedule/end_on", "before_start")),
    ({"effective_on": "2026-05-01"}, ("/schedule/end_on", "before_effective")),
    ({"schedule": {"end_on": "2026-03-02"}}, ("/schedule/end_on", "before_effective")),
    ({"exercise": "chin-tuck"}, ("/exercise", "read_only")),
    ({"dose": None}, ("/dose", "model_attributes_type")),
]


async def test_an_edit_to_what_cannot_be_is_refused_and_changes_nothing(care):
    item = await care.prescribe("08:00", exercise="gluteal-ball", schedule={"end_on": "2026-04-30"})
    for change, refusal in REFUSALS:
        assert refusals(await care.try_to_edit(item, **change)) == [refusal], change
    read = body_of(await care.ben.get(f"/v1/prescriptions/{item['id']}"))
    assert (read["version"], read["etag"]) == (1, item["etag"])


async def test_an_edit_may_begin_today_but_not_before_the_clients_today(care):
    item = await care.prescribe("08:00")
    care.move(2026, 3, 3, 23, 30)
    late = await care.try_to_edit(item, effective_on=on(3, 3))
    assert refusals(late) == [("/effective_on", "in_the_past")]
    assert (await care.edit(item, note="x", effective_on=on(3, 4)))["version"] == 2


async def test_a_plan_that_began_over_a_year_ago_can_still_be_edited(care):
    item = await care.prescribe("08:00")
    care.move(2027, 6, 1, 8)
    assert (await care.edit(item, dose={"sets": 3}))["effective_on"] == "2027-06-02"


async def edit_with(care: Care, item: Json, etag: str | None) -> tuple[int, str]:
    headers = {} if etag is None else {"if-match": etag}
    path = f"/v1/prescriptions/{item['id']}"
    answer = await care.ben.patch(path, {"note": etag}, headers=headers)
    return (200, "") if answer.status_code == 200 else problem(answer)


async def test_an_edit_needs_the_etag_that_was_read(care):
    item = await care.prescribe("08:00")
    assert await edit_with(care, item, None) == (428, "if_match_required")
    assert await edit_with(care, item, '"another"') == (412, "stale_edit")
    assert await edit_with(care, item, f"W/{item['etag']}") == (412, "stale_edit")
    assert await edit_with(care, item, f'"another", {item["etag"]}') == (200, "")
    assert await edit_with(care, item, item["etag"]) == (412, "stale_edit")


async def test_of_two_edits_of_the_same_reading_one_wins(care):
    item = await care.prescribe("08:00")
    etag = item["etag"]
    first = await edit_with(care, item, etag)
    second = await edit_with(care, item, etag)
    assert (first, second) == ((200, ""), (412, "stale_edit"))


async def test_a_stopped_prescription_is_not_edited(care):
    item = await care.prescribe("08:00")
    await care.act_on(item, "stop")
    assert problem(await care.try_to_edit(item, note="x")) == (409, "prescription_stopped")
    assert await edit_with(care, item, item["etag"]) == (412, "stale_edit")


async def test_what_was_read_with_one_member_changed_begins_tomorrow_and_keeps_its_zone(care):
    item = await care.prescribe(
        "08:00", schedule={"timezone_mode": "fixed"}, max_pain=7, max_pain_reason="She knows it."
    )
    await care.travel("America/Mexico_City")
    care.move(2026, 3, 9, 8)
    read = body_of(await care.ben.get(f"/v1/prescriptions/{item['id']}"))
    edited = await care.edit(item, **(read | {"max_pain": 6}))
    assert (edited["version"], edited["effective_on"]) == (2, on(3, 10))
    assert (edited["max_pain"], edited["max_pain_reason"]) == (6, "She knows it.")
    assert edited["schedule"] == item["schedule"]
    planned = await care.edit(item, **(edited | {"note": "Slowly.", "effective_on": on(3, 16)}))
    again = await care.edit(item, **(planned | {"note": "Slower."}))
    assert (again["version"], again["effective_on"]) == (4, on(3, 16))


async def test_of_what_was_stopped_an_edit_that_changes_nothing_is_no_conflict(care):
    item = await care.prescribe("08:00")
    await care.act_on(item, "stop", {})
    read = body_of(await care.ben.get(f"/v1/prescriptions/{item['id']}"))
    assert await care.edit(item, **read) == read | {"warnings": ["draft_item"]}
    assert problem(await care.try_to_edit(item, note="x")) == (409, "prescription_stopped")
