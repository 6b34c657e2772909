"""An invite whose answer was lost on the way is redeemed once more, by the key it came with."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import select

from api.accounts.failures import ADDRESS_BUDGET
from api.care.locks import lock_account
from api.platform.db import transaction
from api.tables import FailedAttempts, KeptAnswer, OneTimeCode, SignIn
from tests.acting.care import Care, body_of, problem
from tests.acting.credentials import ANA, AUTH, PASSWORD, invite, see, sign_in
from tests.acting.lost import next_commit_lost
from tests.acting.repeating import KEY, count, is_replay_of
from tests.blocking import until_blocked
from tests.waiting import WITHIN_S


async def redeem(http: AsyncClient, code: str, key: str | None = KEY, **more: Any) -> Response:
    headers = {"idempotency-key": key} if key else {}
    body = {"code": code, "timezone": "Europe/Berlin"} | more
    return await http.post(f"{AUTH}/redeem-invite", json=body, headers=headers)


async def sign_ins(care: Care) -> int:
    return len(await care.rows(select(SignIn.id).where(SignIn.account_id == care.ana.id)))


async def failures(care: Care) -> int:
    return max(await care.rows(select(FailedAttempts.count)), default=0)


async def test_the_same_key_and_body_get_the_same_answer_and_one_sign_in(care, http):
    code, before = await invite(care), await sign_ins(care)
    first = await redeem(http, code, email=ANA, password=PASSWORD)
    care.advance(minutes=9, seconds=59)
    again = await redeem(http, code, f'"{KEY}"', email=ANA, password=PASSWORD)
    assert body_of(first)["account"]["id"] == str(care.ana.id)
    assert is_replay_of(first, again)
    assert await sign_ins(care) == before + 1
    assert await failures(care) == 0
    assert (await see(http, again.json()["access_token"], "/v1/me")).status_code == 200
    assert (await sign_in(http, ANA)).status_code == 200


async def test_with_a_key_the_answer_is_the_one_without(care, http):
    bare = await redeem(http, await invite(care), None)
    keyed = await redeem(http, await invite(care))
    assert body_of(bare).keys() == body_of(keyed).keys()
    assert bare.json()["account"] == keyed.json()["account"]
    assert bare.headers["content-type"] == keyed.headers["content-type"]
    assert len(bare.content) == len(keyed.content)


@pytest.mark.parametrize("key", [None, "another", KEY.upper(), KEY[:-1]])
async def test_without_the_key_the_code_is_used_up_and_that_counts_as_a_failure(care, http, key):
    code = await invite(care)
    body_of(await redeem(http, code))
    assert problem(await redeem(http, code, key)) == (404, "wrong_code")
    assert await failures(care) == 1


async def test_an_invite_that_was_redeemed_without_a_key_is_not_given_again(care, http):
    code = await invite(care)
    body_of(await redeem(http, code, None))
    assert problem(await redeem(http, code)) == (404, "wrong_code")
    assert await count(care, KeptAnswer) == 0


async def test_another_body_with_the_key_is_refused(care, http):
    code = await invite(care)
    body_of(await redeem(http, code))
    other = await redeem(http, code, timezone="America/Bogota")
    assert problem(other) == (422, "idempotency_key_reused")


async def test_the_key_without_the_code_gets_nothing(care, http):
    """Two phones may even choose the same key."""
    first, other = await invite(care), await invite(care, care.ana)
    assert problem(await redeem(http, first)) == (404, "wrong_code")
    body_of(await redeem(http, other))
    for code in ("0000000000", first):
        assert problem(await redeem(http, code)) == (404, "wrong_code")


async def test_two_people_may_choose_the_same_key(care, casting, http):
    ida = await casting.client(care.ben, "Ida")
    told = [await redeem(http, await invite(care, person), "1") for person in (care.ana, ida)]
    owners = [body_of(answer)["account"]["id"] for answer in told]
    assert owners == [str(care.ana.id), str(ida.id)]


async def test_after_ten_minutes_it_is_used_up(care, http):
    code = await invite(care)
    body_of(await redeem(http, code))
    care.advance(minutes=10)
    assert problem(await redeem(http, code)) == (404, "wrong_code")


async def test_of_a_sign_in_that_has_ended_nothing_is_given_again(care, http):
    code = await invite(care)
    tokens = body_of(await redeem(http, code))
    bearer = {"authorization": f"Bearer {tokens['access_token']}"}
    body_of(await http.post(f"{AUTH}/sign-out", headers=bearer))
    assert problem(await redeem(http, code)) == (404, "wrong_code")
    assert await failures(care) == 1


async def test_a_refusal_is_not_kept_and_costs_no_code(care, http):
    code = await invite(care)
    refused = await redeem(http, code, email=ANA, password="short")
    assert refused.status_code == 422
    assert (await redeem(http, code, email=ANA, password=PASSWORD)).status_code == 200


async def test_after_a_hundred_failures_of_its_address_the_answer_is_still_given_again(care, http):
    code = await invite(care)
    first = await redeem(http, code)
    for _ in range(ADDRESS_BUDGET):
        await redeem(http, "0000000000")
    assert problem(await redeem(http, "0000000000")) == (429, "too_many_attempts")
    assert is_replay_of(first, await redeem(http, code))


async def test_of_many_at_once_with_one_key_one_redeems_and_none_is_told_that_it_is_wrong(
    care, http
):
    code, before = await invite(care), await sign_ins(care)
    answers = await asyncio.gather(*(redeem(http, code) for _ in range(5)))
    given = [answer for answer in answers if answer.status_code == 200]
    assert {problem(a) for a in answers if a not in given} <= {(409, "idempotency_key_in_use")}
    assert len({answer.content for answer in given}) == 1
    assert await sign_ins(care) == before + 1
    assert await failures(care) == 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_while_the_first_still_runs_the_second_is_told_to_try_again(care, http):
    code = await invite(care)
    async with asyncio.timeout(WITHIN_S):
        async with transaction(care.sessions) as other:
            await lock_account(other, care.ana.id)
            first = asyncio.ensure_future(redeem(http, code))
            await until_blocked(care.sessions, first)
            assert problem(await redeem(http, code)) == (409, "idempotency_key_in_use")
        assert is_replay_of(await first, await redeem(http, code))


async def test_what_fails_at_commit_uses_no_code_up(care, http):
    code = await invite(care)
    with next_commit_lost():
        assert (await redeem(http, code)).status_code == 500
    assert await care.rows(select(OneTimeCode.used_at)) == [None]
    assert await count(care, KeptAnswer) == 0
    assert "idempotency-replayed" not in (await redeem(http, code)).headers


async def test_no_token_or_code_is_stored_as_it_is(care, http):
    code = await invite(care)
    tokens = body_of(await redeem(http, code))
    (row,) = await care.rows(select(KeptAnswer))
    stored = " ".join(str(getattr(row, name.key)) for name in KeptAnswer.__table__.columns)
    for secret in (code, KEY, tokens["refresh_token"], tokens["access_token"]):
        assert secret not in stored
    assert (row.account_id, row.client_id) == (care.ana.id, None)
    assert row.expires_at == care.clock.at + timedelta(minutes=10)
