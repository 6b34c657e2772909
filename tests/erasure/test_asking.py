"""Who asks that she is erased is signed out everywhere at once, and nothing reminds her."""

from asyncio import gather

from sqlalchemy import select

from api.tables import AuditEvent, Client, Device, OneTimeCode
from push.chores.looks import look_at_due_clients
from push.chores.planner import plan_due_clients
from tests.acting.care import at, body_of, problem
from tests.acting.credentials import (
    ANA,
    BEN,
    PASSWORD,
    give_password,
    invite,
    issued,
    redeem,
    refresh,
    reset,
    sign_in,
)
from tests.acting.erasing import ask_for, ask_for_mine, client_row
from tests.acting.practice import act_on_client, discharge, people
from tests.acting.reminding import register

ERASE_AT = "2026-03-16T08:00:00Z"
PENDING = (409, "erasure_pending")


async def noted(care) -> list[tuple]:
    query = select(AuditEvent).where(AuditEvent.action.contains("eras"))
    events = await care.rows(query.order_by(AuditEvent.created_at, AuditEvent.id))
    return [(event.action, event.actor_id, event.client_id) for event in events]


async def test_she_is_told_when_and_a_code_once(care):
    asked = await ask_for_mine(care)
    assert asked["erase_at"] == ERASE_AT
    (code,) = await care.rows(select(OneTimeCode))
    assert (code.purpose, code.created_by, code.expires_at) == (
        "keep_account",
        None,
        at(2026, 3, 16, 8),
    )
    assert asked["code"] not in code.code_hash
    assert await noted(care) == [("ask for erasure", care.ana.id, care.ana.id)]


async def test_every_token_of_hers_dies_at_once_and_no_phone_is_pushed_to(care, http):
    tokens = body_of(await redeem(http, await invite(care)))
    other = {"authorization": f"Bearer {tokens['access_token']}"}
    await register(care.ana)
    await ask_for_mine(care)
    assert problem(await care.ana.get("/v1/me")) == (401, "token_revoked")
    assert problem(await http.get("/v1/me", headers=other)) == (401, "token_revoked")
    assert problem(await care.ana.delete("/v1/me")) == (401, "token_revoked")
    assert problem(await refresh(http, tokens["refresh_token"]))[0] == 401
    (phone,) = await care.rows(select(Device))
    assert (phone.disabled_at, phone.disabled_reason) == (care.clock.at, "signed_out")
    assert body_of(await care.ben.get(f"/v1/clients/{care.ana.id}"))["name"] == "Ana"


async def test_reminders_end_and_none_is_planned_or_looked_for_again(care):
    await care.prescribe("12:00")
    assert set((await care.states()).values()) == {("scheduled", None)}
    await ask_for_mine(care)
    assert set((await care.states()).values()) == {("cancelled", "discharged")}
    care.move(2026, 3, 9, 8)
    before = await client_row(care)
    await plan_due_clients(care.sessions, care.clock, 0, lambda: True)
    while await look_at_due_clients(care.sessions, care.clock):
        pass
    after = await client_row(care)
    assert set((await care.states()).values()) == {("cancelled", "discharged")}
    assert (after.planned_until, after.look_again_at) == (
        before.planned_until,
        before.look_again_at,
    )
    assert body_of(await care.ben.get("/v1/alerts"))["items"] == []


async def test_codes_fall_and_none_is_made(care, http):
    await give_password(care, care.ana, ANA)
    code = await invite(care)
    await ask_for_mine(care)
    assert problem(await redeem(http, code, password=PASSWORD)) == (404, "wrong_code")
    path = f"/v1/clients/{care.ana.id}/invites"
    assert problem(await care.ben.post(path)) == PENDING
    operators = await issued(care, care.ana)
    assert problem(await reset(http, operators)) == PENDING
    assert problem(await reset(http, operators)) == PENDING, "it is not used up"


async def test_the_password_alone_tells_that_the_account_is_to_be_erased(care, http):
    await give_password(care, care.ana, ANA)
    await ask_for_mine(care)
    refused = await sign_in(http, ANA)
    assert problem(refused) == PENDING
    assert refused.json()["erase_at"] == "2026-03-16T08:00:00Z"
    wrong = await sign_in(http, ANA, "not the password at all")
    nobody = await sign_in(http, "nobody@example.org", "not the password at all")
    assert problem(wrong) == problem(nobody) == (401, "wrong_credentials")
    await give_password(care, care.ben, BEN)
    body_of(await sign_in(http, BEN))


async def test_her_therapist_sees_when_and_goes_on_seeing_what_she_told(care):
    body_of(await care.check_in("2026-03-02", pain_average=3), 201)
    before = (await care.ben.get(f"/v1/clients/{care.ana.id}")).headers["etag"]
    await ask_for_mine(care)
    shown = await care.ben.get(f"/v1/clients/{care.ana.id}")
    told = {"asked_at": "2026-03-02T08:00:00Z", "asked_by": "client", "erase_at": ERASE_AT}
    assert body_of(shown)["erasure"] == told
    assert shown.headers["etag"] != before
    (row,) = body_of(await care.ben.get("/v1/clients"))["items"]
    assert row["erasure"] == told
    days = body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/check-ins"))["items"]
    assert len(days) == 1


async def test_an_admin_has_a_client_erased_whoever_cares_for_her_and_whatever_she_shares(care):
    for person in (care.ana, care.cast.cy):
        assert await ask_for(care, person) == {"id": str(person.id), "erase_at": ERASE_AT}
        assert problem(await person.get("/v1/me")) == (401, "token_revoked")
    assert await people(care, state="erasing") == {"Ana": ["Ben"], "Cy": ["Dora"]}
    rows = body_of(await care.ben.get("/v1/practice/clients"))["items"]
    assert [row["erasure"]["asked_by"] for row in rows] == ["practice", "practice"]
    assert (await noted(care))[0] == ("ask for erasure of client", care.ben.id, care.ana.id)


async def test_said_twice_the_first_date_stays_whoever_says_it(care):
    await ask_for_mine(care)
    care.advance(days=3)
    assert (await ask_for(care))["erase_at"] == ERASE_AT
    assert len(await noted(care)) == 1
    row = await client_row(care)
    assert row.erase_asked_by == "client"


async def test_a_discharged_client_is_erased_alike_and_not_readmitted_meanwhile(care):
    await discharge(care)
    assert (await ask_for(care))["erase_at"] == ERASE_AT
    assert problem(await act_on_client(care.ben, care.ana, "readmit")) == PENDING
    (row,) = [r for r in await care.rows(select(Client)) if r.id == care.ana.id]
    assert row.discharged_at is not None


async def test_no_therapist_who_is_no_admin_has_anybody_erased(care):
    path = f"/v1/clients/{care.cast.cy.id}"
    assert problem(await care.cast.dora.delete(path)) == (403, "forbidden")
    assert problem(await care.ben.delete("/v1/me")) == (403, "forbidden")
    assert await people(care, state="erasing") == {}


async def test_of_a_sign_in_and_an_erasure_at_once_no_token_is_left(care, http):
    await give_password(care, care.ana, ANA)
    signed_in, asked = await gather(sign_in(http, ANA), care.ana.delete("/v1/me"))
    assert asked.status_code == 202
    if signed_in.status_code != 200:
        assert problem(signed_in) == PENDING
        return
    tokens = signed_in.json()
    assert problem(await refresh(http, tokens["refresh_token"]))[0] == 401
    headers = {"authorization": f"Bearer {tokens['access_token']}"}
    assert problem(await http.get("/v1/me", headers=headers)) == (401, "token_revoked")
