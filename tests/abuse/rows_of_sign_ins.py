"""Rows about tokens, passwords and invites."""

import asyncio
from datetime import timedelta
from typing import Any

import jwt

from tests.abuse.table import CLIENTS, House, claims_of, row
from tests.acting.care import body_of, problem
from tests.acting.credentials import (
    ANA,
    AUTH,
    BEN,
    give_password,
    invite,
    redeem,
    refresh,
    see,
    sign_in,
)
from tests.acting.syncing import SYNC
from tests.databases import KEY


async def signed_in(house: House) -> dict[str, Any]:
    await give_password(house.care, house.care.ben, BEN)
    return body_of(await sign_in(house.http))


@row("no token: 401", "test_access.py::test_without_a_token_a_private_route_is_401")
async def _(house: House) -> None:
    for method, path in (("GET", CLIENTS), ("GET", "/v1/me/today"), ("POST", SYNC)):
        assert problem(await house.http.request(method, path)) == (401, "unauthenticated")


@row("alg=none or key confusion: 401", "accounts/test_sign_ins.py::test_a_forged_token_is_refused")
async def _(house: House) -> None:
    claims = claims_of(house.care.ben.token)
    forged = [jwt.encode(claims, None, "none"), jwt.encode(claims, "k" * 40, "HS256")]
    forged += [jwt.encode(claims, KEY, "HS256", headers={"kid": "of another"})]
    for token in forged:
        assert problem(await see(house.http, token)) == (401, "token_invalid")


@row("expired or wrong audience: 401", "accounts/test_sign_ins.py::test_an_access_token_lives")
async def _(house: House) -> None:
    claims = claims_of(house.care.ben.token)
    other = jwt.encode(claims | {"aud": "carryover-pages"}, KEY, "HS256")
    assert problem(await see(house.http, other)) == (401, "token_invalid")
    house.care.clock.at += timedelta(minutes=15)
    assert problem(await see(house.http, house.care.ben.token)) == (401, "token_expired")


@row("refresh as access: 401", "accounts/test_sign_ins.py::test_a_refresh_token_is_no_access_token")
async def _(house: House) -> None:
    tokens = await signed_in(house)
    assert problem(await see(house.http, tokens["refresh_token"])) == (401, "token_invalid")


@row("rotated refresh after grace: 401 and family revoked", "accounts/test_lineage.py::test_")
async def _(house: House) -> None:
    first = await signed_in(house)
    second = body_of(await refresh(house.http, first["refresh_token"]))
    third = body_of(await refresh(house.http, second["refresh_token"]))
    house.care.clock.at += timedelta(seconds=61)
    late = await refresh(house.http, first["refresh_token"])
    assert problem(late) == (401, "refresh_token_reused")
    assert problem(await see(house.http, third["access_token"])) == (401, "token_revoked")
    assert (await refresh(house.http, third["refresh_token"])).status_code == 401


@row("parallel refresh in grace: 200 both", "accounts/test_sign_ins.py::test_two_refreshes_at_once")
async def _(house: House) -> None:
    token = (await signed_in(house))["refresh_token"]
    both = await asyncio.gather(refresh(house.http, token), refresh(house.http, token))
    assert [each.status_code for each in both] == [200, 200]


@row("token after sign-out: 401", "accounts/test_sign_ins.py::test_a_sign_out_kills_its_own_tokens")
async def _(house: House) -> None:
    tokens = await signed_in(house)
    headers = {"authorization": f"Bearer {tokens['access_token']}"}
    body_of(await house.http.post(f"{AUTH}/sign-out", headers=headers))
    assert problem(await see(house.http, tokens["access_token"])) == (401, "token_revoked")
    assert (await refresh(house.http, tokens["refresh_token"])).status_code == 401


@row(
    "20 bad passwords: 429, and the victim can still sign in",
    "accounts/test_passwords.py::test_after_20_bad_passwords",
    "accounts/test_failures.py::test_after_100_failures",
)
async def _(house: House) -> None:
    await give_password(house.care, house.care.ben, BEN)
    answers = [await sign_in(house.http, BEN, "not the right one at all") for _ in range(20)]
    assert [each.status_code for each in answers] == [401] * 10 + [429] * 10
    assert (await sign_in(house.http)).status_code == 200


@row("14-character password: 422", "accounts/test_passwords.py::test_a_password_of_14_characters")
async def _(house: House) -> None:
    code = await invite(house.care)
    refused = await redeem(house.http, code, email=ANA, password="14 characters!")
    assert refused.json()["errors"] == [{"pointer": "/password", "code": "password_too_short"}]
    body_of(await redeem(house.http, code, email=ANA, password="15 characters!!"))


@row("wrong invite: 404, then 429", "accounts/test_codes.py::test_from_the_tenth_wrong_code_on")
async def _(house: House) -> None:
    answers = [await redeem(house.http, "0000000000") for _ in range(11)]
    assert [each.status_code for each in answers] == [404] * 10 + [429]
    body_of(await redeem(house.http, await invite(house.care)))


@row(
    "two redeem at once: one wins", "accounts/test_codes.py::test_of_two_who_redeem_a_code_at_once"
)
async def _(house: House) -> None:
    code = await invite(house.care)
    both = await asyncio.gather(redeem(house.http, code), redeem(house.http, code))
    assert sorted(each.status_code for each in both) == [200, 404]


@row("invite of another practice: 404", "accounts/test_standing.py::test_")
async def _(house: House) -> None:
    refused = await house.care.cast.eve.post(f"{CLIENTS}/{house.care.ana.id}/invites")
    assert problem(refused) == (404, "not_found")
    therapist = f"/v1/therapists/{house.care.cast.dora.id}/invites"
    assert problem(await house.care.cast.eve.post(therapist)) == (404, "not_found")
