from asyncio import gather
from typing import Any

from tests.acting.care import Care, Json, body_of, on, problem, refusals

MONDAY = on(3, 2)


async def begin(care: Care, starts_on: str = MONDAY, **more: Any) -> Json:
    path = f"/v1/clients/{care.ana.id}/episodes"
    return body_of(await care.ben.post(path, {"starts_on": starts_on, **more}), 201)


async def episodes(care: Care) -> list[Json]:
    return body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/episodes"))["items"]


async def edit(care: Care, episode: Json, **changes: Any) -> Json:
    headers = {"if-match": episode["etag"]}
    return body_of(await care.ben.patch(f"/v1/episodes/{episode['id']}", changes, headers=headers))


async def hold(care: Care, starts_at: str, status: str = "completed") -> Json:
    body = {"starts_at": starts_at, "status": status}
    return body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/appointments", body), 201)


async def test_an_episode_is_four_sessions_in_six_weeks_unless_said(care):
    ana = f"/v1/clients/{care.ana.id}"
    etag = body_of(await care.ben.get(ana))["etag"]
    tags = {"conditions": ["neck_pain", "headache"]}
    body_of(await care.ben.patch(ana, tags, headers={"if-match": etag}))
    begun = await begin(care)
    assert begun == {
        "id": begun["id"],
        "starts_on": MONDAY,
        "planned_sessions": 4,
        "planned_weeks": 6,
        "planned_until": on(4, 13),
        "conditions": ["neck_pain", "headache"],
        "sessions_completed": 0,
        "is_current": True,
        "created_at": "2026-03-02T08:00:00Z",
        "etag": begun["etag"],
    }
    said = {"planned_sessions": 8, "planned_weeks": 2, "conditions": []}
    other = await begin(care, on(3, 9), **said)
    assert {name: other[name] for name in said} == said
    assert other["planned_until"] == on(3, 23)
    assert not other["is_current"]
    assert await episodes(care) == [begun, other]


async def test_an_episode_lasts_until_the_next_one_begins(care):
    first = await begin(care, "2025-01-06")
    second = await begin(care, on(3, 9))
    current = {}
    for day, hour in ((2, 8), (8, 22), (8, 23), (9, 8)):
        care.move(2026, 3, day, hour)
        rows = {row["id"]: row["is_current"] for row in await episodes(care)}
        current[day, hour] = (rows[first["id"]], rows[second["id"]])
    # At 23:00 UTC the ninth has begun in Berlin.
    old, new = (True, False), (False, True)
    assert current == {(2, 8): old, (8, 22): old, (8, 23): new, (9, 8): new}


async def test_an_episode_counts_its_completed_sessions_by_her_own_calendar(care):
    await begin(care, on(2, 2))
    await begin(care, on(2, 16))
    await hold(care, "2026-02-01T22:30:00Z")
    await hold(care, "2026-02-01T23:30:00Z")
    await hold(care, "2026-02-15T22:30:00Z")
    await hold(care, "2026-02-15T23:30:00Z")
    await hold(care, "2026-02-18T09:00:00Z", "missed")
    await hold(care, "2026-02-19T09:00:00Z", "cancelled")
    await hold(care, "2026-02-20T09:00:00Z", "planned")
    assert [row["sessions_completed"] for row in await episodes(care)] == [2, 1]


async def test_an_edit_changes_only_what_is_sent(care):
    begun = await begin(care, conditions=["neck_pain"])
    path = f"/v1/episodes/{begun['id']}"
    for changes in (
        {"planned_sessions": 6},
        {"planned_weeks": 52},
        {"conditions": ["headache"]},
        {"starts_on": on(2, 23)},
        {"starts_on": on(2, 23), "planned_weeks": 1},
        {"planned_sessions": None},
        {},
    ):
        before = body_of(await care.ben.get(path))
        edited = await edit(care, before, **changes)
        told = {name: value for name, value in changes.items() if value is not None}
        derived = {name: edited[name] for name in ("planned_until", "etag")}
        assert edited == before | told | derived
        assert (edited["etag"] == before["etag"]) == (edited == before)
    assert edited["planned_until"] == on(3, 2)
    assert (await care.ben.get(path)).headers["etag"] == edited["etag"]


async def test_an_edit_needs_the_newest_reading(care):
    begun = await begin(care)
    path = f"/v1/episodes/{begun['id']}"
    assert problem(await care.ben.patch(path, {})) == (428, "if_match_required")
    await edit(care, begun, planned_weeks=8)
    stale = {"if-match": begun["etag"]}
    refused = await care.ben.patch(path, {"planned_weeks": 9}, headers=stale)
    assert problem(refused) == (412, "stale_edit")
    assert body_of(await care.ben.get(path))["planned_weeks"] == 8


async def test_no_two_episodes_of_a_client_begin_on_one_date(care):
    first, second = await begin(care), await begin(care, on(3, 9))
    path = f"/v1/clients/{care.ana.id}/episodes"
    again = await care.ben.post(path, {"starts_on": MONDAY})
    assert problem(again) == (409, "episode_on_date")
    headers = {"if-match": second["etag"]}
    moved = await care.ben.patch(
        f"/v1/episodes/{second['id']}", {"starts_on": MONDAY}, headers=headers
    )
    assert problem(moved) == (409, "episode_on_date")
    assert await edit(care, first, starts_on=MONDAY) == first
    assert [row["starts_on"] for row in await episodes(care)] == [MONDAY, on(3, 9)]


async def test_two_episodes_of_one_date_that_come_at_once_are_one(care):
    path = f"/v1/clients/{care.ana.id}/episodes"
    answers = await gather(*(care.ben.post(path, {"starts_on": MONDAY}) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    assert len(await episodes(care)) == 1


WRONG = [
    ({"starts_on": "2021-03-01"}, "/starts_on", "too_long_ago"),
    ({"starts_on": "2027-03-03"}, "/starts_on", "too_far_ahead"),
    ({"starts_on": "2026-02-30"}, "/starts_on", "date_from_datetime_parsing"),
    ({"planned_sessions": 0}, "/planned_sessions", "greater_than_equal"),
    ({"planned_sessions": 51}, "/planned_sessions", "less_than_equal"),
    ({"planned_weeks": 0}, "/planned_weeks", "greater_than_equal"),
    ({"planned_weeks": 53}, "/planned_weeks", "less_than_equal"),
    ({"planned_weeks": "6"}, "/planned_weeks", "int_type"),
    ({"conditions": ["neck_pain", "bad_luck"]}, "/conditions/1", "unknown_condition"),
    ({"ends_on": MONDAY}, "", "extra_forbidden"),
]


async def test_what_no_episode_can_be_is_refused_with_its_place(care):
    begun = await begin(care)
    path, headers = f"/v1/clients/{care.ana.id}/episodes", {"if-match": begun["etag"]}
    for wrong, pointer, code in WRONG:
        answer = await care.ben.post(path, {"starts_on": on(3, 9), **wrong})
        assert refusals(answer) == [(pointer, code)]
        answer = await care.ben.patch(f"/v1/episodes/{begun['id']}", wrong, headers=headers)
        assert refusals(answer) == [(pointer, code)]
    assert await episodes(care) == [begun]


async def test_an_episode_must_say_when_it_begins(care):
    answer = await care.ben.post(f"/v1/clients/{care.ana.id}/episodes", {})
    assert refusals(answer) == [("/starts_on", "missing")]


async def test_episodes_come_page_by_page_by_their_first_date(care):
    for day in (23, 9, 16, 2, 30):
        await begin(care, on(3, day))
    path, pages, cursor = f"/v1/clients/{care.ana.id}/episodes", [], None
    while not pages or cursor:
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = body_of(await care.ben.get(path, params=params))
        pages.append([int(row["starts_on"][8:]) for row in page["items"]])
        cursor = page["next_cursor"]
    assert pages == [[2, 9], [16, 23], [30]]


async def test_only_her_therapist_sees_an_episode(care):
    begun = await begin(care)
    for path in (f"/v1/episodes/{begun['id']}", f"/v1/clients/{care.ana.id}/episodes"):
        assert problem(await care.cast.dora.get(path)) == (404, "not_found")
        assert problem(await care.ana.get(path)) == (403, "forbidden")
