"""Rows about what is somebody else's."""

from uuid import uuid4

from sqlalchemy import select

from api.tables import AuditEvent, Log
from tests.abuse.table import CHECK_IN, CLIENTS, TODAY, House, row
from tests.acting.care import body_of, problem
from tests.acting.practice import act_on_client
from tests.acting.syncing import SYNC, change


@row("other client's id: 404, and audited", "test_access.py::test_a_strangers_request_is_404")
async def _(house: House) -> None:
    for who in (house.care.cast.eve, house.care.cast.dora):
        assert problem(await who.get(f"{CLIENTS}/{house.care.ana.id}")) == (404, "not_found")
    denied = select(AuditEvent.client_id).where(AuditEvent.action == "denied")
    assert await house.care.rows(denied) == [house.care.ana.id] * 2


@row(
    "discharged: 404", "test_access.py::test_when_the_care_ends", "people/test_discharge.py::test_"
)
async def _(house: House) -> None:
    body_of(await act_on_client(house.care.ben, house.care.ana, "discharge"))
    assert problem(await house.care.ben.get(f"{CLIENTS}/{house.care.ana.id}"))[0] == 404
    assert (await house.care.ana.get("/v1/me")).status_code == 200


@row("one foreign id in a batch: that item only", "sync/test_bad_batches.py::test_ids_of_others")
async def _(house: House) -> None:
    said = {"recorded_at": house.care.clock.at.isoformat(), "pain_average": 3}
    hers = body_of(await house.care.cast.cy.put(CHECK_IN, {"id": str(uuid4()), **said}), 201)
    foreign = change("check_in", hers["id"], date="2026-03-01", **said)
    changes = [foreign, change("check_in", date=TODAY, **said)]
    sent = {"cursor": None, "changes": changes}
    answer = body_of(await house.care.ana.post(SYNC, sent))
    assert [each["status"] for each in answer["results"]] == ["refused", "stored"]
    assert answer["results"][0]["problem"]["status"] == 404


@row("foreign ETag: 404, never 304", "test_access.py::test_an_etag_opens_nothing_to_a_stranger")
async def _(house: House) -> None:
    path = f"{CLIENTS}/{house.care.ana.id}"
    etag = (await house.care.ben.get(path)).headers["etag"]
    for tag in (etag, "*"):
        refused = await house.care.cast.eve.get(path, headers={"if-none-match": tag})
        assert problem(refused) == (404, "not_found")
    edit = await house.care.cast.eve.patch(path, {"name": "Eva"}, headers={"if-match": etag})
    assert problem(edit) == (404, "not_found")


@row("PATCH of role, practice_id: 422", "test_access.py::test_role_practice_and_owner_are_422")
async def _(house: House) -> None:
    path = f"{CLIENTS}/{house.care.ana.id}"
    etag = {"if-match": (await house.care.ben.get(path)).headers["etag"]}
    for field, value in (("role", "therapist"), ("practice_id", str(uuid4()))):
        assert (await house.care.ben.patch(path, {field: value}, headers=etag)).status_code == 422
    refused = await house.care.ana.patch("/v1/me", {"role": "therapist"})
    assert refused.json()["errors"] == [{"pointer": "/role", "code": "read_only"}]


@row(
    "a therapist's private note: absent from the client's JSON",
    "access/test_private_notes.py::test_",
)
async def _(house: House) -> None:
    held = {"starts_at": f"{TODAY}T07:00:00Z", "note": "For my eyes."}
    body_of(await house.care.ben.post(f"{CLIENTS}/{house.care.ana.id}/appointments", held), 201)
    for path in ("/v1/me/appointments", "/v1/me/today", "/v1/me/plan"):
        assert "my eyes" not in (await house.care.ana.get(path)).text
    synced = await house.care.ana.post(SYNC, {"cursor": None, "changes": []})
    assert "my eyes" not in synced.text


@row("re-parenting a record: 404")
async def _(house: House) -> None:
    care, item = house.care, await house.care.prescribe("09:00")
    logged = body_of(await care.log(item, TODAY, "09:00"), 201)
    body = {"exercise": "chin-tuck", "schedule": {"times": ["09:00"]}}
    path = f"{CLIENTS}/{care.cast.cy.id}/prescriptions"
    own = body_of(await care.cast.dora.post(path, body), 201)
    said = {"local_date": TODAY, "slot": "09:00", "outcome": "done"}
    said["recorded_at"] = care.clock.at.isoformat()
    mine = {**said, "prescription_id": own["id"]}
    assert problem(await care.cast.cy.put(f"/v1/me/logs/{logged['id']}", mine))[0] == 404
    # What is prescribed to somebody else is as unknown as what is to nobody.
    for unknown in (item["id"], str(uuid4())):
        hers = {**said, "prescription_id": unknown}
        refused = await care.cast.cy.put(f"/v1/me/logs/{uuid4()}", hers)
        assert refused.json()["errors"] == [
            {"pointer": "/prescription_id", "code": "unknown_prescription"}
        ]
    etag = {"if-match": (await care.ben.get(f"/v1/prescriptions/{item['id']}")).headers["etag"]}
    body = {"client_id": str(care.cast.cy.id)}
    assert (await care.ben.patch(f"/v1/prescriptions/{item['id']}", body, headers=etag)).is_error
    assert await care.rows(select(Log.client_id)) == [care.ana.id]


@row("client on a therapist's route: 403", "test_access.py::test_a_wrong_role_is_403")
async def _(house: House) -> None:
    for path in (CLIENTS, f"{CLIENTS}/{house.care.ana.id}", "/v1/therapists", "/v1/audit"):
        assert problem(await house.care.ana.get(path)) == (403, "forbidden")
