from sqlalchemy import select

from api.platform.db import transaction
from api.tables import AuditEvent
from tests.acting.care import Care, Json, body_of, problem, refusals
from tests.cast import Person

AUDIT, LOG = "/v1/audit", "/v1/me/access-log"


async def audit(care: Care, me: Person | None = None, **asked: object) -> list[Json]:
    renamed = {name.rstrip("_"): value for name, value in asked.items()}
    page: list[Json] = body_of(await (me or care.ben).get(AUDIT, params=renamed))["items"]
    return page


async def log(care: Care) -> list[Json]:
    items: list[Json] = body_of(await care.ana.get(LOG))["items"]
    return items


def actions(events: list[Json]) -> list[str]:
    return [event["action"] for event in events]


async def look(who: Person, client: Person, noun: str = "") -> int:
    return (await who.get(f"/v1/clients/{client.id}{noun}")).status_code


async def test_the_audit_tells_who_did_what_to_whom_newest_first(care):
    await look(care.ben, care.ana)
    care.advance(minutes=1)
    await look(care.cast.dora, care.cast.cy, "/check-ins")
    second, first = await audit(care)
    assert first == {
        "id": first["id"],
        "at": "2026-03-02T08:00:00Z",
        "actor": {"id": str(care.ben.id), "name": "Ben", "role": "therapist"},
        "client": {"id": str(care.ana.id), "name": "Ana"},
        "action": "view_client",
        "subject": None,
    }
    assert (second["action"], second["client"]["name"]) == ("view_check_ins", "Cy")
    assert second["actor"]["name"] == "Dora"


async def test_reading_the_audit_is_noted_too(care):
    assert await audit(care) == []
    (event,) = await audit(care)
    assert (event["action"], event["actor"]["name"], event["client"]) == ("view_audit", "Ben", None)
    assert len(await audit(care)) == 2


async def test_it_is_filtered_by_client_actor_and_action(care):
    dora, cy = care.cast.dora, care.cast.cy
    for who, client, noun in ((care.ben, care.ana, ""), (dora, cy, ""), (dora, cy, "/check-ins")):
        await look(who, client, noun)
    assert actions(await audit(care, client_id=care.ana.id)) == ["view_client"]
    assert actions(await audit(care, actor_id=dora.id)) == ["view_check_ins", "view_client"]
    assert len(await audit(care, action="view_client")) == 2
    assert len(await audit(care, action="view_check_ins", actor_id=dora.id)) == 1
    assert await audit(care, action="view_check_ins", client_id=care.ana.id) == []
    assert await audit(care, action="view") == []
    assert refusals(await care.ben.get(AUDIT, params={"action": "view%"})) == [
        ("/query/action", "string_pattern_mismatch")
    ]


async def test_its_dates_are_the_practices(care):
    for moment in ((2026, 3, 1, 22, 59), (2026, 3, 1, 23, 0), (2026, 3, 2, 22, 59)):
        care.move(*moment)
        await look(care.ben, care.ana)
    care.move(2026, 3, 2, 23)
    await look(care.ben, care.ana)
    care.move(2026, 3, 10, 8)
    day = {"from_": "2026-03-02", "to": "2026-03-02", "client_id": care.ana.id}
    times = [event["at"] for event in await audit(care, **day)]
    assert times == ["2026-03-02T22:59:00Z", "2026-03-01T23:00:00Z"]
    assert len(await audit(care, client_id=care.ana.id)) == 4
    care.move(2026, 6, 10, 8)
    assert await audit(care, client_id=care.ana.id) == []
    wrong = await care.ben.get(AUDIT, params={"from": "2026-03-02", "to": "2026-03-01"})
    assert refusals(wrong) == [("/query/from", "after_to")]


async def test_it_comes_in_pages_that_what_is_noted_meanwhile_does_not_shift(care):
    for _ in range(5):
        await look(care.ben, care.ana)
    seen, cursor = [], None
    while True:
        asked = {"limit": 2, "action": "view_client"} | ({"cursor": cursor} if cursor else {})
        page = body_of(await care.ben.get(AUDIT, params=asked))
        seen += [event["id"] for event in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
        await look(care.ben, care.ana)
    assert len(seen) == len(set(seen)) == 5


async def test_another_practices_audit_is_its_own(care):
    await look(care.ben, care.ana)
    await look(care.cast.eve, care.cast.fay)
    eve = care.cast.eve
    assert [event["client"]["name"] for event in await audit(care, eve)] == ["Fay"]
    assert await audit(care, eve, client_id=care.ana.id) == []
    assert await audit(care, eve, actor_id=care.ben.id) == []


async def test_a_strangers_attempt_is_in_the_audit_of_the_one_it_was_about_without_his_name(care):
    assert await look(care.cast.eve, care.ana) == 404
    assert await look(care.cast.dora, care.ana) == 404
    near, far = await audit(care)
    for event in (near, far):
        assert (event["action"], event["subject"]) == ("denied", {"table": "clients"})
        assert event["client"]["name"] == "Ana"
    assert (near["actor"]["name"], far["actor"]) == ("Dora", None)
    assert "denied" not in actions(await audit(care, care.cast.eve))


async def test_all_that_is_done_with_people_is_noted_by_code(care):
    to = {"therapist_id": str(care.cast.dora.id)}
    dora, ana = f"/v1/therapists/{care.cast.dora.id}", f"/v1/clients/{care.ana.id}"
    for admin in (True, False):
        etag = body_of(await care.ben.get(dora))["etag"]
        body_of(await care.ben.patch(dora, {"admin": admin}, headers={"if-match": etag}))
    body_of(await care.ben.post(f"{ana}/discharge"))
    body_of(await care.ben.post(f"{ana}/readmit"))
    body_of(await care.ben.post(f"{ana}/reassign", to))
    body_of(await care.ana.put("/v1/me/consents", {"share_with_therapist": False}))
    body_of(await care.ben.post(f"{dora}/deactivate"))
    body_of(await care.ben.post(f"{dora}/reactivate"))
    events = await audit(care)
    assert actions(events) == [
        "reactivate_therapist",
        "deactivate_therapist",
        "withdraw_sharing",
        "reassign_client",
        "readmit_client",
        "discharge_client",
        "take_admin",
        "give_admin",
    ]
    assert {e["actor"]["name"] for e in events} == {"Ben", "Ana"}
    of_dora = [e["action"] for e in events if e["subject"] == to]
    assert len(of_dora) == 5


async def test_a_client_reads_who_else_looked_at_her_data_or_changed_it(care):
    await care.prescribe("12:00")
    body_of(await care.ana.put("/v1/me/consents", {"share_with_therapist": True}))
    await look(care.cast.dora, care.cast.cy)
    care.advance(minutes=1)
    await look(care.ben, care.ana, "/check-ins")
    by_ben = {"by": {"name": "Ben", "role": "therapist"}, "sign_in_id": None, "code_by": None}
    assert await log(care) == [
        {"at": "2026-03-02T08:01:00Z", "action": "view_check_ins", **by_ben},
        {"at": "2026-03-02T08:00:00Z", "action": "prescribe", **by_ben},
    ]


async def test_a_stranger_who_was_refused_is_told_of_without_a_name(care):
    cast = care.cast
    for stranger in (cast.eve, cast.dora):
        assert await look(stranger, care.ana) == 404
    body = {"id": "0191e0c8-0000-7000-8000-000000000001", "recorded_at": "2026-03-02T08:00:00Z"}
    body_of(await care.ana.put("/v1/me/check-ins/2026-03-02", body), 201)
    assert problem(await cast.cy.put("/v1/me/check-ins/2026-03-02", body)) == (404, "not_found")
    told = await log(care)
    assert [(event["action"], event["by"]) for event in told] == [("denied", None)] * 3


async def test_an_admin_who_moved_her_is_named_and_so_is_a_former_therapist(care):
    to = {"therapist_id": str(care.cast.dora.id)}
    body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/reassign", to))
    await look(care.ben, care.ana)
    told = [(event["action"], event["by"]["name"]) for event in await log(care)]
    assert told == [("denied", "Ben"), ("reassign_client", "Ben")]


async def test_the_access_log_comes_in_pages(care):
    for _ in range(3):
        await look(care.ben, care.ana)
    first = body_of(await care.ana.get(LOG, params={"limit": 2}))
    rest = {"limit": 2, "cursor": first["next_cursor"]}
    second = body_of(await care.ana.get(LOG, params=rest))
    assert (len(first["items"]), len(second["items"])) == (2, 1)
    assert second["next_cursor"] is None


async def test_what_was_noted_by_nobody_has_no_name(care):
    async with transaction(care.sessions) as session:
        session.add(
            AuditEvent(
                created_at=care.clock.at,
                practice_id=care.ana.practice_id,
                actor_id=None,
                client_id=care.ana.id,
                action="erase backups",
            )
        )
    (event,) = await log(care)
    assert (event["action"], event["by"]) == ("erase_backups", None)
    assert [event["actor"] for event in await audit(care)] == [None]
    assert len(await care.rows(select(AuditEvent))) == 2
