"""Who came in with somebody's account, and how: in the audit, and where a client reads it."""

from datetime import timedelta

import pytest
from httpx2 import AsyncClient

from tests.acting.care import Care, Json, body_of, problem
from tests.acting.credentials import (
    ANA,
    AUTH,
    OTHER,
    PASSWORD,
    give_password,
    invite,
    issued,
    redeem,
    refresh,
    reset,
    sign_in,
)
from tests.cast import Person

DORA = "dora.k@example.org"
A_MINUTE = timedelta(minutes=1)
BY_BEN = {"name": "Ben", "role": "therapist"}
HERSELF = {"name": "Ana", "role": "client"}


async def log(care: Care) -> list[Json]:
    return list(body_of(await care.ana.get("/v1/me/access-log"))["items"])


async def audit(care: Care) -> list[Json]:
    return list(body_of(await care.ben.get("/v1/audit"))["items"])


async def comes_in(care: Care, maker: Person | None) -> Json:
    """Have Ana come in by a new password, with this one's code or the operator's."""
    code = await issued(care, care.ana, maker=maker)
    return body_of(await reset(care.ana.http, code))


async def post_as(http: AsyncClient, tokens: Json, path: str, body: Json | None = None) -> None:
    headers = {"authorization": f"Bearer {tokens['access_token']}"}
    body_of(await http.post(f"{AUTH}/{path}", json=body, headers=headers))


async def test_a_client_reads_how_she_signed_in_changed_her_password_and_signed_out(care, http):
    await give_password(care, care.ana, ANA)
    tokens = body_of(await sign_in(http, ANA))
    care.clock.at += A_MINUTE
    change = {"current_password": PASSWORD, "new_password": OTHER}
    await post_as(http, tokens, "change-password", change)
    care.clock.at += A_MINUTE
    await post_as(http, tokens, "sign-out")
    care.ana.token = body_of(await sign_in(http, ANA, OTHER))["access_token"]
    now, *before = await log(care)
    assert (now["action"], now["by"]) == ("sign_in", HERSELF)
    assert [row["action"] for row in before] == ["end_sign_in", "change_password", "sign_in"]
    (which,) = {row["sign_in_id"] for row in before}
    assert which not in (None, now["sign_in_id"])
    assert [row["code_by"] for row in (now, *before)] == [None] * 4


async def test_a_client_reads_whose_code_it_was_that_somebody_came_in_by(care, http):
    await give_password(care, care.ana, ANA)
    code = await invite(care)
    care.clock.at += A_MINUTE
    body_of(await redeem(http, code, password=PASSWORD))
    care.clock.at += A_MINUTE
    await comes_in(care, None)
    care.clock.at += A_MINUTE
    care.ana.token = (await comes_in(care, care.ben))["access_token"]
    told = [(row["action"], row["by"], row["code_by"]) for row in await log(care)]
    assert told == [
        ("reset_password", HERSELF, BY_BEN),
        ("reset_password", HERSELF, None),
        ("redeem_invite", HERSELF, BY_BEN),
        ("invite_client", BY_BEN, None),
    ]


async def test_a_reuse_is_told_without_saying_who_it_was(care, http):
    await give_password(care, care.ana, ANA)
    first = body_of(await sign_in(http, ANA))["refresh_token"]
    second = body_of(await refresh(http, first))["refresh_token"]
    body_of(await refresh(http, second))
    care.advance(seconds=61)
    assert problem(await refresh(http, first)) == (401, "refresh_token_reused")
    reuse, began = await log(care)
    assert (reuse["action"], reuse["by"]) == ("refresh_token_reused", None)
    assert reuse["sign_in_id"] == began["sign_in_id"]


async def test_the_practices_audit_has_them_in_ids(care, http):
    await give_password(care, care.ana, ANA)
    tokens = await comes_in(care, care.ben)
    care.clock.at += A_MINUTE
    await post_as(http, tokens, "sign-out")
    ended, began = await audit(care)
    assert (ended["action"], began["action"]) == ("end_sign_in", "reset_password")
    assert began["actor"]["id"] == began["client"]["id"] == str(care.ana.id)
    assert began["subject"] == ended["subject"] | {"code_by": str(care.ben.id)}
    assert ended["subject"].keys() == {"sign_in_id"}


async def test_a_therapists_are_in_the_audit_of_the_practice_alone(care, http):
    await give_password(care, care.cast.dora, DORA)
    body_of(await sign_in(http, DORA))
    (event,) = await audit(care)
    assert (event["action"], event["client"]) == ("sign_in", None)
    assert event["actor"]["id"] == str(care.cast.dora.id)
    assert body_of(await care.cast.eve.get("/v1/audit"))["items"] == []


async def test_what_was_refused_is_not_noted_but_counted(care, http):
    await give_password(care, care.ana, ANA)
    assert (await sign_in(http, ANA, "not the password of anyone")).status_code == 401
    assert (await redeem(http, "0000000000")).status_code == 404
    assert await log(care) == []


@pytest.mark.parametrize("path", ["/v1/me/check-ins/2026-03-02", "/v1/me/consents"])
async def test_what_else_a_client_does_herself_is_not_in_her_log(care, path):
    body = {"id": "0191e0c8-0000-7000-8000-000000000001", "recorded_at": "2026-03-02T08:00:00Z"}
    answer = await care.ana.put(path, body | {"share_with_therapist": True})
    assert answer.is_success
    assert await log(care) == []
