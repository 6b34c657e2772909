from asyncio import create_task

from sqlalchemy import select

from api.platform.db import transaction
from api.tables import AuditEvent, CareLink, Client, Prescription, PrescriptionPause
from tests.acting.care import at, body_of, on, problem
from tests.acting.credentials import invite, redeem
from tests.acting.practice import act_on_client, discharge, ends_noted, people, reassign
from tests.blocking import until_blocked


async def test_who_is_discharged_is_gone_from_her_therapist_at_once_and_keeps_what_is_hers(care):
    item = await care.prescribe("12:00")
    assert await discharge(care) == {
        "id": str(care.ana.id),
        "discharged_at": "2026-03-02T08:00:00Z",
    }
    mine = f"/v1/clients/{care.ana.id}"
    for path in (mine, f"{mine}/check-ins", f"{mine}/trends", f"/v1/prescriptions/{item['id']}"):
        assert problem(await care.ben.get(path)) == (404, "not_found")
    assert body_of(await care.ben.get("/v1/clients"))["items"] == []
    assert problem(await act_on_client(care.ben, care.ana, "discharge")) == (404, "not_found")
    body_of(await care.check_in("2026-03-02", pain_average=3), 201)
    assert len(body_of(await care.ana.get("/v1/me/check-ins"))["items"]) == 1
    assert body_of(await care.ana.get("/v1/me"))["name"] == "Ana"
    assert await ends_noted(care) == ["discharge client"]


async def test_nothing_is_due_or_reminded_while_she_is_away(care):
    await care.prescribe("12:00")
    habit = body_of(await care.try_to_prescribe(exercise="hydration"), 201)
    assert set((await care.states()).values()) == {("scheduled", None)}
    await discharge(care)
    today = body_of(await care.ana.get("/v1/me/today"))
    assert (today["items"], today["habits"], today["paused_for_safety"]) == ([], [], False)
    assert set((await care.states()).values()) == {("cancelled", "discharged")}
    pauses = await care.rows(select(PrescriptionPause))
    assert [(p.from_at, p.until_at, p.reason, p.safety) for p in pauses] == [
        (at(2026, 3, 2, 8), None, "discharged", False)
    ] * 2
    assert habit["state"] == "active"


async def test_what_was_paused_for_a_while_stays_paused_and_what_was_stopped_stays_stopped(care):
    for_a_while, stopped = await care.prescribe("12:00"), await care.prescribe("13:00")
    await care.act_on(for_a_while, "pause", {"until_on": on(3, 4)})
    await care.act_on(stopped, "stop")
    await discharge(care)
    care.move(2026, 3, 9, 8)
    assert body_of(await care.ana.get("/v1/me/today"))["items"] == []
    ends = await care.rows(
        select(PrescriptionPause.prescription_id).where(PrescriptionPause.until_at.is_(None))
    )
    assert [str(id_) for id_ in ends] == [for_a_while["id"]]


async def test_a_reason_is_kept_with_what_it_pauses(care):
    await care.prescribe("12:00")
    body_of(await act_on_client(care.ben, care.ana, "discharge", reason="The course is finished."))
    (reason,) = await care.rows(select(PrescriptionPause.reason))
    assert reason == "The course is finished."
    events = await care.rows(select(AuditEvent).where(AuditEvent.action == "discharge client"))
    assert [event.subject for event in events] == [None]


async def test_an_invite_that_was_not_used_dies_with_the_discharge_for_good(care, http):
    code = await invite(care)
    await discharge(care)
    assert problem(await redeem(http, code)) == (404, "wrong_code")
    body_of(await act_on_client(care.ben, care.ana, "readmit"))
    assert problem(await redeem(http, code)) == (404, "wrong_code")


async def test_a_readmission_brings_her_back_to_her_last_therapist_with_everything_paused(care):
    item, second = await care.prescribe("12:00"), await care.prescribe("13:00")
    await discharge(care)
    care.move(2026, 3, 9, 8)
    back = body_of(await act_on_client(care.ben, care.ana, "readmit"))
    assert back == {
        "id": str(care.ana.id),
        "name": "Ana",
        "therapists": [{"id": str(care.ben.id), "name": "Ben", "active": True}],
        "discharged_at": None,
        "erasure": None,
        "sharing": True,
    }
    assert body_of(await care.ben.get(f"/v1/clients/{care.ana.id}"))["name"] == "Ana"
    states = [
        body_of(await care.ben.get(f"/v1/prescriptions/{row['id']}"))["state"]
        for row in (item, second)
    ]
    assert states == ["paused", "paused"]
    await care.act_on(item, "resume")
    items = body_of(await care.ana.get("/v1/me/today"))["items"]
    assert [row["prescription_id"] for row in items] == [item["id"]]
    assert (await care.states())["2026-03-09", "12:00"] == ("scheduled", None)
    assert await ends_noted(care) == ["discharge client", "readmit client"]


async def test_a_readmission_may_name_another_therapist(care):
    await discharge(care)
    back = await act_on_client(care.ben, care.ana, "readmit", therapist_id=str(care.cast.dora.id))
    assert [carer["name"] for carer in body_of(back)["therapists"]] == ["Dora"]
    assert (await care.cast.dora.get(f"/v1/clients/{care.ana.id}")).status_code == 200
    assert (await care.ben.get(f"/v1/clients/{care.ana.id}")).status_code == 404
    assert await ends_noted(care) == ["discharge client", "reassign client", "readmit client"]


async def test_a_readmission_finds_the_last_therapist_even_if_no_care_is_open(care):
    await reassign(care, care.cast.dora)
    async with transaction(care.sessions) as session:
        for link in await session.scalars(select(CareLink)):
            link.ended_at = care.clock.at
        (await session.get_one(Client, care.ana.id)).discharged_at = care.clock.at
    back = body_of(await act_on_client(care.ben, care.ana, "readmit"))
    assert [carer["name"] for carer in back["therapists"]] == ["Dora"]


async def test_what_forbids_a_readmission(care):
    dora = care.cast.dora
    assert problem(await act_on_client(care.ben, care.ana, "readmit")) == (409, "not_discharged")
    body_of(await act_on_client(dora, care.cast.cy, "discharge"))
    body_of(await care.ben.post(f"/v1/therapists/{dora.id}/deactivate"))
    assert problem(await act_on_client(care.ben, care.cast.cy, "readmit")) == (
        409,
        "therapist_deactivated",
    )
    for nobody in (care.cast.eve, care.ana):
        answer = await act_on_client(care.ben, care.cast.cy, "readmit", therapist_id=str(nobody.id))
        assert problem(answer) == (404, "not_found")
    assert "Cy" in await people(care, state="discharged")
    back = await act_on_client(care.ben, care.cast.cy, "readmit", therapist_id=str(care.ben.id))
    assert body_of(back)["therapists"][0]["name"] == "Ben"


async def test_who_prescribes_as_she_is_being_discharged_comes_too_late(care):
    async with transaction(care.sessions) as session:
        client = await session.get_one(Client, care.ana.id, with_for_update={"key_share": True})
        client.discharged_at = care.clock.at
        await session.flush()
        late = create_task(care.try_to_prescribe("12:00"))
        await until_blocked(care.sessions, late)
    assert problem(await late) == (404, "not_found")
    assert await care.rows(select(Prescription.id)) == []
