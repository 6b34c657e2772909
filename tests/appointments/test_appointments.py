from asyncio import gather
from typing import Any

from tests.acting.care import Care, Json, body_of, on, problem, refusals

HELD = "2026-03-02T07:00:00Z"
FINDING = {
    "region": "neck",
    "side": "left",
    "root_cause": "trigger_points",
    "referred_to": ["head", "shoulder"],
}
TURN = {"joint": "neck", "movement": "rotation", "side": "left", "degrees": 55}


def sessions_of(care: Care) -> str:
    return f"/v1/clients/{care.ana.id}/appointments"


async def add(care: Care, starts_at: str = HELD, **more: Any) -> Json:
    return body_of(await care.ben.post(sessions_of(care), {"starts_at": starts_at, **more}), 201)


async def try_to_edit(care: Care, row: Json, **changes: Any) -> Any:
    headers = {"if-match": row["etag"]}
    return await care.ben.patch(f"/v1/appointments/{row['id']}", changes, headers=headers)


async def read(care: Care, row: Json) -> Json:
    return body_of(await care.ben.get(f"/v1/appointments/{row['id']}"))


async def listed(care: Care, **params: Any) -> list[Json]:
    return body_of(await care.ben.get(sessions_of(care), params=params))["items"]


async def test_a_session_is_noted_with_nothing_more_than_its_time(care):
    row = await add(care, "2026-03-09T10:00:00+01:00")
    assert row == {
        "id": row["id"],
        "therapist_id": str(care.ben.id),
        "starts_at": "2026-03-09T09:00:00Z",
        "duration_min": 50,
        "status": "planned",
        "findings": [],
        "rom": [],
        "note": None,
        "episode_id": None,
        "session": None,
        "feedback": None,
        "etag": row["etag"],
    }
    assert await read(care, row) == row
    assert await listed(care) == [row]


async def test_what_was_found_and_measured_comes_back_as_it_was_sent(care):
    held = {"status": "completed", "findings": [FINDING], "rom": [TURN], "note": "Slowly."}
    row = await add(care, **held)
    assert {name: row[name] for name in held} == held
    bare = await add(care, "2026-03-01T09:00:00Z", findings=[{"region": "jaw"}])
    found = {"region": "jaw", "side": None, "root_cause": None, "referred_to": []}
    assert bare["findings"] == [found]
    two = [{"joint": "neck", "movement": "flexion", "degrees": n} for n in (-60, 220)]
    apart = [two[0], {**two[1], "side": "right"}]
    row = await add(care, "2026-02-28T09:00:00Z", rom=apart)
    assert [(each["side"], each["degrees"]) for each in row["rom"]] == [(None, -60), ("right", 220)]


async def test_sessions_are_listed_by_time_page_by_page_either_way(care):
    for day in (9, 20, 5, 12):
        await add(care, f"2026-03-{day:02}T09:00:00Z")
    found = {}
    for order in ("earliest", "newest"):
        pages, cursor = [], None
        while not pages or cursor:
            params = {"limit": 3, "order": order} | ({"cursor": cursor} if cursor else {})
            page = body_of(await care.ben.get(sessions_of(care), params=params))
            pages.append([int(row["starts_at"][8:10]) for row in page["items"]])
            cursor = page["next_cursor"]
        found[order] = pages
    assert found == {"earliest": [[5, 9, 12], [20]], "newest": [[20, 12, 9], [5]]}


async def test_sessions_are_listed_by_status(care):
    for hour, status in enumerate(("planned", "completed", "cancelled", "missed")):
        await add(care, f"2026-03-01T{hour:02}:00:00Z", status=status)
    for status in ("planned", "completed", "cancelled", "missed"):
        assert [row["status"] for row in await listed(care, status=status)] == [status]
    assert refusals(await care.ben.get(sessions_of(care), params={"status": "held"})) == [
        ("/query/status", "literal_error")
    ]


async def test_a_completed_session_has_its_number_within_its_episode(care):
    episode = {"starts_on": on(2, 9)}
    episodes = f"/v1/clients/{care.ana.id}/episodes"
    begun = body_of(await care.ben.post(episodes, episode), 201)
    before = await add(care, "2026-02-02T09:00:00Z", status="completed")
    later = await add(care, "2026-02-20T09:00:00Z", status="completed")
    missed = await add(care, "2026-02-13T09:00:00Z", status="missed")
    assert (before["episode_id"], before["session"]) == (None, None)
    assert (later["episode_id"], later["session"]) == (begun["id"], 1)
    assert (missed["episode_id"], missed["session"]) == (begun["id"], None)
    first = body_of(await try_to_edit(care, missed, status="completed"))
    assert first["session"] == 1
    assert [row["session"] for row in await listed(care)] == [None, 1, 2]
    assert (await read(care, later))["session"] == 2


CHANGES = [
    {"starts_at": "2026-03-01T09:00:00Z"},
    {"duration_min": 5},
    {"status": "completed"},
    {"findings": []},
    {"findings": [FINDING, {**FINDING, "side": None}]},
    {"rom": []},
    {"note": None},
    {"note": "x" * 2000},
    {"status": None, "findings": None, "rom": None, "starts_at": None},
    {},
]


async def test_an_edit_changes_only_what_is_sent(care):
    row = await add(care, findings=[FINDING], rom=[TURN], note="Slowly.")
    for changes in CHANGES:
        edited = body_of(await try_to_edit(care, row, **changes))
        told = {k: value for k, value in changes.items() if value is not None or k == "note"}
        assert edited == row | told | {"etag": edited["etag"]}
        assert (edited["etag"] == row["etag"]) == (edited == row)
        assert await read(care, row) == edited
        row = edited


async def test_an_edit_needs_the_newest_reading(care):
    row = await add(care)
    path = f"/v1/appointments/{row['id']}"
    assert problem(await care.ben.patch(path, {})) == (428, "if_match_required")
    answers = await gather(*(try_to_edit(care, row, note=str(n)) for n in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412]
    (edited,) = [answer for answer in answers if answer.status_code == 200]
    assert edited.headers["etag"] == edited.json()["etag"]
    assert (await care.ben.get(path)).headers["etag"] == edited.json()["etag"]


async def test_no_session_is_over_before_it_has_begun(care):
    later = "2026-03-02T08:00:00.001Z"
    for status in ("completed", "missed"):
        answer = await care.ben.post(sessions_of(care), {"starts_at": later, "status": status})
        assert refusals(answer) == [("/status", "not_yet_begun")]
    planned = await add(care, later)
    assert refusals(await try_to_edit(care, planned, status="missed")) == [
        ("/status", "not_yet_begun")
    ]
    held = await add(care, "2026-03-02T08:00:00Z", status="completed")
    assert refusals(await try_to_edit(care, held, starts_at="2026-03-03T09:00:00Z")) == [
        ("/status", "not_yet_begun")
    ]
    body_of(await try_to_edit(care, planned, status="cancelled"))


async def test_a_client_is_at_one_session_at_a_time_unless_it_is_cancelled(care):
    noon = "2026-03-09T12:00:00Z"
    first = await add(care, noon)
    for status in ("planned", "cancelled"):
        answer = await care.ben.post(
            sessions_of(care), {"starts_at": "2026-03-09T13:00:00+01:00", "status": status}
        )
        assert answer.status_code == (409 if status == "planned" else 201)
    cancelled = answer.json()
    assert problem(await try_to_edit(care, cancelled, status="planned")) == (
        409,
        "appointment_at_time",
    )
    assert body_of(await try_to_edit(care, first, status="cancelled"))["status"] == "cancelled"
    body_of(await try_to_edit(care, cancelled, status="planned"))
    other = await add(care, "2026-03-09T13:00:00Z")
    moved = await try_to_edit(care, other, starts_at=noon)
    assert problem(moved) == (409, "appointment_at_time")
    cys = f"/v1/clients/{care.cast.cy.id}/appointments"
    body_of(await care.cast.dora.post(cys, {"starts_at": noon}), 201)


async def test_two_sessions_of_one_time_that_come_at_once_are_one(care):
    path = sessions_of(care)
    answers = await gather(*(care.ben.post(path, {"starts_at": HELD}) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]


def wrong_finding(**wrong: Any) -> Json:
    return {"findings": [FINDING, FINDING | wrong]}


def wrong_turn(**wrong: Any) -> Json:
    return {"rom": [{**TURN, "side": "right"}, TURN | wrong]}


WRONG = [
    ({"starts_at": "2026-03-09T10:00:00"}, "/starts_at", "offset_missing"),
    ({"starts_at": 1772971200}, "/starts_at", "not_text"),
    ({"duration_min": 4}, "/duration_min", "greater_than_equal"),
    ({"status": "done"}, "/status", "literal_error"),
    ({"room": 3}, "", "extra_forbidden"),
    ({"note": "x" * 2001}, "/note", "too_long"),
    ({"findings": [FINDING] * 41}, "/findings", "too_long"),
    (wrong_finding(region="moon"), "/findings/1/region", "unknown_region"),
    (wrong_finding(side="back"), "/findings/1/side", "unknown_side"),
    (wrong_finding(root_cause="fate"), "/findings/1/root_cause", "unknown_root_cause"),
    (wrong_finding(referred_to=["head", "moon"]), "/findings/1/referred_to/1", "unknown_region"),
    (wrong_finding(pain=3), "/findings/1", "extra_forbidden"),
    ({"rom": [TURN] * 61}, "/rom", "too_long"),
    (wrong_turn(joint="moon"), "/rom/1/joint", "unknown_joint"),
    (wrong_turn(movement="orbit"), "/rom/1/movement", "unknown_movement"),
    (wrong_turn(side="back"), "/rom/1/side", "unknown_side"),
    (wrong_turn(degrees=-61), "/rom/1/degrees", "greater_than_equal"),
    (wrong_turn(degrees=221), "/rom/1/degrees", "less_than_equal"),
    (wrong_turn(degrees=5.5), "/rom/1/degrees", "int_type"),
    (wrong_turn(side="right", degrees=1), "/rom/1", "measured_twice"),
]


async def test_what_no_session_can_be_is_refused_with_its_place(care):
    row = await add(care)
    for wrong, pointer, code in WRONG:
        answer = await care.ben.post(sessions_of(care), {"starts_at": "2026-03-09T09:00Z", **wrong})
        assert refusals(answer) == [(pointer, code)]
        assert refusals(await try_to_edit(care, row, **wrong)) == [(pointer, code)]
    counted = await care.ben.post(
        sessions_of(care), {"starts_at": "2026-03-09T09:00Z", "session": 3}
    )
    assert refusals(counted) == [("", "extra_forbidden")]
    assert refusals(await try_to_edit(care, row, session=3)) == [("/session", "read_only")]
    assert await listed(care) == [row]


async def test_a_session_of_someone_elses_client_is_as_absent_as_she_is(care):
    row = await add(care)
    path = f"/v1/appointments/{row['id']}"
    assert problem(await care.cast.dora.post(sessions_of(care), {"starts_at": HELD})) == (
        404,
        "not_found",
    )
    for asked in (sessions_of(care), path):
        assert problem(await care.cast.eve.get(asked)) == (404, "not_found")
        assert problem(await care.ana.get(asked)) == (403, "forbidden")
