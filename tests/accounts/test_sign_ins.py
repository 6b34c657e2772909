import asyncio
import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from sqlalchemy import select

from api.tables import Account, RefreshToken, SignIn
from tests.acting.care import Care, body_of, problem
from tests.acting.credentials import AUTH, BEN, change_account, give_password, refresh, see, sign_in
from tests.databases import KEY

WRONG_KEY = "another-key-of-at-least-32-characters"


@pytest.fixture
async def tokens(care: Care) -> dict[str, Any]:
    """The tokens of a fresh sign-in of Ben."""
    await give_password(care, care.ben, BEN)
    return body_of(await sign_in(care.ben.http))


def signed(header: dict[str, str], claims: dict[str, Any], digest: Any = hashlib.sha256) -> str:
    """Return a token signed with the server's key, whatever its header says."""
    parts = (json.dumps(part).encode() for part in (header, claims))
    message = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    signature = hmac.new(KEY.encode(), message, digest).digest()
    return f"{message.decode()}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def later(care: Care, **delta: float) -> None:
    care.clock.at += timedelta(**delta)


async def test_a_sign_in_gives_tokens_and_says_whose_they_are(care, http, tokens):
    assert tokens["access_expires_at"] == "2026-03-02T08:15:00Z"
    assert tokens["account"] == {
        "id": str(care.ben.id),
        "role": "therapist",
        "admin": True,
        "name": "Ben",
        "practice_id": str(care.ben.practice_id),
    }
    assert (await see(http, tokens["access_token"], "/v1/clients")).status_code == 200


async def test_an_email_is_the_same_in_capitals_and_with_spaces_around(http, tokens):
    assert (await sign_in(http, "  BEN@Example.ORG ")).status_code == 200


async def test_a_refresh_token_is_stored_as_its_hash_alone(care, tokens):
    stored = await care.rows(select(RefreshToken.token_hash))
    assert tokens["refresh_token"] not in stored
    assert all(len(each) == 64 for each in stored)


async def test_a_refresh_gives_new_tokens_of_the_same_sign_in(care, http, tokens):
    fresh = body_of(await refresh(http, tokens["refresh_token"]))
    assert fresh["refresh_token"] != tokens["refresh_token"]
    assert fresh["account"] == tokens["account"]
    assert (await see(http, fresh["access_token"])).status_code == 200
    families = {
        jwt.decode(each["access_token"], options={"verify_signature": False})["fam"]
        for each in (tokens, fresh)
    }
    assert len(families) == 1


async def test_a_lost_answer_signs_nobody_out_however_late_it_is_asked_again(care, http, tokens):
    body_of(await refresh(http, tokens["refresh_token"]))
    later(care, hours=11)
    again = body_of(await refresh(http, tokens["refresh_token"]))
    assert (await see(http, again["access_token"])).status_code == 200


async def test_the_old_token_stays_good_60_seconds_beyond_the_first_use_of_its_successor(
    care, http, tokens
):
    second = body_of(await refresh(http, tokens["refresh_token"]))
    later(care, hours=1)
    body_of(await refresh(http, second["refresh_token"]))
    later(care, seconds=60)
    body_of(await refresh(http, tokens["refresh_token"]))
    later(care, seconds=1)
    assert problem(await refresh(http, tokens["refresh_token"])) == (401, "refresh_token_reused")


async def test_a_later_reuse_ends_the_family_and_the_refusal_does_not_undo_that(care, http, tokens):
    other = body_of(await sign_in(http))
    second = body_of(await refresh(http, tokens["refresh_token"]))
    third = body_of(await refresh(http, second["refresh_token"]))
    later(care, seconds=61)
    assert problem(await refresh(http, tokens["refresh_token"])) == (401, "refresh_token_reused")
    for token in (tokens, second, third):
        assert problem(await refresh(http, token["refresh_token"]))[0] == 401
        assert problem(await see(http, token["access_token"])) == (401, "token_revoked")
    assert (await see(http, other["access_token"])).status_code == 200
    ended = await care.rows(
        select(SignIn.revoked_at).where(
            SignIn.account_id == care.ben.id, SignIn.revoked_at.is_not(None)
        )
    )
    assert ended == [care.clock.at]


async def test_two_refreshes_at_once_both_succeed(http, tokens):
    answers = await asyncio.gather(*(refresh(http, tokens["refresh_token"]) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    kept = [answer.json()["refresh_token"] for answer in answers]
    assert len(set(kept)) == 4
    for token in kept:
        body_of(await refresh(http, token))


async def test_a_sign_out_kills_its_own_tokens_at_once_and_no_others(care, http, tokens):
    other = body_of(await sign_in(http))
    headers = {"authorization": f"Bearer {tokens['access_token']}"}
    assert body_of(await http.post(f"{AUTH}/sign-out", headers=headers)) == {"signed_out": True}
    assert problem(await see(http, tokens["access_token"])) == (401, "token_revoked")
    assert problem(await refresh(http, tokens["refresh_token"])) == (401, "refresh_token_invalid")
    assert (await see(http, other["access_token"])).status_code == 200
    assert (await refresh(http, other["refresh_token"])).status_code == 200


async def test_a_refresh_token_is_no_access_token_nor_is_a_cursor(care, http, tokens):
    assert problem(await see(http, tokens["refresh_token"])) == (401, "token_invalid")
    await care.prescribe("09:00")
    await care.prescribe("10:00")
    page = await care.ben.get(f"/v1/clients/{care.ana.id}/prescriptions?limit=1")
    assert problem(await see(http, body_of(page)["next_cursor"])) == (401, "token_invalid")


async def test_an_access_token_lives_for_15_minutes(care, http, tokens):
    later(care, minutes=15, seconds=-1)
    assert (await see(http, tokens["access_token"])).status_code == 200
    later(care, seconds=1)
    refused = await see(http, tokens["access_token"])
    assert problem(refused) == (401, "token_expired")
    assert refused.headers["www-authenticate"] == "Bearer"


async def test_a_forged_token_is_refused_whatever_was_forged(care, http, tokens):
    claims = jwt.decode(tokens["access_token"], options={"verify_signature": False})
    assert (await see(http, signed({"alg": "HS256"}, claims))).status_code == 200
    pair = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    forged = {
        "unsigned": jwt.encode(claims, None, "none"),
        "signature cut off": tokens["access_token"].rpartition(".")[0] + ".",
        "signed by another": jwt.encode(claims, WRONG_KEY, "HS256"),
        "another algorithm": signed({"alg": "HS512"}, claims, hashlib.sha512),
        "says none, signed by us": signed({"alg": "none"}, claims),
        "says RS256, signed by us": signed({"alg": "RS256"}, claims),
        "a public-key algorithm": jwt.encode(claims, pair, "RS256"),
        "another audience": jwt.encode(claims | {"aud": "carryover-cursor"}, KEY, "HS256"),
        "another issuer": jwt.encode(claims | {"iss": "elsewhere"}, KEY, "HS256"),
        "no expiry": jwt.encode({**claims, "exp": None}, KEY, "HS256"),
        "no family": jwt.encode({n: v for n, v in claims.items() if n != "fam"}, KEY, "HS256"),
        "somebody else in my family": jwt.encode(claims | {"sub": str(care.ana.id)}, KEY, "HS256"),
        "no ids": jwt.encode(claims | {"sub": "ben", "fam": "ben"}, KEY, "HS256"),
        "an id that is no text": jwt.encode(claims | {"fam": 7}, KEY, "HS256"),
        "nothing like a token": "a.b.c",
    }
    for what, token in forged.items():
        refused = await see(http, token)
        assert refused.status_code == 401, what
        assert refused.json()["code"] in {"token_invalid", "token_revoked"}, what


async def test_only_a_bearer_token_is_looked_at(http, tokens):
    token = tokens["access_token"]
    for header in (f"Basic {token}", f"Token {token}", token, "Bearer", "Bearer ", ""):
        refused = await http.get("/v1/vocabulary", headers={"authorization": header})
        assert problem(refused) == (401, "unauthenticated"), header
    assert (await http.get(f"/v1/vocabulary?access_token={token}")).status_code == 401
    assert (
        await http.get("/v1/vocabulary", headers={"authorization": f"bearer {token}"})
    ).status_code == 200


async def test_a_deactivated_account_is_out_at_once(care, http, tokens):
    await change_account(care, care.ben, deactivated_at=care.clock.at)
    assert problem(await see(http, tokens["access_token"])) == (401, "token_revoked")
    assert problem(await refresh(http, tokens["refresh_token"])) == (401, "refresh_token_invalid")
    assert problem(await sign_in(http)) == (401, "wrong_credentials")


async def test_a_role_is_read_from_the_account_and_never_from_the_token(care, http, tokens):
    await change_account(care, care.ben, admin=False, name="Benedikt")
    account = body_of(await refresh(http, tokens["refresh_token"]))["account"]
    assert (account["admin"], account["name"]) == (False, "Benedikt")
    claims = jwt.decode(tokens["access_token"], options={"verify_signature": False})
    assert claims.keys() == {"sub", "fam", "iat", "exp", "iss", "aud"}
    assert await care.rows(select(Account.admin).where(Account.id == care.ben.id)) == [False]
