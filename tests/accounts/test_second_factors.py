"""A second factor from its beginning to its end, and all that asks for it in between."""

import pytest
from httpx2 import AsyncClient, Response
from pyotp import TOTP
from sqlalchemy import func, select

from api.tables import AuditEvent, RecoveryCode, SecondFactor
from tests.acting.care import Care, Json, body_of, problem, refusals
from tests.acting.credentials import (
    AUTH,
    BEN,
    OTHER,
    PASSWORD,
    issued,
    redeem,
    reset,
    see,
    sign_in,
)
from tests.acting.second_factors import (
    MINE,
    RECOVERY,
    challenge_of,
    code_at,
    give_factor,
    second_step,
    wrong_code,
)

BEGIN = {"current_password": PASSWORD}


@pytest.fixture
async def guarded(ben: Care) -> Care:
    await give_factor(ben, ben.ben)
    return ben


async def set_up(care: Care) -> tuple[str, list[str]]:
    """Return the secret of a second factor that Ben set up, and his recovery codes."""
    begun = body_of(await care.ben.post(MINE, BEGIN))
    code = code_at(care.clock.at, secret=begun["secret"])
    made = body_of(await care.ben.post(f"{MINE}/confirm", {"code": code}))
    return begun["secret"], made["recovery_codes"]


async def proven(care: Care, what: str, code: str, password: str = PASSWORD) -> Response:
    return await care.ben.post(f"{MINE}/{what}", {"current_password": password, "code": code})


async def state(care: Care) -> Json:
    return body_of(await care.ben.get(MINE))


async def noted(care: Care) -> list[str]:
    query = select(AuditEvent.action).order_by(AuditEvent.id)
    return [each for each in await care.rows(query) if "factor" in each or "code" in each]


async def test_it_counts_once_a_code_confirms_it(ben: Care, http: AsyncClient) -> None:
    nothing = {"confirmed_at": None, "passkeys": 0, "recovery_codes_left": 0}
    nothing |= {"required": False}
    assert await state(ben) == nothing
    begun = body_of(await ben.ben.post(MINE, BEGIN))
    assert begun["uri"] == TOTP(begun["secret"]).provisioning_uri(name=BEN, issuer_name="Carryover")
    assert await state(ben) == nothing
    body_of(await sign_in(http))
    wrong = await ben.ben.post(f"{MINE}/confirm", {"code": wrong_code(ben.clock.at)})
    assert refusals(wrong) == [("/code", "wrong_code")]
    code = code_at(ben.clock.at, secret=begun["secret"])
    codes = body_of(await ben.ben.post(f"{MINE}/confirm", {"code": code}))["recovery_codes"]
    assert len(set(codes)) == 10
    found = await state(ben)
    assert (found["confirmed_at"], found["recovery_codes_left"]) == ("2026-03-02T08:00:00Z", 10)
    assert problem(await sign_in(http)) == (401, "second_factor_required")
    assert await noted(ben) == ["add second factor"]


async def test_the_code_that_confirmed_it_signs_nobody_in(ben: Care, http: AsyncClient) -> None:
    secret, _ = await set_up(ben)
    used = code_at(ben.clock.at, secret=secret)
    refused = await second_step(http, await challenge_of(http), used)
    assert problem(refused) == (401, "wrong_second_factor")
    later = code_at(ben.clock.at, 1, secret=secret)
    body_of(await second_step(http, await challenge_of(http), later))


async def test_what_is_stored_shows_neither_secret_nor_code(ben: Care) -> None:
    secret, codes = await set_up(ben)
    (sealed,) = await ben.rows(select(SecondFactor.sealed))
    hashes = await ben.rows(select(RecoveryCode.code_hash))
    assert secret not in sealed
    assert not {code.replace("-", "") for code in codes} & set(hashes)
    assert {len(each) for each in hashes} == {64}


async def test_confirming_it_ends_the_sign_ins_that_were_made_without(
    ben: Care, http: AsyncClient
) -> None:
    other = body_of(await sign_in(http))["access_token"]
    await set_up(ben)
    assert problem(await see(http, other)) == (401, "token_revoked")
    assert (await ben.ben.get(MINE)).status_code == 200


async def test_it_is_begun_with_the_password_and_anew_as_often_as_one_likes(ben: Care) -> None:
    wrong = await ben.ben.post(MINE, {"current_password": OTHER})
    assert refusals(wrong) == [("/current_password", "wrong_password")]
    first = body_of(await ben.ben.post(MINE, BEGIN))["secret"]
    second = body_of(await ben.ben.post(MINE, BEGIN))["secret"]
    assert first != second
    old = {"code": code_at(ben.clock.at, secret=first)}
    assert refusals(await ben.ben.post(f"{MINE}/confirm", old)) == [("/code", "wrong_code")]
    new = {"code": code_at(ben.clock.at, secret=second)}
    body_of(await ben.ben.post(f"{MINE}/confirm", new))
    assert problem(await ben.ben.post(MINE, BEGIN)) == (409, "second_factor_exists")
    assert problem(await ben.ben.post(f"{MINE}/confirm", new)) == (409, "second_factor_exists")


async def test_what_was_begun_half_an_hour_ago_is_begun_anew(ben: Care) -> None:
    assert problem(await ben.ben.post(f"{MINE}/confirm", {"code": "1"})) == (
        409,
        "second_factor_not_begun",
    )
    secret = body_of(await ben.ben.post(MINE, BEGIN))["secret"]
    ben.advance(minutes=30)
    code = {"code": code_at(ben.clock.at, secret=secret)}
    late = await ben.ben.post(f"{MINE}/confirm", code)
    assert problem(late) == (409, "second_factor_not_begun")


async def test_a_challenge_and_a_code_sign_in(guarded: Care, http: AsyncClient) -> None:
    challenge = await challenge_of(http)
    tokens = body_of(await second_step(http, challenge, code_at(guarded.clock.at)))
    assert tokens["account"]["id"] == str(guarded.ben.id)
    assert (await see(http, tokens["access_token"], "/v1/clients")).status_code == 200


async def test_a_recovery_code_signs_in_once_however_it_is_typed(
    guarded: Care, http: AsyncClient
) -> None:
    challenge = await challenge_of(http)
    typed = RECOVERY.lower().replace("-", " ")
    body_of(await second_step(http, challenge, typed))
    again = await second_step(http, challenge, RECOVERY)
    assert problem(again) == (401, "wrong_second_factor")
    assert (await state(guarded))["recovery_codes_left"] == 0
    assert await noted(guarded) == ["use recovery code"]


@pytest.mark.parametrize("what", ["remove", "recovery-codes"])
async def test_a_change_of_it_takes_the_password_and_a_code(guarded: Care, what: str) -> None:
    code = code_at(guarded.clock.at)
    wrong = await proven(guarded, what, code, password=OTHER)
    assert refusals(wrong) == [("/current_password", "wrong_password")]
    wrong = await proven(guarded, what, wrong_code(guarded.clock.at))
    assert refusals(wrong) == [("/code", "wrong_code")]
    assert (await proven(guarded, what, code)).is_success


async def test_once_it_is_removed_the_password_alone_signs_in(
    guarded: Care, http: AsyncClient
) -> None:
    assert (await proven(guarded, "remove", RECOVERY)).status_code == 204
    body_of(await sign_in(http))
    assert await guarded.rows(select(func.count(SecondFactor.id))) == [0]
    assert await guarded.rows(select(func.count(RecoveryCode.id))) == [0]
    assert problem(await proven(guarded, "remove", RECOVERY)) == (409, "no_second_factor")
    assert await noted(guarded) == ["use recovery code", "remove second factor"]


async def test_new_recovery_codes_void_the_earlier_ones(guarded: Care, http: AsyncClient) -> None:
    made = await proven(guarded, "recovery-codes", code_at(guarded.clock.at))
    fresh = body_of(made)["recovery_codes"]
    challenge = await challenge_of(http)
    assert problem(await second_step(http, challenge, RECOVERY))[0] == 401
    body_of(await second_step(http, challenge, fresh[9]))


async def test_a_new_password_by_a_code_leaves_it_as_it_is(
    guarded: Care, http: AsyncClient
) -> None:
    answer = await reset(http, await issued(guarded, guarded.ben), OTHER)
    assert problem(answer) == (401, "second_factor_required")
    # The password is set, and everybody else is out.
    assert problem(await guarded.ben.get(MINE)) == (401, "token_revoked")
    assert problem(await sign_in(http)) == (401, "wrong_credentials")
    await challenge_of(http, password=OTHER)
    tokens = await second_step(http, answer.json()["challenge"], code_at(guarded.clock.at))
    body_of(tokens)
    resets = await guarded.rows(select(AuditEvent).where(AuditEvent.action == "reset password"))
    assert [event.subject for event in resets] == [{"code_by": None}]


async def test_an_invite_leads_to_the_second_step_too_and_is_not_spent(
    guarded: Care, http: AsyncClient
) -> None:
    code = await issued(guarded, guarded.ben, "invite")
    assert problem(await redeem(http, code)) == (401, "password_needed")
    for _ in range(2):
        answer = await redeem(http, code, password=PASSWORD)
        assert problem(answer) == (401, "second_factor_required")
    challenge = answer.json()["challenge"]
    body_of(await second_step(http, challenge, code_at(guarded.clock.at)))


async def test_a_changed_password_keeps_it(guarded: Care, http: AsyncClient) -> None:
    change = {"current_password": PASSWORD, "new_password": OTHER}
    body_of(await guarded.ben.post(f"{AUTH}/change-password", change))
    await challenge_of(http, password=OTHER)


async def test_a_refresh_asks_for_no_code(guarded: Care, http: AsyncClient) -> None:
    challenge = await challenge_of(http)
    tokens = body_of(await second_step(http, challenge, code_at(guarded.clock.at)))
    again = await http.post(f"{AUTH}/refresh", json={"refresh_token": tokens["refresh_token"]})
    assert again.status_code == 200
