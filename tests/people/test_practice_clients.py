from asyncio import gather

from sqlalchemy import select

from api.tables import AuditEvent, CareLink
from tests.acting.care import body_of, problem, refusals
from tests.acting.practice import PEOPLE, act_on_client, discharge, ends_noted, people, reassign


async def test_who_is_reassigned_is_gone_from_the_old_therapist_and_with_the_new_one_at_once(care):
    item = await care.prescribe("12:00")
    path = f"/v1/prescriptions/{item['id']}"
    given = await reassign(care, care.cast.dora)
    assert [carer["name"] for carer in given["therapists"]] == ["Dora"]
    assert problem(await care.ben.get(path)) == (404, "not_found")
    assert body_of(await care.cast.dora.get(path))["state"] == "active"
    assert len(body_of(await care.ana.get("/v1/me/today"))["items"]) == 1
    links = await care.rows(select(CareLink).where(CareLink.client_id == care.ana.id))
    assert {link.therapist_id: link.ended_at for link in links} == {
        care.ben.id: care.clock.at,
        care.cast.dora.id: None,
    }
    (event,) = await care.rows(select(AuditEvent).where(AuditEvent.action == "reassign client"))
    assert event.subject == {"therapist_id": str(care.cast.dora.id)}


async def test_reassigning_to_who_has_her_changes_nothing(care):
    for _ in range(2):
        given = await reassign(care, care.ben)
        assert [carer["name"] for carer in given["therapists"]] == ["Ben"]
    links = await care.rows(select(CareLink).where(CareLink.client_id == care.ana.id))
    assert [link.ended_at for link in links] == [None]
    assert await ends_noted(care) == []


async def test_she_may_come_back_to_who_had_her_before(care):
    await reassign(care, care.cast.dora)
    await reassign(care, care.ben)
    assert (await care.ben.get(f"/v1/clients/{care.ana.id}")).status_code == 200
    assert (await care.cast.dora.get(f"/v1/clients/{care.ana.id}")).status_code == 404


async def test_whom_she_cannot_be_reassigned_to(care):
    dora = care.cast.dora
    for nobody in (care.cast.eve, care.cast.cy, care.ana):
        answer = await act_on_client(care.ben, care.ana, "reassign", therapist_id=str(nobody.id))
        assert problem(answer) == (404, "not_found")
    body_of(await care.ben.post(f"/v1/therapists/{dora.id}/deactivate"))
    answer = await act_on_client(care.ben, care.ana, "reassign", therapist_id=str(dora.id))
    assert problem(answer) == (409, "therapist_deactivated")
    assert await people(care) == {"Ana": ["Ben"], "Cy": ["Dora"]}
    assert refusals(await act_on_client(care.ben, care.ana, "reassign")) == [
        ("/therapist_id", "missing")
    ]
    forged = await act_on_client(care.ben, care.ana, "discharge", practice_id="x")
    assert refusals(forged) == [("", "extra_forbidden")]


async def test_another_practices_client_is_not_found_and_the_attempt_is_noted_there(care):
    fay, me = care.cast.fay, str(care.ben.id)
    for verb, body in {"reassign": {"therapist_id": me}, "readmit": {}, "discharge": {}}.items():
        assert problem(await act_on_client(care.ben, fay, verb, **body)) == (404, "not_found")
    events = await care.rows(select(AuditEvent).where(AuditEvent.action == "denied"))
    assert [(e.client_id, e.practice_id) for e in events] == [(fay.id, fay.practice_id)] * 3


async def test_the_practices_clients_are_people_by_name_in_pages_and_nothing_of_their_health(care):
    await discharge(care)
    assert await people(care) == {"Cy": ["Dora"]}
    assert await people(care, state="discharged") == {"Ana": ["Ben"]}
    assert list(await people(care, state="all")) == ["Ana", "Cy"]
    first = body_of(await care.ben.get(PEOPLE, params={"state": "all", "limit": 1}))
    rest = {"state": "all", "limit": 1, "cursor": first["next_cursor"]}
    second = body_of(await care.ben.get(PEOPLE, params=rest))
    assert ([row["name"] for row in second["items"]], second["next_cursor"]) == (["Cy"], None)
    (row,) = first["items"]
    assert row.keys() == {"id", "name", "therapists", "discharged_at", "erasure", "sharing"}
    assert row["discharged_at"] == "2026-03-02T08:00:00Z"
    assert problem(await care.ben.get(PEOPLE, params={"state": "x"}))[0] == 422


async def test_whoever_reassigns_at_once_she_ends_with_one_therapist(care):
    to = [care.ben, care.cast.dora] * 3
    ways = (act_on_client(care.ben, care.ana, "reassign", therapist_id=str(each.id)) for each in to)
    assert {answer.status_code for answer in await gather(*ways)} == {200}
    links = await care.rows(
        select(CareLink).where(CareLink.client_id == care.ana.id, CareLink.ended_at.is_(None))
    )
    assert len(links) == 1
