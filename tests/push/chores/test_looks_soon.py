"""Whoever has checked in is looked at seconds later, once, and by nobody else in between."""

from asyncio import create_task, gather
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from api.insights.marks import AGAIN, look_at_marked
from api.platform.clock import SetClock
from api.platform.db import transaction
from api.tables import Alert, AlertLook, Client, ZoneChange
from push.metrics import LONGEST_WAIT
from tests.acting.care import Care, Json, body_of
from tests.acting.pasts import TODAY, ago, draw_before, pain, store_check_ins
from tests.acting.practice import act_on_client
from tests.acting.safety import alerts
from tests.blocking import until_blocked
from tests.cast import Casting
from tests.push.rig import Rig, monday
from tests.statements import asked, plan_of

TINGLING = {"region": "neck", "side": "left", "role": "source", "tingling": True}
REGIONS = ("neck", "hip", "shoulder")
A_DAY = timedelta(days=1)


async def tingles(care: Care) -> None:
    await draw_before(care, TINGLING, TINGLING | {"region": "hip"})
    body_of(await care.check_in(TODAY.isoformat(), body_map=[TINGLING]), 201)


async def discharge(care: Care) -> Response:
    return await act_on_client(care.ben, care.ana, "discharge", reason="completed")


async def waiting(care: Care) -> int:
    return int((await care.rows(select(func.count()).select_from(AlertLook)))[0])


async def told_of(care: Care) -> list[tuple[str, list[Json]]]:
    """Return what she was alerted for by check-ins, without when that was."""
    query = select(Alert).where(Alert.client_id == care.ana.id, Alert.kind != "silent")
    found = await care.rows(query.order_by(Alert.kind))
    return [
        (row.kind, [{key: each[key] for key in each if key != "at"} for each in row.evidence])
        for row in found
    ]


async def test_an_alert_is_there_once_the_worker_has_looked(rig: Rig) -> None:
    await tingles(rig.care)
    assert await alerts(rig.care) == []
    await rig.worker.look_soon()
    assert [each["kind"] for each in await alerts(rig.care)] == ["spread"]
    assert await waiting(rig.care) == 0


class DatabaseBehind(SetClock):
    """That of a machine which is ahead of the database's."""

    async def database_now(self, session: AsyncSession) -> datetime:
        return self.at - timedelta(seconds=3)


async def test_a_database_whose_clock_is_behind_delays_no_look(rig: Rig) -> None:
    await tingles(rig.care)
    assert await look_at_marked(rig.care.sessions, DatabaseBehind(rig.care.clock.at)) == 1
    assert [each["kind"] for each in await alerts(rig.care)] == ["spread"]


async def test_a_check_in_takes_few_statements_and_marks_by_one(rig: Rig) -> None:
    await store_check_ins(rig.care, ago(90), pain(*[3] * 90))
    body_of(await rig.care.ana.get("/v1/me"))
    with asked(rig.care.sessions.engine.sync_engine) as seen:
        body_of(await rig.care.check_in(TODAY.isoformat(), pain_average=3), 201)
    assert len(seen) <= 7, seen
    assert sum("alert_looks" in sql for sql, _ in seen) == 1


async def test_with_nobody_marked_one_question_is_asked_of_an_index(rig: Rig) -> None:
    with asked(rig.care.sessions.engine.sync_engine) as seen:
        await rig.worker.look_soon()
    assert len(seen) == 1
    query = select(AlertLook.id).order_by(AlertLook.due_at).limit(200)
    plan = await plan_of(rig.care.sessions, query, {})
    assert any("ix_alert_looks_due_at" in step for step in plan), plan


async def test_a_look_takes_as_many_statements_for_many_clients(rig: Rig, casting: Casting) -> None:
    others = [await rig.care.of_someone_new(casting) for _ in range(3)]
    counts = []
    for day, people in enumerate([[rig.care], [rig.care, *others]]):
        for care in people:
            body_of(await care.check_in(ago(day).isoformat(), pain_average=3), 201)
        with asked(rig.care.sessions.engine.sync_engine) as seen:
            assert await look_at_marked(rig.care.sessions, rig.care.clock) == len(people)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 9


async def test_what_comes_again_and_changes_nothing_is_not_looked_at_again(rig: Rig) -> None:
    await tingles(rig.care)
    await rig.worker.look_soon()
    said = {"recorded_at": rig.care.clock.at.isoformat(), "body_map": [TINGLING]}
    rig.care.advance(minutes=1)
    body_of(await rig.care.check_in(TODAY.isoformat(), **said))
    assert await waiting(rig.care) == 0


async def test_two_workers_at_once_tell_once(rig: Rig) -> None:
    await tingles(rig.care)
    await gather(*(look_at_marked(rig.care.sessions, rig.care.clock) for _ in range(4)))
    (alert,) = await alerts(rig.care)
    assert len(alert["evidence"]) == 1
    assert await waiting(rig.care) == 0


# SQLite has one writer at a time.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_she_tells_during_a_look_waits_for_the_next_one(rig: Rig) -> None:
    await tingles(rig.care)
    async with transaction(rig.care.sessions) as session:
        await session.get_one(Client, rig.care.ana.id, with_for_update={"key_share": True})
        look = create_task(look_at_marked(rig.care.sessions, rig.care.clock))
        await until_blocked(rig.care.sessions, look)
        rig.care.clock.at += timedelta(minutes=1)
        hip = [TINGLING, TINGLING | {"region": "hip"}]
        body_of(await rig.care.check_in(TODAY.isoformat(), body_map=hip))
    await look
    (alert,) = await alerts(rig.care)
    assert [each["region"] for each in alert["evidence"]] == ["neck"]
    assert await waiting(rig.care) == 1
    await rig.care.look()
    (alert,) = await alerts(rig.care)
    assert [each["region"] for each in alert["evidence"]] == ["neck", "hip"]


async def test_whoever_was_discharged_meanwhile_is_left_alone(rig: Rig) -> None:
    await tingles(rig.care)
    body_of(await discharge(rig.care))
    await rig.worker.look_soon()
    assert await rig.care.rows(select(Alert)) == []
    assert await waiting(rig.care) == 0


@pytest.mark.parametrize("is_looked_at_while_away", [True, False])
async def test_whoever_is_back_in_care_is_looked_at_for_what_she_told_lately(
    rig: Rig, is_looked_at_while_away: bool
) -> None:
    care = rig.care
    await tingles(care)
    body_of(await discharge(care))
    if is_looked_at_while_away:
        await rig.worker.look_soon()
        assert await waiting(care) == 0
    rig.move(care.clock.at + 3 * A_DAY)
    care.sign_in_again()
    body_of(await act_on_client(care.ben, care.ana, "readmit"))
    assert await alerts(care) == []
    await rig.worker.look_soon()
    (alert,) = await alerts(care)
    assert [each["on"] for each in alert["evidence"]] == [TODAY.isoformat()]
    body_of(await discharge(care))
    body_of(await act_on_client(care.ben, care.ana, "readmit"))
    await rig.worker.look_soon()
    assert len(await care.rows(select(Alert))) == 1


async def test_what_she_told_long_before_she_is_back_is_history(rig: Rig) -> None:
    await tingles(rig.care)
    body_of(await discharge(rig.care))
    await rig.worker.look_soon()
    rig.move(rig.care.clock.at + 7 * A_DAY)
    rig.care.sign_in_again()
    body_of(await act_on_client(rig.care.ben, rig.care.ana, "readmit"))
    assert await waiting(rig.care) == 0


async def test_one_who_cannot_be_looked_at_keeps_nobody_and_is_tried_again(
    rig: Rig, casting: Casting
) -> None:
    other = await rig.care.of_someone_new(casting)
    for care in (rig.care, other):
        await tingles(care)
    (zone,) = await rig.care.rows(select(ZoneChange).where(ZoneChange.client_id == care.ana.id))
    async with transaction(rig.care.sessions) as session:
        await session.execute(delete(ZoneChange).where(ZoneChange.client_id == rig.care.ana.id))
    with capture_logs() as logs:
        await rig.worker.look_soon()
    assert {alert.client_id for alert in await rig.care.rows(select(Alert))} == {other.ana.id}
    assert [each["event"] for each in logs] == ["looks_one_by_one", "look_failed"]
    await rig.worker.sample()
    assert await waiting(rig.care) == 1
    async with transaction(rig.care.sessions) as session:
        again = {"client_id": rig.care.ana.id, "timezone": zone.timezone, "from_at": zone.from_at}
        session.add(ZoneChange(created_at=zone.created_at, **again))
    await rig.worker.look_soon()
    assert await waiting(rig.care) == 1
    rig.move(rig.care.clock.at + AGAIN)
    await rig.worker.sample()
    assert LONGEST_WAIT._value.get() == AGAIN.total_seconds()
    await rig.worker.look_soon()
    assert len(await rig.care.rows(select(Alert))) == 2


@pytest.mark.parametrize("seed", range(8))
async def test_a_worker_that_comes_days_late_tells_what_it_would_have_told_in_time(
    rig: Rig, casting: Casting, seed: int
) -> None:
    told = []
    start = rig.care.clock.at
    past, days = _life(Random(seed))
    for is_late in (False, True):
        rig.move(start)
        care = await rig.care.of_someone_new(casting)
        await store_check_ins(care, ago(27), past)
        for number, uploads in enumerate(days):
            if not is_late:
                await _look_at_four(rig, number)
            for minute, (days_ago, said) in enumerate(uploads):
                rig.move(monday("12:00") + number * A_DAY + timedelta(minutes=minute))
                care.sign_in_again()
                on = (TODAY + timedelta(days=number - days_ago)).isoformat()
                body_of(await care.check_in(on, recorded_at=f"{on}T07:00:00Z", **said), 201)
                if not is_late:
                    await care.look()
        rig.move(monday("13:00") + (len(days) - 1) * A_DAY)
        await rig.worker.look()
        told.append(await told_of(care))
    assert told[0] == told[1]


async def _look_at_four(rig: Rig, number: int) -> None:
    if number:
        rig.move(monday("04:00") + number * A_DAY)
        await rig.worker.look()


def _life(chance: Random) -> tuple[list[Any], list[list[tuple[int, Json]]]]:
    """Return a past of three weeks, and what is told on three days about the week that follows.

    Each day's uploads have how many days ago the date was. No date is told of twice: what she has
    corrected meanwhile is judged as corrected.
    """
    level = chance.randint(1, 4)
    usual = [TINGLING | {"region": "head", "tingling": False}]
    rated = pain(*(chance.choice([level, level, level + 1, None]) for _ in range(20)))
    past = [each and each | {"body_map": usual} for each in rated]
    open_dates = set(range(-6, 4))
    days = []
    for number in range(4):
        dates = [on for on in open_dates if number - 7 < on <= number]
        chosen = chance.sample(dates, min(len(dates), chance.randint(0, 4)))
        open_dates -= set(chosen)
        days.append([(number - on, _said(chance, level)) for on in chosen])
    return past, days


def _said(chance: Random, level: int) -> Json:
    said: Json = {"pain_average": min(10, level + chance.randint(0, 6)), "sleep_quality": 5}
    if chance.random() < 0.5:
        regions = chance.sample(REGIONS, chance.randint(1, 2))
        said["body_map"] = [
            TINGLING | {"region": region, "tingling": chance.random() < 0.3} for region in regions
        ]
    return said
