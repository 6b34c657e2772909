from asyncio import gather

import pytest
from sqlalchemy import select

from api.platform.db import transaction
from api.tables import Account, AuditEvent, CareLink, Device
from tests.acting.care import body_of, problem
from tests.acting.credentials import change_account, give_password, redeem, refresh, see, sign_in
from tests.acting.practice import (
    DORA,
    THERAPISTS,
    at_work,
    deactivate,
    edit,
    invited,
    read,
    staff_noted,
)


async def test_the_last_admin_who_can_sign_in_stays_admin(care):
    await invited(care, "Dan", admin=True)
    gone = await at_work(care, "Gus", admin=True)
    body_of(await deactivate(care, gone))
    assert problem(await edit(care.ben, care.ben, admin=False)) == (409, "last_admin")
    assert (await read(care, care.ben))["admin"] is True
    dan = await at_work(care, "Dag", admin=True)
    assert body_of(await edit(care.ben, care.ben, admin=False))["admin"] is False
    assert problem(await care.ben.get(THERAPISTS)) == (403, "forbidden")
    assert (await dan.get(THERAPISTS)).status_code == 200


async def test_an_admin_who_cannot_sign_in_with_a_password_does_not_outlast_one_who_can(care):
    await change_account(care, care.cast.dora, admin=True, email=None, password_hash=None)
    refused = await care.cast.dora.post(f"{THERAPISTS}/{care.ben.id}/deactivate")
    assert problem(refused) == (409, "last_admin")


async def test_nobody_deactivates_herself(care):
    await at_work(care, "Dan", admin=True)
    assert problem(await deactivate(care, care.ben)) == (409, "own_account")
    assert (await read(care, care.ben))["status"] == "active"


@pytest.mark.parametrize("way", ["demote", "deactivate"])
async def test_two_admins_who_put_each_other_out_at_once_leave_one(care, way):
    dan = await at_work(care, "Dan", admin=True)
    tries = []
    for me, other in ((care.ben, dan), (dan, care.ben)):
        path = f"{THERAPISTS}/{other.id}"
        condition = {"if-match": body_of(await me.get(path))["etag"]}
        if way == "demote":
            tries.append(me.patch(path, {"admin": False}, headers=condition))
        else:
            tries.append(me.post(f"{path}/deactivate"))
    answers = await gather(*tries)
    went_well, refused = sorted(answer.status_code for answer in answers)
    assert went_well == 200
    assert refused in (401, 403)
    admins = await care.rows(
        select(Account.id).where(
            Account.practice_id == care.ben.practice_id,
            Account.admin.is_(True),
            Account.deactivated_at.is_(None),
        )
    )
    assert len(admins) == 1


async def test_deactivation_ends_every_sign_in_at_once(care, http):
    await give_password(care, care.cast.dora, DORA)
    tokens = body_of(await sign_in(http, DORA))
    phone = {"platform": "ios", "target": {"kind": "token", "value": "doras"}}
    body_of(await care.cast.dora.put("/v1/me/devices/doras", phone), 201)
    code = body_of(await care.ben.post(f"{THERAPISTS}/{care.cast.dora.id}/invites"), 201)["code"]
    assert body_of(await deactivate(care, care.cast.dora))["status"] == "deactivated"
    for token in (tokens["access_token"], care.cast.dora.token):
        assert problem(await see(http, token)) == (401, "token_revoked")
    dead = await refresh(http, tokens["refresh_token"])
    assert problem(dead) == (401, "refresh_token_invalid")
    assert problem(await sign_in(http, DORA)) == (401, "wrong_credentials")
    assert problem(await redeem(http, code)) == (404, "wrong_code")
    (device,) = await care.rows(select(Device).where(Device.installation_id == "doras"))
    assert device.disabled_at == care.clock.at
    invite = await care.ben.post(f"{THERAPISTS}/{care.cast.dora.id}/invites")
    assert problem(invite) == (409, "therapist_deactivated")


async def test_a_deactivated_therapist_comes_back_with_her_password_and_no_old_token(care, http):
    await give_password(care, care.cast.dora, DORA)
    tokens = body_of(await sign_in(http, DORA))
    code = body_of(await care.ben.post(f"{THERAPISTS}/{care.cast.dora.id}/invites"), 201)["code"]
    path = f"{THERAPISTS}/{care.cast.dora.id}/reactivate"
    for _ in range(2):
        body_of(await deactivate(care, care.cast.dora))
    for _ in range(2):
        assert body_of(await care.ben.post(path))["status"] == "active"
    assert problem(await see(http, tokens["access_token"])) == (401, "token_revoked")
    assert (await refresh(http, tokens["refresh_token"])).status_code == 401
    assert problem(await redeem(http, code)) == (404, "wrong_code")
    fresh = body_of(await sign_in(http, DORA))
    assert len(body_of(await see(http, fresh["access_token"], "/v1/clients"))["items"]) == 1
    verbs = [action for action, _ in await staff_noted(care)]
    assert verbs == ["invite therapist", "deactivate therapist", "reactivate therapist"]


async def test_a_reactivation_does_not_wake_a_sign_in_that_was_under_way(care, http):
    """A sign-in that read the account before it was deactivated may commit after it."""
    await give_password(care, care.cast.dora, DORA)
    await change_account(care, care.cast.dora, deactivated_at=care.clock.at)
    body_of(await care.ben.post(f"{THERAPISTS}/{care.cast.dora.id}/reactivate"))
    assert problem(await care.cast.dora.get("/v1/clients")) == (401, "token_revoked")


async def test_deactivation_may_hand_every_client_over(care, casting):
    dan = await at_work(care, "Dan")
    gone = await casting.client(care.cast.dora, "Ida")
    body_of(await care.cast.dora.post(f"/v1/clients/{gone.id}/discharge"))
    body_of(await deactivate(care, care.cast.dora, dan))
    assert body_of(await dan.get(f"/v1/clients/{care.cast.cy.id}"))["name"] == "Cy"
    assert [row["name"] for row in body_of(await dan.get("/v1/clients"))["items"]] == ["Cy"]
    body_of(await care.ben.post(f"/v1/clients/{gone.id}/readmit"))
    assert len(body_of(await dan.get("/v1/clients"))["items"]) == 2
    links = await care.rows(select(CareLink).where(CareLink.client_id == care.cast.cy.id))
    active = {link.therapist_id: link.ended_at is None for link in links}
    assert active == {care.cast.dora.id: False, dan.id: True}
    events = await care.rows(select(AuditEvent).where(AuditEvent.action == "reassign client"))
    assert {event.client_id for event in events} == {care.cast.cy.id, gone.id}


async def test_only_her_own_part_of_a_shared_care_is_handed_over(care):
    cy = care.cast.cy
    shared = {"created_at": care.clock.at, "client_id": cy.id, "practice_id": cy.practice_id}
    async with transaction(care.sessions) as session:
        session.add(CareLink(therapist_id=care.ben.id, **shared))
    dan = await at_work(care, "Dan")
    body_of(await deactivate(care, care.cast.dora, dan))
    assert (await dan.get(f"/v1/clients/{cy.id}")).status_code == 200
    assert (await care.ben.get(f"/v1/clients/{cy.id}")).status_code == 200


async def test_without_a_successor_her_clients_wait_for_one(care):
    body_of(await deactivate(care, care.cast.dora))
    rows = {r["name"]: r for r in body_of(await care.ben.get("/v1/practice/clients"))["items"]}
    carer = {"id": str(care.cast.dora.id), "name": "Dora", "active": False}
    assert rows["Cy"]["therapists"] == [carer]
    assert rows["Ana"]["therapists"][0]["active"] is True
    assert (await care.cast.cy.get("/v1/me/today")).status_code == 200
    dan = await at_work(care, "Dan")
    body_of(await deactivate(care, care.cast.dora, dan))
    assert len(body_of(await dan.get("/v1/clients"))["items"]) == 1


async def test_a_successor_has_to_work_here(care):
    gone = await at_work(care, "Gus")
    body_of(await deactivate(care, gone))
    dora, refused = care.cast.dora, {}
    for name, person in {"gone": gone, "self": dora, "eve": care.cast.eve, "ana": care.ana}.items():
        refused[name] = problem(await deactivate(care, dora, person))
    assert refused == {
        "gone": (409, "therapist_deactivated"),
        "self": (409, "therapist_deactivated"),
        "eve": (404, "not_found"),
        "ana": (404, "not_found"),
    }
    assert (await read(care, dora))["status"] == "active"
    assert (await dora.get("/v1/clients")).status_code == 200
