"""What is taken back never carries an item past a stop for safety, or what she disclosed."""

from sqlalchemy import select

from api.tables import PrescriptionPause
from tests.acting.care import Care, Json, at, body_of, on, problem, refusals
from tests.acting.safety import NIGHT_PAIN, flag, log_pain, pauses


async def resume(care: Care, item: Json, body: Json | None = None):
    return await care.ben.post(f"/v1/prescriptions/{item['id']}/resume", body)


async def test_a_stop_for_safety_stays_as_it_is_and_needs_its_note(care):
    item = await care.prescribe("20:00")
    body_of(await log_pain(care, item, stop_signs=["dizziness"]), 201)
    await care.act_on(item, "stop")
    refused = [("/note", "required_after_safety_stop")]
    assert refusals(await resume(care, item)) == refused
    assert body_of(await care.ben.get(f"/v1/prescriptions/{item['id']}"))["state"] == "stopped"
    assert body_of(await resume(care, item, {"note": "Seen."}))["state"] == "active"


async def test_a_red_flag_while_it_was_stopped_holds_it_back(care):
    item = await care.prescribe("20:00")
    await care.act_on(item, "stop")
    care.advance(hours=1)
    body_of(await flag(care, NIGHT_PAIN), 201)
    care.advance(hours=1)
    assert refusals(await resume(care, item)) == [("/note", "required_after_safety_stop")]
    assert body_of(await care.ben.get(f"/v1/prescriptions/{item['id']}"))["state"] == "stopped"
    assert body_of(await resume(care, item, {"note": "Seen."}))["state"] == "active"
    found = [(p.safety, p.from_at, p.until_at) for p in await pauses(care, item)]
    ten = at(2026, 3, 2, 10)
    assert found == [(False, at(2026, 3, 2, 8), ten), (True, at(2026, 3, 2, 9), ten)]


async def test_a_red_flag_that_a_stop_overtook_holds_it_back(care):
    item = await care.prescribe("20:00")
    care.advance(minutes=10)
    await care.act_on(item, "stop")
    # Its request began before the stop, and was carried out after it.
    care.advance(seconds=-1)
    body_of(await flag(care, NIGHT_PAIN), 201)
    care.advance(minutes=5)
    assert refusals(await resume(care, item)) == [("/note", "required_after_safety_stop")]
    assert body_of(await resume(care, item, {"note": "Seen."}))["state"] == "active"
    assert [(p.safety, p.until_at is None) for p in await pauses(care, item)] == [
        (True, False),
        (False, False),
    ]


async def test_a_red_flag_cleared_just_before_the_stop_does_not_count_again(care):
    item = await care.prescribe("20:00")
    care.advance(minutes=10)
    body_of(await flag(care, NIGHT_PAIN), 201)
    care.advance(seconds=20)
    await care.act_on(item, "resume", {"note": "Seen."})
    care.advance(seconds=20)
    await care.act_on(item, "stop")
    assert body_of(await resume(care, item))["state"] == "active"


async def test_a_pain_that_would_have_stopped_it_holds_it_back(care):
    item, other = await care.prescribe("20:00"), await care.prescribe("20:00", exercise="cat-cow")
    for each in (item, other):
        await care.act_on(each, "stop")
    body_of(await log_pain(care, item, stop_signs=["dizziness"]), 201)
    assert refusals(await resume(care, item)) == [("/note", "required_after_safety_stop")]
    assert body_of(await resume(care, other))["state"] == "active"


async def test_a_red_flag_from_before_the_stop_that_was_cleared_does_not_count_again(care):
    item = await care.prescribe("20:00")
    body_of(await flag(care, NIGHT_PAIN), 201)
    care.advance(hours=1)
    await care.act_on(item, "resume", {"note": "Seen."})
    await care.act_on(item, "stop")
    assert body_of(await resume(care, item))["state"] == "active"


async def test_a_harmless_habit_is_not_held_back_by_a_red_flag(care):
    nudges = {"nudges": {"per_day": 2, "between": ["09:00", "17:00"]}}
    habit = await care.prescribe(exercise="hydration", schedule=nudges)
    await care.act_on(habit, "stop")
    body_of(await flag(care, NIGHT_PAIN), 201)
    assert body_of(await resume(care, habit))["state"] == "active"


async def test_a_red_flag_does_not_touch_what_was_stopped_for_good(care):
    item = await care.prescribe("20:00")
    await care.act_on(item, "stop")
    care.move(2026, 3, 4, 9)
    body_of(await flag(care, NIGHT_PAIN, day=on(3, 4)), 201)
    assert await care.rows(select(PrescriptionPause)) == []
    assert body_of(await care.ben.get(f"/v1/prescriptions/{item['id']}"))["state"] == "stopped"


async def test_what_she_disclosed_meanwhile_is_cleared_before_it_goes_on(care):
    item = await care.prescribe("20:00", exercise="cat-cow")
    await care.act_on(item, "stop")
    path = f"/v1/clients/{care.ana.id}"
    etag = body_of(await care.ben.get(path))["etag"]
    body = {"intake": {"contraindications": ["osteoporosis"]}}
    body_of(await care.ben.patch(path, body, headers={"if-match": etag}))
    assert problem(await resume(care, item)) == (409, "contraindicated")
    assert body_of(await care.ben.get(f"/v1/prescriptions/{item['id']}"))["state"] == "stopped"
