from uuid import uuid4

from tests.acting.care import Care, Json, body_of, local, on, refusals

MONDAY, TUESDAY = on(3, 2), on(3, 3)


async def today(care: Care, day: str | None = None, **headers: str) -> Json:
    params = {"on": day} if day else {}
    return body_of(await care.ana.get("/v1/me/today", params=params, headers=headers))


async def test_an_empty_day_has_every_part(care):
    texts = (await today(care)).pop("safety_texts")
    assert [text["key"] for text in texts] == [
        "emergency",
        "urgent",
        "exercise_stop",
        "crisis_line",
    ]
    assert all(text["title"] and text["body"] and text["note"] for text in texts)
    assert await today(care) == {
        "on": MONDAY,
        "timezone": "Europe/Berlin",
        "items": [],
        "habits": [],
        "paused": [],
        "excused": None,
        "check_in": {
            "done": False,
            "due_at": "2026-03-02T17:30:00Z",
            "due_local": local(MONDAY, "18:30"),
        },
        "yesterday": None,
        "weekly_check_in": {"monday": on(2, 23), "done": False},
        "goals": [],
        "feedback": None,
        "next_appointment": None,
        "acknowledgements": [],
        "paused_for_safety": False,
        "safety_texts": texts,
        "streak": 0,
        "erase_at": None,
    }


async def test_one_call_holds_what_it_takes_to_do_the_day(care):
    item = await care.prescribe("08:00", "20:00", note="Slowly.")
    habit = await care.prescribe("10:00", exercise="hydration", note="A glass.")
    body_of(await care.log(item, MONDAY, "08:00", "partial"), 201)
    found = await today(care)
    (row,) = found["items"]
    text = row.pop("exercise")
    assert row == {
        "prescription_id": item["id"],
        "version": 1,
        "dose": {"sets": 2, "reps": 10, "hold_s": 5, "duration_min": None},
        "note": "Slowly.",
        "slots": [
            {
                "local_date": MONDAY,
                "slot": "08:00",
                "due_at": "2026-03-02T07:00:00Z",
                "due_local": local(MONDAY, "08:00"),
                "outcome": "partial",
            },
            {
                "local_date": MONDAY,
                "slot": "20:00",
                "due_at": "2026-03-02T19:00:00Z",
                "due_local": local(MONDAY, "20:00"),
                "outcome": None,
            },
        ],
    }
    library = body_of(await care.ana.get("/v1/exercises/chin-tuck"))
    assert text == {name: library[name] for name in text}
    assert text.keys() >= {"name", "picture", "language", "steps", "cues", "safe_stop"}
    (cue,) = found["habits"]
    assert cue.pop("exercise")["slug"] == "hydration"
    assert cue == {"prescription_id": habit["id"], "note": "A glass.", "logged": None}
    body_of(await care.log(habit, MONDAY, "day", "skipped"), 201)
    assert (await today(care))["habits"][0]["logged"] == "skipped"


async def test_an_undone_log_leaves_its_slot_open(care):
    item = await care.prescribe("08:00")
    one = str(uuid4())
    body_of(await care.log(item, MONDAY, "08:00", id=one), 201)
    body_of(await care.undo(one))
    assert (await today(care))["items"][0]["slots"][0]["outcome"] is None


async def test_only_what_is_asked_for_on_the_date_is_there(care):
    async def slugs(day: str) -> list[str]:
        found = await today(care, day)
        return [row["exercise"]["slug"] for row in found["items"] + found["habits"]]

    await care.prescribe("08:00", schedule={"weekdays": ["tue"]})
    await care.prescribe("08:00", exercise="cat-cow", schedule={"end_on": MONDAY})
    await care.prescribe("08:00", exercise="calf-stretch", schedule={"start_on": TUESDAY})
    await care.prescribe(exercise="microbreak", schedule={"weekdays": ["mon"]})
    every_other = {"weekdays": ["mon"], "interval_weeks": 2}
    await care.prescribe("08:00", exercise="doorway-pec", schedule=every_other)
    assert await slugs(MONDAY) == ["cat-cow", "doorway-pec", "microbreak"]
    assert await slugs(TUESDAY) == ["chin-tuck", "calf-stretch"]
    assert await slugs(on(3, 9)) == ["calf-stretch", "microbreak"]
    assert await slugs(on(3, 1)) == []


async def test_what_is_paused_or_stopped_is_absent_from_then_on(care):
    item = await care.prescribe("08:00", "20:00")
    habit = await care.prescribe(exercise="hydration")
    care.move(2026, 3, 2, 12)
    for each in (item, habit):
        await care.act_on(each, "pause", {"until_on": on(3, 4)})

    async def slots(day: str) -> tuple[list[str], int]:
        found = await today(care, day)
        times = [slot["slot"] for row in found["items"] for slot in row["slots"]]
        return times, len(found["habits"])

    assert await slots(MONDAY) == (["08:00"], 0)
    assert await slots(TUESDAY) == ([], 0)
    assert await slots(on(3, 4)) == (["08:00", "20:00"], 1)
    for each in (item, habit):
        await care.act_on(each, "resume")
    assert await slots(MONDAY) == (["08:00", "20:00"], 1)
    for each in (item, habit):
        await care.act_on(each, "stop")
    assert await slots(MONDAY) == (["08:00"], 0)
    assert await slots(TUESDAY) == ([], 0)


async def test_each_date_shows_the_version_in_force_on_it(care):
    item = await care.prescribe("08:00", note="First.")
    await care.edit(item, note="Second.", dose={"sets": 3}, schedule={"times": ["09:00"]})
    (first,) = (await today(care))["items"]
    (second,) = (await today(care, TUESDAY))["items"]
    assert (first["version"], first["note"], first["dose"]["sets"]) == (1, "First.", 2)
    assert (second["version"], second["note"], second["dose"]["sets"]) == (2, "Second.", 3)
    assert [row["slots"][0]["slot"] for row in (first, second)] == ["08:00", "09:00"]


async def test_dose_and_note_are_those_in_force_while_what_was_due_stays_as_it_was(care):
    item = await care.prescribe("08:00", "20:00", note="First.")
    changed = {"note": "Second.", "dose": {"sets": 3}, "schedule": {"times": ["21:00"]}}
    await care.edit(item, effective_on=MONDAY, **changed)
    (row,) = (await today(care))["items"]
    assert (row["version"], row["note"], row["dose"]["sets"]) == (2, "Second.", 3)
    assert [slot["slot"] for slot in row["slots"]] == ["08:00", "21:00"]
    habit = await care.prescribe(exercise="hydration", note="One.")
    await care.edit(habit, effective_on=MONDAY, note="Two.")
    assert (await today(care))["habits"][0]["note"] == "Two."


async def test_today_is_the_clients_and_follows_her(care):
    await care.prescribe("08:00")
    care.move(2026, 3, 2, 23, 30)
    at_home = await today(care)
    assert (at_home["on"], at_home["timezone"]) == (TUESDAY, "Europe/Berlin")
    assert at_home["items"][0]["slots"][0]["due_at"] == "2026-03-03T07:00:00Z"
    await care.travel("America/New_York")
    away = await today(care)
    assert (away["on"], away["timezone"]) == (MONDAY, "America/New_York")
    assert away["check_in"]["due_at"] == "2026-03-02T23:30:00Z"
    tomorrow = await today(care, TUESDAY)
    assert tomorrow["items"][0]["slots"][0]["due_at"] == "2026-03-03T13:00:00Z"


async def test_a_slot_in_the_lost_hour_moves_forward_and_stays_on_its_date(care):
    await care.prescribe("02:30", schedule={"start_on": on(3, 28)})
    found = await today(care, on(3, 29))
    assert found["items"][0]["slots"] == [
        {
            "local_date": on(3, 29),
            "slot": "02:30",
            "due_at": "2026-03-29T01:30:00Z",
            "due_local": local(on(3, 29), "03:30", offset_min=120),
            "outcome": None,
        }
    ]


async def test_a_date_too_far_away_is_refused(care):
    for day, code in ((on(6, 2), None), (on(6, 3), "too_far_from_today")):
        answer = await care.ana.get("/v1/me/today", params={"on": day})
        if code is None:
            assert body_of(answer)["on"] == day
        else:
            assert refusals(answer) == [("/query/on", code)]
    odd = await care.ana.get("/v1/me/today", params={"on": "2026-3-2"})
    assert refusals(odd) == [("/query/on", "not_a_date")]


async def test_the_check_in_of_the_date_is_done_or_due_when_she_chose(care):
    body_of(await care.ana.patch("/v1/me", {"check_in_time": "07:15"}))
    body_of(await care.check_in(MONDAY, stress=3), 201)
    assert (await today(care))["check_in"] == {
        "done": True,
        "due_at": "2026-03-02T06:15:00Z",
        "due_local": local(MONDAY, "07:15"),
    }
    assert (await today(care, TUESDAY))["check_in"]["done"] is False


async def test_the_next_appointment_is_the_first_planned_one_to_come(care):
    path = f"/v1/clients/{care.ana.id}/appointments"
    for day, status in ((1, "planned"), (4, "cancelled"), (5, "planned"), (6, "planned")):
        body = {"starts_at": f"2026-03-0{day}T09:00:00Z", "status": status}
        made = body_of(await care.ben.post(path, body), 201)
        if day == 5:
            expected = {name: made[name] for name in ("id", "starts_at", "duration_min")}
    expected["starts_local"] = local(on(3, 5), "10:00")
    assert (await today(care))["next_appointment"] == expected


async def test_texts_come_in_her_language_and_an_exercise_says_which_it_has(care, library):
    await care.prescribe("08:00")
    english = await today(care)
    spanish = await today(care, **{"accept-language": "es"})
    assert spanish["safety_texts"] == library.safety_texts("es").as_list("112")
    assert spanish["safety_texts"] != english["safety_texts"]
    served, text = library.exercise("chin-tuck").text_for("es")
    item = spanish["items"][0]["exercise"]
    assert (item["language"], item["steps"]) == (served, list(text.steps))
