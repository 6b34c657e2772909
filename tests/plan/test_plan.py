from tests.acting.care import Care, Json, body_of, problem


async def plan(care: Care, **headers: str) -> Json:
    return body_of(await care.ana.get("/v1/me/plan", headers=headers))


async def test_the_plan_is_everything_prescribed_and_not_stopped(care):
    assert await plan(care) == {"timezone": "Europe/Berlin", "items": []}
    item = await care.prescribe("08:00", clearance={"reason": "Her doctor agrees."})
    paused = await care.prescribe("08:00", exercise="cat-cow")
    habit = await care.prescribe(exercise="hydration")
    stopped = await care.prescribe("08:00", exercise="calf-stretch")
    await care.act_on(paused, "pause")
    await care.act_on(stopped, "stop")
    rows = (await plan(care))["items"]
    assert [row["prescription"]["id"] for row in rows] == [item["id"], paused["id"], habit["id"]]
    assert [row["prescription"]["state"] for row in rows] == ["active", "paused", "active"]
    library = body_of(await care.ana.get("/v1/exercises/chin-tuck"))
    text = rows[0]["exercise"]
    assert text == {name: library[name] for name in text}


async def test_what_the_therapist_noted_for_herself_is_not_in_it(care):
    noted = {"clearance": {"reason": "xyzzy"}, "max_pain": 7, "max_pain_reason": "xyzzy"}
    item = await care.prescribe("08:00", **noted)
    await care.act_on(item, "pause", {"reason": "xyzzy"})
    (row,) = (await plan(care))["items"]
    hidden = {"clearance": None, "max_pain_reason": None, "warnings": []}
    shown_to_ben = body_of(await care.ben.get(f"/v1/prescriptions/{item['id']}"))
    assert row["prescription"] == shown_to_ben | hidden
    assert "xyzzy" in str(shown_to_ben)
    assert "xyzzy" not in str(row)


async def test_it_shows_the_newest_version_and_the_zone_she_is_in(care):
    item = await care.prescribe("08:00")
    await care.edit(item, note="Slowly.")
    await care.travel("Asia/Tokyo")
    found = await plan(care)
    (row,) = found["items"]
    assert (row["prescription"]["version"], row["prescription"]["note"]) == (2, "Slowly.")
    assert (row["prescription"]["effective_on"], found["timezone"]) == ("2026-03-03", "Asia/Tokyo")


async def test_a_therapist_has_none(care):
    assert problem(await care.ben.get("/v1/me/plan")) == (403, "forbidden")
