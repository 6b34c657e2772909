"""Of a sign-in's refresh tokens one lineage lives on, whatever is lost, sent twice or copied."""

import asyncio
from datetime import datetime, timedelta

import pytest
from httpx2 import AsyncClient
from sqlalchemy import select

from api.accounts.lineage import GRACE, renew
from api.platform.db import transaction
from api.tables import AuditEvent, RefreshToken, SignIn
from tests.acting.care import Care, body_of, problem
from tests.acting.credentials import (
    ANA,
    AUTH,
    OTHER,
    PASSWORD,
    give_password,
    refresh,
    sign_in,
)
from tests.blocking import until_blocked
from tests.waiting import WITHIN_S

REUSED = (401, "refresh_token_reused")
INSTANT = timedelta(microseconds=1)


@pytest.fixture
async def first(care: Care) -> str:
    """The first refresh token of a sign-in of Ana's."""
    await give_password(care, care.ana, ANA)
    return str(body_of(await sign_in(care.ana.http, ANA))["refresh_token"])


async def successor(http: AsyncClient, token: str) -> str:
    return str(body_of(await refresh(http, token))["refresh_token"])


async def revoked(care: Care) -> list[datetime]:
    ended = select(SignIn.revoked_at).where(SignIn.revoked_at.is_not(None))
    return list(await care.rows(ended))


async def test_once_a_successor_is_used_its_siblings_die_after_the_grace(care, http, first):
    used, sibling = await successor(http, first), await successor(http, first)
    latest = await successor(http, used)
    care.clock.at += GRACE + INSTANT
    assert problem(await refresh(http, sibling)) == REUSED
    assert problem(await refresh(http, latest)) == (401, "refresh_token_invalid")
    assert await revoked(care) == [care.clock.at]


async def test_a_sibling_is_good_until_the_end_of_the_grace(care, http, first):
    used, sibling = await successor(http, first), await successor(http, first)
    await successor(http, used)
    care.clock.at += GRACE
    await successor(http, sibling)
    assert await revoked(care) == []


async def test_of_cousins_that_were_made_in_the_grace_one_lives_on(care, http, first):
    both = [await successor(http, first) for _ in range(2)]
    cousins = [await successor(http, each) for each in both]
    care.clock.at += timedelta(hours=1)
    await successor(http, cousins[0])
    care.clock.at += GRACE + INSTANT
    assert problem(await refresh(http, cousins[1])) == REUSED


async def test_what_an_old_token_gives_in_the_grace_may_be_the_one_that_lives_on(care, http, first):
    """As when a refresh overtakes the one that was sent before it, and its answer comes last."""
    second = await successor(http, first)
    third = await successor(http, second)
    care.clock.at += GRACE
    last = await successor(http, first)
    care.clock.at += timedelta(days=3)
    await successor(http, last)
    care.clock.at += GRACE + INSTANT
    assert problem(await refresh(http, third)) == REUSED


async def test_a_phone_that_lost_every_answer_asks_again_for_weeks(care, http, first):
    for _ in range(5):
        await successor(http, first)
        care.clock.at += timedelta(days=80)
    fresh = await successor(http, first)
    assert await successor(http, fresh)


async def test_refreshes_at_once_are_all_answered_and_any_of_them_goes_on(care, http, first):
    answers = await asyncio.gather(*(refresh(http, first) for _ in range(4)))
    tokens = [body_of(answer)["refresh_token"] for answer in answers]
    care.clock.at += timedelta(days=1)
    await successor(http, tokens[2])
    care.clock.at += GRACE + INSTANT
    assert problem(await refresh(http, tokens[0])) == REUSED


async def test_a_change_of_the_password_has_all_older_tokens_give_way(care, http, first):
    second = await successor(http, first)
    access = body_of(await refresh(http, second))["access_token"]
    body = {"current_password": PASSWORD, "new_password": OTHER}
    headers = {"authorization": f"Bearer {access}"}
    path = f"{AUTH}/change-password"
    changed = body_of(await http.post(path, json=body, headers=headers))
    sibling = await successor(http, second)
    await successor(http, changed["refresh_token"])
    care.clock.at += GRACE + INSTANT
    assert problem(await refresh(http, sibling)) == REUSED


async def test_a_reuse_is_noted_with_the_account_whose_token_it_was(care, http, first):
    second = await successor(http, first)
    await successor(http, second)
    care.clock.at += GRACE + INSTANT
    assert problem(await refresh(http, first)) == REUSED
    assert problem(await refresh(http, first)) == (401, "refresh_token_invalid")
    reuse = AuditEvent.action == "refresh token reused"
    (event,) = await care.rows(select(AuditEvent).where(reuse))
    assert (event.client_id, event.actor_id) == (care.ana.id, care.ana.id)
    assert event.practice_id == care.ana.practice_id
    ended = select(SignIn.id).where(SignIn.revoked_at.is_not(None))
    assert [event.subject] == [{"sign_in_id": str(each)} for each in await care.rows(ended)]


async def test_a_late_use_is_seen_even_after_the_idle_time_of_a_therapist(care, http):
    """Nine hours by nine hours the thief goes on; her phone comes back after the weekend."""
    await give_password(care, care.ben, "ben@example.org")
    phone = thief = body_of(await sign_in(http))["refresh_token"]
    for _ in range(4):
        thief = await successor(http, thief)
        care.clock.at += timedelta(hours=9)
    assert problem(await refresh(http, phone)) == REUSED
    assert problem(await refresh(http, thief)) == (401, "refresh_token_invalid")


# SQLite has no row locks: there one transaction writes at a time.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("which", ["the same", "siblings"])
async def test_of_two_refreshes_at_once_one_comes_before_the_other(
    care, http, first, which, settings
):
    both = [first] * 2 if which == "the same" else [await successor(http, first) for _ in range(2)]
    async with asyncio.timeout(WITHIN_S), transaction(care.sessions) as open_one:
        await renew(open_one, both[0], care.clock.at, settings)
        other = asyncio.ensure_future(refresh(http, both[1]))
        await until_blocked(care.sessions, other)
        assert not other.done()
    care.clock.at += INSTANT
    body_of(await other)
    generations = await care.rows(select(RefreshToken.generation).order_by(RefreshToken.generation))
    assert generations == ([0, 1, 1] if which == "the same" else [0, 1, 1, 2, 2])


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_refresh_that_waited_for_the_end_of_its_sign_in_is_refused(care, http, first):
    async with asyncio.timeout(WITHIN_S), transaction(care.sessions) as ending:
        row = await ending.scalar(select(SignIn).order_by(SignIn.id.desc()).limit(1))
        row.revoked_at = care.clock.at
        await ending.flush()
        waiting = asyncio.ensure_future(refresh(http, first))
        await until_blocked(care.sessions, waiting)
    assert problem(await waiting) == (401, "refresh_token_invalid")
