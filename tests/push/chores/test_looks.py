"""The worker looks at each client once a day, at four in the morning where she is."""

from asyncio import gather
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from structlog.testing import capture_logs

from api.platform.db import transaction
from api.rules.insights.looks import next_look
from api.rules.instants import ZoneSpan
from api.tables import Alert, Client, ZoneChange
from push.chores.looks import look_at_due_clients
from tests.acting.care import body_of, on
from tests.acting.pasts import TODAY, ago, pain, store_check_ins
from tests.acting.practice import act_on_client
from tests.acting.safety import alerts
from tests.cast import Casting
from tests.push.rig import Rig, monday
from tests.statements import asked, selects


def told(found: list[dict[str, Any]]) -> list[tuple[str, list[tuple[str, str, int]]]]:
    return [
        (alert["kind"], [(each["from"], each["on"], each["days"]) for each in alert["evidence"]])
        for alert in found
    ]


async def look_at(rig: Rig, moment: datetime) -> None:
    rig.move(moment)
    rig.care.sign_in_again()
    await rig.worker.look()


async def test_whoever_falls_silent_is_told_once(rig: Rig) -> None:
    await store_check_ins(rig.care, ago(3), pain(3))
    await look_at(rig, monday("08:00"))
    assert await alerts(rig.care) == []
    await look_at(rig, monday("08:00") + timedelta(days=1))
    silent = ("silent", [(on(2, 28), on(3, 3), 4)])
    assert told(await alerts(rig.care)) == [silent]
    for days in (2, 3, 4):
        await look_at(rig, monday("08:00") + timedelta(days=days))
    assert told(await alerts(rig.care)) == [silent]
    (alert,) = await alerts(rig.care)
    body_of(await rig.care.ben.post(f"/v1/alerts/{alert['id']}/acknowledge"))
    await look_at(rig, monday("08:00") + timedelta(days=5))
    assert await alerts(rig.care) == []


async def test_whoever_spoke_in_between_falls_silent_anew(rig: Rig) -> None:
    await store_check_ins(rig.care, ago(4), pain(3))
    await look_at(rig, monday("08:00"))
    assert len(await alerts(rig.care)) == 1
    body_of(await rig.care.check_in(TODAY.isoformat(), pain_average=3), 201)
    await look_at(rig, monday("08:00") + timedelta(days=4))
    (alert,) = await alerts(rig.care)
    assert [each["from"] for each in alert["evidence"]] == [on(2, 27), on(3, 3)]


async def test_a_log_is_a_word_too_and_an_excused_day_no_silence(rig: Rig) -> None:
    await store_check_ins(rig.care, ago(5), pain(3))
    item = await rig.care.prescribe("09:00")
    rig.move(monday("09:30"))
    body_of(await rig.care.log(item, TODAY.isoformat(), "09:00"), 201)
    await look_at(rig, monday("10:00"))
    assert await alerts(rig.care) == []
    body = {"from": on(3, 3), "to": on(3, 5), "reason": "holiday"}
    body_of(await rig.care.ben.post(f"/v1/clients/{rig.care.ana.id}/excused", body), 201)
    await look_at(rig, monday("10:00") + timedelta(days=6))
    assert await alerts(rig.care) == []
    await look_at(rig, monday("10:00") + timedelta(days=7))
    assert told(await alerts(rig.care)) == [("silent", [(on(3, 3), on(3, 9), 4)])]


async def test_nobody_who_never_said_anything_is_silent(rig: Rig) -> None:
    await look_at(rig, monday("08:00") + timedelta(days=30))
    assert await alerts(rig.care) == []


async def test_pain_is_looked_at_too(rig: Rig) -> None:
    await store_check_ins(rig.care, ago(16), pain(*[2] * 14, 6, 6, 6))
    await look_at(rig, monday("08:00"))
    assert [alert["kind"] for alert in await alerts(rig.care)] == ["flare"]


async def test_each_is_looked_at_once_a_day_at_four_where_she_is(
    rig: Rig, casting: Casting
) -> None:
    far = await rig.care.of_someone_new(casting, "Pacific/Auckland")
    await look_at(rig, monday("08:00"))
    looks = {client.id: client.look_again_at for client in await rig.care.rows(select(Client))}
    # Four o'clock of Tuesday in Berlin is 03:00 UTC, in Auckland 15:00 of Monday.
    assert looks[rig.care.ana.id] == datetime(2026, 3, 3, 3, tzinfo=UTC)
    assert looks[far.ana.id] == datetime(2026, 3, 2, 15, tzinfo=UTC)
    rig.move(datetime(2026, 3, 2, 14, 59, 59))
    assert await look_at_due_clients(rig.care.sessions, rig.care.clock) == 0
    rig.move(datetime(2026, 3, 2, 15))
    assert await look_at_due_clients(rig.care.sessions, rig.care.clock) == 1
    assert await look_at_due_clients(rig.care.sessions, rig.care.clock) == 0


async def test_a_discharged_client_is_left_alone(rig: Rig) -> None:
    await store_check_ins(rig.care, ago(9), pain(3))
    body = {"reason": "completed"}
    answer = await rig.care.ben.post(f"/v1/clients/{rig.care.ana.id}/discharge", body)
    assert answer.status_code == 200, answer.text
    await look_at(rig, monday("08:00"))
    assert await rig.care.rows(select(Alert)) == []


async def test_one_who_cannot_be_looked_at_does_not_keep_the_others(
    rig: Rig, casting: Casting
) -> None:
    other = await rig.care.of_someone_new(casting)
    for care in (rig.care, other):
        await store_check_ins(care, ago(9), pain(3))
    async with transaction(rig.care.sessions) as session:
        await session.execute(delete(ZoneChange).where(ZoneChange.client_id == rig.care.ana.id))
    with capture_logs() as logs:
        await look_at(rig, monday("08:00"))
    told_of = {alert.client_id for alert in await rig.care.rows(select(Alert))}
    assert told_of == {other.ana.id}
    assert {each["event"] for each in logs} >= {"looks_one_by_one", "look_failed"}
    # And none of them is looked at again before the next day.
    assert await look_at_due_clients(rig.care.sessions, rig.care.clock) == 0


# SQLite has one writer at a time.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_client_who_is_being_written_to_is_left_for_the_next_time(rig: Rig) -> None:
    rig.move(monday("08:00"))
    everyone = len(await rig.care.rows(select(Client)))
    async with transaction(rig.care.sessions) as session:
        await session.get_one(Client, rig.care.ana.id, with_for_update=True)
        done = await look_at_due_clients(rig.care.sessions, rig.care.clock)
    assert done == everyone - 1
    assert await look_at_due_clients(rig.care.sessions, rig.care.clock) == 1


async def test_whoever_comes_back_is_not_silent_at_once(rig: Rig) -> None:
    await store_check_ins(rig.care, ago(9), pain(3))
    path = f"/v1/clients/{rig.care.ana.id}"
    body_of(await rig.care.ben.post(f"{path}/discharge", {"reason": "completed"}))
    rig.move(monday("08:00"))
    body_of(await act_on_client(rig.care.ben, rig.care.ana, "readmit"))
    await look_at(rig, monday("08:00") + timedelta(days=3))
    assert await rig.care.rows(select(Alert)) == []
    (row,) = body_of(await rig.care.ben.get("/v1/caseload"))["items"]
    assert (row["days_silent"], row["attention"]) == (3, [])
    await look_at(rig, monday("08:00") + timedelta(days=4))
    (alert,) = await rig.care.rows(select(Alert))
    assert (alert.kind, alert.evidence[0]["days"]) == ("silent", 4)


async def test_with_nobody_due_one_question_is_asked(rig: Rig) -> None:
    await look_at(rig, monday("08:00"))
    with asked(rig.care.sessions.engine.sync_engine) as seen:
        assert await look_at_due_clients(rig.care.sessions, rig.care.clock) == 0
    assert len(selects(seen)) == 1


async def test_two_workers_at_once_tell_once(rig: Rig) -> None:
    await store_check_ins(rig.care, ago(9), pain(3))
    rig.move(monday("08:00"))
    await gather(*(look_at_due_clients(rig.care.sessions, rig.care.clock) for _ in range(4)))
    (alert,) = await alerts(rig.care)
    assert len(alert["evidence"]) == 1


@pytest.mark.parametrize(
    ("zone", "now", "then"),
    [
        ("Europe/Berlin", (2026, 3, 2, 2, 59), (2026, 3, 2, 3)),
        ("Europe/Berlin", (2026, 3, 2, 3), (2026, 3, 3, 3)),
        # Over the night in which the clock is put forward, and back.
        ("Europe/Berlin", (2026, 3, 28, 12), (2026, 3, 29, 2)),
        ("Europe/Berlin", (2026, 10, 24, 12), (2026, 10, 25, 3)),
        # The day that Samoa never had.
        ("Pacific/Apia", (2011, 12, 29, 15), (2011, 12, 30, 14)),
    ],
)
def test_the_next_look_is_at_four_by_her_clock(zone: str, now: tuple, then: tuple) -> None:
    history = (ZoneSpan(zone, datetime(2000, 1, 1, tzinfo=UTC)),)
    assert next_look(datetime(*now, tzinfo=UTC), history) == datetime(*then, tzinfo=UTC)
