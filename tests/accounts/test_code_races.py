"""Codes that are used while others change the account whose they are: nobody blocks for good."""

import asyncio
from typing import Any

import pytest

from api.accounts.standing import of_account, revoke_codes
from api.care.locks import lock_account, lock_client
from api.platform.db import transaction
from tests.acting.care import Care, problem
from tests.acting.credentials import (
    AUTH,
    BEN,
    OTHER,
    PASSWORD,
    give_password,
    invite,
    issued,
    redeem,
    sign_in,
)
from tests.blocking import until_blocked
from tests.waiting import WITHIN_S

# SQLite has no row locks: there one transaction writes at a time.
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


async def new_code(care: Care) -> str:
    """Return a code of Ben's that both signs a phone in and sets a password."""
    return await issued(care, care.ben, "invite")


@pytest.mark.parametrize("deed", ["reset-password", "redeem-invite"])
async def test_an_account_is_locked_before_its_codes(care: Care, deed: str) -> None:
    """As by whoever deactivates it, which revokes them."""
    await give_password(care, care.ben, BEN)
    body: dict[str, Any] = {"code": await new_code(care)}
    more = {"timezone": "Europe/Berlin", "password": PASSWORD}
    body |= {"password": OTHER} if deed == "reset-password" else more
    async with asyncio.timeout(WITHIN_S), transaction(care.sessions) as deactivating:
        await lock_account(deactivating, care.ben.id)
        request = asyncio.ensure_future(care.ben.http.post(f"{AUTH}/{deed}", json=body))
        await until_blocked(care.sessions, request)
        await revoke_codes(deactivating, care.clock.at, of_account(care.ben.id))
    assert problem(await request) == (404, "wrong_code")
    assert (await sign_in(care.ben.http, password=PASSWORD)).status_code == 200


async def test_a_consent_that_ends_while_a_code_is_redeemed_wins(care: Care) -> None:
    """Whoever withdraws has locked her, and may have revoked nothing yet."""
    code = await invite(care)
    async with asyncio.timeout(WITHIN_S), transaction(care.sessions) as withdrawing:
        client = await lock_client(withdrawing, care.ana.id)
        request = asyncio.ensure_future(redeem(care.ana.http, code))
        await until_blocked(care.sessions, request)
        client.sharing_withdrawn_at = care.clock.at
    assert problem(await request) == (404, "wrong_code")


async def test_an_invite_that_waits_for_the_end_of_consent_is_not_made(care: Care) -> None:
    async with asyncio.timeout(WITHIN_S), transaction(care.sessions) as withdrawing:
        client = await lock_client(withdrawing, care.ana.id)
        asked = care.ben.post(f"/v1/clients/{care.ana.id}/invites")
        request = asyncio.ensure_future(asked)
        await until_blocked(care.sessions, request)
        client.sharing_withdrawn_at = care.clock.at
    assert problem(await request) == (404, "not_found")


async def test_a_code_with_which_two_things_are_done_at_once_does_one(care: Care) -> None:
    await give_password(care, care.ben, BEN)
    http, code = care.ben.http, await new_code(care)
    body = {"code": code, "password": OTHER}
    answers = await asyncio.gather(
        http.post(f"{AUTH}/reset-password", json=body), redeem(http, code, password=PASSWORD)
    )
    done, refused = sorted(answer.status_code for answer in answers)
    assert done == 200
    # There is no such code any more, or already the password that the other one has set.
    assert refused in (401, 404)
