"""Codes that are used while others change the account whose they are: nobody blocks for good."""

import asyncio
from typing import Any

import pytest

from api.accounts.codes import issue_code, revoke_codes
from api.care.locks import lock_account
from api.platform.db import transaction
from tests.acting.care import Care, problem
from tests.acting.credentials import AUTH, BEN, OTHER, PASSWORD, give_password, redeem, sign_in
from tests.blocking import until_blocked
from tests.waiting import WITHIN_S

# SQLite has no row locks: there one transaction writes at a time.
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


async def new_code(care: Care) -> str:
    """Return a code of Ben's that both signs a phone in and sets a password."""
    async with transaction(care.sessions) as session:
        code, _ = await issue_code(session, care.ben.id, "invite", None, care.clock.at)
    return code


@pytest.mark.parametrize("deed", ["reset-password", "redeem-invite"])
async def test_an_account_is_locked_before_its_codes(care: Care, deed: str) -> None:
    """As by whoever deactivates it, which revokes them."""
    await give_password(care, care.ben, BEN)
    body: dict[str, Any] = {"code": await new_code(care)}
    body |= {"password": OTHER} if deed == "reset-password" else {"timezone": "Europe/Berlin"}
    async with asyncio.timeout(WITHIN_S), transaction(care.sessions) as deactivating:
        await lock_account(deactivating, care.ben.id)
        request = asyncio.ensure_future(care.ben.http.post(f"{AUTH}/{deed}", json=body))
        await until_blocked(care.sessions, request)
        await revoke_codes(deactivating, care.ben.id, care.clock.at, "invite")
    assert problem(await request) == (404, "wrong_code")
    assert (await sign_in(care.ben.http, password=PASSWORD)).status_code == 200


async def test_a_code_with_which_two_things_are_done_at_once_does_one(care: Care) -> None:
    await give_password(care, care.ben, BEN)
    http, code = care.ben.http, await new_code(care)
    body = {"code": code, "password": OTHER}
    answers = await asyncio.gather(
        http.post(f"{AUTH}/reset-password", json=body), redeem(http, code)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 404]
