"""The secret key is changed while people are signed in, and nobody notices.

Before, during and after are processes of their own settings on one database: what the old key made
is good where it stands beside the new one, and nowhere once it is removed.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import jwt
import pytest
from httpx2 import ASGITransport, AsyncClient, Response
from sqlalchemy import select

from api.access.tokens import PAGES, issue_access_token
from api.app import create_app
from api.care.plan_tokens import plan_shown_at, plan_token_of
from api.platform.keys import Keys, id_of, keys_of
from api.tables import Account
from tests.acting.care import Care, body_of, problem
from tests.acting.credentials import BEN, PASSWORD, give_password, invite, refresh, see, sign_in
from tests.acting.passkeys import SIGN_IN, SoftKey, give_passkey, options_to_sign_in
from tests.acting.syncing import SYNC
from tests.cast import Person
from tests.databases import KEY, settings_for
from tests.pages.browsing import TOKEN

NEW = "the-key-that-comes-after-it-of-32-characters"
COOKIE = "carryover"
IDA = {"name": "Ida", "timezone": "Europe/Berlin"}
SENT_ONCE = {"idempotency-key": "8e03978e-40d5-43e8-bc93-6894a57f9324"}
Serve = Callable[..., AsyncClient]
Ask = Callable[[AsyncClient], Awaitable[Response]]


@pytest.fixture
async def serve(sessions, clock, library, database_url) -> AsyncIterator[Serve]:
    """Return what asks a process that signs with one key, and believes others."""
    async with AsyncExitStack() as opened:

        def start(signing: str, *others: str) -> AsyncClient:
            settings = settings_for(database_url, secret_key=signing, other_secret_keys=others)
            transport = ASGITransport(create_app(settings, sessions, clock, library))
            http = AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")
            opened.push_async_callback(http.aclose)
            return http

        yield start


def known_by(http: AsyncClient, person: Person, care: Care) -> Person:
    """Return someone with a token of the new key, so that only what she sends is of the old one."""
    family = jwt.decode(person.token, options={"verify_signature": False})["fam"]
    token, _ = issue_access_token(person.id, UUID(family), care.clock.at, keys_of(NEW))
    return replace(person, http=http, token=token)


async def an_access_token(care: Care, _: AsyncClient) -> Ask:
    return lambda http: see(http, care.ben.token)


async def a_cursor_of_a_list(care: Care, _: AsyncClient) -> Ask:
    await care.prescribe("09:00")
    await care.prescribe("10:00")
    path = f"/v1/clients/{care.ana.id}/prescriptions?limit=1"
    cursor = body_of(await care.ben.get(path))["next_cursor"]
    return lambda http: known_by(http, care.ben, care).get(f"{path}&cursor={cursor}")


async def a_cursor_of_sync(care: Care, _: AsyncClient) -> Ask:
    cursor = body_of(await care.ana.post(SYNC, {"cursor": None, "changes": []}))["cursor"]
    sent = {"cursor": cursor, "changes": []}
    return lambda http: known_by(http, care.ana, care).post(SYNC, sent)


async def a_cookie(care: Care, old: AsyncClient) -> Ask:
    cookie = (await signed_in(care, old)).cookies[COOKIE]
    return lambda http: http.get("/settings", headers={"cookie": f"{COOKIE}={cookie}"})


async def a_challenge_of_a_passkey(care: Care, old: AsyncClient) -> Ask:
    key = SoftKey()
    await give_passkey(care, care.ben, key)
    answer = key.sign(await options_to_sign_in(old))
    return lambda http: http.post(SIGN_IN, json=answer)


MADE: dict[str, tuple[Any, int]] = {
    # What is made under the old key, and the status with which it is refused once that is gone.
    "an access token": (an_access_token, 401),
    "a cursor of a list": (a_cursor_of_a_list, 400),
    "a cursor of sync": (a_cursor_of_sync, 400),
    "the cookie of the pages": (a_cookie, 303),
    "a challenge of a passkey": (a_challenge_of_a_passkey, 401),
}


@pytest.mark.parametrize("what", MADE)
async def test_what_the_old_key_signed_is_good_until_it_is_removed(care, serve, what):
    make, refused = MADE[what]
    ask = await make(care, serve(KEY))
    beside, alone = [await ask(each) for each in (serve(NEW, KEY), serve(NEW))]
    assert (beside.status_code, alone.status_code) == (200, refused), alone.text


async def test_a_form_that_was_open_is_taken_until_the_old_key_is_removed(care, serve):
    old = await signed_in(care, serve(KEY))
    page = await old.get("/settings")
    (form,) = set(TOKEN.findall(page.text))
    sent = {"token": form, "locale": "es", "timezone": "Europe/Berlin"}
    answers = []
    for http in (serve(NEW, KEY), serve(NEW)):
        # With a cookie of the new key, so that the form alone is of the old one.
        http.cookies = (await signed_in(care, serve(NEW), as_known=old)).cookies
        answers.append((await http.post("/settings", data=sent)).status_code)
    assert answers == [303, 403]
    assert await care.rows(select(Account.locale).where(Account.id == care.ben.id)) == ["es"]


async def test_a_plan_is_proven_by_a_token_of_either_key(care):
    at, whose = care.clock.at, care.ana.id
    token = plan_token_of(at, whose, keys_of(KEY))
    assert plan_shown_at(token, whose, keys_of(NEW, [KEY])) == at + timedelta(milliseconds=1)
    assert plan_shown_at(token, whose, keys_of(NEW)) is None


async def test_a_request_that_came_before_is_answered_as_then(care, serve):
    first = await care.ben.post("/v1/clients", IDA, headers=SENT_ONCE)
    both, alone = (known_by(serve(*keys), care.ben, care) for keys in ((NEW, KEY), (NEW,)))
    again = await both.post("/v1/clients", IDA, headers=SENT_ONCE)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    reused = await both.post("/v1/clients", IDA | {"name": "Ivo"}, headers=SENT_ONCE)
    assert problem(reused) == (422, "idempotency_key_reused")
    anew = await alone.post("/v1/clients", IDA, headers=SENT_ONCE)
    assert anew.status_code == 201
    assert anew.json()["id"] != first.json()["id"]


async def test_a_request_that_two_processes_get_at_once_creates_once(care, serve):
    """While one of them already signs with the new key and the other not yet."""
    older, newer = serve(KEY, NEW), serve(NEW, KEY)
    people = [known_by(http, care.ben, care) for http in (older, newer) * 3]
    sent = [each.post("/v1/clients", IDA, headers=SENT_ONCE) for each in people]
    answers = await asyncio.gather(*sent)
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len(await care.rows(select(Account.id).where(Account.name == "Ida"))) == 1
    again = [await each.post("/v1/clients", IDA, headers=SENT_ONCE) for each in people]
    assert {answer.headers["idempotency-replayed"] for answer in again} == {"true"}


async def test_invites_and_refresh_tokens_know_no_key(care, serve):
    await give_password(care, care.ben, BEN)
    code, old = await invite(care), serve(KEY)
    tokens = body_of(await sign_in(old))
    new = serve(NEW)
    assert (await refresh(new, tokens["refresh_token"])).status_code == 200
    body = {"code": code, "timezone": "Europe/Berlin"}
    assert (await new.post("/v1/auth/redeem-invite", json=body)).status_code == 200


async def test_a_lost_answer_to_an_invite_is_given_again_under_the_new_key(care, serve):
    body, path = {"code": await invite(care), "timezone": "Europe/Berlin"}, "redeem-invite"
    first = await serve(KEY).post(f"/v1/auth/{path}", json=body, headers=SENT_ONCE)
    again = await serve(NEW, KEY).post(f"/v1/auth/{path}", json=body, headers=SENT_ONCE)
    assert (again.status_code, again.content) == (200, first.content)
    gone = await serve(NEW).post(f"/v1/auth/{path}", json=body, headers=SENT_ONCE)
    assert problem(gone) == (404, "wrong_code")


async def test_a_cookie_that_is_used_goes_over_to_the_new_key(care, serve):
    kept = (await signed_in(care, serve(KEY))).cookies[COOKIE]
    care.clock.at += timedelta(minutes=6)
    answer = await serve(NEW, KEY).get("/settings", headers={"cookie": f"{COOKIE}={kept}"})
    fresh = answer.cookies[COOKIE]
    assert jwt.get_unverified_header(kept)["kid"] == id_of(KEY)
    assert jwt.get_unverified_header(fresh)["kid"] == id_of(NEW)
    said = jwt.decode(fresh, NEW, ["HS256"], audience=PAGES, options={"verify_exp": False})
    assert UUID(said["sub"]) == care.ben.id


async def test_a_token_is_read_with_the_key_that_it_names_and_no_other(care, serve):
    claims = jwt.decode(care.ben.token, options={"verify_signature": False})
    http = serve(NEW, KEY)
    for named, key, status in (
        (id_of(NEW), NEW, 200),
        (id_of(KEY), KEY, 200),
        (id_of(NEW), KEY, 401),
        (id_of(KEY), NEW, 401),
        ("of-nobody", NEW, 401),
        ("", NEW, 401),
        # As the version before signs.
        (None, NEW, 200),
        (None, KEY, 200),
        (None, "k" * 40, 401),
    ):
        headers = {} if named is None else {"kid": named}
        token = jwt.encode(claims, key, "HS256", headers=headers)
        assert (await see(http, token)).status_code == status, (named, key)


def test_nothing_of_a_key_is_in_its_name_nor_in_what_is_printed_of_keys():
    keys = Keys((NEW, KEY))
    assert keys == keys_of(NEW, [KEY, NEW, KEY])
    for key in keys.all:
        assert key not in repr(keys)
        assert id_of(key) in repr(keys)


async def test_once_the_old_key_is_gone_a_phone_only_refreshes(care, serve):
    await give_password(care, care.ana, "ana@example.org")
    tokens = body_of(await sign_in(serve(KEY), "ana@example.org"))
    http = serve(NEW)
    assert problem(await see(http, tokens["access_token"])) == (401, "token_invalid")
    fresh = body_of(await refresh(http, tokens["refresh_token"]))
    assert (await see(http, fresh["access_token"], "/v1/me")).status_code == 200


async def signed_in(care: Care, http: AsyncClient, as_known: AsyncClient | None = None) -> Any:
    """Return a browser in which Ben is signed in; or one more with the same sign-in."""
    if as_known is not None:
        said = jwt.decode(as_known.cookies[COOKIE], options={"verify_signature": False})
        http.cookies.set(COOKIE, jwt.encode(said, NEW, "HS256"))
        return http
    await give_password(care, care.ben, BEN)
    answer = await http.post("/sign-in", data={"email": BEN, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return http
