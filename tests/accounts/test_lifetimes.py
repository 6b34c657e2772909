"""How long a sign-in lasts: a therapist's so long unused and so long in all, a client's on."""

from datetime import datetime, timedelta
from uuid import UUID

import jwt
import pytest
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import select, update

from api.app import create_app
from api.platform.db import transaction
from api.tables import Device, SignIn
from tests.acting.care import Care, Json, body_of, problem
from tests.acting.credentials import (
    ANA,
    AUTH,
    BEN,
    OTHER,
    PASSWORD,
    give_password,
    refresh,
    see,
    sign_in,
)
from tests.databases import settings_for

A_SECOND, AN_HOUR, A_DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
EXPIRED = (401, "sign_in_expired")
PHONE = "/v1/me/devices/ben-phone"
TARGET = {"platform": "ios", "target": {"kind": "token", "value": "target-1"}}


@pytest.fixture
async def bens(care: Care) -> Json:
    await give_password(care, care.ben, BEN)
    return body_of(await sign_in(care.ben.http))


@pytest.fixture
async def anas(care: Care) -> Json:
    await give_password(care, care.ana, ANA)
    return body_of(await sign_in(care.ana.http, ANA))


def id_in(tokens: Json) -> UUID:
    claims = jwt.decode(tokens["access_token"], options={"verify_signature": False})
    return UUID(claims["fam"])


async def stored(care: Care, tokens: Json) -> SignIn:
    (row,) = await care.rows(select(SignIn).where(SignIn.id == id_in(tokens)))
    return row


async def renewed(http: AsyncClient, tokens: Json) -> Json:
    return body_of(await refresh(http, tokens["refresh_token"]))


async def test_a_therapists_sign_in_ends_when_it_was_not_used_for_12_hours(care, http, bens):
    care.clock.at += 12 * AN_HOUR - A_SECOND
    fresh = await renewed(http, bens)
    care.clock.at += 12 * AN_HOUR
    assert problem(await refresh(http, fresh["refresh_token"])) == EXPIRED
    assert problem(await refresh(http, bens["refresh_token"])) == EXPIRED


async def test_a_therapists_sign_in_ends_after_30_days_however_it_is_used(care, http, bens):
    began, tokens = care.clock.at, bens
    while care.clock.at < began + 30 * A_DAY - 11 * AN_HOUR:
        care.clock.at += 11 * AN_HOUR
        tokens = await renewed(http, tokens)
    assert (await stored(care, bens)).expires_at == began + 30 * A_DAY
    care.clock.at = began + 30 * A_DAY
    assert problem(await refresh(http, tokens["refresh_token"])) == EXPIRED


async def test_a_clients_sign_in_ends_after_90_days_unused_and_never_otherwise(care, http, anas):
    tokens = anas
    for _ in range(5):
        care.clock.at += 90 * A_DAY - A_SECOND
        tokens = await renewed(http, tokens)
    care.clock.at += 90 * A_DAY
    assert problem(await refresh(http, tokens["refresh_token"])) == EXPIRED


async def test_a_refresh_moves_the_last_use_and_the_end(care, http, bens):
    began = care.clock.at
    row = await stored(care, bens)
    assert (row.last_used_at, row.expires_at) == (began, began + 12 * AN_HOUR)
    care.clock.at += AN_HOUR
    await renewed(http, bens)
    row = await stored(care, bens)
    assert (row.created_at, row.last_used_at) == (began, began + AN_HOUR)
    assert row.expires_at == began + 13 * AN_HOUR


async def test_an_access_token_never_outlives_its_sign_in(care, http, bens):
    end = care.clock.at + timedelta(minutes=5, microseconds=7)
    async with transaction(care.sessions) as session:
        mine = update(SignIn).where(SignIn.id == id_in(bens))
        await session.execute(mine.values(created_at=end - 30 * A_DAY))
    last = await renewed(http, bens)
    assert datetime.fromisoformat(last["access_expires_at"]) == end.replace(microsecond=0)
    assert (await see(http, last["access_token"])).status_code == 200
    care.clock.at = end
    assert problem(await see(http, last["access_token"])) == (401, "token_expired")


async def test_an_access_token_that_says_otherwise_is_refused_at_the_end(care, http, bens):
    """As one that the version before issued, or if the settings were changed since."""
    async with transaction(care.sessions) as session:
        mine = update(SignIn).where(SignIn.id == id_in(bens))
        await session.execute(mine.values(expires_at=care.clock.at + A_SECOND))
    assert (await see(http, bens["access_token"])).status_code == 200
    care.clock.at += A_SECOND
    assert problem(await see(http, bens["access_token"])) == EXPIRED
    assert problem(await refresh(http, bens["refresh_token"])) == EXPIRED


@pytest.mark.parametrize(
    ("setting", "unused"),
    [({"therapist_idle_hours": 1}, AN_HOUR), ({"therapist_sign_in_days": 1}, A_DAY)],
)
async def test_the_settings_say_how_long(
    care, database_url, sessions, clock, library, setting, unused
):
    await give_password(care, care.ben, BEN)
    more = {"therapist_idle_hours": 48} | setting
    app = create_app(settings_for(database_url, **more), sessions, clock, library)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://api") as http:
        tokens = [body_of(await sign_in(http)) for _ in range(2)]
        care.clock.at += unused - A_SECOND
        await renewed(http, tokens[0])
        care.clock.at += A_SECOND
        assert problem(await refresh(http, tokens[1]["refresh_token"])) == EXPIRED


async def test_a_shorter_setting_holds_for_those_who_are_signed_in(
    care, http, bens, database_url, sessions, clock, library
):
    care.clock.at += 11 * AN_HOUR
    tokens = await renewed(http, await renewed(http, bens))
    care.clock.at += 11 * AN_HOUR
    tokens = await renewed(http, tokens)
    care.clock.at += 3 * AN_HOUR
    app = create_app(settings_for(database_url, therapist_sign_in_days=1), sessions, clock, library)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://api") as shorter:
        assert problem(await refresh(shorter, tokens["refresh_token"])) == EXPIRED


async def test_who_signs_in_again_on_her_phone_has_it_under_the_new_sign_in(care, http, bens):
    headers = {"authorization": f"Bearer {bens['access_token']}"}
    body_of(await http.put(PHONE, json=TARGET, headers=headers), 201)
    care.clock.at += A_DAY
    (phone,) = await care.rows(select(Device))
    assert (phone.sign_in_id, phone.disabled_at) == (id_in(bens), None)
    again = body_of(await sign_in(http))
    headers = {"authorization": f"Bearer {again['access_token']}"}
    assert body_of(await http.put(PHONE, json=TARGET, headers=headers))["enabled"] is True
    (phone,) = await care.rows(select(Device))
    assert (phone.sign_in_id, phone.disabled_at) == (id_in(again), None)
    body_of(await http.post(f"{AUTH}/sign-out", headers=headers))
    (phone,) = await care.rows(select(Device))
    assert phone.disabled_reason == "signed_out"


@pytest.mark.parametrize("forgotten", [False, True])
async def test_a_new_password_ends_pushes_to_phones_whose_sign_in_was_over(
    care, http, bens, forgotten
):
    headers = {"authorization": f"Bearer {bens['access_token']}"}
    body_of(await http.put(PHONE, json=TARGET, headers=headers), 201)
    care.clock.at += A_DAY
    if forgotten:
        async with transaction(care.sessions) as session:
            await session.execute(update(Device).values(sign_in_id=None))
    here = body_of(await sign_in(http))
    headers = {"authorization": f"Bearer {here['access_token']}"}
    other = {"platform": "ios", "target": {"kind": "token", "value": "target-2"}}
    body_of(await http.put("/v1/me/devices/new-phone", json=other, headers=headers), 201)
    body = {"current_password": PASSWORD, "new_password": OTHER}
    body_of(await http.post(f"{AUTH}/change-password", json=body, headers=headers))
    found = await care.rows(select(Device).order_by(Device.created_at))
    assert [phone.disabled_reason for phone in found] == ["signed_out", None]
