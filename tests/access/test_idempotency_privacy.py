"""Who gets an answer that was kept, and who never does; what the database tells of it."""

from uuid import UUID

from sqlalchemy import delete, select, update

from api.platform.db import transaction
from api.tables import (
    Account,
    AuditEvent,
    CareLink,
    Client,
    KeptAnswer,
    OneTimeCode,
    SignIn,
)
from tests.acting.care import body_of, problem
from tests.acting.credentials import redeem
from tests.acting.practice import THERAPISTS, at_work, reassign
from tests.acting.repeating import (
    ITEM,
    KEY,
    SICK,
    prescriptions,
    send,
)


async def test_a_therapist_who_lost_the_client_gets_404_and_it_is_audited(care):
    dan = await at_work(care, "Dan")
    ida = {"name": "Ida", "timezone": "Europe/Berlin"}
    made = body_of(await send(care.ben, "/v1/clients", ida), 201)
    body_of(await send(care.ben, prescriptions(care), ITEM), 201)
    await reassign(care, dan)
    assert problem(await send(care.ben, prescriptions(care), ITEM)) == (404, "not_found")
    async with transaction(care.sessions) as session:
        mine = CareLink.client_id == UUID(made["id"])
        await session.execute(update(CareLink).where(mine).values(ended_at=care.clock.at))
    assert problem(await send(care.ben, "/v1/clients", ida)) == (404, "not_found")
    denied = select(AuditEvent).where(AuditEvent.action == "denied")
    assert {str(row.client_id) for row in await care.rows(denied)} == {
        made["id"], str(care.ana.id)
    }  # fmt: skip


async def test_who_lost_the_right_or_the_sign_in_gets_no_answer_again(care):
    dan = await at_work(care, "Dan", admin=True)
    eli = {"name": "Eli"}
    assert (await send(dan, THERAPISTS, eli)).status_code == 201
    async with transaction(care.sessions) as session:
        await session.execute(update(Account).where(Account.id == dan.id).values(admin=False))
    assert problem(await send(dan, THERAPISTS, eli)) == (403, "forbidden")
    assert (await send(care.ana, "/v1/me/excused", SICK)).status_code == 201
    async with transaction(care.sessions) as session:
        hers = SignIn.account_id == care.ana.id
        await session.execute(update(SignIn).where(hers).values(revoked_at=care.clock.at))
    assert problem(await send(care.ana, "/v1/me/excused", SICK)) == (401, "token_revoked")


async def test_that_an_answer_about_a_client_was_given_again_is_audited(care):
    for _ in range(2):
        body_of(await send(care.ben, prescriptions(care), ITEM), 201)
    log = body_of(await care.ana.get("/v1/me/access-log"))["items"]
    assert [row["action"] for row in log] == ["repeat_request", "prescribe"]


async def test_what_is_kept_is_sealed_and_the_key_is_stored_nowhere(care):
    answer = body_of(await send(care.ben, f"/v1/clients/{care.ana.id}/invites"), 201)
    (row,) = await care.rows(select(KeptAnswer))
    stored = " ".join(str(getattr(row, name.key)) for name in KeptAnswer.__table__.columns)
    for secret in (KEY, answer["code"], answer["link"]):
        assert secret not in stored
    assert (row.account_id, row.client_id) == (care.ben.id, care.ana.id)
    body_of(await redeem(care.ben.http, answer["code"]))


async def test_what_is_kept_goes_with_the_person(care):
    ida = {"name": "Ida", "timezone": "Europe/Berlin"}
    made = body_of(await send(care.ben, "/v1/clients", ida), 201)
    body_of(await send(care.ben, prescriptions(care), ITEM), 201)
    body_of(await send(care.ana, "/v1/me/excused", SICK), 201)
    body_of(await send(care.ben, f"/v1/clients/{care.ana.id}/invites"), 201)
    async with transaction(care.sessions) as session:
        hers = OneTimeCode.account_id == care.ana.id
        await session.execute(delete(OneTimeCode).where(hers))
        await session.execute(delete(Client).where(Client.id == care.ana.id))
        await session.execute(delete(Account).where(Account.id == care.ana.id))
    assert [str(row.client_id) for row in await care.rows(select(KeptAnswer))] == [made["id"]]
