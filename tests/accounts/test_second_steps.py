"""Codes that are right, late, used or wrong; challenges that are not what they should be."""

import asyncio
from datetime import timedelta

import jwt
import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import select, update

from api.platform.db import transaction
from api.tables import AuditEvent, RecoveryCode, SecondFactor, SignIn
from tests.acting.care import Care, body_of, problem
from tests.acting.credentials import (
    AUTH,
    BEN,
    OTHER,
    PASSWORD,
    change_account,
    cheap_hash,
    give_password,
    see,
    sign_in,
)
from tests.acting.second_factors import (
    A_STEP,
    RECOVERY,
    challenge_of,
    code_at,
    give_factor,
    second_step,
    wrong_code,
)
from tests.databases import KEY

WRONG, HELD = (401, "wrong_second_factor"), (429, "second_factor_held")
TOO_MANY = (429, "too_many_attempts")


@pytest.fixture(autouse=True)
async def guarded(care: Care) -> Care:
    await give_password(care, care.ben, BEN)
    await give_factor(care, care.ben)
    return care


async def tries(care: Care, http: AsyncClient, code: str | None = None) -> Response:
    """Try a code, a wrong one if none is given, with a challenge of now."""
    return await second_step(http, await challenge_of(http), code or wrong_code(care.clock.at))


async def held(care: Care, http: AsyncClient) -> None:
    """Have codes held back from now on."""
    for _ in range(5):
        assert problem(await tries(care, http)) == WRONG


@pytest.mark.parametrize(
    ("steps", "is_good"), [(-3, False), (-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
@pytest.mark.parametrize("into_it", [0, 15, 29])
async def test_a_code_is_good_a_step_early_and_a_step_late(care, http, steps, is_good, into_it):
    care.clock.at += timedelta(seconds=into_it)
    answer = await tries(care, http, code_at(care.clock.at, steps))
    assert (answer.status_code == 200) == is_good, answer.text


async def test_a_code_is_good_once_and_none_before_it_any_more(care, http):
    now = care.clock.at
    body_of(await tries(care, http, code_at(now)))
    for steps in (0, -1):
        assert problem(await tries(care, http, code_at(now, steps))) == WRONG, steps
    body_of(await tries(care, http, code_at(now, 1)))
    care.clock.at += A_STEP
    assert problem(await tries(care, http, code_at(now, 1))) == WRONG
    body_of(await tries(care, http, code_at(now, 2)))


@pytest.mark.parametrize("code", ["now", RECOVERY])
async def test_of_one_code_that_is_sent_several_times_at_once_one_wins(care, http, code):
    challenge = await challenge_of(http)
    typed = code_at(care.clock.at) if code == "now" else code
    answers = await asyncio.gather(*(second_step(http, challenge, typed) for _ in range(4)))
    assert sorted(each.status_code for each in answers) == [200, 401, 401, 401]
    begun = await care.rows(select(AuditEvent).where(AuditEvent.action == "sign in"))
    assert len(begun) == 1


async def test_of_many_wrong_codes_at_once_none_is_compared_beyond_the_fifth(care, http):
    challenge, code = await challenge_of(http), wrong_code(care.clock.at)
    answers = await asyncio.gather(*(second_step(http, challenge, code) for _ in range(9)))
    assert sorted(problem(each) for each in answers) == [WRONG] * 5 + [HELD] * 4


async def test_after_five_wrong_ones_a_right_one_is_held_back_and_a_recovery_code_is_not(
    care, http
):
    await held(care, http)
    refused = await tries(care, http, code_at(care.clock.at))
    assert (problem(refused), refused.headers["retry-after"]) == (HELD, "60")
    body_of(await tries(care, http, RECOVERY))
    body_of(await tries(care, http, code_at(care.clock.at)))
    actions = await care.rows(select(AuditEvent.action).order_by(AuditEvent.id))
    assert actions[0] == "hold back codes"


async def test_it_is_held_back_for_longer_each_time_and_a_right_one_begins_anew(care, http):
    await held(care, http)
    for minutes in (1, 2, 4):
        care.clock.at += timedelta(minutes=minutes, seconds=-1)
        assert problem(await tries(care, http)) == HELD
        care.clock.at += timedelta(seconds=1)
        assert problem(await tries(care, http)) in (WRONG, TOO_MANY)
    care.clock.at += timedelta(minutes=8)
    body_of(await tries(care, http, code_at(care.clock.at)))
    assert problem(await tries(care, http)) in (WRONG, TOO_MANY)
    care.clock.at += A_STEP
    body_of(await tries(care, http, code_at(care.clock.at)))


async def test_a_wrong_code_counts_against_its_address_like_a_wrong_password(care, http):
    for tried in range(10):
        answer = await tries(care, http, "WRONG-RECOVERY")
        assert problem(answer) == WRONG, tried
    refused = await tries(care, http, "WRONG-RECOVERY")
    assert problem(refused) == TOO_MANY
    # What is right is answered all the same, and so is the password.
    body_of(await tries(care, http, code_at(care.clock.at)))


async def test_wrong_passwords_hold_no_code_back(care, http):
    for _ in range(12):
        await sign_in(http, BEN, "not the right one at all")
    body_of(await tries(care, http, code_at(care.clock.at)))


async def test_a_new_password_ends_the_hold(care, http):
    await held(care, http)
    change = {"current_password": PASSWORD, "new_password": OTHER}
    body_of(await care.ben.post(f"{AUTH}/change-password", change))
    challenge = await challenge_of(http, password=OTHER)
    body_of(await second_step(http, challenge, code_at(care.clock.at)))


async def test_a_challenge_is_good_for_ten_minutes_and_for_one_password(care, http):
    challenge = await challenge_of(http)
    care.clock.at += timedelta(minutes=10, seconds=-1)
    assert problem(await second_step(http, challenge, wrong_code(care.clock.at))) == WRONG
    care.clock.at += timedelta(seconds=1)
    code = code_at(care.clock.at)
    assert problem(await second_step(http, challenge, code)) == (401, "challenge_invalid")
    challenge = await challenge_of(http)
    await change_account(care, care.ben, password_hash=cheap_hash(OTHER))
    assert problem(await second_step(http, challenge, code)) == (401, "challenge_invalid")


async def test_a_challenge_of_a_closed_account_is_good_for_nothing(care, http):
    challenge = await challenge_of(http)
    await change_account(care, care.ben, deactivated_at=care.clock.at)
    code = code_at(care.clock.at)
    assert problem(await second_step(http, challenge, code)) == (401, "challenge_invalid")


async def test_a_challenge_is_no_token_and_no_token_a_challenge(care, http):
    challenge, code = await challenge_of(http), code_at(care.clock.at)
    assert problem(await see(http, challenge)) == (401, "token_invalid")
    refresh = await http.post(f"{AUTH}/refresh", json={"refresh_token": challenge})
    # It is longer than any refresh token.
    assert problem(refresh) == (422, "invalid")
    cookie = await http.get("/settings", headers={"cookie": f"carryover={challenge}"})
    assert cookie.status_code == 303
    claims = jwt.decode(challenge, options={"verify_signature": False})
    forged = (
        care.ben.token,
        jwt.encode(claims | {"sub": str(care.cast.eve.id)}, KEY, "HS256"),
        jwt.encode(claims, "another-key-of-at-least-32-characters", "HS256"),
        jwt.encode(claims, None, "none"),
        "x",
    )
    for each in forged:
        assert problem(await second_step(http, each, code)) == (401, "challenge_invalid"), each


async def test_a_secret_that_opens_for_another_person_opens_for_nobody(care, http):
    """As if someone who can write to the database gave an admin the secret of her own."""
    await give_factor(care, care.cast.dora)
    (ours,) = await care.rows(
        select(SecondFactor.sealed).where(SecondFactor.account_id == care.cast.dora.id)
    )
    async with transaction(care.sessions) as session:
        mine = update(SecondFactor).where(SecondFactor.account_id == care.ben.id)
        await session.execute(mine.values(sealed=ours))
    assert problem(await tries(care, http, code_at(care.clock.at))) == WRONG


async def test_somebody_elses_recovery_code_is_wrong(care, http):
    async with transaction(care.sessions) as session:
        await session.execute(update(RecoveryCode).values(account_id=care.cast.dora.id))
    assert problem(await tries(care, http, RECOVERY)) == WRONG


async def test_a_wrong_code_begins_no_sign_in(care, http):
    before = len(await care.rows(select(SignIn.id)))
    await tries(care, http)
    assert len(await care.rows(select(SignIn.id))) == before
