"""Batches that no app of ours sends: each item is judged by itself, and none costs the others."""

import json
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from api.tables import SafetyEvent
from tests.acting.care import Care, Json, body_of, on
from tests.acting.syncing import SYNC, Phone, all_of, change, statuses

MONDAY, TUESDAY = on(3, 2), on(3, 3)
NOON = "2026-03-03T12:00:00+01:00"
SAID = {"recorded_at": NOON}
NUL, HALF, LONG = "\x00", "\ud800", "x" * 100_000
HOSTILE: list[Any] = [None, True, 7, -1, 1e308, "", NUL, HALF, LONG, [], [[]], {}, {"a": {}}]
FIELDS = {
    "check_in": ("date", "pain_average", "body_map", "note", "recorded_at", "sent_at"),
    "check_in_undo": ("date", "recorded_at"),
    "weekly_check_in": ("monday", "energy", "goals", "note", "recorded_at"),
    "weekly_check_in_undo": ("monday", "recorded_at"),
    "log": ("prescription_id", "local_date", "slot", "outcome", "plan_token", "recorded_at"),
    "log_undo": ("recorded_at",),
    "feedback": ("pressure", "soreness", "note", "recorded_at"),
    "receipt": ("received_at", "opened_at", "installation_id"),
    "snooze": ("minutes",),
    "excused": ("from", "to", "reason", "recorded_at"),
    "excused_undo": ("recorded_at",),
    "device": ("platform", "target", "notifications_allowed", "locale", "timezone"),
    "notifications": ("set", "unset"),
    "acknowledgement": ("prescription_id", "version"),
    "settings": ("timezone", "locale", "quiet_hours", "check_in_time", "reminder_cap"),
}


@pytest.fixture
async def item(care: Care) -> Json:
    made = await care.prescribe("08:00", "20:00", schedule={"start_on": MONDAY})
    care.move(2026, 3, 3, 11)
    return made


@pytest.fixture
def phone(care: Care) -> Phone:
    return Phone(care.ana)


def log_of(item: Json, slot: str = "08:00", id: object = None, **more: Any) -> Json:
    body = {"prescription_id": item["id"], "local_date": TUESDAY, "slot": slot, "outcome": "done"}
    return change("log", id, **(body | SAID | more))


def codes(answer: Json) -> list[str | None]:
    return [each["problem"] and each["problem"]["code"] for each in answer["results"]]


@pytest.mark.parametrize("kind", FIELDS)
async def test_whatever_a_field_holds_concerns_its_item_alone(care, item, phone, kind) -> None:
    good = {"prescription_id": item["id"], "local_date": TUESDAY, "slot": "08:00", **SAID}
    good |= {"outcome": "done", "date": TUESDAY, "monday": MONDAY, "version": 1}
    bad = [
        change(kind, str(uuid4()), **good | {field: value})
        for field in FIELDS[kind]
        for value in HOSTILE
    ]
    fine = change("weekly_check_in", monday=MONDAY, energy=3, **SAID)
    answer = await in_ascii(phone, *bad, fine)
    assert len(answer["results"]) == len(bad) + 1
    assert answer["results"][-1]["status"] in ("stored", "merged")
    assert not {500, 503} & {e["problem"]["status"] for e in answer["results"] if e["problem"]}


async def in_ascii(phone: Phone, *changes: Json) -> Json:
    """Send as JSON can: half of a character is no UTF-8, but has an escape."""
    sent = json.dumps({"cursor": phone.cursor, "changes": changes})
    headers = {"content-type": "application/json"}
    answer = await phone.person.call("POST", SYNC, content=sent.encode(), headers=headers)
    told = body_of(answer)
    phone.take(told)
    return told


@pytest.mark.parametrize("id", ["", "x", NUL, HALF, LONG[:9999], "../..", "{" + "0" * 32 + "}"])
async def test_an_id_may_be_anything_and_is_answered_as_it_came(item, phone, id) -> None:
    fine = change("check_in", date=TUESDAY, stress=1, **SAID)
    sent = [{"kind": kind, "id": id, "body": {}} for kind in FIELDS]
    answer = await in_ascii(phone, *sent, fine)
    assert [each["id"] for each in answer["results"]] == [*[id] * len(sent), fine["id"]]
    assert statuses(answer) == [*["refused"] * len(sent), "stored"]
    assert {each["problem"]["status"] for each in answer["results"][:-1]} <= {404, 422}


async def test_what_is_no_change_keeps_the_signs_that_it_names(care, item, phone) -> None:
    flags = {"date": TUESDAY, "red_flags": ["saddle_numbness"], **SAID}
    sent: list[Any] = [
        {"kind": "check_in", "id": 7, "body": flags},
        {"kind": "check_in_of_tomorrow", "id": "7", "body": {**flags, "stop_signs": ["dizziness"]}},
        {"kind": "mood", "id": "7", "body": {"date": TUESDAY, "value": 3}},
        [flags],
    ]
    answer = await phone.sync(*sent)
    assert codes(answer) == ["invalid", "unknown_kind", "unknown_kind", "invalid"]
    kept = [each["problem"].get("kept") for each in answer["results"]]
    both = {"red_flags": ["saddle_numbness"], "stop_signs": ["dizziness"]}
    alone = {**both, "stop_signs": []}
    assert kept == [alone, both, None, alone]
    assert answer["results"][1]["problem"]["safety_texts"]
    assert phone.has["home", "home"]["paused_for_safety"]
    events = await care.rows(select(SafetyEvent.code))
    assert set(events) == {"dizziness", "saddle_numbness"}
    before = len(events)
    await phone.sync(*sent)
    assert len(await care.rows(select(SafetyEvent.code))) == before


async def test_of_too_many_changes_flags_and_signs_are_both_kept(care, item, phone) -> None:
    flagged = change("check_in", date=TUESDAY, red_flags=["saddle_numbness"], **SAID)
    answer = await phone.send(*[flagged] * 100, log_of(item, stop_signs=["dizziness"]))
    assert answer.status_code == 422
    both = {"red_flags": ["saddle_numbness"], "stop_signs": ["dizziness"]}
    assert answer.json()["kept"] == both
    assert sorted(await care.rows(select(SafetyEvent.code))) == ["dizziness", "saddle_numbness"]


async def test_flags_of_a_refused_check_in_are_raised_once(care, item, phone) -> None:
    said = {"date": TUESDAY, "red_flags": ["saddle_numbness"], **SAID}
    bad = change("check_in", **said, pain_average=11)
    good = change("check_in", bad["id"], **said, pain_average=10)
    assert statuses(await phone.sync(bad)) == ["refused"]
    assert statuses(await phone.sync(good)) == ["stored"]
    assert len(await care.rows(select(SafetyEvent.id))) == 1


@pytest.mark.parametrize("is_known", [True, False])
async def test_what_was_said_anew_under_one_id_holds_in_one_batch_too(
    care, item, phone, is_known
) -> None:
    """The answer to the first was lost; then she corrected it, and both are still in the queue."""
    log = log_of(item, effort=1)
    later = log_of(item, id=log["id"], effort=9, recorded_at="2026-03-03T12:00:30+01:00")
    day = change("check_in", date=TUESDAY, stress=1, **SAID)
    anew = {"date": TUESDAY, "stress": 9, "recorded_at": "2026-03-03T12:00:30+01:00"}
    if is_known:
        body_of(await phone.send(log, day))
    answer = await phone.sync(log, day, later, change("check_in", day["id"], **anew))
    first = "merged" if is_known else "stored"
    assert statuses(answer) == [first, first, "stored", "stored"]
    assert phone.of("log")[log["id"]]["effort"] == 9
    assert phone.of("check_in")[day["id"]]["stress"] == 9


@pytest.mark.parametrize("is_known", [True, False])
async def test_one_id_of_two_things_is_refused_for_the_second(care, item, phone, is_known) -> None:
    early = {"date": MONDAY, "recorded_at": "2026-03-02T20:00:00Z"}
    log, day = log_of(item), change("check_in", stress=1, **early)
    if is_known:
        await phone.sync(log, day)
    other = change("check_in", day["id"], date=TUESDAY, **SAID)
    answer = await phone.sync(log, day, log_of(item, "20:00", log["id"]), other)
    assert codes(answer) == [None, None, "id_of_another_slot", "id_of_another_date"]
    assert answer["stored"] == 2


async def test_two_ids_of_one_thing_are_one(care, item, phone) -> None:
    twice = [log_of(item), log_of(item), change("check_in", date=TUESDAY, stress=2, **SAID)]
    twice += [change("check_in", date=TUESDAY, stress=2, **SAID)]
    assert (await phone.sync(*twice))["stored"] == 4
    assert (len(phone.of("log")), len(phone.of("check_in"))) == (1, 1)


async def test_a_hundred_times_the_same_is_one_and_ninety_nine_known(care, item, phone) -> None:
    one = log_of(item)
    answer = await phone.sync(*[one] * 100)
    assert statuses(answer) == ["stored", *["merged"] * 99]
    assert answer["stored"] == 100


async def test_what_follows_a_refused_item_is_as_if_that_had_not_come(care, item, phone) -> None:
    """Settings that were changed in part, then refused, are taken back; her snooze is hers."""
    bad = {"reminder_cap": 1, "check_in_time": "09:00", **SAID}
    refused = change("settings", **bad, quiet_hours={"start": "10:00", "end": "10:00"})
    snooze = change("snooze", str(uuid4()), minutes=30)
    days = change("excused", **{"from": TUESDAY, "to": TUESDAY, "reason": "sick"}, **SAID)
    answer = await phone.sync(refused, snooze, days, change("settings", reminder_cap=2, **SAID))
    assert codes(answer) == ["invalid", "not_found", None, None]
    settings = phone.of("settings")[str(care.ana.id)]
    assert (settings["reminder_cap"], settings["check_in_time"]) == (2, "18:30")


async def test_ids_of_others_are_as_absent_as_those_of_nobody(care, item, phone) -> None:
    cy, cast = Phone(care.cast.cy), care.cast
    theirs = body_of(
        await cast.dora.post(
            f"/v1/clients/{cast.cy.id}/prescriptions",
            {"exercise": "chin-tuck", "schedule": {"times": ["08:00"], "start_on": MONDAY}},
        ),
        201,
    )
    days = {"from": TUESDAY, "to": TUESDAY, "reason": "sick"}
    hers = [
        log_of(theirs),
        change("check_in", date=TUESDAY, **SAID),
        change("weekly_check_in", monday=MONDAY, **SAID),
        change("excused", **days, **SAID),
    ]
    assert set(statuses(await cy.sync(*hers))) == {"stored"}
    before = await all_of(cy.person)
    mine = [{**each, "body": dict(each["body"])} for each in hers]
    mine[0]["body"]["prescription_id"] = item["id"]
    undo = [
        change("log_undo", hers[0]["id"], **SAID),
        change("excused_undo", hers[3]["id"], **SAID),
    ]
    alien = change("acknowledgement", prescription_id=theirs["id"], version=1)
    answer = await phone.sync(*mine, *undo, alien, log_of(theirs))
    assert codes(answer) == [*["not_found"] * 7, "invalid"]
    absent = await phone.sync(change("acknowledgement", prescription_id=str(uuid4()), version=1))
    assert absent["results"][0]["problem"] == answer["results"][6]["problem"]
    assert await all_of(cy.person) == before


async def test_dates_centuries_apart_are_refused_as_any_that_are_too_far(care, item, phone) -> None:
    far = [log_of(item, local_date=day) for day in ("1900-01-01", "2199-12-31")]
    far[0]["body"]["stop_signs"] = ["dizziness"]
    answer = await phone.sync(*far, log_of(item))
    assert codes(answer) == ["invalid", "invalid", None]
    assert answer["results"][0]["problem"]["kept"]["stop_signs"] == ["dizziness"]


@pytest.mark.parametrize(
    "sent",
    [
        {"cursor": 7, "changes": []},
        {"cursor": {}, "changes": []},
        {"cursor": "x" * 201, "changes": []},
        {"cursor": None, "changes": {}},
        {"cursor": None, "changes": None},
        {"cursor": None, "changes": [], "sent_at": "yesterday"},
        [],
        "sync",
    ],
)
async def test_what_is_no_sync_is_refused_as_a_whole(phone, sent) -> None:
    answer = await phone.person.post(SYNC, sent)
    assert answer.status_code == 422, answer.text


async def test_a_giant_is_refused_before_it_is_looked_at(phone) -> None:
    big = change("check_in", note="x" * 1_100_000, **SAID)
    assert (await phone.person.post(SYNC, {"changes": [big]})).status_code == 413
    many = change("check_in", body_map=[[]] * 60_000, **SAID)
    assert (await phone.person.post(SYNC, {"changes": [many]})).status_code == 413
    deep: Any = []
    for _ in range(40):
        deep = [deep]
    assert (await phone.person.post(SYNC, {"changes": [deep]})).status_code == 400


async def test_the_cursor_of_a_therapist_there_is_none(care) -> None:
    assert (await care.ben.post(SYNC, {"cursor": None, "changes": []})).status_code == 403
