from sqlalchemy import select

from api.tables import PrescriptionVersion
from tests.acting.care import body_of, on, problem, refusals

EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


async def test_a_prescription_takes_what_is_left_out_from_the_library(care):
    item = await care.prescribe("08:00")
    assert item == {
        "id": item["id"],
        "client_id": str(care.ana.id),
        "version": 1,
        "effective_on": "2026-03-02",
        "exercise": "chin-tuck",
        "exercise_version": "1.1.0",
        "kind": "strength",
        "dose": {"sets": 2, "reps": 10, "hold_s": 5, "duration_min": None},
        "schedule": {
            "times": ["08:00"],
            "weekdays": EVERY_DAY,
            "interval_weeks": 1,
            "start_on": "2026-03-02",
            "end_on": None,
            "timezone_mode": "floating",
            "timezone": None,
            "window_min": 120,
            "nudges": None,
        },
        "remind": True,
        "max_pain": 5,
        "max_pain_reason": None,
        "note": None,
        "clearance": None,
        "state": "active",
        "stopped_at": None,
        "stop_reason": None,
        "created_at": "2026-03-02T08:00:00Z",
        "warnings": ["draft_item"],
        "etag": item["etag"],
    }


async def test_what_is_sent_is_kept_and_put_in_order(care):
    item = await care.prescribe(
        "20:00",
        "08:00",
        dose={"reps": 5, "hold_s": None},
        schedule={
            "weekdays": ["sun", "mon", "sun"],
            "interval_weeks": 2,
            "start_on": "2026-03-09",
            "end_on": "2026-05-31",
            "timezone_mode": "fixed",
            "window_min": 30,
        },
        remind=False,
        max_pain=3,
        max_pain_reason="  Eager to please. ",
        note="Slowly.",
        clearance={"reason": "Cleared by her doctor."},
    )
    assert item["dose"] == {"sets": 2, "reps": 5, "hold_s": None, "duration_min": None}
    assert item["schedule"] == {
        "times": ["08:00", "20:00"],
        "weekdays": ["mon", "sun"],
        "interval_weeks": 2,
        "start_on": "2026-03-09",
        "end_on": "2026-05-31",
        "timezone_mode": "fixed",
        "timezone": "Europe/Berlin",
        "window_min": 30,
        "nudges": None,
    }
    assert (item["remind"], item["max_pain"], item["note"]) == (False, 3, "Slowly.")
    assert (item["max_pain_reason"], item["effective_on"]) == ("Eager to please.", "2026-03-09")
    assert item["clearance"]["reason"] == "Cleared by her doctor."


async def test_today_is_the_clients_date_and_not_the_servers(care):
    care.move(2026, 3, 2, 23, 30)
    item = await care.prescribe("08:00")
    assert item["schedule"]["start_on"] == "2026-03-03"


TOO_MANY = [f"{hour:02}:00" for hour in range(13)]
IMPOSSIBLE = [
    ({"times": []}, {}, "/schedule/times", "required"),
    ({"times": TOO_MANY}, {}, "/schedule/times", "too_many_times"),
    ({"times": ["08:00", "20:00", "08:00"]}, {}, "/schedule/times", "repeated_time"),
    ({"times": ["25:00"]}, {}, "/schedule/times/0", "not_a_wall_time"),
    ({"times": ["08:00:00"]}, {}, "/schedule/times/0", "not_a_wall_time"),
    ({"times": [800]}, {}, "/schedule/times/0", "not_a_wall_time"),
    ({"weekdays": ["mon", "monday"]}, {}, "/schedule/weekdays/1", "literal_error"),
    ({"weekdays": []}, {}, "/schedule/weekdays", "too_short"),
    ({"interval_weeks": 0}, {}, "/schedule/interval_weeks", "greater_than_equal"),
    ({"interval_weeks": 13}, {}, "/schedule/interval_weeks", "less_than_equal"),
    ({"start_on": "2026-03-09", "end_on": "2026-03-08"}, {}, "/schedule/end_on", "before_start"),
    ({"end_on": "2026-03-01"}, {}, "/schedule/end_on", "before_start"),
    ({"start_on": "2026-3-9"}, {}, "/schedule/start_on", "not_a_date"),
    ({"start_on": "2027-03-04"}, {}, "/schedule/start_on", "too_far_from_today"),
    ({"start_on": "2025-02-28"}, {}, "/schedule/start_on", "too_far_from_today"),
    (
        {"weekdays": ["sun"], "start_on": "2026-03-02", "end_on": "2026-03-07"},
        {},
        "/schedule/weekdays",
        "never_due",
    ),
    ({"timezone_mode": "local"}, {}, "/schedule/timezone_mode", "literal_error"),
    ({"window_min": 4}, {}, "/schedule/window_min", "greater_than_equal"),
    ({"window_min": 721}, {}, "/schedule/window_min", "less_than_equal"),
    ({}, {"exercise": "chin-tick"}, "/exercise", "unknown_exercise"),
    ({}, {"dose": {"sets": 0}}, "/dose/sets", "greater_than_equal"),
    ({}, {"dose": {"sets": "2"}}, "/dose/sets", "int_type"),
    ({}, {"dose": {"reps": True}}, "/dose/reps", "int_type"),
    ({}, {"dose": {"weight_kg": 2}}, "/dose", "extra_forbidden"),
    ({}, {"max_pain": 11}, "/max_pain", "less_than_equal"),
    ({}, {"remind": 1}, "/remind", "bool_type"),
    ({}, {"clearance": {"reason": ""}}, "/clearance/reason", "too_short"),
    ({}, {"note": "a\x00b"}, "/note", "nul_character"),
    ({}, {"patient": "Ana"}, "", "extra_forbidden"),
]


async def test_what_cannot_be_carried_out_is_refused_naming_the_field(care):
    for schedule, more, pointer, code in IMPOSSIBLE:
        answer = await care.try_to_prescribe("08:00", schedule=schedule, **more)
        assert refusals(answer) == [(pointer, code)], (schedule, more)
    listed = await care.ben.get(f"/v1/clients/{care.ana.id}/prescriptions")
    assert body_of(listed)["items"] == []


async def test_what_just_can_be_carried_out_is_accepted(care):
    for schedule, more in (
        ({"times": TOO_MANY[:12]}, {}),
        ({"start_on": "2027-03-03"}, {}),
        ({"start_on": "2025-03-01"}, {}),
        ({"end_on": "2026-03-02"}, {}),
        ({"weekdays": ["mon"], "interval_weeks": 12}, {}),
        ({"times": []}, {"exercise": "hydration"}),
    ):
        answer = await care.try_to_prescribe("08:00", schedule=schedule, **more)
        assert answer.status_code == 201, (schedule, more, answer.text)


async def test_prescriptions_are_listed_oldest_first_by_state_and_page_by_page(care):
    made = [await care.prescribe("08:00", note=str(n)) for n in range(3)]
    await care.act_on(made[1], "stop")

    async def notes(**params: object) -> list[str]:
        path = f"/v1/clients/{care.ana.id}/prescriptions"
        found, cursor = [], None
        while not found or cursor:
            more = params | ({"cursor": cursor} if cursor else {})
            page = body_of(await care.ben.get(path, params=more))
            found += [row["note"] for row in page["items"]]
            cursor = page["next_cursor"]
        return found

    assert await notes() == await notes(limit=1) == await notes(state="all") == ["0", "1", "2"]
    assert await notes(state="current") == await notes(state="current", limit=1) == ["0", "2"]
    assert await notes(state="stopped") == ["1"]
    wrong = await care.ben.get(f"/v1/clients/{care.ana.id}/prescriptions", params={"state": "old"})
    assert refusals(wrong) == [("/query/state", "literal_error")]


async def test_a_row_of_the_list_carries_the_etag_an_edit_needs(care):
    item = await care.prescribe("08:00")
    (row,) = body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/prescriptions"))["items"]
    read = await care.ben.get(f"/v1/prescriptions/{item['id']}")
    assert row == body_of(read) == item | {"warnings": []}
    assert read.headers["etag"] == row["etag"]
    path = f"/v1/prescriptions/{item['id']}"
    body_of(await care.ben.patch(path, {"note": "Slowly."}, headers={"if-match": row["etag"]}))


async def test_an_item_stays_pinned_at_the_version_it_was_prescribed_in(care):
    item = await care.prescribe("08:00")
    assert (await care.edit(item, note="x"))["exercise_version"] == item["exercise_version"]
    query = select(PrescriptionVersion).order_by(PrescriptionVersion.number)
    versions = await care.rows(query)
    assert [(row.number, row.note, row.created_by) for row in versions] == [
        (1, None, care.ben.id),
        (2, "x", care.ben.id),
    ]
    assert versions[1].effective_on.isoformat() == on(3, 3)


async def test_nobody_else_reads_or_prescribes(care):
    item = await care.prescribe("08:00")
    path = f"/v1/prescriptions/{item['id']}"
    assert problem(await care.cast.dora.get(path)) == (404, "not_found")
    assert problem(await care.ana.get(path)) == (403, "forbidden")
    theirs = f"/v1/clients/{care.ana.id}/prescriptions"
    body = {"exercise": "chin-tuck", "schedule": {"times": ["08:00"]}}
    assert problem(await care.cast.dora.post(theirs, body)) == (404, "not_found")
