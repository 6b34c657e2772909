"""Signing in with a user of Firebase: linked by who is signed in, refused like a wrong password."""

import base64
import hashlib
import hmac
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from httpx2 import ASGITransport, AsyncClient, Response
from sqlalchemy import delete, select

from api.app import create_app
from api.platform.db import transaction
from api.tables import Account, AuditEvent, FailedAttempts, FirebaseIdentity, SignIn
from tests.acting.care import Care, body_of, problem, refusals
from tests.acting.credentials import (
    ANA,
    AUTH,
    BEN,
    OTHER,
    PASSWORD,
    alike,
    change_account,
    give_password,
    invite,
    reset,
    see,
    sign_in,
)
from tests.cast import Person
from tests.databases import settings_for
from tests.google_keys import ISSUER, PROJECT, certificate, claims, private_key, shift, token

PATH = f"{AUTH}/firebase"
UID = "Vn0GtKkqzRTGoh1dfqXl1yMv2sT2"
REFUSED = (401, "wrong_credentials")


async def enter(http: AsyncClient, id_token: str) -> Response:
    return await http.post(PATH, json={"id_token": id_token})


async def link(care: Care, person: Person, uid: str = UID, **more: Any) -> Response:
    return await person.put(PATH, {"id_token": token(uid, care.clock.at)} | more)


@pytest.fixture
async def linked(care: Care) -> Care:
    """Ana with a password, and linked to the user UID."""
    await give_password(care, care.ana, ANA)
    body_of(await link(care, care.ana, password=PASSWORD))
    return care


async def test_a_linked_user_signs_in_as_by_password(linked, http):
    tokens = body_of(await enter(http, token(UID, linked.clock.at)))
    assert tokens.keys() == body_of(await sign_in(http, ANA)).keys()
    assert tokens["account"]["id"] == str(linked.ana.id)
    assert (await see(http, tokens["access_token"], "/v1/me")).status_code == 200
    noted = await linked.rows(select(AuditEvent.action).where(AuditEvent.action.like("%sign in%")))
    assert noted == ["sign in", "sign in"]
    assert len(await linked.rows(select(SignIn).where(SignIn.account_id == linked.ana.id))) == 3


async def test_an_unknown_user_looks_like_a_wrong_password_whatever_e_mail_she_has(care, http):
    """The e-mail of a token is verified by Google, and still opens nothing."""
    await give_password(care, care.ana, ANA)
    stranger = token("somebody-new", care.clock.at, email=ANA, email_verified=True)
    refused = await enter(http, stranger)
    assert problem(refused) == REFUSED
    assert alike(refused, await sign_in(http, ANA, "not the password of anyone"))
    assert alike(refused, await enter(http, "no token"))


def forged(header: dict[str, Any], said: dict[str, Any], secret: bytes) -> str:
    """Return a token signed with a shared secret, whatever its header says."""
    parts = (json.dumps(part).encode() for part in (header, said))
    message = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    signature = hmac.new(secret, message, hashlib.sha256).digest()
    return f"{message.decode()}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


async def test_every_token_that_is_not_rightly_ours_is_the_same_401(linked, http):
    now = linked.clock.at
    good, kid = claims(UID, now), {"kid": "first"}
    public = private_key("first").public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    curve = ec.generate_private_key(ec.SECP256R1())

    def rs256(**other: Any) -> str:
        return token(UID, now, **other)

    wrong = {
        "no signature": jwt.encode(good, None, "none", headers=kid),
        "says none": forged({"alg": "none", **kid}, good, b""),
        "says None": forged({"alg": "None", **kid}, good, b""),
        "the public key as a shared secret": forged({"alg": "HS256", **kid}, good, pem),
        "the certificate as a shared secret": forged(
            {"alg": "HS256", **kid}, good, certificate("first").encode()
        ),
        "says RS256, signed with the public key": forged({"alg": "RS256", **kid}, good, pem),
        "another algorithm of the same key": jwt.encode(
            good, private_key("first"), "RS512", headers=kid
        ),
        "PSS": jwt.encode(good, private_key("first"), "PS256", headers=kid),
        "a curve": jwt.encode(good, curve, "ES256", headers=kid),
        "another's key under our name": jwt.encode(
            good, private_key("another"), "RS256", headers=kid
        ),
        "an unknown key": token(UID, now, key="another"),
        "no key named": jwt.encode(good, private_key("first"), "RS256"),
        "a key named by no text": jwt.encode(
            good, private_key("first"), "RS256", headers={"kid": "0"}
        ),
        "its own key in the header": jwt.encode(
            good, private_key("another"), "RS256", headers={"kid": "x", "jwk": {"kty": "RSA"}}
        ),
        "signature cut off": rs256().rpartition(".")[0] + ".",
        "another project": rs256(aud="another-project"),
        "several projects": rs256(aud=[PROJECT, "another-project"]),
        "no project": rs256(aud=None),
        "another issuer": rs256(iss="https://securetoken.google.com/another-project"),
        "an issuer that begins alike": rs256(iss=f"{ISSUER}.example.org"),
        "Google itself": rs256(iss="https://accounts.google.com"),
        "a session's cookie": rs256(iss=f"https://session.firebase.google.com/{PROJECT}"),
        "no issuer": rs256(iss=None),
        "expired": rs256(exp=shift(now, -5)),
        "no expiry": rs256(exp=None),
        "issued later": rs256(iat=shift(now, 6)),
        "signed in later": rs256(auth_time=shift(now, 6)),
        "never signed in": rs256(auth_time=None),
        "no user": rs256(sub=None),
        "an empty user": rs256(sub=""),
        "a user too long": rs256(sub="u" * 129),
        "a user that is a number": rs256(sub=7),
        "an expiry that is true": rs256(exp=True),
        "an expiry that is text": rs256(exp=str(shift(now, 60))),
        "an expiry beyond all": rs256(exp=1e300),
        "an access token of ours": linked.ana.token,
        "nothing like a token": "a.b.c",
    }
    for what, sent in wrong.items():
        await forget_failures(linked)
        assert problem(await enter(http, sent)) == REFUSED, what
    body_of(await enter(http, rs256()))


async def test_clocks_may_be_five_seconds_apart(linked, http):
    now = linked.clock.at
    for fine in ({"exp": shift(now, -4)}, {"iat": shift(now, 5), "auth_time": shift(now, 5)}):
        body_of(await enter(http, token(UID, now, **fine)))
    body_of(await enter(http, token(UID, now, sub=UID, email=None, email_verified=None)))


async def test_failures_are_counted_and_what_is_right_is_never_held_back(linked, http):
    answers = [await enter(http, "no token") for _ in range(12)]
    assert [each.status_code for each in answers] == [401] * 10 + [429] * 2
    body_of(await enter(http, token(UID, linked.clock.at)))


async def test_linking_asks_for_the_password_of_who_has_one(care, http):
    await give_password(care, care.ana, ANA)
    assert refusals(await link(care, care.ana)) == [("/password", "required")]
    wrong = [await link(care, care.ana, password=OTHER) for _ in range(11)]
    assert refusals(wrong[0]) == [("/password", "wrong_password")]
    assert wrong[-1].status_code == 429
    assert problem(await enter(http, token(UID, care.clock.at))) == REFUSED
    at = body_of(await link(care, care.ana, password=PASSWORD))["linked_at"]
    assert body_of(await care.ana.get(PATH)) == {"linked_at": at}
    assert body_of(await link(care, care.ana, password=PASSWORD)) == {"linked_at": at}


async def test_who_has_no_password_links_with_the_phone_that_is_signed_in(care, http):
    body_of(await link(care, care.ana))
    assert body_of(await enter(http, token(UID, care.clock.at)))["account"]["name"] == "Ana"


async def test_a_user_opens_one_account_and_an_account_has_one_user(linked, http):
    refused = await link(linked, linked.cast.cy)
    assert problem(refused) == (409, "firebase_user_taken")
    body_of(await link(linked, linked.ana, "another-user", password=PASSWORD))
    assert problem(await enter(http, token(UID, linked.clock.at))) == REFUSED
    body_of(await enter(http, token("another-user", linked.clock.at)))
    body_of(await link(linked, linked.cast.cy))
    assert body_of(await enter(http, token(UID, linked.clock.at)))["account"]["name"] == "Cy"


async def test_a_token_that_is_none_links_nothing(care):
    for _ in range(10):
        refused = await care.ana.put(PATH, {"id_token": "no token"})
        assert refusals(refused) == [("/id_token", "wrong_id_token")]
    assert (await care.ana.put(PATH, {"id_token": "no token"})).status_code == 429
    assert refusals(await care.ana.put(PATH, {"id_token": "x" * 4097})) == [
        ("/id_token", "too_long")
    ]
    assert await care.rows(select(FirebaseIdentity)) == []


@pytest.mark.parametrize("how", ["unlinked", "a changed password", "a reset password", "closed"])
async def test_what_ends_a_link_ends_signing_in_by_it_at_once(linked, http, how):
    if how == "unlinked":
        assert (await linked.ana.delete(PATH)).status_code == 204
        assert body_of(await linked.ana.get(PATH)) == {"linked_at": None}
        assert (await linked.ana.delete(PATH)).status_code == 204
    elif how == "a changed password":
        body = {"current_password": PASSWORD, "new_password": OTHER}
        body_of(await linked.ana.post(f"{AUTH}/change-password", body))
    elif how == "a reset password":
        body_of(await reset(http, await invite(linked)))
    else:
        await change_account(linked, linked.ana, deactivated_at=linked.clock.at)
    assert problem(await enter(http, token(UID, linked.clock.at))) == REFUSED


async def test_it_is_noted_who_linked_and_shown_to_her(linked):
    await linked.ana.delete(PATH)
    rows = body_of(await linked.ana.get("/v1/me/access-log"))["items"]
    assert [row["action"] for row in rows] == ["unlink_firebase", "link_firebase"]
    assert {row["by"]["name"] for row in rows} == {"Ana"}


async def test_nothing_of_the_user_is_stored_that_could_be_read(linked):
    (row,) = await linked.rows(select(FirebaseIdentity))
    assert row.account_id == linked.ana.id
    assert UID not in row.user_hash
    assert await linked.rows(select(Account.email).where(Account.id == linked.ana.id)) == [ANA]


async def test_a_therapist_signs_in_the_same_way(care, http):
    await give_password(care, care.ben, BEN)
    body_of(await link(care, care.ben, password=PASSWORD))
    tokens = body_of(await enter(http, token(UID, care.clock.at)))
    assert (await see(http, tokens["access_token"], "/v1/clients")).status_code == 200


async def test_where_it_is_not_set_up_it_is_404_and_phones_are_told(
    care, sessions, clock, library, database_url
):
    off = settings_for(database_url, firebase_auth_project=None)
    app = create_app(off, sessions, clock, library)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://api") as http:
        told = body_of(await http.get("/v1/app-config"))
        assert told["flags"] == {"firebase": False}
        assert problem(await enter(http, token(UID, clock.at))) == (404, "firebase_off")


async def forget_failures(care: Care) -> None:
    """Have no failure be counted yet."""
    async with transaction(care.sessions) as session:
        await session.execute(delete(FailedAttempts))
