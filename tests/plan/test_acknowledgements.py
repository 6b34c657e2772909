from uuid import uuid4

from sqlalchemy import select

from api.tables import Acknowledgement
from tests.acting.care import Care, Json, body_of, on, problem, refusals

PATH = "/v1/me/acknowledgements"
MONDAY, TUESDAY = on(3, 2), on(3, 3)


async def unread(care: Care, **headers: str) -> list[Json]:
    found: list[Json] = body_of(await care.ana.get("/v1/me/today", headers=headers))
    return found["acknowledgements"]


async def read(care: Care, item: Json, version: int = 1, status: int = 201) -> Json:
    body = {"prescription_id": item["id"], "version": version}
    return body_of(await care.ana.post(PATH, body), status)


async def kinds(care: Care) -> list[tuple[str, str, int]]:
    return [(row["kind"], row["exercise"], row["version"]) for row in await unread(care)]


async def test_what_is_prescribed_is_new_until_she_has_read_it(care):
    item = await care.prescribe("08:00")
    assert await unread(care) == [
        {
            "prescription_id": item["id"],
            "version": 1,
            "kind": "new",
            "exercise": "chin-tuck",
            "name": "Chin tuck",
            "effective_on": MONDAY,
            "changes": [],
            "text": "new: Chin tuck",
        }
    ]
    assert await read(care, item) == {
        "prescription_id": item["id"],
        "version": 1,
        "acknowledged_at": "2026-03-02T08:00:00Z",
    }
    assert await unread(care) == []


async def test_an_edit_is_told_as_what_differs_from_what_she_read_last(care):
    item = await care.prescribe("08:00")
    await read(care, item)
    await care.edit(item, dose={"hold_s": 10}, max_pain=4)
    await care.edit(item, dose={"hold_s": 30}, schedule={"times": ["08:00", "18:00"]})
    (row,) = await unread(care)
    told = [change["text"] for change in row["changes"]]
    assert told == ["hold 5 s → 30 s", "times 08:00 → 08:00, 18:00", "pain limit 5 → 4"]
    assert row["changes"][0] == {
        "field": "hold_s",
        "before": 5,
        "after": 30,
        "text": "hold 5 s → 30 s",
    }
    assert (row["kind"], row["version"], row["effective_on"]) == ("changed", 3, TUESDAY)
    assert row["text"] == "changed: Chin tuck"
    await read(care, item, 2)
    (row,) = await unread(care)
    assert [change["before"] for change in row["changes"]] == [10, ["08:00"]]
    await read(care, item, 3)
    assert await unread(care) == []


async def test_an_edit_of_what_she_has_not_read_is_still_new(care):
    item = await care.prescribe("08:00")
    await care.edit(item, note="Slowly.")
    (row,) = await unread(care)
    assert (row["kind"], row["version"], row["changes"]) == ("new", 2, [])


async def test_what_is_stopped_is_told_once(care):
    item = await care.prescribe("08:00")
    await read(care, item)
    care.move(2026, 3, 2, 23, 30)
    await care.edit(item, note="Slowly.")
    await care.act_on(item, "stop", {"reason": "Not for you."})
    (row,) = await unread(care)
    assert row == {
        "prescription_id": item["id"],
        "version": 2,
        "kind": "stopped",
        "exercise": "chin-tuck",
        "name": "Chin tuck",
        "effective_on": TUESDAY,
        "changes": [],
        "text": "stopped: Chin tuck",
    }
    await read(care, item, 2)
    assert await unread(care) == []
    await read(care, item, 2, 200)


async def test_a_stop_after_the_last_version_was_read_is_told_as_well(care):
    item = await care.prescribe("08:00")
    first = await read(care, item)
    care.advance(hours=1)
    await care.act_on(item, "stop")
    assert await kinds(care) == [("stopped", "chin-tuck", 1)]
    assert await read(care, item) == first
    assert await unread(care) == []


async def test_an_old_version_that_arrives_late_says_nothing_of_the_stop(care):
    item = await care.prescribe("08:00")
    await care.edit(item, note="Slowly.")
    await care.act_on(item, "stop")
    await read(care, item, 1)
    assert await kinds(care) == [("stopped", "chin-tuck", 2)]


async def test_what_was_stopped_before_it_began_and_before_she_saw_it_shows_nothing(care):
    tomorrow = {"start_on": TUESDAY}
    unseen = await care.prescribe("08:00", schedule=tomorrow)
    seen = await care.prescribe("08:00", exercise="cat-cow", schedule=tomorrow)
    begun = await care.prescribe("08:00", exercise="calf-stretch")
    await read(care, seen)
    for item in (unseen, seen, begun):
        await care.act_on(item, "stop")
    assert await kinds(care) == [("stopped", "cat-cow", 1), ("stopped", "calf-stretch", 1)]


async def test_saying_it_again_changes_nothing_and_an_older_version_neither(care):
    item = await care.prescribe("08:00")
    await care.edit(item, note="Slowly.")
    first = await read(care, item, 2)
    care.advance(hours=1)
    assert await read(care, item, 2, 200) == first
    assert await read(care, item, 1, 200) == first | {"version": 1}
    rows = await care.rows(select(Acknowledgement))
    assert [(row.number, row.covers_stop) for row in rows] == [(2, False)]


async def test_a_version_that_there_is_not_is_refused(care):
    item = await care.prescribe("08:00")
    for version in (0, -1, 2, 10**30):
        answer = await care.ana.post(PATH, {"prescription_id": item["id"], "version": version})
        assert refusals(answer) == [("/version", "unknown_version")]
    odd = await care.ana.post(PATH, {"prescription_id": item["id"], "version": "1"})
    assert refusals(odd) == [("/version", "int_type")]


async def test_somebody_elses_prescription_is_absent(care):
    item = await care.prescribe("08:00")
    for person, asked in ((care.cast.cy, item["id"]), (care.ana, str(uuid4()))):
        answer = await person.post(PATH, {"prescription_id": asked, "version": 1})
        assert problem(answer) == (404, "not_found")
    assert await kinds(care) == [("new", "chin-tuck", 1)]


async def test_nothing_that_the_therapist_noted_for_herself_is_told(care):
    item = await care.prescribe("08:00")
    await read(care, item)
    changed = {"max_pain": 7, "max_pain_reason": "xyzzy", "clearance": {"reason": "xyzzy"}}
    await care.edit(item, **changed)
    answer = await care.ana.get("/v1/me/today")
    (row,) = answer.json()["acknowledgements"]
    assert [change["field"] for change in row["changes"]] == ["max_pain"]
    assert "xyzzy" not in answer.text


async def test_it_is_told_in_her_language(care):
    item = await care.prescribe("08:00")
    await read(care, item)
    await care.edit(item, schedule={"weekdays": ["mon"]})
    (row,) = await unread(care, **{"accept-language": "es"})
    assert row["changes"][0]["text"] == "días todos los días → lunes"
    assert row["text"].startswith("cambia: ")


async def test_an_edit_that_was_taken_back_is_no_news(care):
    item = await care.prescribe("08:00")
    await read(care, item)
    await care.edit(item, dose={"hold_s": 10})
    assert len(await unread(care)) == 1
    await care.edit(item, dose={"hold_s": 5})
    assert await unread(care) == []


async def test_what_concerns_the_therapist_alone_is_no_news(care):
    item = await care.prescribe("08:00")
    await read(care, item)
    await care.edit(item, clearance={"reason": "Asked her surgeon."})
    assert await unread(care) == []
