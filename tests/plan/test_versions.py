from uuid import uuid4

from sqlalchemy import select

from api.tables import AuditEvent
from tests.acting.care import Care, Json, body_of, on, problem

MONDAY, TUESDAY = on(3, 2), on(3, 3)


async def history(care: Care, item: Json, **params: object) -> Json:
    return body_of(await care.ben.get(f"/v1/prescriptions/{item['id']}/versions", params=params))


async def test_a_prescription_begins_with_one_version_and_no_changes(care):
    item = await care.prescribe("08:00", note="Slowly.")
    found = await history(care, item)
    (row,) = found.pop("items")
    assert found == {"pauses": [], "next_cursor": None}
    same = ("effective_on", "exercise_version", "dose", "schedule", "remind", "max_pain")
    assert {name: row.pop(name) for name in same} == {name: item[name] for name in same}
    assert row == {
        "version": 1,
        "created_at": "2026-03-02T08:00:00Z",
        "created_by": {"id": str(care.ben.id), "name": "Ben"},
        "max_pain_reason": None,
        "note": "Slowly.",
        "clearance": None,
        "changes": [],
        "acknowledged_at": None,
    }


async def test_each_version_says_what_it_changed_newest_first(care):
    item = await care.prescribe("08:00")
    care.advance(hours=1)
    await care.edit(item, dose={"sets": 3}, effective_on=on(3, 9))
    care.advance(hours=1)
    edited = await care.edit(item, note="Slowly.", remind=False)
    newest, second, first = (await history(care, item))["items"]
    assert [row["version"] for row in (newest, second, first)] == [3, 2, 1]
    assert newest["changes"] == [
        {"field": "remind", "before": True, "after": False, "text": "reminders on → off"},
        {"field": "note", "before": None, "after": "Slowly.", "text": "note none → Slowly."},
    ]
    assert [change["text"] for change in second["changes"]] == ["sets 2 → 3"]
    assert first["changes"] == []
    assert [row["dose"]["sets"] for row in (newest, second, first)] == [3, 3, 2]
    assert (second["effective_on"], newest["effective_on"]) == (on(3, 9), TUESDAY)
    assert newest["dose"] == edited["dose"]
    assert second["created_at"] == "2026-03-02T09:00:00Z"


async def test_a_habits_cues_are_told_too(care):
    item = await care.prescribe(exercise="hydration")
    nudges = {"per_day": 3, "between": ["09:00", "17:00"]}
    await care.edit(item, schedule={"nudges": nudges, "times": []})
    newest, _ = (await history(care, item))["items"]
    (change,) = (change for change in newest["changes"] if change["field"] == "nudges")
    assert (change["before"], change["after"]) == (None, nudges)
    assert newest["schedule"]["nudges"] == nudges


async def test_it_says_since_when_the_client_has_read_each(care):
    item = await care.prescribe("08:00")
    for note in ("Two.", "Three.", "Four."):
        await care.edit(item, note=note)
    for hour, version in ((9, 1), (10, 3)):
        care.move(2026, 3, 2, hour)
        body = {"prescription_id": item["id"], "version": version}
        body_of(await care.ana.post("/v1/me/acknowledgements", body), 201)
    rows = (await history(care, item))["items"]
    at_nine, at_ten = "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z"
    assert [row["acknowledged_at"] for row in rows] == [None, at_ten, at_ten, at_nine]


async def test_a_clearance_is_there_with_who_gave_it(care):
    item = await care.prescribe("08:00", clearance={"reason": "Her doctor agrees."})
    await care.edit(item, max_pain=7, max_pain_reason="She knows this pain.")
    newest, first = (await history(care, item))["items"]
    assert newest["clearance"] == first["clearance"] == item["clearance"]
    assert newest["max_pain_reason"] == "She knows this pain."


async def test_pauses_are_beside_the_versions(care):
    item = await care.prescribe("08:00")
    await care.act_on(item, "pause", {"reason": "Flu."})
    care.advance(hours=1)
    await care.act_on(item, "resume")
    await care.act_on(item, "pause", {"reason": "Holiday.", "until_on": on(3, 9)})
    first, second = (await history(care, item))["pauses"]
    assert (first["from_at"], first["until_at"]) == ("2026-03-02T08:00:00Z", "2026-03-02T09:00:00Z")
    assert (first["reason"], first["safety"]) == ("Flu.", False)
    assert (second["reason"], second["until_at"]) == ("Holiday.", "2026-03-08T23:00:00Z")
    assert (second["resumed_by"], second["resume_note"]) == (None, None)


async def test_it_comes_in_pages(care):
    item = await care.prescribe("08:00")
    for sets in (3, 4, 5):
        await care.edit(item, dose={"sets": sets})
    first = await history(care, item, limit=3)
    rest = await history(care, item, limit=3, cursor=first["next_cursor"])
    whole = await history(care, item)
    assert first["items"] + rest["items"] == whole["items"]
    assert [row["version"] for row in rest["items"]] == [1]
    assert rest["next_cursor"] is None
    assert first["items"][-1]["changes"][0]["text"] == "sets 2 → 3"


async def test_it_comes_in_the_therapists_language(care):
    item = await care.prescribe("08:00")
    await care.edit(item, dose={"sets": 3})
    path = f"/v1/prescriptions/{item['id']}/versions"
    found = body_of(await care.ben.get(path, headers={"accept-language": "es"}))
    assert found["items"][0]["changes"][0]["text"] == "series 2 → 3"


async def test_only_her_therapist_reads_it_and_it_is_noted(care):
    item = await care.prescribe("08:00")
    path = f"/v1/prescriptions/{item['id']}/versions"
    assert problem(await care.cast.dora.get(path)) == (404, "not_found")
    assert problem(await care.ana.get(path)) == (403, "forbidden")
    unknown = f"/v1/prescriptions/{uuid4()}/versions"
    assert problem(await care.ben.get(unknown)) == (404, "not_found")
    body_of(await care.ben.get(path))
    noted = select(AuditEvent).where(AuditEvent.action == "view prescription versions")
    (event,) = await care.rows(noted)
    assert (event.actor_id, event.client_id) == (care.ben.id, care.ana.id)
