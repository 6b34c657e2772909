"""A red flag of a check-in: once, at once, and nothing takes it back but the therapist."""

from datetime import UTC, datetime
from itertools import permutations
from uuid import UUID, uuid4

from tests.acting.care import at, body_of, on, problem
from tests.acting.safety import (
    CHEST,
    CLOT,
    MONDAY,
    NIGHT_PAIN,
    alerts,
    codes,
    events,
    flag,
    pauses,
    safety_text_keys,
    state,
    stored_alerts,
)

RULE = ("skipped", "safety")


async def test_a_red_flag_pauses_every_item_ends_its_reminders_and_alerts_the_therapist(care):
    item = await care.prescribe("08:00", "20:00")
    habit = await care.prescribe("10:00", exercise="microbreak")
    answer = await flag(care, NIGHT_PAIN)
    assert answer.status_code == 201
    (event,) = await events(care)
    assert (event.kind, event.code, event.level) == ("red_flag", NIGHT_PAIN, "urgent")
    assert (event.subject_id, event.on_date.isoformat()) == (UUID(answer.json()["id"]), MONDAY)
    assert (event.prescription_id, event.evidence) == (None, {})
    for each in (item, habit):
        (pause,) = await pauses(care, each)
        assert (pause.safety, pause.from_at, pause.until_at) == (True, care.clock.at, None)
        assert pause.reason == "red_flag"
        assert await state(care, each) == "paused"
    ahead = [row for row in (await care.reminders()).values() if row.due_at > care.clock.at]
    assert ahead
    assert {(row.state, row.reason) for row in ahead} == {RULE}
    (alert,) = await alerts(care)
    assert (alert["kind"], alert["level"]) == ("red_flag", "urgent")


async def test_a_harmless_habit_goes_on(care):
    water = await care.prescribe("10:00", exercise="hydration")
    item = await care.prescribe("20:00")
    body_of(await flag(care, CHEST), 201)
    assert [await state(care, each) for each in (water, item)] == ["active", "paused"]
    assert (await care.states())[(MONDAY, "10:00")] == ("scheduled", None)


async def test_what_was_stopped_is_left_alone(care):
    item = await care.prescribe("08:00")
    await care.act_on(item, "stop")
    body_of(await flag(care, CHEST), 201)
    assert await pauses(care, item) == []
    assert await state(care, item) == "stopped"


async def test_a_flag_fires_once_for_its_check_in_whatever_is_sent_again(care):
    item = await care.prescribe("20:00")
    one = str(uuid4())
    body_of(await flag(care, NIGHT_PAIN, id=one), 201)
    before = [row.id for row in await events(care)], await pauses(care, item)
    care.move(2026, 3, 2, 9)
    for sent in (
        {"id": one, "recorded_at": "2026-03-02T08:00:00Z"},
        {"id": one, "pain_average": 3},
        {"id": str(uuid4())},
        {"id": one, "recorded_at": "2026-03-02T07:00:00Z"},
    ):
        assert safety_text_keys(await flag(care, NIGHT_PAIN, **sent)) == ["urgent"]
    care.move(2026, 3, 2, 10)
    assert safety_text_keys(await flag(care, id=one)) == []
    care.move(2026, 3, 2, 11)
    assert safety_text_keys(await flag(care, NIGHT_PAIN, id=one)) == ["urgent"]
    assert [row.id for row in await events(care)] == before[0]
    assert [row.id for row in await pauses(care, item)] == [row.id for row in before[1]]
    (alert,) = await alerts(care)
    assert len(alert["evidence"]) == 1


async def test_taking_a_flag_back_undoes_nothing(care):
    item = await care.prescribe("20:00")
    one = str(uuid4())
    body_of(await flag(care, NIGHT_PAIN, id=one), 201)
    care.advance(minutes=5)
    assert body_of(await flag(care, id=one))["red_flags"] == []
    assert await codes(care) == [NIGHT_PAIN]
    assert await state(care, item) == "paused"
    assert (await care.states())[(MONDAY, "20:00")] == RULE
    assert len(await alerts(care)) == 1


async def test_another_flag_and_another_day_fire_again(care):
    body_of(await flag(care, NIGHT_PAIN), 201)
    body_of(await flag(care, NIGHT_PAIN, CLOT))
    assert await codes(care) == [NIGHT_PAIN, CLOT]
    care.move(2026, 3, 3, 9)
    body_of(await flag(care, NIGHT_PAIN, day=on(3, 3)), 201)
    assert await codes(care) == [NIGHT_PAIN, CLOT, NIGHT_PAIN]
    (alert,) = await alerts(care)
    assert [item["code"] for item in alert["evidence"]] == [NIGHT_PAIN, CLOT, NIGHT_PAIN]
    assert [item["on"] for item in alert["evidence"]] == [MONDAY, MONDAY, on(3, 3)]


async def test_a_flag_said_twice_in_one_body_is_one(care):
    answer = await flag(care, NIGHT_PAIN, NIGHT_PAIN)
    assert safety_text_keys(answer) == ["urgent"]
    assert await codes(care) == [NIGHT_PAIN]


async def test_the_flags_of_a_body_that_lost_against_a_newer_one_fire(care):
    item = await care.prescribe("20:00")
    body_of(await flag(care, recorded_at="2026-03-02T07:30:00Z"), 201)
    lost = await flag(care, CHEST, recorded_at="2026-03-02T07:00:00Z")
    assert body_of(lost)["red_flags"] == []
    assert safety_text_keys(lost) == ["emergency"]
    assert await codes(care) == [CHEST]
    assert await state(care, item) == "paused"


async def test_in_whatever_order_the_bodies_of_a_date_come_the_same_flags_fired(care, casting):
    bodies = [
        {"red_flags": [NIGHT_PAIN], "recorded_at": "2026-03-02T07:00:00Z"},
        {"red_flags": [CHEST], "recorded_at": "2026-03-02T07:10:00Z"},
        {"red_flags": [], "recorded_at": "2026-03-02T07:20:00Z"},
    ]
    for order in permutations(bodies):
        hers = await care.of_someone_new(casting)
        for body in order:
            await hers.check_in(MONDAY, **body)
        assert sorted(await codes(hers)) == sorted([NIGHT_PAIN, CHEST])


async def test_a_late_upload_fires_too_and_pauses_from_now_on(care):
    item = await care.prescribe("20:00")
    care.move(2026, 3, 20, 9)
    late = await flag(care, CHEST, day=on(3, 3), recorded_at="2026-03-03T19:00:00Z")
    assert safety_text_keys(late) == ["emergency"]
    (pause,) = await pauses(care, item)
    assert pause.from_at == at(2026, 3, 20, 9)
    (alert,) = await alerts(care)
    assert (alert["evidence"][0]["on"], alert["evidence_at"]) == (on(3, 3), "2026-03-20T09:00:00Z")


async def test_a_check_in_without_flags_stops_nothing(care):
    item = await care.prescribe("20:00")
    assert safety_text_keys(await care.check_in(MONDAY, pain_average=9, pain_worst=10)) == []
    assert (await state(care, item), await stored_alerts(care)) == ("active", [])


async def test_a_flag_that_only_newer_phones_know_counts_as_urgent(care):
    item = await care.prescribe("20:00")
    answer = await flag(care, "bad_luck")
    assert answer.json()["red_flags"] == ["bad_luck"]
    assert safety_text_keys(answer) == ["urgent"]
    (event,) = await events(care)
    assert (event.code, event.level) == ("bad_luck", "urgent")
    assert await state(care, item) == "paused"


async def test_the_texts_come_the_most_severe_first_and_each_once(care):
    sent = ("unexplained_weight_loss", "thoughts_of_suicide", "constant_night_pain", "major_trauma")
    assert safety_text_keys(await flag(care, *sent, "saddle_numbness")) == [
        "emergency",
        "crisis_line",
        "urgent",
    ]


async def test_an_event_is_for_ever_and_the_therapist_reads_it(care):
    item = await care.prescribe("20:00")
    body_of(await flag(care, NIGHT_PAIN, CLOT), 201)
    care.move(2026, 3, 2, 21)
    body_of(await care.log(item, MONDAY, "20:00", stop_signs=["dizziness"]), 201)
    path = f"/v1/clients/{care.ana.id}/safety-events"
    first = body_of(await care.ben.get(path, params={"limit": 2}))
    rest = body_of(await care.ben.get(path, params={"cursor": first["next_cursor"]}))
    listed = first["items"] + rest["items"]
    assert [row["code"] for row in listed] == ["dizziness", CLOT, NIGHT_PAIN]
    assert rest["next_cursor"] is None
    newest = listed[0]
    assert (newest["kind"], newest["level"], newest["exercise"]) == (
        "exercise_stop",
        "stop",
        "chin-tuck",
    )
    assert (newest["prescription_id"], newest["max_pain"]) == (item["id"], 5)
    assert (listed[1]["prescription_id"], listed[1]["max_pain"]) == (None, None)
    assert datetime.fromisoformat(newest["created_at"]) == datetime(2026, 3, 2, 21, tzinfo=UTC)
    assert problem(await care.cast.dora.get(path)) == (404, "not_found")
    assert problem(await care.ana.get(path)) == (403, "forbidden")
