"""Whoever makes a code does not become the person whose it is."""

import pytest
from sqlalchemy import select

from api.tables import Account, FailedAttempts, OneTimeCode, SignIn
from tests.acting.care import Care, body_of, problem
from tests.acting.credentials import (
    ANA,
    BEN,
    OTHER,
    PASSWORD,
    change_account,
    give_password,
    invite,
    issued,
    redeem,
    reset,
    see,
    sign_in,
)
from tests.acting.practice import DORA, THERAPISTS, act_on_client, at_work, deactivate, invited
from tests.cast import Person

NEEDED = (401, "password_needed")


async def invite_therapist(care: Care, person: Person) -> str:
    code: str = body_of(await care.ben.post(f"{THERAPISTS}/{person.id}/invites"), 201)["code"]
    return code


async def written(care: Care) -> list[list]:
    """Return what a refusal must not change."""
    columns = (
        *(OneTimeCode.used_at, OneTimeCode.revoked_at, OneTimeCode.email_tries, SignIn.id),
        *(Account.email, Account.password_hash, Account.timezone, SignIn.revoked_at),
    )
    return [await care.rows(select(column).order_by(column.class_.id)) for column in columns]


async def failures(care: Care) -> int:
    """Return how many there were from this address, whoever's account it was."""
    return max(await care.rows(select(FailedAttempts.count)), default=0)


async def test_where_a_password_is_a_code_alone_opens_nothing_and_stays_unspent(care, http):
    await give_password(care, care.ana, ANA)
    code = await invite(care)
    before = await written(care)
    for more in ({}, {"email": ANA}, {"email": "other@example.org"}):
        assert problem(await redeem(http, code, **more)) == NEEDED
    assert await failures(care) == 0
    for more in ({}, {"email": ANA}, {"email": "other@example.org"}):
        assert problem(await redeem(http, code, password=OTHER, **more)) == NEEDED
    assert await failures(care) == 3
    assert await written(care) == before
    body_of(await redeem(http, code, password=PASSWORD))


async def test_with_her_password_it_signs_a_phone_in_and_changes_no_password(care, http):
    await give_password(care, care.ana, ANA)
    stored = await care.rows(select(Account.password_hash).where(Account.id == care.ana.id))
    for more in ({}, {"email": ANA}, {"email": f" {ANA.upper()}"}):
        tokens = body_of(await redeem(http, await invite(care), password=PASSWORD, **more))
        assert (await see(http, tokens["access_token"], "/v1/me")).status_code == 200
    assert stored == await care.rows(select(Account.password_hash).where(Account.id == care.ana.id))
    assert (await see(http, care.ana.token, "/v1/me")).status_code == 200


async def test_wrong_passwords_with_a_code_are_limited_as_failures(care, http):
    await give_password(care, care.ana, ANA)
    code = await invite(care)
    answers = [await redeem(http, code, password=OTHER) for _ in range(12)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429] * 2
    body_of(await redeem(http, code, password=PASSWORD))


async def test_who_forgot_it_sets_a_new_one_which_ends_all_other_sign_ins(care, http):
    await give_password(care, care.ana, ANA)
    fresh = body_of(await reset(http, await invite(care)))
    assert problem(await care.ana.get("/v1/me")) == (401, "token_revoked")
    assert (await see(http, fresh["access_token"], "/v1/me")).status_code == 200
    body_of(await redeem(http, await invite(care), password=OTHER))


async def test_an_admins_code_sets_no_password_of_who_has_clients(care, http):
    await give_password(care, care.cast.dora, DORA)
    code = await invite_therapist(care, care.cast.dora)
    before = await written(care)
    refused = await reset(http, code)
    assert problem(refused) == (409, "reset_by_operator")
    assert "carryover reset-password" in refused.json()["title"]
    assert problem(await redeem(http, code)) == NEEDED
    assert await written(care) == before
    assert (await care.cast.dora.get("/v1/clients")).status_code == 200
    body_of(await redeem(http, code, password=PASSWORD))


@pytest.mark.parametrize("shares", [True, False])
async def test_whether_her_clients_share_makes_no_difference(care, http, shares):
    await give_password(care, care.cast.dora, DORA)
    said = {"share_with_therapist": shares}
    body_of(await care.cast.cy.put("/v1/me/consents", said))
    code = await invite_therapist(care, care.cast.dora)
    assert problem(await reset(http, code)) == (409, "reset_by_operator")


@pytest.mark.parametrize("verb", ["reassign", "discharge"])
async def test_once_nobody_is_in_her_care_it_does(care, http, verb):
    await give_password(care, care.cast.dora, DORA)
    code = await invite_therapist(care, care.cast.dora)
    to = {"therapist_id": str(care.ben.id)} if verb == "reassign" else {}
    body_of(await act_on_client(care.ben, care.cast.cy, verb, **to))
    tokens = body_of(await reset(http, code))
    assert body_of(await see(http, tokens["access_token"], "/v1/clients"))["items"] == []
    assert (await sign_in(http, DORA, OTHER)).status_code == 200


async def test_an_operators_code_sets_it_whoever_is_in_her_care(care, http):
    await give_password(care, care.cast.dora, DORA)
    tokens = body_of(await reset(http, await issued(care, care.cast.dora)))
    assert len(body_of(await see(http, tokens["access_token"], "/v1/clients"))["items"]) == 1


async def test_her_own_code_sets_an_admins_own_password(care, http):
    await give_password(care, care.ben, BEN)
    body_of(await reset(http, await invite_therapist(care, care.ben)))
    assert (await sign_in(http, BEN, OTHER)).status_code == 200


async def test_nobody_is_given_clients_before_she_has_signed_in(care, http):
    made = await invited(care)
    to = {"therapist_id": made["therapist"]["id"]}
    not_yet = (409, "therapist_not_signed_in")
    assert problem(await act_on_client(care.ben, care.ana, "reassign", **to)) == not_yet
    successor = {"reassign_to": made["therapist"]["id"]}
    path = f"{THERAPISTS}/{care.cast.dora.id}/deactivate"
    assert problem(await care.ben.post(path, successor)) == not_yet
    assert (await care.cast.dora.get("/v1/clients")).status_code == 200
    body_of(await act_on_client(care.ben, care.ana, "discharge"))
    assert problem(await act_on_client(care.ben, care.ana, "readmit", **to)) == not_yet
    own = {"email": "dan@example.org", "password": PASSWORD}
    tokens = body_of(await redeem(http, made["invite"]["code"], **own))
    body_of(await act_on_client(care.ben, care.ana, "readmit", **to))
    assert len(body_of(await see(http, tokens["access_token"], "/v1/clients"))["items"]) == 1


async def test_who_was_given_clients_before_she_signed_in_is_not_opened_by_an_invite(care, http):
    """As it could be before: her clients are given to someone else first, which is noted."""
    await change_account(care, care.cast.dora, email=None, password_hash=None)
    code = await invite_therapist(care, care.cast.dora)
    own = {"email": DORA, "password": PASSWORD}
    before = await written(care)
    assert problem(await redeem(http, code, **own)) == (409, "clients_in_care")
    assert problem(await reset(http, code)) == (409, "no_email")
    assert await written(care) == before
    to = {"therapist_id": str(care.ben.id)}
    body_of(await act_on_client(care.ben, care.cast.cy, "reassign", **to))
    tokens = body_of(await redeem(http, code, **own))
    assert body_of(await see(http, tokens["access_token"], "/v1/clients"))["items"] == []


async def test_a_deactivated_therapists_clients_may_go_to_who_signed_in(care):
    dan = await at_work(care, "Dan")
    body_of(await deactivate(care, care.cast.dora, dan))
    assert len(body_of(await dan.get("/v1/clients"))["items"]) == 1
