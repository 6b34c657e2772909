"""How a stop for safety, a pause by hand, an edit and a resume go together."""

from uuid import uuid4

from tests.acting.care import at, body_of, on, problem, refusals
from tests.acting.safety import CHEST, CLOT, MONDAY, flag, pauses, resume, state

RULE = ("skipped", "safety")


async def test_only_the_therapist_resumes_item_by_item_and_with_a_note(care):
    first, second = await care.prescribe("20:00"), await care.prescribe("21:00", exercise="cat-cow")
    body_of(await flag(care, CHEST), 201)
    path = f"/v1/prescriptions/{first['id']}/resume"
    care.move(2026, 3, 3, 9)
    for body in (None, {}, {"note": None}, {"note": ""}, {"note": "  "}):
        assert refusals(await care.ben.post(path, body)) == [
            ("/note", "required_after_safety_stop")
        ]
    assert problem(await care.ana.post(path, {"note": "I am fine."})) == (403, "forbidden")
    assert problem(await care.cast.dora.post(path, {"note": "Fine."})) == (404, "not_found")
    assert (await resume(care, first, "Her doctor saw her."))["state"] == "active"
    (pause,) = await pauses(care, first)
    assert (pause.until_at, pause.resumed_by) == (at(2026, 3, 3, 9), care.ben.id)
    assert (pause.resume_note, pause.safety) == ("Her doctor saw her.", True)
    assert [await state(care, each) for each in (first, second)] == ["active", "paused"]
    states = await care.states()
    assert (states[(on(3, 3), "20:00")], states[(on(3, 3), "21:00")]) == (
        ("scheduled", None),
        RULE,
    )


async def test_a_resumed_item_stops_again_only_for_what_is_new(care):
    item = await care.prescribe("20:00")
    one = str(uuid4())
    body_of(await flag(care, CHEST, id=one), 201)
    await resume(care, item)
    body_of(await flag(care, CHEST, id=one, pain_average=2))
    assert await state(care, item) == "active"
    body_of(await flag(care, CHEST, CLOT, id=one))
    assert await state(care, item) == "paused"
    assert [row.until_at is None for row in await pauses(care, item)].count(True) == 1


async def test_a_flag_stops_what_was_paused_by_hand_and_outlasts_the_pause(care):
    item = await care.prescribe("20:00")
    await care.act_on(item, "pause", {"until_on": on(3, 4)})
    body_of(await flag(care, CHEST), 201)
    hand, safety = await pauses(care, item)
    assert (hand.safety, hand.until_at) == (False, at(2026, 3, 3, 23))
    assert (safety.safety, safety.until_at) == (True, None)
    assert (await care.states())[(on(3, 3), "20:00")] == RULE
    care.move(2026, 3, 5, 9)
    assert await state(care, item) == "paused"
    refused = await care.ben.post(f"/v1/prescriptions/{item['id']}/resume")
    assert refusals(refused) == [("/note", "required_after_safety_stop")]
    await resume(care, item)
    hand, safety = await pauses(care, item)
    assert (hand.until_at, hand.resumed_by) == (at(2026, 3, 3, 23), None)
    assert (safety.until_at, safety.resumed_by) == (at(2026, 3, 5, 9), care.ben.id)


async def test_to_resume_a_pause_by_hand_under_one_for_safety_needs_the_note_and_ends_both(care):
    item = await care.prescribe("20:00")
    await care.act_on(item, "pause")
    body_of(await flag(care, CHEST), 201)
    refused = await care.ben.post(f"/v1/prescriptions/{item['id']}/resume", {})
    assert refusals(refused) == [("/note", "required_after_safety_stop")]
    care.advance(hours=1)
    assert (await resume(care, item))["state"] == "active"
    assert {(row.until_at, row.resume_note) for row in await pauses(care, item)} == {
        (care.clock.at, "Seen today.")
    }


async def test_a_pause_by_hand_neither_shortens_nor_hides_one_for_safety(care):
    item = await care.prescribe("20:00")
    body_of(await flag(care, CHEST), 201)
    assert (await care.act_on(item, "pause", {"until_on": on(3, 4), "reason": "x"}))["state"]
    path = f"/v1/prescriptions/{item['id']}/pause"
    refused = await care.ben.post(path, {"until_on": on(3, 1)})
    assert refusals(refused) == [("/until_on", "not_after_today")]
    (pause,) = await pauses(care, item)
    assert (pause.safety, pause.until_at, pause.reason) == (True, None, "red_flag")
    care.move(2026, 3, 5, 9)
    assert await state(care, item) == "paused"


async def test_what_is_prescribed_after_the_flag_is_not_paused(care):
    await care.prescribe("20:00")
    body_of(await flag(care, CHEST), 201)
    later = await care.prescribe("19:00", exercise="cat-cow")
    assert await state(care, later) == "active"
    assert (await care.states())[(MONDAY, "19:00")] == ("scheduled", None)


async def test_an_edit_of_what_is_stopped_for_safety_leaves_it_stopped(care):
    item = await care.prescribe("20:00")
    body_of(await flag(care, CHEST), 201)
    edited = await care.edit(item, schedule={"times": ["20:00", "21:00"]}, effective_on=MONDAY)
    assert edited["state"] == "paused"
    ahead = [row for row in (await care.reminders()).values() if row.due_at > care.clock.at]
    assert {(row.state, row.reason) for row in ahead} == {RULE}


async def test_what_is_stopped_for_safety_leaves_the_denominator(care):
    item = await care.prescribe("08:00", "20:00", schedule={"start_on": on(3, 1)})
    body_of(await care.log(item, MONDAY, "08:00"), 201)
    body_of(await flag(care, CHEST), 201)
    care.move(2026, 3, 5, 22)
    await resume(care, item)
    care.move(2026, 3, 6, 23)
    path = f"/v1/clients/{care.ana.id}/adherence?from={MONDAY}&to={on(3, 6)}"
    found = body_of(await care.ben.get(path))
    (row,) = found["items"]
    assert (row["due"], row["done"], row["unlogged"], row["safety_stopped"]) == (3, 1, 2, 7)
