"""Where I am signed in: read and ended by whoever is signed in, a therapist alike."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import jwt
import pytest
from sqlalchemy import select, update

from api.platform.db import transaction
from api.tables import AuditEvent, Device, SignIn
from tests.acting.care import Json, body_of, problem
from tests.acting.credentials import ANA, BEN, give_password, refresh, see, sign_in
from tests.cast import Person

MINE = "/v1/me/sign-ins"
A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)


def id_of(token: str) -> str:
    return str(jwt.decode(token, options={"verify_signature": False})["fam"])


async def listed(who: Person, **asked: object) -> list[Json]:
    return list(body_of(await who.get(MINE, params=asked))["items"])


async def end(who: Person, which: str) -> int:
    answer = await who.delete(f"{MINE}/{which}")
    assert answer.status_code in (204, 404), answer.text
    assert (answer.content == b"") == (answer.status_code == 204)
    return answer.status_code


async def phone(who: Person, name: str, platform: str = "android") -> None:
    target = {"kind": "token", "value": f"target-{name}"}
    body = {"platform": platform, "target": target}
    assert (await who.put(f"/v1/me/devices/{name}", body)).is_success


async def test_i_see_where_i_am_signed_in_the_newest_first(care, http):
    await give_password(care, care.ana, ANA)
    care.clock.at += A_MINUTE
    tokens = body_of(await sign_in(http, ANA))
    care.clock.at += A_MINUTE
    body_of(await refresh(http, tokens["refresh_token"]))
    await phone(care.ana, "hers", "ios")
    assert await listed(care.ana) == [
        {
            "id": id_of(tokens["access_token"]),
            "started_at": "2026-03-02T08:01:00Z",
            "last_used_at": "2026-03-02T08:02:00Z",
            "platform": None,
            "browser": None,
            "system": None,
            "current": False,
        },
        {
            "id": id_of(care.ana.token),
            "started_at": "2026-03-02T08:00:00Z",
            "last_used_at": "2026-03-02T08:00:00Z",
            "platform": "ios",
            "browser": None,
            "system": None,
            "current": True,
        },
    ]


async def test_only_my_own_live_ones_are_listed(care, http):
    await give_password(care, care.ben, BEN)
    tokens = [body_of(await sign_in(http)) for _ in range(3)]
    ended, over, live = (id_of(each["access_token"]) for each in tokens)
    assert await end(care.ben, ended) == 204
    async with transaction(care.sessions) as session:
        which = update(SignIn).where(SignIn.id == UUID(over))
        await session.execute(which.values(expires_at=care.clock.at))
    assert {row["id"] for row in await listed(care.ben)} == {live, id_of(care.ben.token)}
    assert [row["id"] for row in await listed(care.cast.dora)] == [id_of(care.cast.dora.token)]


async def test_they_come_in_pages(care, http):
    await give_password(care, care.ana, ANA)
    for _ in range(3):
        body_of(await sign_in(http, ANA))
    first = body_of(await care.ana.get(MINE, params={"limit": 2}))
    rest = {"limit": 2, "cursor": first["next_cursor"]}
    second = body_of(await care.ana.get(MINE, params=rest))
    assert second["next_cursor"] is None
    ids = [row["id"] for row in first["items"] + second["items"]]
    assert len(set(ids)) == 4
    assert ids == [row["id"] for row in await listed(care.ana)]


async def test_the_platform_is_that_of_the_phone_that_was_here_last(care):
    await phone(care.ana, "old", "web")
    care.clock.at += A_MINUTE
    await phone(care.ana, "new", "android")
    assert [row["platform"] for row in await listed(care.ana)] == ["android"]
    care.clock.at += A_MINUTE
    await phone(care.ana, "old", "web")
    assert [row["platform"] for row in await listed(care.ana)] == ["web"]


async def test_one_that_is_ended_is_dead_at_once_and_the_others_go_on(care, http):
    await give_password(care, care.ana, ANA)
    lost, kept = [body_of(await sign_in(http, ANA)) for _ in range(2)]
    assert await end(care.ana, id_of(lost["access_token"])) == 204
    assert problem(await see(http, lost["access_token"])) == (401, "token_revoked")
    dead = await refresh(http, lost["refresh_token"])
    assert problem(dead) == (401, "refresh_token_invalid")
    assert (await see(http, kept["access_token"])).status_code == 200
    assert (await care.ana.get(MINE)).status_code == 200


async def test_ending_the_one_that_asks_signs_out(care):
    assert await end(care.ana, id_of(care.ana.token)) == 204
    assert problem(await care.ana.get(MINE)) == (401, "token_revoked")


async def test_what_is_anothers_ended_over_or_unknown_is_absent_alike_and_no_denial(care, http):
    await give_password(care, care.ana, ANA)
    ended, over = [id_of(body_of(await sign_in(http, ANA))["access_token"]) for _ in range(2)]
    assert await end(care.ana, ended) == 204
    async with transaction(care.sessions) as session:
        which = update(SignIn).where(SignIn.id == UUID(over))
        await session.execute(which.values(expires_at=care.clock.at))
    for which in (ended, over, str(uuid4()), id_of(care.cast.cy.token), id_of(care.ben.token)):
        assert await end(care.ana, which) == 404
    assert (await care.cast.cy.get(MINE)).status_code == 200
    denied = select(AuditEvent.id).where(AuditEvent.action == "denied")
    assert await care.rows(denied) == []


async def test_ended_by_two_at_once_it_is_ended_and_noted_once(care):
    other = await care.another_phone()
    which = id_of(other.token)
    answers = await asyncio.gather(*(care.ana.delete(f"{MINE}/{which}") for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [204, 404, 404]
    noted = select(AuditEvent.subject).where(AuditEvent.action == "end sign-in")
    assert await care.rows(noted) == [{"sign_in_id": which}]


@pytest.mark.parametrize("whose", ["ana", "ben"])
async def test_its_phone_is_pushed_to_no_more_and_the_others_are(care, casting, whose):
    who = getattr(care.cast, whose)
    await phone(who, "here")
    other = await casting.phone(who)
    await phone(other, "lost")
    assert await end(who, id_of(other.token)) == 204
    reasons = select(Device.disabled_reason).order_by(Device.installation_id)
    assert await care.rows(reasons) == [None, "signed_out"]
    refused = await who.post("/v1/me/devices/lost/test-push")
    assert problem(refused) == (409, "device_cannot_be_pushed")
