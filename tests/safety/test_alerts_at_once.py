"""Taking note of several alerts at once, as a therapist does from her caseload."""

from asyncio import gather
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from httpx2 import Response
from sqlalchemy import select

from api.platform.db import transaction
from api.safety.acknowledging import MOST_AT_ONCE
from api.safety.alerts import open_alert
from api.tables import Alert, AuditEvent
from tests.acting.care import Care, Json, body_of, refusals
from tests.acting.safety import alerts
from tests.statements import asked

KINDS = ("severe", "flare", "worsening", "silent")


async def open_one(care: Care, kind: str, client_id: UUID | None = None) -> None:
    async with transaction(care.sessions) as session:
        await open_alert(session, client_id or care.ana.id, kind, [{"code": kind}], care.clock.at)


async def send(care: Care, *told: Json, **said: object) -> Response:
    return await care.ben.post("/v1/alerts/acknowledge", {"alerts": list(told), **said})


async def acknowledge(care: Care, *told: Json, **said: object) -> list[Json]:
    results: list[Json] = body_of(await send(care, *told, **said))["results"]
    assert [each["id"] for each in results] == [each["id"] for each in told]
    return results


def statuses(results: list[Json]) -> list[str]:
    return [each["status"] for each in results]


def read(alert: Json) -> Json:
    return {"id": alert["id"], "evidence_at": alert["evidence_at"]}


async def noted(care: Care, action: str) -> list[UUID | None]:
    query = select(AuditEvent.client_id).where(AuditEvent.action == action)
    return list(await care.rows(query))


async def denials(care: Care) -> list[tuple[str, ...]]:
    events = await care.rows(select(AuditEvent).where(AuditEvent.action == "denied"))
    return [
        tuple(map(str, (event.client_id, event.practice_id, event.actor_id, event.subject)))
        for event in events
    ]


@pytest.fixture
async def opened(care: Care) -> list[Json]:
    """Ana's open alerts, one of each of four kinds, the gravest first."""
    for kind in KINDS:
        await open_one(care, kind)
    return await alerts(care)


async def test_each_is_answered_in_the_order_sent(care, opened):
    severe, flare, worsening, silent = opened
    await open_one(care, "silent", care.cast.cy.id)
    (theirs,) = body_of(await care.cast.dora.get("/v1/alerts"))["items"]
    body_of(await care.ben.post(f"/v1/alerts/{flare['id']}/acknowledge"))
    care.advance(minutes=1)
    await open_one(care, "worsening")
    absent = {"id": str(uuid4())}
    told = (silent, absent, worsening, {"id": theirs["id"]}, flare, severe)
    sent = [read(each) if "kind" in each else each for each in told]
    results = await acknowledge(care, *sent)
    assert statuses(results) == [
        "acknowledged",
        "not_found",
        "new_evidence",
        "not_found",
        "already",
        "acknowledged",
    ]
    assert [each["alert"] and each["alert"]["kind"] for each in results] == [
        "silent",
        None,
        "worsening",
        None,
        "flare",
        "severe",
    ]
    (still,) = await alerts(care)
    assert results[2]["alert"] == still
    assert len(still["evidence"]) == 2
    assert results[0]["alert"]["acknowledged_by"] == str(care.ben.id)
    assert results[1] == {**absent, "status": "not_found", "alert": None}
    (untouched,) = body_of(await care.cast.dora.get("/v1/alerts"))["items"]
    assert untouched == theirs


async def test_what_is_a_strangers_is_audited_as_when_it_is_asked_for_alone(care, opened):
    await open_one(care, "silent", care.cast.cy.id)
    await open_one(care, "silent", care.cast.fay.id)
    strangers = await care.rows(select(Alert).where(Alert.client_id != care.ana.id))
    told = [{"id": str(row.id)} for row in strangers]
    results = await acknowledge(care, *told, *map(read, opened[:2]), {"id": str(uuid4())})
    assert statuses(results) == [*["not_found"] * 2, *["acknowledged"] * 2, "not_found"]
    many = await denials(care)
    for each in told:
        assert (await care.ben.post(f"/v1/alerts/{each['id']}/acknowledge")).status_code == 404
    assert len(many) == len(set(many)) == 2
    assert sorted(await denials(care)) == sorted([*many, *many])
    assert await noted(care, "acknowledge alert") == [care.ana.id] * 2


async def test_one_that_is_sent_twice_is_answered_twice(care, opened):
    first = opened[0]
    assert statuses(await acknowledge(care, read(first), {"id": first["id"]})) == [
        "acknowledged",
        "already",
    ]
    early = {"id": opened[1]["id"], "evidence_at": "2026-03-01T00:00:00Z"}
    assert statuses(await acknowledge(care, early, read(opened[1]), early)) == [
        "new_evidence",
        "acknowledged",
        "new_evidence",
    ]
    assert await noted(care, "acknowledge alert") == [care.ana.id] * 2


async def test_what_is_said_of_their_use_is_said_of_each_that_was_seen(care, opened):
    care.advance(minutes=1)
    await open_one(care, "silent")
    await acknowledge(care, *map(read, opened), useful=True)
    found = {each["kind"]: each["useful"] for each in await alerts(care, status="all")}
    assert found == {"severe": True, "flare": True, "worsening": True, "silent": None}
    results = await acknowledge(care, read(opened[0]), useful=False)
    assert (results[0]["status"], results[0]["alert"]["useful"]) == ("already", False)
    assert (await acknowledge(care, read(opened[0])))[0]["alert"]["useful"] is False


async def test_a_hundred_at_most(care):
    assert MOST_AT_ONCE == 100
    told = [{"id": str(uuid4())} for _ in range(101)]
    assert refusals(await send(care, *told)) == [("/alerts", "too_long")]
    assert statuses(await acknowledge(care, *told[1:])) == ["not_found"] * 100
    assert await acknowledge(care) == []
    assert refusals(await send(care, {"id": "no id"})) == [("/alerts/0/id", "uuid_parsing")]


async def test_however_many_clients_it_takes_as_few_statements(care, casting, opened):
    for number in range(9):
        fresh = await casting.client(care.ben, f"Client {number}")
        await open_one(care, "silent", fresh.id)
    told = [read(each) for each in await alerts(care, limit="100")]
    for some in (told[:1], told):
        with asked(care.sessions.engine.sync_engine) as seen:
            await acknowledge(care, *some)
        # Who asks, clients, alerts, what is set, names, the audit.
        assert len({sql for sql, _ in seen}) <= 6, [sql for sql, _ in seen]


async def test_two_that_take_note_of_the_same_at_once_wait_for_each_other(care, casting):
    clients = [care.ana.id, *[(await casting.client(care.ben, name)).id for name in ("Ida", "Jo")]]

    async def tell(client_id: UUID, kinds: tuple[str, ...]) -> None:
        # As a look does: under the client's lock, one kind after the other.
        async with transaction(care.sessions) as session:
            for kind in kinds:
                at = care.clock.at + timedelta(seconds=1)
                await open_alert(session, client_id, kind, [{"code": kind}], at)

    for turn in range(8):
        for client_id in clients:
            for kind in KINDS[:: -1 if turn % 2 else 1]:
                await open_one(care, kind, client_id)
        told = [{"id": each["id"]} for each in await alerts(care, limit="100")]
        looks = [tell(each, order) for each in clients for order in (KINDS, KINDS[::-1])]
        one, other, *_ = await gather(
            acknowledge(care, *told, useful=True), acknowledge(care, *told[::-1]), *looks
        )
        pairs = zip(statuses(one), reversed(statuses(other)), strict=True)
        assert {frozenset(pair) for pair in pairs} == {frozenset({"acknowledged", "already"})}
    said = select(Alert.useful).where(Alert.acknowledged_at.is_not(None))
    assert await care.rows(said.distinct()) == [True]
