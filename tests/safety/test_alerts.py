from asyncio import gather
from datetime import timedelta

from sqlalchemy import select

from api.platform.db import transaction
from api.safety.alerts import MOST_EVIDENCE, open_alert
from api.tables import Alert, AuditEvent
from api.tables.safety import ALERT_KINDS
from tests.acting.care import Care, Json, body_of, on, problem, refusals
from tests.acting.safety import (
    CHEST,
    MONDAY,
    NIGHT_PAIN,
    alerts,
    flag,
    log_pain,
    resume,
    stored_alerts,
)


async def open_one(care: Care, kind: str, client_id=None, **evidence: object) -> None:
    async with transaction(care.sessions) as session:
        await open_alert(session, client_id or care.ana.id, kind, [evidence], care.clock.at)


async def acknowledge(care: Care, alert: Json, **said: bool) -> Json:
    answer = await care.ben.post(f"/v1/alerts/{alert['id']}/acknowledge", said or None)
    return body_of(answer)


async def views(care: Care) -> list:
    query = select(AuditEvent.client_id).where(AuditEvent.action == "view alerts")
    return list(await care.rows(query))


async def test_an_alert_says_what_happened_in_codes(care):
    item = await care.prescribe("08:00", "20:00")
    body_of(await flag(care, NIGHT_PAIN), 201)
    care.move(2026, 3, 2, 21)
    body_of(await log_pain(care, item, pain_before=2, pain_after=6), 201)
    flagged, stopped = await alerts(care)
    assert flagged == {
        "id": flagged["id"],
        "client": {"id": str(care.ana.id), "name": "Ana"},
        "kind": "red_flag",
        "level": "urgent",
        "evidence": [
            {
                "at": "2026-03-02T08:00:00Z",
                "on": MONDAY,
                "code": NIGHT_PAIN,
                "level": "urgent",
                "event_id": flagged["evidence"][0]["event_id"],
                "prescription_id": None,
                "exercise": None,
                "pain_before": None,
                "pain_after": None,
                **dict.fromkeys(("from", "days", "peak", "usual", "absolute", "percent")),
                **dict.fromkeys(("region", "side", "definition_version")),
            }
        ],
        "evidence_at": "2026-03-02T08:00:00Z",
        "created_at": "2026-03-02T08:00:00Z",
        "acknowledged_at": None,
        "acknowledged_by": None,
        "useful": None,
    }
    assert (stopped["kind"], stopped["level"]) == ("exercise_stop", "stop")
    rise, above = stopped["evidence"]
    assert (rise["code"], above["code"]) == ("pain_rise", "pain_above_limit")
    assert (rise["prescription_id"], rise["exercise"]) == (item["id"], "chin-tuck")
    assert (rise["pain_before"], rise["pain_after"]) == (2, 6)


async def test_there_is_one_open_alert_of_a_kind_and_it_gains_the_evidence(care):
    body_of(await flag(care, NIGHT_PAIN), 201)
    (first,) = await alerts(care)
    care.move(2026, 3, 3, 9)
    body_of(await flag(care, CHEST, day=on(3, 3)), 201)
    (alert,) = await alerts(care)
    assert (alert["id"], alert["created_at"]) == (first["id"], first["created_at"])
    assert [each["code"] for each in alert["evidence"]] == [NIGHT_PAIN, CHEST]
    assert (alert["level"], alert["evidence_at"]) == ("emergency", "2026-03-03T09:00:00Z")


async def test_an_alert_keeps_its_newest_evidence(care):
    for number in range(MOST_EVIDENCE + 3):
        await open_one(care, "silent", pain_after=number)
    (alert,) = await alerts(care)
    assert [each["pain_after"] for each in alert["evidence"]] == list(range(3, MOST_EVIDENCE + 3))


async def test_after_it_was_acknowledged_only_new_evidence_opens_another(care):
    item = await care.prescribe("20:00")
    sent = body_of(await flag(care, NIGHT_PAIN), 201)
    (first,) = await alerts(care)
    await acknowledge(care, first)
    assert await alerts(care) == []
    body_of(await flag(care, NIGHT_PAIN, id=sent["id"], pain_average=1))
    await resume(care, item)
    assert await alerts(care) == []
    body_of(await flag(care, NIGHT_PAIN, CHEST, id=sent["id"]))
    (second,) = await alerts(care)
    assert second["id"] != first["id"]
    assert [each["code"] for each in second["evidence"]] == [CHEST]
    assert len(await stored_alerts(care)) == 2


async def test_the_first_acknowledgement_counts_and_its_use_may_be_said_later(care):
    body_of(await flag(care, NIGHT_PAIN), 201)
    (alert,) = await alerts(care)
    care.move(2026, 3, 3, 9)
    first = await acknowledge(care, alert)
    assert (first["acknowledged_at"], first["useful"]) == ("2026-03-03T09:00:00Z", None)
    assert first["acknowledged_by"] == str(care.ben.id)
    care.move(2026, 3, 4, 9)
    assert await acknowledge(care, alert, useful=True) == first | {"useful": True}
    assert await acknowledge(care, alert) == first | {"useful": True}
    assert await acknowledge(care, alert, useful=False) == first | {"useful": False}
    path = f"/v1/alerts/{alert['id']}/acknowledge"
    assert refusals(await care.ben.post(path, {"useful": "yes"})) == [("/useful", "bool_type")]


async def test_the_list_is_open_acknowledged_or_all(care):
    body_of(await flag(care, NIGHT_PAIN), 201)
    (old,) = await alerts(care)
    await acknowledge(care, old)
    body_of(await flag(care, CHEST))
    (new,) = await alerts(care)
    assert [each["id"] for each in await alerts(care, status="open")] == [new["id"]]
    assert [each["id"] for each in await alerts(care, status="acknowledged")] == [old["id"]]
    assert {each["id"] for each in await alerts(care, status="all")} == {old["id"], new["id"]}
    refused = await care.ben.get("/v1/alerts", params={"status": "closed"})
    assert refusals(refused) == [("/query/status", "literal_error")]


async def test_the_gravest_kind_comes_first_and_of_a_kind_the_newest_page_by_page(care, casting):
    others = [await casting.client(care.ben, name) for name in ("Ida", "Jo")]
    for person in (care.ana, *others):
        for kind in reversed(ALERT_KINDS):
            care.clock.at += timedelta(seconds=1)
            await open_one(care, kind, person.id)
    care.sign_in_again()
    listed: list[Json] = []
    cursor: dict[str, str] = {}
    while True:
        page = body_of(await care.ben.get("/v1/alerts", params={"limit": 4, **cursor}))
        listed += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    order = [(each["kind"], each["client"]["name"]) for each in listed]
    assert order == [(kind, name) for kind in ALERT_KINDS for name in ("Jo", "Ida", "Ana")]


async def test_a_therapist_reads_the_alerts_of_her_own_clients_alone(care):
    body_of(await flag(care, NIGHT_PAIN), 201)
    await open_one(care, "silent", care.cast.cy.id)
    await open_one(care, "silent", care.cast.fay.id)
    assert [each["client"]["name"] for each in await alerts(care)] == ["Ana"]
    (theirs,) = body_of(await care.cast.dora.get("/v1/alerts"))["items"]
    assert theirs["client"]["name"] == "Cy"
    (mine,) = await alerts(care, client_id=str(care.ana.id))
    assert mine["client"]["id"] == str(care.ana.id)
    of_cy = await care.ben.get("/v1/alerts", params={"client_id": str(care.cast.cy.id)})
    assert problem(of_cy) == (404, "not_found")
    taken = await care.ben.post(f"/v1/alerts/{theirs['id']}/acknowledge")
    assert problem(taken) == (404, "not_found")
    assert problem(await care.ana.get("/v1/alerts")) == (403, "forbidden")
    assert (await care.rows(select(Alert.acknowledged_at).distinct())) == [None]


async def test_reading_alerts_is_noted_once_for_each_client_shown(care, casting):
    ida = await casting.client(care.ben, "Ida")
    for kind in ("silent", "spikes"):
        await open_one(care, kind)
        await open_one(care, kind, ida.id)
    body_of(await care.ben.get("/v1/alerts"))
    assert sorted(await views(care)) == sorted([care.ana.id, ida.id])
    body_of(await care.ben.get("/v1/alerts", params={"client_id": str(ida.id)}))
    assert sorted(await views(care)) == sorted([care.ana.id, ida.id, ida.id])


async def test_evidence_that_comes_at_once_makes_one_alert(care):
    await gather(*(open_one(care, "silent", pain_after=n) for n in range(5)))
    (alert,) = await alerts(care)
    assert sorted(each["pain_after"] for each in alert["evidence"]) == [0, 1, 2, 3, 4]
