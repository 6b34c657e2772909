"""An e-mail that another account has: which one that is, nobody finds out by a code."""

import asyncio
import contextlib

from sqlalchemy import select

from api.accounts.failures import failure_key
from api.accounts.hashing import ACCOUNT_SHARE, attempt
from api.tables import FailedAttempts, OneTimeCode
from tests.acting.care import body_of, problem
from tests.acting.credentials import ANA, BEN, OTHER, PASSWORD, alike, invite, redeem, sign_in
from tests.databases import KEY

UNUSABLE = (409, "email_unusable")


async def test_three_tries_revoke_the_code(care, http):
    code = await invite(care)
    emails = (BEN, "dora@example.org", "Eve@Example.ORG")
    refused = [await redeem(http, code, email=email, password=PASSWORD) for email in emails]
    assert [problem(answer) for answer in refused] == [UNUSABLE] * 3
    assert all("account" not in answer.json()["title"] for answer in refused)
    for more in ({"email": ANA, "password": PASSWORD}, {"email": BEN, "password": PASSWORD}, {}):
        assert problem(await redeem(http, code, **more)) == (404, "wrong_code")
    body_of(await redeem(http, await invite(care), email=ANA, password=PASSWORD))


async def test_two_tries_do_not(care, http):
    code = await invite(care)
    for _ in range(2):
        assert problem(await redeem(http, code, email=BEN, password=PASSWORD)) == UNUSABLE
    body_of(await redeem(http, code, email=ANA, password=PASSWORD))
    assert (await sign_in(http, ANA)).status_code == 200


async def test_of_many_at_once_three_are_answered(care, http):
    code = await invite(care)
    answers = []
    # So many of an account are tried at once.
    for _ in range(2):
        tries = (redeem(http, code, email=BEN, password=PASSWORD) for _ in range(ACCOUNT_SHARE))
        answers += [problem(answer) for answer in await asyncio.gather(*tries)]
    assert answers.count(UNUSABLE) == 3
    assert answers.count((404, "wrong_code")) == 5
    (row,) = await care.rows(select(OneTimeCode))
    assert (row.email_tries, row.revoked_at, row.used_at) == (3, care.clock.at, None)


async def test_each_counts_as_a_failure_so_that_many_codes_find_out_no_more(care, http):
    answers = []
    for _ in range(4):
        code = await invite(care)
        answers += [await redeem(http, code, email=BEN, password=OTHER) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [409] * 10 + [429] * 2
    # Of the address, over all accounts.
    assert max(await care.rows(select(FailedAttempts.count))) == 12


async def test_what_is_refused_for_another_reason_is_no_try(care, http):
    code = await invite(care)
    for _ in range(4):
        refused = await redeem(http, code, email=BEN, password="too short")
        assert refused.status_code == 422
    assert await care.rows(select(OneTimeCode.email_tries)) == [0]
    body_of(await redeem(http, code, email=ANA, password=PASSWORD))


async def test_the_same_request_many_times_at_once_is_no_try_of_its_own_email(care, http):
    body = {"code": await invite(care), "timezone": "UTC", "email": ANA, "password": PASSWORD}
    key = {"idempotency-key": "one"}
    sent = (http.post("/v1/auth/redeem-invite", json=body, headers=key) for _ in range(5))
    answers = await asyncio.gather(*sent)
    # The first still runs, or she has as many passwords hashed at once as she may.
    busy = {(409, "idempotency_key_in_use"), (503, "unavailable")}
    assert {problem(answer) for answer in answers if answer.status_code != 200} <= busy
    assert len({answer.content for answer in answers if answer.status_code == 200}) == 1


async def test_who_is_told_to_come_again_learns_of_no_email_whether_it_is_taken(care, http):
    code = await invite(care)
    own = failure_key(KEY, "code", "127.0.0.1", str(care.ana.id))
    with contextlib.ExitStack() as all_places:
        for _ in range(ACCOUNT_SHARE):
            all_places.enter_context(attempt(own))
        tried = [await redeem(http, code, email=each, password=PASSWORD) for each in (ANA, BEN)]
    assert alike(*tried)
    assert problem(tried[0]) == (503, "unavailable")
    assert await care.rows(select(OneTimeCode.email_tries)) == [0]
    body_of(await redeem(http, code, email=ANA, password=PASSWORD))
