"""A phone without a network shows the plan it last heard of: what is done then is not lost."""

from tests.acting.care import Care, Json, body_of, on, refusals

MONDAY = on(3, 2)


async def safety_of(care: Care) -> list[str]:
    found = body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/safety-events"))
    return [event["code"] for event in found["items"]]


async def state_of(care: Care, item: Json) -> str:
    state: str = body_of(await care.ben.get(f"/v1/prescriptions/{item['id']}"))["state"]
    return state


async def edited_meanwhile(care: Care) -> Json:
    """Prescribe two slots, and at noon move the evening's; her phone does not hear of it."""
    item = await care.prescribe("08:00", "18:00")
    care.move(2026, 3, 2, 12)
    await care.edit(item, schedule={"times": ["08:00", "20:00"]}, effective_on=MONDAY)
    care.move(2026, 3, 2, 18)
    return item


async def test_a_slot_that_an_edit_took_away_is_kept_and_does_not_count(care):
    item = await edited_meanwhile(care)
    body_of(await care.log(item, MONDAY, "18:00"), 201)
    care.move(2026, 3, 3, 12)
    path = f"/v1/clients/{care.ana.id}/adherence?from={MONDAY}&to={MONDAY}"
    (row,) = body_of(await care.ben.get(path))["items"]
    assert (row["due"], row["done"], row["unlogged"]) == (1, 0, 1)
    logs = body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/logs"))["items"]
    assert [log["slot"] for log in logs] == ["18:00"]


async def test_its_stop_signs_stop_the_exercise(care):
    item = await edited_meanwhile(care)
    answer = await care.log(item, MONDAY, "18:00", stop_signs=["chest_pain"], pain_after=9)
    assert next(text["key"] for text in body_of(answer, 201)["safety_texts"]) == "emergency"
    assert set(await safety_of(care)) == {"chest_pain", "pain_above_limit"}
    assert await state_of(care, item) == "paused"


async def test_what_was_stopped_meanwhile_can_still_be_logged(care):
    item = await care.prescribe("18:00")
    care.move(2026, 3, 2, 12)
    await care.act_on(item, "stop")
    care.move(2026, 3, 2, 18)
    body_of(await care.log(item, MONDAY, "18:00"), 201)


async def test_a_slot_that_no_plan_ever_had_is_refused(care):
    item = await care.prescribe("18:00")
    answer = await care.log(item, MONDAY, "17:00")
    assert refusals(answer) == [("/slot", "not_a_slot_of_this_date")]
