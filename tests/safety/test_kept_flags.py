"""A red flag or stop sign is never lost with its body, whatever else is wrong with that."""

from json import dumps
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from api.tables import SafetyEvent
from tests.acting.care import body_of, on, problem, refusals
from tests.acting.safety import (
    CHEST,
    MONDAY,
    NIGHT_PAIN,
    alerts,
    codes,
    events,
    pauses,
    resume,
    safety_text_keys,
    state,
)

DIZZY = "dizziness"
JSON = {"content-type": "application/json"}
WRONG = {
    "a bad field": {"pain_average": 11},
    "a field of the wrong type": {"stress": "7"},
    "a half-cut emoji": {"note": "It hurts \ud83d"},
    "no id": {"id": None},
    "a half-cut emoji for an id": {"id": "\ud83d"},
    "no time": {"recorded_at": None},
    "a clock days ahead, and a date by it": {"day": on(3, 9)},
    "a clock days behind": {"recorded_at": "2026-02-20T08:00:00Z"},
    "no date at all": {"day": "2026-02-30"},
    "a place that is there twice": {"body_map": [{"region": "neck"}, {"region": "neck"}]},
}


async def send(care: Any, change: dict[str, Any], **flags: Any) -> Any:
    said = {"id": str(uuid4()), "recorded_at": care.clock.at.isoformat()} | flags | change
    path = f"/v1/me/check-ins/{said.pop('day', MONDAY)}"
    return await care.ana.call("PUT", path, content=dumps(said), headers=JSON)


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
async def test_a_flag_of_a_refused_check_in_is_kept_and_answered_with_its_texts(care, change):
    item = await care.prescribe("20:00")
    answer = await send(care, change, red_flags=[CHEST, NIGHT_PAIN])
    assert answer.status_code == 422, answer.text
    refused = answer.json()
    assert refused["kept"] == {"red_flags": [CHEST, NIGHT_PAIN], "stop_signs": []}
    assert [text["key"] for text in refused["safety_texts"]] == ["emergency", "urgent"]
    assert all(text.keys() == {"key", "title", "body", "note"} for text in refused["safety_texts"])
    assert [(event.code, event.on_date.isoformat()) for event in await events(care)] == [
        (CHEST, MONDAY),
        (NIGHT_PAIN, MONDAY),
    ]
    assert await state(care, item) == "paused"
    (alert,) = await alerts(care)
    assert (alert["kind"], alert["level"]) == ("red_flag", "emergency")
    assert body_of(await care.ana.get("/v1/me/check-ins"))["items"] == []


SAID = {
    "one text": (CHEST, [CHEST]),
    "in other letters": ([" Chest_Pain_Or_Breathlessness "], [CHEST]),
    "an unknown second one": ([CHEST, "bad_luck"], [CHEST, "bad_luck"]),
    "ticked boxes": ({CHEST: True, NIGHT_PAIN: False}, [CHEST]),
    "boxes that are ticked otherwise": (
        {CHEST: 1, NIGHT_PAIN: "yes", "x": None},
        [CHEST, NIGHT_PAIN],
    ),
    "boxes with more about them": ({CHEST: {"since": "Monday"}, NIGHT_PAIN: {"is": 0}}, [CHEST]),
    "several in one text": (f"{CHEST}, {NIGHT_PAIN}", [CHEST, NIGHT_PAIN]),
    "items with more about them": ([{"code": CHEST, "since": None}], [CHEST]),
    "what is no code": ([CHEST, "My <b>chest</b>"], [CHEST, "unreadable"]),
    "a tick": (True, ["unreadable"]),
    "very many": ([f"flag_{n}" for n in range(99)], [f"flag_{n}" for n in range(30)]),
    "a known one after very many": (
        [*(f"flag_{n}" for n in range(99)), CHEST],
        [*(f"flag_{n}" for n in range(29)), CHEST],
    ),
}


@pytest.mark.parametrize(("said", "kept"), SAID.values(), ids=SAID)
async def test_whatever_names_a_flag_is_kept(care, said, kept):
    answer = await send(care, {"pain_average": 11}, red_flags=said)
    assert answer.json()["kept"]["red_flags"] == kept
    assert await codes(care) == kept
    assert "<b>" not in answer.text


@pytest.mark.parametrize("wrapped", [lambda body: [body], lambda body: {"check_in": body}])
async def test_a_flag_is_kept_of_a_body_that_came_wrapped(care, wrapped):
    body = wrapped({"id": str(uuid4()), "red_flags": [CHEST]})
    path = f"/v1/me/check-ins/{MONDAY}"
    answer = await care.ana.call("PUT", path, content=dumps(body), headers=JSON)
    assert answer.status_code == 422
    assert answer.json()["kept"]["red_flags"] == await codes(care) == [CHEST]


@pytest.mark.parametrize("said", [None, [], False, "", {NIGHT_PAIN: False}])
async def test_a_refused_check_in_without_a_flag_says_nothing_of_safety(care, said):
    answer = await send(care, {"pain_average": 11}, red_flags=said)
    assert answer.status_code == 422
    assert answer.json().keys().isdisjoint({"kept", "safety_texts"})
    assert await events(care) == []


async def test_a_flag_is_kept_once_and_not_again_when_the_body_is_mended(care):
    item = await care.prescribe("20:00")
    sent = {"id": str(uuid4())}
    for _ in range(2):
        body = sent | {"pain_average": 11}
        assert (await send(care, body, red_flags=[NIGHT_PAIN])).status_code == 422
    await resume(care, item)
    mended = await send(care, sent, red_flags=[NIGHT_PAIN])
    assert mended.status_code == 201
    assert safety_text_keys(mended) == ["urgent"]
    assert await codes(care) == [NIGHT_PAIN]
    assert await state(care, item) == "active"
    assert len(await pauses(care, item)) == 1


async def test_a_flag_of_an_edit_that_is_refused_belongs_to_the_check_in_that_is_there(care):
    first = body_of(await send(care, {"stress": 3}), 201)
    assert (await send(care, {"stress": 11}, red_flags=[NIGHT_PAIN])).status_code == 422
    (event,) = await events(care)
    assert str(event.subject_id) == first["id"]


async def test_an_id_that_is_taken_loses_no_flag(care):
    sunday = on(3, 1)
    mine = body_of(await send(care, {"day": sunday}, red_flags=[NIGHT_PAIN]), 201)["id"]
    theirs = str(uuid4())
    body = {"id": theirs, "recorded_at": care.clock.at.isoformat()}
    body_of(await care.cast.cy.put(f"/v1/me/check-ins/{MONDAY}", body), 201)
    assert problem(await send(care, {"id": mine}, red_flags=[NIGHT_PAIN])) == (
        409,
        "id_of_another_date",
    )
    assert problem(await send(care, {"id": theirs}, red_flags=[CHEST])) == (404, "not_found")
    assert [(event.code, event.on_date.isoformat()) for event in await events(care)] == [
        (NIGHT_PAIN, sunday),
        (NIGHT_PAIN, MONDAY),
        (CHEST, MONDAY),
    ]


async def test_what_cannot_be_parsed_or_is_not_hers_raises_nothing(care):
    path = f"/v1/me/check-ins/{MONDAY}"
    torn = await care.ana.call("PUT", path, content=b'{"red_flags": ["', headers=JSON)
    assert problem(torn) == (400, "malformed_json")
    empty = await care.ana.call("PUT", path, content=b"", headers=JSON)
    assert empty.status_code == 422
    body = {"red_flags": [CHEST]}
    assert (await care.ana.http.put(path, json=body)).status_code == 401
    assert (await care.ben.put(path, body)).status_code == 403
    assert await care.rows(select(SafetyEvent)) == []


WRONG_LOGS = {
    "a bad field": {"effort": 11},
    "a slot that nothing asked for": {"slot": "09:00"},
    "a slot that is no slot": {"slot": "morning"},
    "a date that has not begun": {"local_date": on(3, 9)},
    "no date": {"local_date": "today"},
    "a reason that does not fit": {"reason": "forgot"},
    "an outcome that is none": {"outcome": "tried"},
}


@pytest.mark.parametrize("change", WRONG_LOGS.values(), ids=WRONG_LOGS)
async def test_a_stop_sign_of_a_refused_log_stops_its_item(care, change):
    item, other = await care.prescribe("08:00"), await care.prescribe("20:00", exercise="cat-cow")
    slot = change.get("slot", "08:00")
    said = {name: told for name, told in change.items() if name != "slot"}
    answer = await care.log(item, MONDAY, slot, stop_signs=[DIZZY, "odd_feeling"], **said)
    assert answer.status_code == 422, answer.text
    assert answer.json()["kept"] == {"red_flags": [], "stop_signs": [DIZZY, "odd_feeling"]}
    assert "exercise_stop" in [text["key"] for text in answer.json()["safety_texts"]]
    found = [(event.kind, event.code, str(event.prescription_id)) for event in await events(care)]
    assert found == [
        ("exercise_stop", DIZZY, item["id"]),
        ("exercise_stop", "odd_feeling", item["id"]),
    ]
    assert [await state(care, each) for each in (item, other)] == ["paused", "active"]
    assert [alert["kind"] for alert in await alerts(care)] == ["exercise_stop"]
    assert await care.logs() == []


@pytest.mark.parametrize("named", ["019cad05-7c00-7b3e-9a51-3f2a6c8d1e40", "mine", None, 7])
async def test_a_stop_sign_whose_item_cannot_be_told_stops_all(care, named):
    items = [await care.prescribe("08:00"), await care.prescribe("20:00", exercise="cat-cow")]
    answer = await care.log({"id": named}, MONDAY, "08:00", stop_signs=[DIZZY])
    assert answer.status_code == 422, answer.text
    (event,) = await events(care)
    assert (event.kind, event.code, event.level) == ("red_flag", DIZZY, "urgent")
    assert [await state(care, each) for each in items] == ["paused", "paused"]


async def test_a_stop_sign_is_kept_once_and_not_again_when_the_log_is_mended(care):
    item = await care.prescribe("08:00")
    one = str(uuid4())
    for _ in range(2):
        refused = await care.log(item, MONDAY, "09:00", id=one, stop_signs=[DIZZY])
        assert refusals(refused) == [("/slot", "not_a_slot_of_this_date")]
    await resume(care, item)
    body_of(await care.log(item, MONDAY, "08:00", id=one, stop_signs=[DIZZY]), 201)
    assert await codes(care) == [DIZZY]
    assert await state(care, item) == "active"


async def test_a_stop_sign_of_an_edit_that_is_refused_belongs_to_the_log_that_is_there(care):
    item = await care.prescribe("08:00", "08:30")
    care.move(2026, 3, 2, 9)
    one = str(uuid4())
    body_of(await care.log(item, MONDAY, "08:00", id=one, stop_signs=[DIZZY]), 201)
    await resume(care, item)
    again = await care.log(item, MONDAY, "08:00", id=one, stop_signs=[DIZZY], effort=11)
    assert again.json()["kept"]["stop_signs"] == [DIZZY]
    assert await codes(care) == [DIZZY]
    assert await state(care, item) == "active"
    other = await care.log(item, MONDAY, "08:30", id=one, stop_signs=[DIZZY])
    assert problem(other) == (409, "id_of_another_slot")
    assert await codes(care) == [DIZZY, DIZZY]
    assert await state(care, item) == "paused"


async def test_a_stop_sign_of_a_log_whose_slot_is_half_an_emoji_is_kept(care):
    item = await care.prescribe("08:00")
    said = {"prescription_id": item["id"], "slot": "\ud83d", "stop_signs": [DIZZY]}
    answer = await care.ana.call("PUT", "/v1/me/logs/x", content=dumps(said), headers=JSON)
    assert answer.status_code == 422, answer.text
    assert await codes(care) == [DIZZY]
    assert await state(care, item) == "paused"


async def test_a_code_that_only_newer_phones_know_is_kept_and_never_fatal_to_the_rest(care):
    item = await care.prescribe("08:00")
    spots = [{"region": "tail", "side": "inner", "role": "mirrored", "tingling": False}]
    stored = body_of(await send(care, {"body_map": spots, "stress": 3}), 201)
    assert (stored["body_map"], stored["stress"]) == (spots, 3)
    listed = body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/check-ins"))["items"]
    assert listed[0]["body_map"] == spots
    skipped = {"outcome": "skipped", "reason": "the_dog_ate_it"}
    log = body_of(await care.log(item, MONDAY, "08:00", **skipped), 201)
    assert log["reason"] == "the_dog_ate_it"
    for path in ("adherence", "brief", "trends", "reminders"):
        body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/{path}"))
