"""Signing in with a passkey: what is right signs in at once, what is wrong looks all the same."""

import asyncio

import pytest
from httpx2 import AsyncClient
from sqlalchemy import func, select

from api.accounts.passkey_uses import options_to_sign_in as options_of
from api.platform.http.errors import Problem
from api.tables import Passkey, SpentChallenge
from tests.acting.care import Care, Json, at, body_of, problem
from tests.acting.credentials import (
    BEN,
    EVE,
    alike,
    change_account,
    give_password,
    issued,
    reset,
    see,
)
from tests.acting.passkeys import (
    MINE,
    PRESENT,
    SIGN_IN,
    VERIFIED,
    SoftKey,
    add,
    give_passkey,
    options_to_sign_in,
    proof_of,
    sign_in_by,
)
from tests.acting.second_factors import challenge_of, second_step
from tests.databases import settings_for

WRONG = (401, "wrong_passkey")


@pytest.fixture
async def ben(care: Care, key: SoftKey) -> Care:
    """Ben with a password and a passkey."""
    await give_password(care, care.ben, BEN)
    await give_passkey(care, care.ben, key)
    return care


async def test_a_passkey_signs_in_alone_and_its_use_is_shown(
    ben: Care, key: SoftKey, http: AsyncClient
) -> None:
    options = await options_to_sign_in(http)
    assert (options["rpId"], options["userVerification"]) == ("localhost", "required")
    assert options["allowCredentials"] == []
    tokens = body_of(await http.post(SIGN_IN, json=key.sign(options)))
    assert tokens["account"]["id"] == str(ben.ben.id)
    assert (await see(http, tokens["access_token"], "/v1/clients")).status_code == 200
    (shown,) = body_of(await ben.ben.get(MINE))["items"]
    assert shown["last_used_at"] == "2026-03-02T08:00:00Z"
    assert await ben.rows(select(Passkey.sign_count)) == [1]


@pytest.mark.parametrize(
    "other",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:8001"},
        {"origin": "http://127.0.0.1:8000"},
        {"site": "evil.example"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"what": "webauthn.create"},
        {"framed": True},
        {"owner": None},
        {"owner": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
)
async def test_what_was_signed_elsewhere_or_without_her_signs_nobody_in(
    ben: Care, key: SoftKey, http: AsyncClient, other: Json
) -> None:
    assert problem(await sign_in_by(http, key, **other)) == WRONG
    body_of(await sign_in_by(http, key))


async def test_all_that_is_wrong_looks_alike(ben: Care, key: SoftKey, http: AsyncClient) -> None:
    unknown = await sign_in_by(http, SoftKey(99, owner=key.owner))
    forged = SoftKey(99, owner=key.owner).sign(await options_to_sign_in(http))
    known = await http.post(SIGN_IN, json=forged | {"credential_id": key.id})
    late = key.sign(await options_to_sign_in(http))
    ben.advance(minutes=5)
    expired = await http.post(SIGN_IN, json=late)
    ours = await http.post(SIGN_IN, json=key.sign({"challenge": "AAAA"}))
    torn = await http.post(SIGN_IN, json=late | {"client_data": "AAAAA"})
    assert problem(unknown) == WRONG
    assert alike(unknown, known, expired, ours, torn)


async def test_a_challenge_of_another_purpose_signs_nobody_in(
    ben: Care, key: SoftKey, http: AsyncClient
) -> None:
    proof = await proof_of(ben.ben, key)
    assert problem(await http.post(SIGN_IN, json=proof["passkey"])) == WRONG


async def test_an_answer_signs_in_once_also_if_it_is_sent_twice_at_once(
    ben: Care, key: SoftKey, http: AsyncClient
) -> None:
    # One that does not count: nothing but the challenge tells the second from the first.
    still = SoftKey(11, step=0)
    await give_passkey(ben, ben.ben, still)
    answer = still.sign(await options_to_sign_in(http))
    both = await asyncio.gather(*(http.post(SIGN_IN, json=answer) for _ in range(2)))
    assert sorted(each.status_code for each in both) == [200, 401]
    assert problem(await http.post(SIGN_IN, json=answer)) == WRONG
    assert await ben.rows(select(func.count(SpentChallenge.id))) == [1]


async def test_a_count_goes_on_or_is_never_told(ben: Care, key: SoftKey, http: AsyncClient) -> None:
    body_of(await sign_in_by(http, key, count=5))
    for count in (5, 4, 0):
        assert problem(await sign_in_by(http, key, count=count)) == WRONG
    body_of(await sign_in_by(http, key, count=6))
    still = SoftKey(11, step=0)
    await give_passkey(ben, ben.ben, still)
    for _ in range(2):
        body_of(await sign_in_by(http, still))


async def test_of_two_that_count_alike_at_once_one_is_a_copy(
    ben: Care, key: SoftKey, http: AsyncClient
) -> None:
    copy = SoftKey(owner=key.owner)
    answers = [each.sign(await options_to_sign_in(http)) for each in (key, copy)]
    both = await asyncio.gather(*(http.post(SIGN_IN, json=each) for each in answers))
    assert sorted(each.status_code for each in both) == [200, 401]


async def test_the_passkey_of_one_never_signs_another_in(
    ben: Care, key: SoftKey, http: AsyncClient
) -> None:
    await give_password(ben, ben.cast.eve, EVE)
    eves = SoftKey(12)
    await give_passkey(ben, ben.cast.eve, eves)
    assert problem(await sign_in_by(http, eves, owner=key.owner)) == WRONG
    tokens = body_of(await sign_in_by(http, eves))
    assert tokens["account"]["id"] == str(ben.cast.eve.id)


async def test_what_was_removed_or_whose_account_is_closed_signs_nobody_in(
    ben: Care, key: SoftKey, http: AsyncClient
) -> None:
    await change_account(ben, ben.ben, deactivated_at=ben.clock.at)
    assert problem(await sign_in_by(http, key)) == WRONG
    await change_account(ben, ben.ben, deactivated_at=None)
    (shown,) = body_of(await ben.ben.get(MINE))["items"]
    said = {"current_password": "four seas, one quiet boat", **await proof_of(ben.ben, key)}
    removed = await ben.ben.post(f"{MINE}/{shown['id']}/remove", said)
    assert removed.status_code == 204
    assert problem(await sign_in_by(http, key)) == WRONG


async def test_failures_are_limited_by_address_and_what_is_right_is_never_held_back(
    ben: Care, key: SoftKey, http: AsyncClient
) -> None:
    seen = [problem(await sign_in_by(http, SoftKey(99, owner=key.owner))) for _ in range(11)]
    assert seen[:10] == [WRONG] * 10
    assert seen[10] == (429, "too_many_attempts")
    body_of(await sign_in_by(http, key))


async def test_by_the_password_a_recovery_code_is_asked_for(care: Care, http: AsyncClient) -> None:
    await give_password(care, care.ben, BEN)
    codes = (await add(care.ben, SoftKey()))["recovery_codes"]
    challenge = await challenge_of(http)
    for wrong in ("123456", "0000-0000-0000-0000"):
        refused = await second_step(http, challenge, wrong)
        assert problem(refused) == (401, "wrong_second_factor")
    body_of(await second_step(http, challenge, codes[3]))
    again = await second_step(http, challenge, codes[3])
    assert problem(again) == (401, "wrong_second_factor")


async def test_a_new_password_leaves_it_as_it_is_and_opens_nothing_without_it(
    ben: Care, key: SoftKey, http: AsyncClient
) -> None:
    refused = await reset(http, await issued(ben, ben.ben))
    assert problem(refused) == (401, "second_factor_required")
    body_of(await sign_in_by(http, key))


async def test_an_admin_who_needs_a_second_factor_has_one(
    ben: Care, key: SoftKey, http: AsyncClient
) -> None:
    path = "/v1/practice"
    etag = {"if-match": (await ben.ben.get(path)).headers["etag"]}
    asks = {"admins_need_second_factor": True}
    body_of(await ben.ben.patch(path, asks, headers=etag))
    tokens = body_of(await sign_in_by(http, key))
    assert (await see(http, tokens["access_token"], path)).status_code == 200
    assert body_of(await ben.ben.get("/v1/me/second-factor"))["required"] is True


def test_who_reaches_a_server_by_a_number_has_no_passkeys() -> None:
    for url in ("https://192.0.2.7", "http://carryover.example.org"):
        config = settings_for("sqlite:///none.db", public_url=url)
        with pytest.raises(Problem) as refused:
            options_of(at(2026, 3, 2, 8), config)
        assert refused.value.problem_code == "passkeys_off"
