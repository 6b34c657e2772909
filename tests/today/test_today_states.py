"""What the home screen says beside the day's exercises, and what the one call costs."""

from datetime import date
from uuid import uuid4

from api.platform.db import transaction
from api.tables import ExcusedPeriod
from tests.acting.care import Care, Json, body_of, local, on
from tests.statements import asked, selects

# The caller, her plan in two, what happened, what is around the date, and what she read.
MOST_QUERIES = 6
MONDAY = on(3, 2)


async def today(care: Care, day: str | None = None) -> Json:
    return body_of(await care.ana.get("/v1/me/today", params={"on": day} if day else {}))


async def test_what_is_paused_now_is_listed_with_until_when(care):
    item = await care.prescribe("08:00")
    habit = await care.prescribe(exercise="hydration")
    await care.prescribe("08:00", exercise="cat-cow")
    stopped = await care.prescribe("08:00", exercise="calf-stretch")
    await care.act_on(item, "pause", {"until_on": on(3, 4), "reason": "xyzzy"})
    await care.act_on(habit, "pause")
    await care.act_on(stopped, "pause")
    await care.act_on(stopped, "stop")
    found = await today(care)
    assert found["paused"] == [
        {
            "prescription_id": item["id"],
            "exercise": "chin-tuck",
            "name": "Chin tuck",
            "safety": False,
            "until_at": "2026-03-03T23:00:00Z",
            "until_local": local(on(3, 4), "00:00"),
        },
        found["paused"][1] | {"exercise": "hydration", "safety": False, "until_at": None},
    ]
    assert found["paused_for_safety"] is False
    assert "xyzzy" not in str(found)
    care.move(2026, 3, 4, 8)
    assert [row["exercise"] for row in (await today(care))["paused"]] == ["hydration"]


async def test_an_exercise_that_was_stopped_for_safety_says_so(care):
    item = await care.prescribe("08:00", "20:00")
    told = {"pain_before": 2, "pain_after": 7}
    body_of(await care.log(item, MONDAY, "08:00", "partial", **told), 201)
    found = await today(care)
    assert found["paused_for_safety"] is True
    assert [(row["safety"], row["until_at"]) for row in found["paused"]] == [(True, None)]
    assert [slot["slot"] for slot in found["items"][0]["slots"]] == ["08:00"]


async def test_an_excused_date_says_why(care):
    async with transaction(care.sessions) as session:
        for reason, first, last in (("sick", 2, 3), ("holiday", 3, 5)):
            dates = {"from_on": date(2026, 3, first), "to_on": date(2026, 3, last)}
            who = {"client_id": care.ana.id, "created_by": care.ana.id}
            session.add(ExcusedPeriod(created_at=care.clock.at, reason=reason, **who, **dates))
            await session.flush()
    days = [on(3, day) for day in (1, 2, 3, 5, 6)]
    reasons = [(await today(care, day))["excused"] for day in days]
    assert reasons == [None, "sick", "holiday", "holiday", None]


async def test_the_weekly_check_in_is_the_last_weeks_until_sunday_asks_for_the_new_one(care):
    body = {"id": str(uuid4()), "energy": 5, "recorded_at": care.clock.at.isoformat()}
    body_of(await care.ana.put(f"/v1/me/weekly-check-ins/{on(2, 23)}", body), 201)
    assert (await today(care))["weekly_check_in"] == {"monday": on(2, 23), "done": True}
    sunday = (await today(care, on(3, 8)))["weekly_check_in"]
    assert sunday == {"monday": MONDAY, "done": False}


async def test_after_a_session_it_asks_how_it_was(care):
    path = f"/v1/clients/{care.ana.id}/appointments"
    body = {"starts_at": "2026-03-01T09:00:00Z", "status": "completed"}
    held = body_of(await care.ben.post(path, body), 201)
    asked = (await today(care))["feedback"]
    assert (asked["appointment_id"], asked["pressure"]) == (held["id"], None)
    assert MONDAY in asked["soreness_dates_missing"]
    said = {
        "pressure": "right",
        "soreness": [{"date": day, "value": 1} for day in asked["soreness_dates_missing"]],
        "recorded_at": care.clock.at.isoformat(),
    }
    body_of(await care.ana.put(f"/v1/me/appointments/{held['id']}/feedback", said), 201)
    assert (await today(care))["feedback"] is None


async def test_one_call_takes_few_queries_however_much_there_is(care):
    async def fill(*exercises: str) -> None:
        for exercise in exercises:
            item = await care.prescribe("08:00", "18:00", exercise=exercise)
            await care.edit(item, dose={"sets": 3})
            body_of(await care.log(item, MONDAY, "08:00"), 201)
            await care.act_on(item, "pause")

    path = f"/v1/clients/{care.ana.id}/appointments"
    for day in (1, 9):
        body = {"starts_at": f"2026-03-0{day}T09:00:00Z"}
        body_of(await care.ben.post(path, body), 201)
    await fill("chin-tuck")
    few = await queries_of_today(care)
    await fill("cat-cow", "calf-stretch", "glute-bridge", "doorway-pec", "median-glide")
    assert await queries_of_today(care) == few
    assert len(few) <= MOST_QUERIES, few


async def queries_of_today(care: Care) -> list[str]:
    """Return the statements of a second look: the first one notes that her phone was there."""
    await today(care)
    with asked(care.sessions.engine.sync_engine) as seen:
        await today(care)
    return selects(seen)
