"""Every kind of change: stored, merged when it comes again, and refused."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from api.platform.db import transaction
from api.tables import Appointment, Reminder
from tests.acting.care import Care, Json, at, body_of, on
from tests.acting.syncing import Phone, change, statuses

TUESDAY = on(3, 3)
NOON = "2026-03-03T12:00:00+01:00"
TARGET = {"kind": "token", "value": "token-of-ana"}


@pytest.fixture
async def item(care: Care) -> Json:
    """Two slots a day since Monday; it is noon of Tuesday."""
    made = await care.prescribe("08:00", "20:00", schedule={"start_on": on(3, 2)})
    care.move(2026, 3, 3, 11)
    return made


@pytest.fixture
def phone(care: Care) -> Phone:
    return Phone(care.ana)


async def held_session(care: Care) -> str:
    """Return the id of a session that Ana had yesterday."""
    body = {"starts_at": "2026-03-02T09:00:00+01:00", "duration_min": 60, "status": "completed"}
    made = await care.ben.post(f"/v1/clients/{care.ana.id}/appointments", body)
    return str(body_of(made, 201)["id"])


def good(kind: str, item: Json, session: str, reminder: str) -> Json:
    """Return a change of a kind that can be stored."""
    log = {"prescription_id": item["id"], "local_date": TUESDAY, "slot": "08:00", "outcome": "done"}
    said = {"recorded_at": NOON}
    period = {"from": TUESDAY, "to": on(3, 4), "reason": "sick"}
    return {
        "check_in": change("check_in", date=TUESDAY, pain_average=3, **said),
        "check_in_undo": change("check_in_undo", date=TUESDAY, **said),
        "weekly_check_in": change("weekly_check_in", monday=on(3, 2), energy=4, **said),
        "weekly_check_in_undo": change("weekly_check_in_undo", monday=on(3, 2), **said),
        "log": change("log", **log, **said),
        "log_undo": change("log_undo", **said),
        "feedback": change("feedback", session, pressure="right", **said),
        "snooze": change("snooze", reminder, minutes=30),
        "excused": change("excused", **period, **said),
        "excused_undo": change("excused_undo", **said),
        "device": change("device", "phone-1", platform="android", target=TARGET),
        "acknowledgement": change("acknowledgement", prescription_id=item["id"], version=1),
        "settings": change("settings", reminder_cap=3, **said),
    }[kind]


BAD = {
    "check_in": ({"date": on(3, 9)}, "/date"),
    "check_in_undo": ({"date": on(3, 9)}, "/date"),
    "weekly_check_in": ({"monday": TUESDAY}, "/monday"),
    "weekly_check_in_undo": ({"monday": TUESDAY}, "/monday"),
    "log": ({"slot": "09:00"}, "/slot"),
    "log_undo": ({"recorded_at": "yesterday"}, "/recorded_at"),
    "feedback": ({"pressure": "odd"}, "/pressure"),
    "snooze": ({"minutes": 0}, "/minutes"),
    "excused": ({"to": on(3, 1)}, "/to"),
    "excused_undo": ({"recorded_at": None}, "/recorded_at"),
    "device": ({"platform": "toaster"}, "/platform"),
    "acknowledgement": ({"version": 7}, "/version"),
    "settings": ({"reminder_cap": 0}, "/reminder_cap"),
}


async def reminder_of(care: Care) -> str:
    """Return the id of today's first reminder, which Ana got this morning and left open."""
    async with transaction(care.sessions) as session:
        row = await session.scalar(
            select(Reminder).where(
                Reminder.slot == "08:00",
                Reminder.due_at >= at(2026, 3, 3),
                Reminder.due_at < at(2026, 3, 4),
            )
        )
        assert row is not None
        return str(row.id)


@pytest.mark.parametrize("kind", BAD)
async def test_a_change_is_stored_then_merged_and_a_bad_one_is_refused(care, item, phone, kind):
    care.clock.at = at(2026, 3, 3, 7, 1)
    care.sign_in_again()
    reminder = await reminder_of(care)
    if kind != "snooze":
        care.move(2026, 3, 3, 11)
    one = good(kind, item, await held_session(care), reminder)
    first = await phone.sync(one)
    assert (statuses(first), first["stored"]) == (["stored"], 1), first["results"]
    care.advance(seconds=5)
    again = await phone.sync(one)
    assert (statuses(again), again["stored"]) == (["merged"], 1), again["results"]
    wrong, pointer = BAD[kind]
    named = one["id"] if kind in ("feedback", "snooze", "device") else str(uuid4())
    bad = {"kind": kind, "id": named, "body": one["body"] | wrong}
    other = change("check_in", date=on(3, 2), pain_average=1, recorded_at="2026-03-02T20:00:00Z")
    refused = await phone.sync(bad, other)
    assert (statuses(refused), refused["stored"]) == (["refused", "stored"], 1)
    problem = refused["results"][0]["problem"]
    assert problem["status"] == 422, problem
    assert [each["pointer"] for each in problem["errors"]] == [pointer]


async def test_a_kind_nobody_knows_and_what_is_no_change_are_refused_alone(care, item, phone):
    plain = change("check_in", date=TUESDAY, stress=1, recorded_at=NOON)
    sent = [change("mood", value=3), "nonsense", {"kind": "log", "id": 7, "body": {}}, plain]
    answer = await phone.sync(*sent)
    assert statuses(answer) == ["refused", "refused", "refused", "stored"]
    codes = [each["problem"] and each["problem"]["code"] for each in answer["results"]]
    assert codes == ["unknown_kind", "invalid", "invalid", None]
    assert answer["stored"] == 1


async def test_more_than_a_hundred_changes_are_refused_and_their_flags_are_kept(care, item, phone):
    flagged = change("check_in", date=TUESDAY, red_flags=["saddle_numbness"], recorded_at=NOON)
    answer = await phone.send(*[flagged] * 101)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"pointer": "/changes", "code": "too_long"}]
    assert answer.json()["server_time"]


async def test_a_refused_check_in_keeps_its_red_flags(care, item, phone):
    bad = change(
        "check_in", date=TUESDAY, pain_average=11, red_flags=["saddle_numbness"], recorded_at=NOON
    )
    answer = await phone.sync(bad)
    assert statuses(answer) == ["refused"]
    problem = answer["results"][0]["problem"]
    assert problem["kept"] == {"red_flags": ["saddle_numbness"], "stop_signs": []}
    assert problem["safety_texts"]
    assert phone.has["home", "home"]["paused_for_safety"]
    assert [row["kind"] for row in body_of(await care.ben.get("/v1/alerts"))["items"]] == [
        "red_flag"
    ]


async def test_a_refused_log_keeps_its_stop_signs(care, item, phone):
    log = {"prescription_id": item["id"], "local_date": TUESDAY, "slot": "08:00", "outcome": "done"}
    bad = change("log", **log, effort=11, stop_signs=["dizziness"], recorded_at=NOON)
    answer = await phone.sync(bad)
    assert answer["results"][0]["problem"]["kept"] == {"red_flags": [], "stop_signs": ["dizziness"]}
    assert phone.has["home", "home"]["paused_for_safety"]


async def test_a_stranger_s_ids_concern_their_own_items_only(care, item, phone):
    cy = Phone(care.cast.cy)
    said = {"date": TUESDAY, "recorded_at": NOON}
    theirs = change("check_in", pain_average=1, **said)
    await cy.sync(theirs)
    mine = change("check_in", pain_average=2, **said)
    answer = await phone.sync(theirs, change("feedback", pressure="right", recorded_at=NOON), mine)
    assert statuses(answer) == ["refused", "refused", "stored"]
    assert [r["problem"] and r["problem"]["code"] for r in answer["results"]] == [
        "not_found",
        "not_found",
        None,
    ]
    assert phone.of("check_in")[mine["id"]]["pain_average"] == 2


async def test_a_receipt_is_stored_once(care, item, phone):
    async with transaction(care.sessions) as session:
        assert (await session.scalars(select(Appointment))).all() == []
    answer = await phone.sync(change("receipt", received_at=NOON))
    assert answer["results"][0]["problem"]["code"] == "not_found"
    assert UUID(answer["results"][0]["id"])
