"""What a phone is told since its cursor: nothing twice, nothing never, whoever commits when."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, select

from api.platform.db import transaction
from api.platform.ids import new_id
from api.sync import giving
from api.tables import ExcusedPeriod, PhoneView
from tests.acting.care import Care, Json, body_of, on, problem
from tests.acting.syncing import Phone, all_of, change, statuses

MONDAY, TUESDAY = on(3, 2), on(3, 3)
NOON = "2026-03-03T12:00:00+01:00"


@pytest.fixture
async def item(care: Care) -> Json:
    made = await care.prescribe("08:00", "20:00", schedule={"start_on": MONDAY})
    care.move(2026, 3, 3, 11)
    return made


@pytest.fixture
def phone(care: Care) -> Phone:
    return Phone(care.ana)


@pytest.fixture
async def other(care: Care) -> Phone:
    return Phone(await care.another_phone())


def log_of(item: Json, slot: str = "08:00", **more: Any) -> Json:
    body = {"prescription_id": item["id"], "local_date": TUESDAY, "slot": slot, "outcome": "done"}
    return change("log", **(body | {"recorded_at": NOON} | more))


async def test_a_phone_that_has_nothing_is_told_all_and_then_nothing(care, item, phone):
    answer = await phone.sync()
    assert set(phone.of("prescription")) == {item["id"]}
    days = phone.of("day")
    assert sorted(days) == [f"2026-03-0{n}" for n in range(2, 10)]
    (card,) = days[TUESDAY]["items"]
    assert [slot["slot"] for slot in card["slots"]] == ["08:00", "20:00"]
    assert card["slots"][0]["due_at"] == "2026-03-03T07:00:00Z"
    assert card["slots"][0]["due_local"]["time"] == "08:00"
    text = phone.of("exercise")[card["exercise"]]
    picture = await care.ana.get(text["picture"])
    assert text["steps"]
    assert text["picture_etag"] == picture.headers["etag"]
    assert phone.of("settings")[str(care.ana.id)]["check_in_time"] == "18:30"
    assert phone.of("safety_text")
    assert (answer["results"], answer["stored"], answer["deleted"]) == ([], 0, [])
    again = await phone.sync()
    assert (again["changes"], again["deleted"], again["cursor"]) == ([], [], answer["cursor"])


async def test_what_the_other_phone_and_the_therapist_do_is_told(care, item, phone, other):
    await phone.sync()
    log = log_of(item)
    await other.sync(log, change("settings", reminder_cap=2, recorded_at=NOON))
    await care.edit(item, note="Slowly.")
    answer = await phone.sync()
    assert phone.of("log")[log["id"]]["outcome"] == "done"
    assert phone.of("day")[TUESDAY]["items"][0]["slots"][0]["outcome"] == "done"
    assert phone.of("settings")[str(care.ana.id)]["reminder_cap"] == 2
    assert phone.of("prescription")[item["id"]]["note"] == "Slowly."
    assert "exercise" not in {each["kind"] for each in answer["changes"]}
    body_of(await care.undo(log["id"]))
    gone = await phone.sync()
    assert {"kind": "log", "id": log["id"]} in gone["deleted"]
    await care.act_on(item, "stop", {"reason": "goal_reached"})
    await phone.sync()
    assert phone.of("prescription") == {}
    assert phone.has == await all_of(care.ana)


async def test_a_cursor_may_be_sent_again_when_an_answer_was_lost(care, item, phone):
    await phone.sync()
    before = phone.cursor
    log = log_of(item)
    lost = body_of(await phone.send(log))
    again = await phone.sync(log)
    assert statuses(lost) == ["stored"]
    assert statuses(again) == ["merged"]
    assert again["changes"] == lost["changes"]
    assert phone.cursor != before
    assert phone.has == await all_of(care.ana)


async def test_a_cursor_expires_with_nothing_stored_and_null_stores_and_tells_all(
    care, item, phone
):
    await phone.sync()
    phone.has = {("ghost", "1"): {}}
    care.advance(days=31)
    late = change("check_in", date="2026-04-02", pain_average=4, recorded_at="2026-04-02T20:00:00Z")
    answer = await phone.send(late)
    assert problem(answer) == (410, "cursor_expired")
    assert body_of(await care.ana.get("/v1/me/check-ins"))["items"] == []
    phone.cursor = None
    assert statuses(await phone.sync(late)) == ["stored"]
    assert phone.has == await all_of(care.ana)


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "é", "A" * 38, "A" * 200])
async def test_a_cursor_that_we_did_not_make_is_refused(phone, cursor):
    answer = await phone.person.post("/v1/me/sync", {"cursor": cursor, "changes": []})
    assert problem(answer) == (400, "bad_cursor")


async def test_a_cursor_is_good_for_one_person_alone(care, phone):
    await phone.sync()
    answer = await care.cast.cy.post("/v1/me/sync", {"cursor": phone.cursor, "changes": []})
    assert problem(answer) == (400, "bad_cursor")


async def test_what_one_answer_does_not_take_comes_with_the_next(care, item, phone, monkeypatch):
    monkeypatch.setattr(giving, "MOST_RECORDS", 4)
    first = body_of(await phone.send())
    assert (len(first["changes"]), first["has_more"]) == (4, True)
    phone.take(first)
    await phone.sync()
    monkeypatch.undo()
    assert phone.has == await all_of(care.ana)


async def test_few_cursors_of_a_phone_are_kept(care, item, phone):
    for n in range(12):
        await phone.sync(
            change("settings", reminder_cap=1 + n, recorded_at=f"2026-03-03T12:00:{n:02}+01:00")
        )
    async with transaction(care.sessions) as session:
        kept = (await session.scalars(select(PhoneView.id))).all()
    assert len(kept) == giving.KEPT


async def test_what_commits_late_is_told_next_whatever_came_before_it(care, item, phone, other):
    """A writer that began first and commits last is the one that a counter would skip."""
    await phone.sync()
    period = {
        "id": uuid4(),
        "created_at": datetime(2026, 3, 3, 10, 0, tzinfo=UTC),
        "client_id": care.ana.id,
        "created_by": care.ana.id,
        "from_on": datetime(2026, 3, 20, tzinfo=UTC).date(),
        "to_on": datetime(2026, 3, 21, tzinfo=UTC).date(),
        "reason": "sick",
    }
    is_postgres = care.sessions.engine.dialect.name == "postgresql"
    async with transaction(care.sessions) as slow:
        await slow.execute(insert(ExcusedPeriod).values(period))
        if is_postgres:
            # Another transaction begins later, commits earlier, and is told of.
            quick = log_of(item)
            assert statuses(await other.sync(quick)) == ["stored"]
            await phone.sync()
            assert quick["id"] in phone.of("log")
        else:
            # SQLite has one writer; who only looks does not wait for it.
            assert (await phone.sync())["changes"] == []
        assert phone.of("excused") == {}
    await phone.sync()
    assert set(phone.of("excused")) == {str(period["id"])}
    assert phone.has == await all_of(care.ana)


async def test_no_row_is_missed_by_a_phone_that_syncs_while_many_commit(care, item, phone):
    """Each of these commits in another order than it began; the phone looks in between."""
    if care.sessions.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time, whose rows are seen in their order.")
    await phone.sync()
    ids = []
    for start in range(0, 12, 3):
        async with transaction(care.sessions) as first:
            ids.append(await _period(first, care, start))
            async with transaction(care.sessions) as second:
                ids.append(await _period(second, care, start + 1))
                async with transaction(care.sessions) as third:
                    ids.append(await _period(third, care, start + 2))
                    await phone.sync()
                await phone.sync()
            await phone.sync()
    await phone.sync()
    assert set(phone.of("excused")) == set(ids)


async def test_a_phone_that_looks_all_the_while_misses_nothing_that_many_write(
    care, item, phone, other
):
    """Writers of both databases: rows that wait for their commit, and requests of another phone."""
    await phone.sync()
    ids, writing = [], 0

    async def write(number: int) -> None:
        nonlocal writing
        writing += 1
        async with transaction(care.sessions) as session:
            ids.append(await _period(session, care, number))
            # Where there may be several writers, who began first often ends last.
            for _ in range((12 - number) % 5):
                await session.execute(select(1))
                await asyncio.sleep(0)
        writing -= 1

    async def tell() -> None:
        for n in range(6):
            told = change("settings", reminder_cap=n + 1, recorded_at=f"2026-03-03T12:00:0{n}Z")
            assert statuses(await other.sync(told)) == ["stored"]

    async def look() -> None:
        await asyncio.sleep(0)
        while writing:
            await phone.sync()

    await asyncio.gather(look(), tell(), *(write(n) for n in range(12)))
    await phone.sync()
    assert set(phone.of("excused")) == set(ids)
    assert phone.of("settings")[str(care.ana.id)]["reminder_cap"] == 6
    assert phone.has == await all_of(care.ana)


async def _period(session: Any, care: Care, day: int) -> str:
    on_date = (datetime(2026, 4, 1, tzinfo=UTC) + timedelta(days=day)).date()
    row = {"id": new_id(), "created_at": care.clock.at, "from_on": on_date, "to_on": on_date}
    whose = {"client_id": care.ana.id, "created_by": care.ana.id, "reason": "sick"}
    await session.execute(insert(ExcusedPeriod).values(row | whose))
    return str(row["id"])


async def test_what_is_gone_is_deleted_also_where_bodies_are_shaped_anew(
    care, item, phone, other, monkeypatch
):
    log = log_of(item)
    await phone.sync(log)
    body_of(await care.undo(log["id"]))
    monkeypatch.setattr(giving, "SHAPE", giving.SHAPE + 1)
    monkeypatch.setattr(giving, "MOST_RECORDS", 4)
    first = body_of(await phone.send())
    phone.take(first)
    assert (len(first["changes"]), first["has_more"]) == (4, True)
    await care.act_on(item, "stop", {"reason": "goal_reached"})
    again = await phone.sync()
    assert again["changes"]
    monkeypatch.setattr(giving, "MOST_RECORDS", 300)
    assert phone.has == await all_of(care.ana)
