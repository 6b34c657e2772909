"""A stop rule met by a log: that item stops at once, and only the therapist lets it go on."""

from uuid import UUID, uuid4

import pytest

from tests.acting.care import Care, Json, at, body_of, on, refusals
from tests.acting.safety import (
    MONDAY,
    alerts,
    codes,
    events,
    log_pain,
    pauses,
    resume,
    safety_text_keys,
    state,
    stored_alerts,
)

RISE, ABOVE = "pain_rise", "pain_above_limit"


@pytest.fixture
async def item(care: Care) -> Json:
    made = await care.prescribe("08:00", "20:00", schedule={"start_on": on(3, 1)})
    care.move(2026, 3, 2, 12)
    return made


async def test_a_rise_stops_the_item_its_reminders_and_nothing_else(care, item):
    other = await care.prescribe("21:00", exercise="cat-cow")
    answer = await log_pain(care, item, slot="08:00", pain_before=2, pain_after=4)
    assert (answer.status_code, safety_text_keys(answer)) == (201, ["exercise_stop"])
    (event,) = await events(care)
    assert (event.kind, event.code, event.level) == ("exercise_stop", RISE, "stop")
    assert (event.subject_id, event.on_date.isoformat()) == (UUID(answer.json()["id"]), MONDAY)
    assert str(event.prescription_id) == item["id"]
    assert event.evidence == {"pain_before": 2, "pain_after": 4, "max_pain": 5}
    (pause,) = await pauses(care, item)
    assert (pause.safety, pause.from_at, pause.until_at) == (True, care.clock.at, None)
    assert pause.reason == "exercise_stop"
    assert [await state(care, each) for each in (item, other)] == ["paused", "active"]
    states = await care.states()
    assert states[(MONDAY, "20:00")] == ("skipped", "safety")
    assert states[(MONDAY, "21:00")] == ("scheduled", None)


async def test_someone_who_got_better_above_the_limit_goes_on(care, item):
    assert safety_text_keys(await log_pain(care, item, pain_before=7, pain_after=6)) == []
    assert safety_text_keys(await log_pain(care, item, pain_before=6, pain_after=6)) == []
    assert (await state(care, item), await stored_alerts(care)) == ("active", [])


async def test_at_the_limit_goes_on_and_above_it_stops_when_nobody_knows_the_pain_before(
    care, item
):
    assert safety_text_keys(await log_pain(care, item, slot="08:00", pain_after=5)) == []
    assert safety_text_keys(await log_pain(care, item, slot="20:00", pain_after=6)) == [
        "exercise_stop"
    ]
    (event,) = await events(care)
    assert event.code == ABOVE
    assert event.evidence == {"pain_before": None, "pain_after": 6, "max_pain": 5}


async def test_every_rule_that_is_met_is_an_event_of_one_stop(care, item):
    said = {"pain_before": 3, "pain_after": 6, "stop_signs": ["dizziness", "dizziness"]}
    assert safety_text_keys(await log_pain(care, item, **said)) == ["exercise_stop"]
    assert await codes(care) == [RISE, ABOVE, "dizziness"]
    assert len(await pauses(care, item)) == 1
    (alert,) = await alerts(care)
    assert [each["code"] for each in alert["evidence"]] == [RISE, ABOVE, "dizziness"]


async def test_chest_pain_sends_for_help_first(care, item):
    signs = ["new_numbness_or_weakness", "chest_pain"]
    assert safety_text_keys(await log_pain(care, item, stop_signs=signs)) == [
        "emergency",
        "exercise_stop",
    ]


async def test_the_limit_is_that_of_the_version_that_asked_for_the_slot(care, item):
    await care.edit(item, max_pain=2)
    care.move(2026, 3, 3, 12)
    assert (
        safety_text_keys(await log_pain(care, item, slot="20:00", pain_before=2, pain_after=3))
        == []
    )
    late = await log_pain(care, item, day=on(3, 3), slot="08:00", pain_before=2, pain_after=3)
    assert safety_text_keys(late) == ["exercise_stop"]
    (event,) = await events(care)
    assert event.evidence["max_pain"] == 2


async def test_a_habit_stops_too(care):
    habit = await care.prescribe("10:00", exercise="hydration")
    answer = await log_pain(care, habit, slot="day", stop_signs=["dizziness"])
    assert safety_text_keys(answer) == ["exercise_stop"]
    assert await state(care, habit) == "paused"


async def test_a_skipped_slot_that_says_a_stop_sign_stops(care, item):
    answer = await log_pain(care, item, outcome="skipped", reason="pain", stop_signs=["dizziness"])
    assert safety_text_keys(answer) == ["exercise_stop"]


async def test_a_rule_fires_once_for_its_log_whatever_is_sent_again(care, item):
    one = str(uuid4())
    said = {"pain_before": 2, "pain_after": 4, "slot": "08:00"}
    body_of(await log_pain(care, item, id=one, **said), 201)
    await resume(care, item)
    for sent in (
        {"id": one},
        {"id": str(uuid4())},
        {"id": one, "note": "As I said.", "recorded_at": "2026-03-02T11:30:00Z"},
        {"id": one, "recorded_at": "2026-03-02T10:00:00Z"},
    ):
        assert safety_text_keys(await log_pain(care, item, **said | sent)) == ["exercise_stop"]
    assert await codes(care) == [RISE]
    assert (await state(care, item), len(await pauses(care, item))) == ("active", 1)
    care.advance(minutes=1)
    body_of(await log_pain(care, item, **said | {"id": one, "stop_signs": ["dizziness"]}))
    assert await codes(care) == [RISE, "dizziness"]
    assert await state(care, item) == "paused"


async def test_neither_undo_nor_edit_of_the_log_lets_the_item_go_on(care, item):
    one = str(uuid4())
    body_of(await log_pain(care, item, id=one, pain_before=2, pain_after=4), 201)
    care.advance(minutes=1)
    assert safety_text_keys(await log_pain(care, item, id=one, pain_before=2, pain_after=2)) == []
    assert await state(care, item) == "paused"
    care.advance(minutes=1)
    body_of(await care.undo(one))
    assert (await state(care, item), await codes(care)) == ("paused", [RISE])


async def test_what_was_undone_before_it_came_or_lost_against_a_newer_log_stops_all_the_same(
    care, item
):
    one = str(uuid4())
    body_of(await care.undo(one))
    early = {"id": one, "slot": "08:00", "recorded_at": "2026-03-02T10:00:00Z"}
    undone = await log_pain(care, item, **early, stop_signs=["dizziness"])
    assert (undone.json()["undone"], safety_text_keys(undone)) == (True, ["exercise_stop"])
    body_of(await log_pain(care, item, slot="20:00"), 201)
    lost = {"slot": "20:00", "recorded_at": "2026-03-02T10:00:00Z"}
    assert safety_text_keys(await log_pain(care, item, **lost, pain_before=1, pain_after=3)) == [
        "exercise_stop"
    ]
    assert await codes(care) == ["dizziness", RISE]


async def test_what_is_paused_already_or_stopped_gets_its_event_and_no_second_pause(care, item):
    body_of(await log_pain(care, item, slot="08:00", stop_signs=["dizziness"]), 201)
    body_of(await log_pain(care, item, slot="20:00", stop_signs=["dizziness"]), 201)
    assert len(await pauses(care, item)) == 1
    other = await care.prescribe("08:00", exercise="cat-cow", schedule={"start_on": on(3, 1)})
    await care.act_on(other, "stop")
    body_of(await log_pain(care, other, slot="08:00", stop_signs=["dizziness"]), 201)
    assert (await pauses(care, other), await state(care, other)) == ([], "stopped")
    assert await codes(care) == ["dizziness"] * 3


async def test_a_stop_outlasts_a_pause_by_hand(care, item):
    await care.act_on(item, "pause", {"until_on": on(3, 4)})
    body_of(await log_pain(care, item, slot="20:00", stop_signs=["dizziness"]), 201)
    care.move(2026, 3, 5, 9)
    assert await state(care, item) == "paused"
    await resume(care, item)
    assert (await pauses(care, item))[-1].until_at == at(2026, 3, 5, 9)


async def test_a_late_log_stops_from_now_on(care, item):
    care.move(2026, 3, 9, 9)
    body_of(
        await log_pain(care, item, pain_after=9, recorded_at="2026-03-02T19:30:00Z"),
        201,
    )
    (pause,) = await pauses(care, item)
    assert pause.from_at == at(2026, 3, 9, 9)


async def test_a_habit_is_done_or_not(care):
    habit = await care.prescribe("10:00", exercise="microbreak")
    refused = [
        ({"outcome": "partial"}, "/outcome", "habit_is_yes_or_no"),
        ({"sets_done": 1}, "/sets_done", "not_for_habits"),
    ]
    for said, pointer, code in refused:
        assert refusals(await log_pain(care, habit, slot="day", **said)) == [(pointer, code)]
    for said in ({"outcome": "skipped", "reason": "forgot"}, {"outcome": "excused"}, {}):
        assert (await log_pain(care, habit, slot="day", **said)).status_code in (200, 201)


async def test_a_reason_is_of_what_was_not_done(care, item):
    refused = [
        ({"reason": "forgot"}, "not_for_done"),
        ({"outcome": "skipped", "reason": "holiday"}, "unknown_reason"),
        ({"outcome": "partial", "reason": "sick"}, "unknown_reason"),
    ]
    for said, code in refused:
        assert refusals(await log_pain(care, item, **said)) == [("/reason", code)]
    for outcome, reason in (
        ("skipped", "pain"),
        ("partial", "too_tired"),
        ("excused", "unwell"),
        ("excused", "holiday"),
        # Only newer phones know what it means.
        ("skipped", "the_dog_ate_it"),
    ):
        answer = await log_pain(care, item, outcome=outcome, reason=reason)
        assert answer.json()["reason"] == reason
        care.advance(minutes=1)
