"""Batches that arrive at the same moment: of two phones, and of one that was impatient."""

import asyncio
from datetime import date
from random import Random
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest
from sqlalchemy import insert

from api.diary.check_ins import CheckInIn
from api.platform.db import transaction
from api.platform.http.uploads import TIMES
from api.rules.uploads import upload_of
from api.tables import CheckIn
from tests.acting.care import Care, Json, body_of, on
from tests.acting.syncing import Phone, all_of, change, statuses
from tests.blocking import until_blocked
from tests.conftest import NOW

MONDAY, TUESDAY = on(3, 2), on(3, 3)
DATES = (MONDAY, TUESDAY)
SLOTS = ("08:00", "13:00", "20:00")


@pytest.fixture
async def item(care: Care) -> Json:
    made = await care.prescribe(*SLOTS, schedule={"start_on": MONDAY})
    care.move(2026, 3, 3, 20)
    return made


def told(item: Json, ids: dict[Any, str], value: int) -> list[Json]:
    """Return what a phone says of all dates and slots; the greater the value, the later."""
    found = []
    for on_date in DATES:
        said = {"recorded_at": f"{on_date}T20:30:{value:02}+01:00"}
        key = ids.setdefault(on_date, str(uuid4()))
        found.append(change("check_in", key, date=on_date, stress=value, **said))
        for slot in SLOTS:
            key = ids.setdefault((on_date, slot), str(uuid4()))
            log = {"prescription_id": item["id"], "local_date": on_date, "slot": slot}
            found.append(change("log", key, **log, outcome="done", effort=value, **said))
    said = {"recorded_at": f"{TUESDAY}T20:30:{value:02}+01:00"}
    key = ids.setdefault("week", str(uuid4()))
    found.append(change("weekly_check_in", key, monday=MONDAY, energy=value, **said))
    return [*found, change("settings", reminder_cap=value + 1, **said)]


async def hand_in(phone: Phone, changes: list[Json]) -> None:
    """Send until it is taken; whoever meets another at a row may be told to come again."""
    for _ in range(20):
        answer = await phone.send(*changes)
        if answer.status_code != 503:
            assert set(statuses(body_of(answer))) <= {"stored", "merged"}, answer.text
            return
    raise AssertionError("it was told to come again twenty times")


def holds(phone: Phone, value: int) -> None:
    assert {each["stress"] for each in phone.of("check_in").values()} == {value}
    assert {each["effort"] for each in phone.of("log").values()} == {value}
    assert {each["energy"] for each in phone.of("weekly_check_in").values()} == {value}
    assert (len(phone.of("check_in")), len(phone.of("log"))) == (len(DATES), 6)
    (settings,) = phone.of("settings").values()
    assert settings["reminder_cap"] == value + 1


async def test_what_was_said_last_holds_however_the_batches_of_two_phones_meet(
    care: Care, item: Json
) -> None:
    mine, other = Phone(care.ana), Phone(await care.another_phone())
    shuffle, ids = Random(7).shuffle, ({}, {})
    batches = []
    for value in range(8):
        phone = (mine, other)[value % 2]
        changes = told(item, ids[value % 2], value)
        shuffle(changes)
        batches.append(hand_in(phone, changes))
    shuffle(batches)
    await asyncio.gather(*batches)
    for phone in (mine, other):
        await phone.sync()
        holds(phone, 7)
        assert phone.has == await all_of(care.ana)


async def test_a_phone_that_corrects_what_is_still_under_way_is_heard(
    care: Care, item: Json
) -> None:
    """Its first request has stored a check-in and not committed yet, as the correction comes."""
    phone, ids = Phone(care.ana), {}
    (first, *_), later = told(item, ids, 1), told(item, ids, 2)
    async with transaction(care.sessions) as session:
        await session.execute(insert(CheckIn).values(row_of(care, first)))
        request = asyncio.ensure_future(hand_in(phone, later))
        await until_blocked(care.sessions, request)
    await request
    await phone.sync()
    holds(phone, 2)


def row_of(care: Care, sent: Json) -> Json:
    """Return the row that a check-in is stored as."""
    family = jwt.decode(care.ana.token, options={"verify_signature": False})["fam"]
    body = CheckInIn.model_validate({"id": sent["id"], **sent["body"]})
    upload = upload_of(body.model_dump(exclude={"id", *TIMES}), body.stamps(UUID(family), NOW))
    head = {"id": UUID(sent["id"]), "created_at": NOW, "client_id": care.ana.id}
    return {**head, "on_date": date.fromisoformat(MONDAY), **CheckIn.columns_of(upload)}
